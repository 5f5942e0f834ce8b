import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { ComparedCurve, Comparison } from '../../compare/index.ts';
import type { LinealPath, Unmeasured } from '../../descriptor/index.ts';
import type { Figure } from './figure.ts';
import { describedLinealPathFigures, linealPathFigures } from './lineal-path.ts';

/** Numbers of points of the strokes that a figure draws, without axes and bands. */
const pointsDrawn = (figure: Figure): number[] =>
  [...parseHTML(figure.svg()).document.querySelectorAll('[aria-label="line"] path')].map(
    (path) => path.getAttribute('d')!.match(/[ML]/g)!.length,
  );

const compared: ComparedCurve = {
  lags: [0, 0.5, 1, 1.5, 2],
  unit: 'um',
  reference: [0.4, 0.1, 0.01, 1e-5, 0],
  model: [0.4, 0.12, 0.02, 2e-4, 0],
  std: [0.01, 0.01, 0.02, 2e-4, 0],
};

const comparisonOf = (...curves: (ComparedCurve | Unmeasured)[]): Comparison => ({
  conclusion: { usable: [], unusable: [], undecided: [], sentence: '', reason: '' },
  realisations: 8,
  shape: [5, 5],
  phases: curves.map((curve, label) => ({
    ...{ name: `p${label}`, label, quantities: [], distributions: [] },
    curves: [{ name: 'linealPath', title: 'lineal path', ...curve }],
  })),
  twoPoint: { lags: [0], unit: 'um', pairs: {}, rootMeanSquareError: 0 },
});

describe('figures of lineal-path functions', () => {
  it('draw data and model down to 1e-4 of the largest value, and a band that stays positive', () => {
    const figures = linealPathFigures(comparisonOf(compared, { value: null, reason: 'absent' }));
    expect(figures).toHaveLength(1);
    // The floor is 4e-5: three values of the data and four of the model lie above.
    expect(pointsDrawn(figures[0])).toEqual([3, 4]);
    expect(figures[0].svg()).toContain('± 2 scatter');
    expect(figures[0].svg()).not.toMatch(/NaN|Infinity/);
  });

  it('draw a phase whose segments are all one voxel long', () => {
    const [figure] = linealPathFigures(
      comparisonOf({ lags: [0, 1], unit: 'voxel', reference: [0.5, 0], model: [0.5, 0], std: [0, 0] }),
    );
    expect(figure.svg()).not.toMatch(/NaN|Infinity/);
  });

  it('of a description have one curve for each measured axis', () => {
    const path: LinealPath = { mean: 0.4, lags: [0, 0.5, 1], values: [0.4, 0.1, 0.01], unit: 'um' };
    const none = { value: null, reason: 'no segment longer than a voxel' } as const;
    const figures = describedLinealPathFigures({
      phases: [
        { name: 'a', label: 0, linealPath: { x: path, y: none, z: path } },
        { name: 'b', label: 1, linealPath: { x: none } },
      ] as never,
    });
    expect(figures).toHaveLength(1);
    expect(pointsDrawn(figures[0])).toEqual([3, 3]);
    expect(figures[0].svg()).toContain('along z');
    expect(figures[0].svg()).not.toContain('along y');
  });
});
