import * as Plot from '@observablehq/plot';
import type { ClosedFormSummary, FittedCurve } from '../../calibrate/index.ts';
import { dataColour, modelColour } from '../colours.ts';
import { curve, drawFigure, type KeyEntry } from '../figures/plot.ts';
import { note, row } from '../html-text.ts';
import { unitText } from '../units.ts';
import { pairTitle, phaseNamesOf } from './phase-names.ts';

/** Standard errors beyond which a value is marked. */
const limit = 2;

const data: KeyEntry = { label: 'data', colour: dataColour };
const dataBand: KeyEntry = { label: 'data ± 2 standard errors', colour: dataColour, look: 'band' };
const model: KeyEntry = { label: 'model, exact', colour: modelColour, look: 'dashed' };
const difference: KeyEntry = { label: 'residual', colour: modelColour };

interface Residual {
  readonly x: number;
  readonly y: number;
}

/** (model - data) / standard error of the data by lag, without lags where the data cannot scatter: mixed pairs at lag 0. */
function residualsOf(
  { model: exact, data: measured, dataStandardError }: FittedCurve,
  lags: readonly number[],
): Residual[] {
  return lags
    .map((x, k) => ({ x, y: (exact[k] - measured[k]) / dataStandardError[k] }))
    .filter(({ y }) => Number.isFinite(y));
}

function figure(fitted: FittedCurve, names: readonly string[], lags: readonly number[], unit: string): string {
  const points = (values: readonly number[]) =>
    values.map((y, k) => ({ x: lags[k], y })).filter(({ y }) => Number.isFinite(y));
  const band = fitted.data
    .map((y, k) => ({
      lag: lags[k],
      low: y - limit * fitted.dataStandardError[k],
      high: y + limit * fitted.dataStandardError[k],
    }))
    .filter(({ low, high }) => Number.isFinite(low + high));
  const residuals = residualsOf(fitted, lags);
  const beyond = residuals.filter(({ y }) => Math.abs(y) > limit).length;
  const reach = 1.1 * Math.max(1.4 * limit, ...residuals.map(({ y }) => Math.abs(y)));
  const x = { domain: [Math.min(...lags), Math.max(...lags)] };
  return drawFigure({
    title: pairTitle(fitted, names),
    key: [data, dataBand, model, difference],
    xLabel: `lag h [${unitText(unit)}]`,
    yLabel: 'probability C(h)',
    caption: `Band: ± 2 standard errors of the data, from the scatter of the image's blocks; below, the residual in these standard errors. Beyond ± 2 at ${beyond} of ${residuals.length} lags.`,
    plot: {
      x,
      y: { zero: true, nice: true },
      marks: [
        Plot.areaY(band, { x: 'lag', y1: 'low', y2: 'high', fill: dataColour, fillOpacity: 0.2 }),
        ...curve(points(fitted.data), data),
        ...curve(points(fitted.model), model),
      ],
    },
    below: {
      yLabel: '(model − data) / s.e.',
      plot: {
        x,
        y: { domain: [-reach, reach], ticks: 5 },
        marks: [
          Plot.ruleY([0], { stroke: '#9aa3ab' }),
          Plot.ruleY([-limit, limit], { stroke: dataColour, strokeDasharray: '4 3', strokeOpacity: 0.7 }),
          ...curve(residuals, difference),
          Plot.dot(residuals, { x: 'x', y: 'y', r: 1.6, fill: modelColour }),
        ],
      },
    },
  });
}

/** Exact two-point functions of the fitted model beside the data's, one figure a pair, with the residuals below. */
export function exactCurves({ lags, unit, curves }: ClosedFormSummary): string {
  const names = phaseNamesOf(curves);
  const isMixed = ({ phases: [i, j] }: FittedCurve): number => (i === j ? 0 : 1);
  const ordered = [...curves].sort((a, b) => isMixed(a) - isMixed(b));
  const about =
    note(`C<sub>ij</sub>(h): probability that a point lies in phase i and another at distance h in phase j. The model's curves are exact expectations: nothing
was drawn at random. Neighbouring lags of the data vary together, so a curve that strays leaves the lines at ± 2 over a whole stretch: whether the misfit is
more than sampling is the question of the goodness of fit below, not of single lags.`);
  return about + row(ordered.map((fitted) => figure(fitted, names, lags, unit)));
}
