import * as Plot from '@observablehq/plot';
import type { CorrelationCurve } from '../report-data.ts';
import { unitText } from '../scale-bar.ts';
import { plotSvg } from './plot.ts';

const palette = ['#111111', '#c0392b', '#2471a3', '#b9770e', '#1e8449', '#7d3c98'];

/** Correlation functions of all Gaussian fields. */
export function correlationFigure(curves: readonly CorrelationCurve[]): string {
  return plotSvg(
    'Correlation functions of the Gaussian fields',
    curves.map(({ field }, i) => ({ label: field, colour: palette[i % palette.length] })),
    {
      width: 720,
      height: 280,
      x: { label: `lag h [${unitText(curves[0].unit)}] →`, labelAnchor: 'center' },
      y: { label: '↑ correlation ρ(h)', grid: true },
      marks: [
        Plot.ruleY([0]),
        ...curves.map(({ lags, rho }, i) =>
          Plot.lineY(
            lags.map((lag, k) => ({ lag, rho: rho[k] })),
            { x: 'lag', y: 'rho', stroke: palette[i % palette.length], strokeWidth: 1.5 },
          ),
        ),
      ],
    },
  );
}
