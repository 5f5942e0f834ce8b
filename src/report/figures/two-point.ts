import * as Plot from '@observablehq/plot';
import type { Comparison, TwoPoint } from '../../descriptor/index.ts';
import { dataColour, modelColour } from '../colours.ts';
import { unitText } from '../scale-bar.ts';
import { plotSvg } from './plot.ts';

const axes = (unit: string) => ({
  x: { label: `lag h [${unitText(unit)}] →`, labelAnchor: 'center' as const },
  y: { label: '↑ probability C(h)', grid: true, nice: true },
});

/** Two-point functions of data and model, one figure a pair, with the scatter of one realisation as a band. */
export function twoPointFigures({ twoPoint }: Comparison): string[] {
  const { lags, unit } = twoPoint;
  return Object.entries(twoPoint.pairs).map(([pair, { model, reference, std }]) => {
    const rows = lags.map((lag, i) => ({
      lag,
      model: model[i],
      data: reference[i],
      low: model[i] - 2 * std[i],
      high: model[i] + 2 * std[i],
    }));
    return plotSvg(
      pair.replace('-', ' – '),
      [
        { label: 'data', colour: dataColour },
        { label: 'model', colour: modelColour, dashed: true },
        { label: '± 2 scatter', colour: '#eeb4ac' },
      ],
      {
        width: 340,
        height: 230,
        ...axes(unit),
        marks: [
          Plot.areaY(rows, { x: 'lag', y1: 'low', y2: 'high', fill: modelColour, fillOpacity: 0.18 }),
          Plot.lineY(rows, { x: 'lag', y: 'data', stroke: dataColour, strokeWidth: 1.6 }),
          Plot.lineY(rows, { x: 'lag', y: 'model', stroke: modelColour, strokeWidth: 1.6, strokeDasharray: '4 3' }),
        ],
      },
    );
  });
}

/** Two-point functions of one description, all pairs in one figure. */
export function describedTwoPointFigure({ lags, unit, pairs }: TwoPoint): string {
  const palette = ['#111111', '#c0392b', '#2471a3', '#b9770e', '#1e8449', '#7d3c98', '#5d6d7e', '#a04000'];
  const names = Object.keys(pairs);
  return plotSvg(
    'Two-point coverage probabilities',
    names.map((label, i) => ({ label, colour: palette[i % palette.length] })),
    {
      width: 720,
      height: 300,
      ...axes(unit),
      marks: names.map((name, i) =>
        Plot.lineY(
          pairs[name].map((c, k) => ({ lag: lags[k], c })),
          { x: 'lag', y: 'c', stroke: palette[i % palette.length], strokeWidth: 1.6 },
        ),
      ),
    },
  );
}
