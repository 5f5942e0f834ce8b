import * as Plot from '@observablehq/plot';
import type { Comparison } from '../../compare/index.ts';
import type { TwoPoint } from '../../descriptor/index.ts';
import { phasePairs } from '../../grid/index.ts';
import { dataColour, modelColour, phaseColour, slug, unitText } from '../notation.ts';
import { type CurveStyle, curve, type Figure, figureOf, type KeyEntry } from './figure.ts';

const axes = (unit: string) => ({ xLabel: `lag h [${unitText(unit)}]`, yLabel: 'probability C(h)' });

/** The pairs of phases in the order of a description, with the name that each pair's curve has. */
function pairsOf(names: readonly string[]): { i: number; j: number; pair: string }[] {
  return phasePairs(names.length).map(([i, j]) => ({ i, j, pair: `${names[i]}-${names[j]}` }));
}

const points = (lags: readonly number[], values: readonly number[]) => values.map((y, k) => ({ x: lags[k], y }));

/** Two-point functions of data and model, one figure a pair, with the scatter of one realisation as a band. */
export function twoPointFigures({ phases, twoPoint }: Comparison): Figure[] {
  const { lags, unit } = twoPoint;
  const names = phases.map(({ name }) => name);
  const data: KeyEntry = { label: 'data', colour: dataColour };
  const drawn: KeyEntry = { label: 'model', colour: modelColour, look: 'dashed' };
  const band: KeyEntry = { label: '± 2 scatter', colour: modelColour, look: 'band' };
  const independent: KeyEntry = { label: 'independent', colour: '#7d868f', look: 'dotted' };
  return pairsOf(names).flatMap(({ i, j, pair }) => {
    const curves = twoPoint.pairs[pair];
    if (!curves) return [];
    const { model, reference, std } = curves;
    const fraction = (k: number): number => twoPoint.pairs[`${names[k]}-${names[k]}`].reference[0];
    const product = fraction(i) * fraction(j);
    const limits = lags.map((lag, k) => ({ lag, low: model[k] - 2 * std[k], high: model[k] + 2 * std[k] }));
    return figureOf(`two-point-${slug(pair)}`, {
      title: ['Two-point function, ', { phase: names[i], index: i }, ' – ', { phase: names[j], index: j }],
      key: [data, drawn, band, independent],
      ...axes(unit),
      plot: {
        y: { zero: true, nice: true },
        marks: [
          Plot.areaY(limits, { x: 'lag', y1: 'low', y2: 'high', fill: modelColour, fillOpacity: 0.2 }),
          Plot.ruleY([product], { stroke: independent.colour, strokeDasharray: '1 3' }),
          ...curve(points(lags, reference), data),
          ...curve(points(lags, model), drawn),
        ],
      },
    });
  });
}

/**
 * Two-point functions of one description in one figure: a phase with itself in its colour, two phases in the colours of
 * both.
 */
export function describedTwoPointFigure({
  phases,
  twoPoint,
}: {
  phases: readonly { name: string }[];
  twoPoint: TwoPoint;
}): Figure {
  const { lags, unit, pairs } = twoPoint;
  const shown = pairsOf(phases.map(({ name }) => name)).filter(({ pair }) => pairs[pair]);
  const styleOf = (i: number, j: number): CurveStyle =>
    i === j
      ? { colour: phaseColour(i), cased: true }
      : { colour: phaseColour(j), look: 'dashed', under: phaseColour(i), cased: true };
  return figureOf('two-point', {
    title: 'Two-point coverage probabilities',
    key: shown.map(({ i, j, pair }) => ({ label: pair.replace('-', ' – '), ...styleOf(i, j) })),
    ...axes(unit),
    caption:
      'Probability that a point lies in one phase and another point at distance h in the other, averaged over rings one voxel edge wide; curves of two phases are dashed in their colours.',
    plot: {
      width: 720,
      height: 300,
      y: { zero: true, nice: true },
      marks: shown.flatMap(({ i, j, pair }) => curve(points(lags, pairs[pair]), styleOf(i, j))),
    },
  });
}

/**
 * Two-point functions of each phase with itself along the axes: where the curves of a phase part, the material is
 * anisotropic.
 */
export function axesTwoPointFigures({
  phases,
  twoPoint,
}: {
  phases: readonly { name: string }[];
  twoPoint: TwoPoint;
}): Figure[] {
  const looks = { x: 'solid', y: 'dashed', z: 'dotted' } as const;
  const shown = (['x', 'y', 'z'] as const).filter((axis) => twoPoint.byAxis[axis]);
  if (shown.length === 0) return [];
  const styleOf = (i: number, axis: 'x' | 'y' | 'z'): CurveStyle => ({ colour: phaseColour(i), look: looks[axis] });
  return [
    figureOf('two-point-by-axis', {
      title: 'Two-point functions along the axes',
      key: phases.flatMap(({ name }, i) => shown.map((axis) => ({ label: `${name}, ${axis}`, ...styleOf(i, axis) }))),
      ...axes(twoPoint.unit),
      caption:
        'Probability that both ends of a segment along an axis lie in the phase. Curves of one phase that part by more than their scatter tell of anisotropy.',
      plot: {
        width: 720,
        height: 300,
        y: { zero: true, nice: true },
        marks: phases.flatMap(({ name }, i) =>
          shown.flatMap((axis) => {
            const { lags, pairs } = twoPoint.byAxis[axis]!;
            return curve(points(lags, pairs[`${name}-${name}`] ?? []), styleOf(i, axis));
          }),
        ),
      },
    }),
  ];
}
