import * as Plot from '@observablehq/plot';
import type { ExactFitSummary, FittedCurve } from '../../calibrate/index.ts';
import { dataColour, modelColour, slug, unitText } from '../notation.ts';
import { phaseNamesOf } from '../tables/exact-fit.ts';
import { curve, type Figure, figureOf, type KeyEntry, type TitlePart } from './figure.ts';

/** Standard errors beyond which a value is marked. */
const limit = 2;

const data: KeyEntry = { label: 'data', colour: dataColour };
const dataBand: KeyEntry = { label: 'data ± 2 standard errors', colour: dataColour, look: 'band' };
const model: KeyEntry = { label: 'model, exact', colour: modelColour, look: 'dashed' };
const modelBand: KeyEntry = { label: 'model ± 2 standard errors', colour: modelColour, look: 'band' };

/** Share of a curve's largest standard error below which one is rounding. */
const rounding = 1e-6;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * (model - data) / standard error of the data by lag, without lags where the data cannot scatter: mixed pairs at lag 0.
 */
function residualsOf(
  { model: exact, data: measured, dataStandardError }: FittedCurve,
  lags: readonly number[],
): Point[] {
  const least = rounding * Math.max(...dataStandardError.filter(Number.isFinite));
  return lags
    .map((x, k) => ({ x, y: (exact[k] - measured[k]) / dataStandardError[k], scatter: dataStandardError[k] }))
    .filter(({ y, scatter }) => scatter > least && Number.isFinite(y));
}

/** Title of a pair of phases; phases without a curve of their own have no name. */
function pairTitle({ pair, phases }: FittedCurve, names: readonly string[]): TitlePart[] {
  const [a, b] = phases.map((i) => names[i]);
  if (a === undefined || b === undefined) return [`Exact, ${pair}`];
  return ['Exact, ', { phase: a, index: phases[0] }, ' – ', { phase: b, index: phases[1] }];
}

/** A curve with its band, by lag. */
function banded(
  values: readonly number[],
  errors: readonly number[],
  lags: readonly number[],
  style: KeyEntry,
): Plot.Markish[] {
  const points = lags.map((x, k) => ({ x, y: values[k] })).filter(({ y }) => Number.isFinite(y));
  const band = lags
    .map((x, k) => ({ x, low: values[k] - limit * errors[k], high: values[k] + limit * errors[k] }))
    .filter(({ low, high }) => Number.isFinite(low + high));
  const area = Plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill: style.colour, fillOpacity: 0.2 });
  return [area, ...curve(points, style)];
}

function figure(fitted: FittedCurve, names: readonly string[], lags: readonly number[], unit: string): Figure {
  const residuals = residualsOf(fitted, lags);
  const beyond = residuals.filter(({ y }) => Math.abs(y) > limit).length;
  const reach = 1.1 * Math.max(1.4 * limit, ...residuals.map(({ y }) => Math.abs(y)));
  const x = { domain: [Math.min(...lags), Math.max(...lags)] };
  return figureOf(`exact-two-point-${slug(fitted.pair)}`, {
    title: pairTitle(fitted, names),
    key: [data, dataBand, model, modelBand],
    xLabel: `lag h [${unitText(unit)}]`,
    yLabel: 'probability C(h)',
    caption: `Bands: ± 2 standard errors of the data, from the scatter of the image's blocks, and of the model, propagated through the fit. Below, the residual: (model − data) in standard errors of the data (s.e.), beyond ± 2 at ${beyond} of ${residuals.length} lags.`,
    plot: {
      x,
      y: { zero: true, nice: true },
      marks: [
        ...banded(fitted.data, fitted.dataStandardError, lags, data),
        ...banded(fitted.model, fitted.modelStandardError, lags, model),
      ],
    },
    below: {
      yLabel: 'residual [s.e.]',
      plot: {
        x,
        y: { domain: [-reach, reach], ticks: 5 },
        marks: [
          Plot.ruleY([0], { stroke: '#9aa3ab' }),
          Plot.ruleY([-limit, limit], { stroke: dataColour, strokeDasharray: '4 3', strokeOpacity: 0.7 }),
          ...curve(residuals, { colour: modelColour }),
          Plot.dot(residuals, { x: 'x', y: 'y', r: 1.6, fill: modelColour }),
        ],
      },
    },
  });
}

/** Exact two-point functions of the fitted model beside the data's, one figure a pair, with the residuals below. */
export function exactTwoPointFigures({ lags, unit, curves }: ExactFitSummary): Figure[] {
  const names = phaseNamesOf(curves);
  const isMixed = ({ phases: [i, j] }: FittedCurve): number => (i === j ? 0 : 1);
  return [...curves].sort((a, b) => isMixed(a) - isMixed(b)).map((fitted) => figure(fitted, names, lags, unit));
}
