import * as Plot from '@observablehq/plot';
import type { ClosedFormSummary } from '../../calibrate/index.ts';
import { lineColours } from '../colours.ts';
import { logarithmic, powerText } from '../figures/logarithmic.ts';
import { drawFigure, type KeyEntry } from '../figures/plot.ts';
import { htmlTable, note, percentText } from '../html-text.ts';

const [, blue, red] = lineColours;
const tried: KeyEntry = { label: 'tried', colour: blue, dot: 'filled' };
const chosen: KeyEntry = { label: 'chosen', colour: red, dot: 'ringed' };

/** How far the numbers depend on the quadrature. */
export function quadratureFacts({ points, lossScatter, repeats }: ClosedFormSummary['quadrature']): string {
  const cells = [String(points), percentText(lossScatter), String(repeats)];
  return `${htmlTable(['Sobol points', 'scatter of the loss', 'repeats'], [{ cells }])}
${note(`Scatter: relative standard deviation of the loss at the optimum under independent scramblings with as many points. Repeats: how often the fit was made again with
more points because its optimum depended on them.`)}`;
}

/** Cross-validated loss over the weights of the smoothness prior, evenly spaced since zero may be among them. */
export function smoothnessFigure({ weight, tried: list }: NonNullable<ClosedFormSummary['smoothness']>): string {
  const points = [...list].sort((a, b) => a.weight - b.weight).map((entry, x) => ({ ...entry, x }));
  const drawn = points.filter(({ loss }) => Number.isFinite(loss));
  const marked = drawn.filter((entry) => entry.weight === weight);
  const losses = drawn.map(({ loss }) => loss);
  return drawFigure({
    title: 'Weight of the smoothness prior',
    key: [tried, ...(marked.length > 0 ? [chosen] : [])],
    xLabel: 'weight',
    yLabel: 'cross-validated loss',
    caption: `Loss on blocks that were left out of the fit; chosen: ${powerText(weight)}. The weights tried stand evenly.`,
    plot: {
      x: {
        domain: [-0.5, points.length - 0.5],
        ticks: points.map(({ x }) => x),
        tickFormat: (x: number) => powerText(points[x].weight),
        ...(points.length > 6 && { tickRotate: -50 }),
      },
      ...(points.length > 6 && { height: 250, marginBottom: 60 }),
      y: losses.length > 0 && losses.every((loss) => loss > 0) ? logarithmic(losses) : { nice: true },
      marks: [
        Plot.lineY(drawn, { x: 'x', y: 'loss', stroke: blue }),
        Plot.dot(drawn, {
          x: 'x',
          y: 'loss',
          r: 3.2,
          fill: (d: (typeof drawn)[number]) => (d.weight === weight ? red : blue),
        }),
        Plot.dot(marked, { x: 'x', y: 'loss', r: 6.5, stroke: red, strokeWidth: 1.6 }),
      ],
    },
  });
}
