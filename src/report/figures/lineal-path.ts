import * as Plot from '@observablehq/plot';
import type { ComparedCurve, Comparison } from '../../compare/index.ts';
import type { Description, LinealPath } from '../../descriptor/index.ts';
import { dataColour, modelColour, slug, unitText } from '../notation.ts';
import { curve, type Figure, figureOf, type KeyEntry } from './figure.ts';
import { logarithmic } from './scales.ts';

/** Share of the largest value down to which curves are drawn, and where they end when they are measured. */
const floorShare = 1e-4;

interface Point {
  readonly x: number;
  readonly y: number;
}

const axes = (unit: string) => ({ xLabel: `length r [${unitText(unit)}]`, yLabel: 'probability L(r)' });

/**
 * Points of a curve from its first down to the floor: what has decayed further would only draw rounding and single
 * voxels.
 */
function pointsAbove(floor: number, lags: readonly number[], values: readonly number[]): Point[] {
  const points = lags.map((x, k) => ({ x, y: values[k] }));
  const end = points.findIndex(({ y }) => !(y >= floor));
  return end < 0 ? points : points.slice(0, end);
}

function comparedFigure(phase: string, index: number, { lags, unit, model, reference, std }: ComparedCurve): Figure {
  const data: KeyEntry = { label: 'data', colour: dataColour };
  const drawn: KeyEntry = { label: 'model', colour: modelColour, look: 'dashed' };
  const scatter: KeyEntry = { label: '± 2 scatter', colour: modelColour, look: 'band' };
  const floor = floorShare * Math.max(...model, ...reference);
  const [ofData, ofModel] = [pointsAbove(floor, lags, reference), pointsAbove(floor, lags, model)];
  const band = lags
    .map((x, k) => ({ x, low: Math.max(floor, model[k] - 2 * std[k]), high: model[k] + 2 * std[k] }))
    .filter(({ high }) => high > floor);
  const shown = [...ofData, ...ofModel].map(({ y }) => y);
  const limits = band.flatMap(({ low, high }) => [low, high]);
  return figureOf(`lineal-path-${slug(phase)}`, {
    title: ['Lineal path in ', { phase, index }],
    key: [data, drawn, scatter],
    ...axes(unit),
    plot: {
      y: logarithmic([...shown, ...limits]),
      marks: [
        Plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill: modelColour, fillOpacity: 0.2 }),
        ...curve(ofData, data),
        ...curve(ofModel, drawn),
      ],
    },
  });
}

/** Lineal-path functions of data and model, one figure a phase, with the scatter of one realisation as a band. */
export function linealPathFigures({ phases }: Comparison): Figure[] {
  return phases.flatMap(({ name, curves }, i) =>
    curves.flatMap((compared) => ('lags' in compared ? [comparedFigure(name, i, compared)] : [])),
  );
}

/** Looks of the axes [x, y, z] in a figure. */
const looks = ['solid', 'dashed', 'dotted'] as const;

/** Lineal-path functions of one description along every axis, one figure a phase. */
export function describedLinealPathFigures({ phases }: Pick<Description, 'phases'>): Figure[] {
  return phases.flatMap(({ name, linealPath }, i) => {
    const measured = (['x', 'y', 'z'] as const).flatMap((axis, a) => {
      const path = linealPath[axis];
      const style: KeyEntry = { label: `along ${axis}`, colour: dataColour, look: looks[a] };
      return path && 'values' in path ? [{ path: path as LinealPath, style }] : [];
    });
    if (measured.length === 0) return [];
    const floor = floorShare * Math.max(...measured.map(({ path }) => path.values[0]));
    const curves = measured.map(({ path, style }) => ({ points: pointsAbove(floor, path.lags, path.values), style }));
    return figureOf(`lineal-path-by-axis-${slug(name)}`, {
      title: ['Lineal path by axis in ', { phase: name, index: i }],
      key: measured.map(({ style }) => style),
      ...axes(measured[0].path.unit),
      caption: `Probability that a segment of length r along an axis lies wholly in ${name}.`,
      plot: {
        y: logarithmic(curves.flatMap(({ points }) => points.map(({ y }) => y))),
        marks: curves.flatMap(({ points, style }) => curve(points, style)),
      },
    });
  });
}
