import { describe, expect, it } from 'vitest';
import { createModel, presets, toModelFile } from '../phase/index.ts';
import { cellText } from '../report/index.ts';
import { directionsOf } from './directions.ts';
import { sensitivityFindings } from './sensitivity-findings.ts';
import type { Row } from './study-kind.ts';

const model = createModel(presets['level-set'], { phases: ['pore', 'grain'].map((name, label) => ({ name, label })) });
const direction = {
  name: 'lambda1',
  ...{ meaning: 'threshold of latent A: higher is less', parts: 'pore from grain' },
  change: Array.from(model.values, () => 1),
};

/** A conductivity that is (1 + change)^2, up to a scatter that both sides share. */
const rowsAt = (name: string, percent: number): Row[] =>
  [0.75, 1, 1.25].map((scale, r) => ({
    task: {
      ...{ name: `${name}-${percent}-${r}`, work: 'draw' },
      labels: [
        { name: 'direction', value: name },
        { name: 'change', value: percent },
        { name: 'realisation', value: r },
      ],
    },
    values: [
      {
        ...{ phase: 'pore', quantity: 'relativeConductivity', title: 'pore relative conductivity', unit: '' },
        value: scale * (1 + percent / 100) ** 2,
      },
    ],
  }));

describe('findings of a sensitivity study', () => {
  it('are relative slopes at every step, and whether they depend on it', () => {
    const rows = [...rowsAt('none', 0), ...[12.5, -12.5, 50, -50].flatMap((percent) => rowsAt('lambda1', percent))];
    const { conclusion, tables, figures } = sensitivityFindings([0.125, 0.5], [direction], model, rows);
    // ((1 + h)^2 - (1 - h)^2) / 2h = 2 for every h, and the same in every pair; these numbers have no rounding.
    expect(conclusion[1]).toBe('pore relative conductivity: lambda1 (2.00).');
    expect(conclusion[2]).toMatch(/0 of 1 effects change/);
    expect(tables.map(({ name }) => name)).toEqual([
      'effects-at-12-5-percent',
      'effects-at-50-percent',
      'effects-by-step',
    ]);
    expect(tables[2].rows[0].slice(2).map(cellText)).toEqual(['2.000 ± 0.000', '2.000 ± 0.000', '0.000 ± 0.000']);
    expect(figures[0]).toMatchObject({ rows: ['lambda1: threshold of latent A (pore from grain)'] });
  });
});

describe('directions of a sensitivity study', () => {
  it('say which phases a threshold or a field parts', () => {
    const phases = ['pore', 'nmc', 'binder'].map((name, label) => ({ name, label }));
    const parameters = { scalars: { lambda1: 1, lambda2: 0.3 } };
    const own = { ...createModel(presets.plurigaussian, { phases, parameters }), order: [2, 1, 0] };
    const file = toModelFile(own, 'test');
    const asked = { parameters: 'lambda1,lambda2,X.range1,Y.range1', combinations: 0 };
    expect(directionsOf(asked, { model: own, file }).map(({ parts }) => parts)).toEqual([
      'binder from nmc, pore',
      'nmc from pore',
      'binder from nmc, pore',
      'nmc from pore',
    ]);
  });
});
