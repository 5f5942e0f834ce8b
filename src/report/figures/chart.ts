import * as Plot from '@observablehq/plot';
import { lineColours } from '../notation.ts';
import { type Figure, figureOf, type KeyEntry } from './figure.ts';
import { logarithmic } from './scales.ts';

/** A point of a chart, with the ends of its interval where it has one. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** Points of one kind: dots, hollow dots, a line, or a band between the ends of their intervals. */
export interface ChartSeries {
  readonly label: string;
  readonly look: 'dots' | 'hollow' | 'line' | 'dashed' | 'band';
  /** Number of its colour among those of lines. */
  readonly colour: number;
  readonly points: readonly ChartPoint[];
}

/** A chart of numbers against numbers, as data. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale?: 'linear' | 'logarithmic';
  readonly yScale?: 'linear' | 'logarithmic';
  /** Names that stand on the horizontal axis in place of 0, 1, 2, ... */
  readonly xNames?: readonly string[];
  readonly series: readonly ChartSeries[];
  /** Whether a line shows where both axes are equal. */
  readonly diagonal?: boolean;
}

const colourOf = (k: number): string => lineColours[k % lineColours.length];
const identity = '#7d868f';

function marksOf({ look, colour, points }: ChartSeries): Plot.Markish[] {
  const stroke = colourOf(colour);
  const bars = points.filter(({ low, high }) => low !== undefined && high !== undefined);
  if (look === 'band') {
    return [Plot.areaY(bars, { x: 'x', y1: 'low', y2: 'high', fill: stroke, fillOpacity: 0.2 })];
  }
  if (look === 'line' || look === 'dashed') {
    return [
      Plot.lineY(points, {
        x: 'x',
        y: 'y',
        stroke,
        strokeWidth: 1.7,
        ...(look === 'dashed' && { strokeDasharray: '5 3' }),
      }),
    ];
  }
  return [
    Plot.link(bars, { x1: 'x', x2: 'x', y1: 'low', y2: 'high', stroke, strokeWidth: 1.2 }),
    Plot.dot(points, { x: 'x', y: 'y', r: 3, ...(look === 'dots' ? { fill: stroke } : { stroke, fill: 'white' }) }),
  ];
}

const keyOf = ({ label, look, colour }: ChartSeries): KeyEntry => ({
  ...{ label, colour: colourOf(colour) },
  ...(look === 'dots' && { dot: 'filled' as const }),
  ...(look === 'hollow' && { dot: 'hollow' as const }),
  ...((look === 'band' || look === 'dashed') && { look }),
});

/** Names in place of numbers, tilted below the axis. */
const namedAxis = (names: readonly string[]): Plot.ScaleOptions => ({
  domain: [-0.5, names.length - 0.5],
  ticks: names.map((_, i) => i),
  tickFormat: (i: number) => names[i],
  tickRotate: -40,
});

/** Height that a letter of the name along the vertical axis may take, pixels. */
const letter = 6.6;

/** Draws a chart. */
export function chartFigure(chart: Chart): Figure {
  const { name, title, caption, xLabel, yLabel, xScale, yScale, xNames, series, diagonal } = chart;
  const all = series.flatMap(({ points }) => points);
  const xs = all.map(({ x }) => x);
  const ys = all.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const both = [...xs, ...ys];
  const [from, to] = [Math.min(...both), Math.max(...both)];
  const scale = (kind: Chart['xScale'], values: readonly number[]) =>
    kind === 'logarithmic' ? logarithmic(values.filter((value) => value > 0)) : { nice: true };
  const ends = [from, to].map((value) => ({ x: value, y: value }));
  return figureOf(name, {
    ...{ title, xLabel, yLabel, ...(caption !== undefined && { caption }) },
    key: [...series.map(keyOf), ...(diagonal ? [{ label: 'equal', colour: identity, look: 'dashed' as const }] : [])],
    plot: {
      ...{ width: 380, height: Math.max(xNames ? 310 : 260, letter * yLabel.length) },
      ...(xNames && { marginBottom: 95 }),
      x: { grid: true, ...(xNames ? namedAxis(xNames) : scale(xScale, diagonal ? both : xs)) },
      y: scale(yScale, diagonal ? both : ys),
      marks: [
        ...(diagonal ? [Plot.lineY(ends, { x: 'x', y: 'y', stroke: identity, strokeDasharray: '5 3' })] : []),
        ...series.flatMap(marksOf),
      ],
    },
  });
}
