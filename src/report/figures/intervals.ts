import * as Plot from '@observablehq/plot';
import { lineColours, slug } from '../notation.ts';
import { type Figure, figureOf } from './figure.ts';

/** A mean with the half width of its interval, null where one value alone was measured. */
export interface PlottedInterval {
  readonly label: string;
  readonly mean: number;
  readonly half: number | null;
}

/** A figure of intervals: one row a label, and what the axis measures. */
export interface IntervalFigure {
  readonly title: string;
  readonly xLabel: string;
  readonly rows: readonly PlottedInterval[];
}

const neutral = '#7d868f';
const names = { below: 'smaller', above: 'larger', open: 'not told apart from zero' };

/** Dots with intervals beside a line at zero; colours tell which intervals leave it out, and to which side. */
export function intervalFigure({ title, xLabel, rows }: IntervalFigure): Figure {
  const [, blue, red] = lineColours;
  const colourOf = ({ mean, half }: PlottedInterval): string =>
    half === null || Math.abs(mean) <= half ? neutral : mean < 0 ? blue : red;
  const drawn = rows.map((r) => ({
    ...r,
    low: r.mean - (r.half ?? 0),
    high: r.mean + (r.half ?? 0),
    colour: colourOf(r),
  }));
  return figureOf(slug(title), {
    title,
    key: [
      { label: names.below, colour: blue, dot: 'filled' },
      { label: names.above, colour: red, dot: 'filled' },
      { label: names.open, colour: neutral, dot: 'filled' },
    ],
    xLabel,
    yLabel: '',
    plot: {
      width: 380,
      height: 60 + 17 * rows.length,
      marginLeft: 122,
      x: { nice: true, grid: true },
      y: { type: 'point', domain: rows.map(({ label }) => label), grid: false, label: null, tickSize: 0, padding: 0.6 },
      marks: [
        Plot.ruleX([0], { stroke: '#2b323a' }),
        Plot.link(drawn, { x1: 'low', x2: 'high', y1: 'label', y2: 'label', stroke: 'colour', strokeWidth: 1.7 }),
        Plot.dot(drawn, { x: 'mean', y: 'label', r: 3.2, fill: 'colour' }),
      ],
    },
  });
}
