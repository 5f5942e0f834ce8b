import * as Plot from '@observablehq/plot';
import { ExcursaError } from '../../errors.ts';
import { lineColours, unitText } from '../notation.ts';
import type { CorrelationCurve } from '../report-data.ts';
import { curve, type Figure, figureOf, type KeyEntry } from './figure.ts';

/** Correlation functions of all Gaussian fields in one figure. */
export function correlationFigure(curves: readonly CorrelationCurve[]): Figure {
  const units = [...new Set(curves.map(({ unit }) => unit))];
  if (units.length > 1) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'report',
      expected: 'correlations over one unit of lag',
      got: `${units.join(' and ')}`,
    });
  }
  // Colours repeat after seven fields; dashes then tell them apart.
  const styles = curves.map(({ field }, i): KeyEntry => {
    const look = i < lineColours.length ? 'solid' : 'dashed';
    return { label: field, colour: lineColours[i % lineColours.length], look };
  });
  return figureOf('correlations', {
    title: 'Correlation functions of the Gaussian fields',
    key: styles,
    xLabel: `lag h [${unitText(units[0])}]`,
    yLabel: 'correlation ρ(h)',
    caption:
      'How much values of one Gaussian field at distance h have in common, by the calibrated parameters, taper included.',
    plot: {
      width: 720,
      height: 280,
      marks: [
        Plot.ruleY([0]),
        ...curves.flatMap(({ lags, rho }, i) =>
          curve(
            lags.map((x, k) => ({ x, y: rho[k] })),
            styles[i],
          ),
        ),
      ],
    },
  });
}
