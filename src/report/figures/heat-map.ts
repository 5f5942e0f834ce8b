import * as Plot from '@observablehq/plot';
import { type Figure, figureOf } from './figure.ts';

/** A table of signed numbers as colours, with the numbers in it. */
export interface HeatMap {
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** Numbers; null where there is none, or none that is told from zero - [row][column]. */
  readonly values: readonly (readonly (number | null)[])[];
}

const [below, above, none] = ['#0072b2', '#d55e00', '#f2f2f2'];
const [cellWidth, cellHeight, letter] = [74, 22, 6.2];

const text = (value: number): string =>
  `${value > 0 ? '+' : ''}${Math.abs(value) < 9.95 ? value.toFixed(2) : value.toFixed(0)}`.replace('-', '−');

/** Draws a heat map: blue below zero, orange above, the darker the larger. */
export function heatMapFigure({ name, title, caption, xLabel, yLabel, columns, rows, values }: HeatMap): Figure {
  const cells = rows.flatMap((y, r) => columns.map((x, c) => ({ x, y, value: values[r][c] })));
  const largest = Math.max(1e-300, ...cells.map(({ value }) => Math.abs(value ?? 0)));
  const longest = Math.max(...rows.map(({ length }) => length));
  const deepest = Math.max(...columns.map(({ length }) => length));
  const marginLeft = Math.ceil(longest * letter + 34);
  const told = cells.filter(({ value }) => value !== null);
  return figureOf(name, {
    ...{ title, xLabel, yLabel, ...(caption !== undefined && { caption }) },
    key: [
      { label: 'rises with it', colour: above, dot: 'filled' },
      { label: 'falls with it', colour: below, dot: 'filled' },
    ],
    plot: {
      ...{ width: marginLeft + cellWidth * columns.length + 12, marginLeft, padding: 0 },
      height: cellHeight * rows.length + 60 + Math.ceil(0.5 * deepest * letter),
      marginBottom: 50 + Math.ceil(0.5 * deepest * letter),
      x: { type: 'band', domain: [...columns], tickRotate: -40, tickSize: 0, grid: false },
      y: { type: 'band', domain: [...rows], tickSize: 0, grid: false },
      marks: [
        Plot.cell(cells, { x: 'x', y: 'y', fill: none, inset: 0.5 }),
        Plot.cell(told, {
          ...{ x: 'x', y: 'y', inset: 0.5 },
          fill: ({ value }: { value: number }) => (value > 0 ? above : below),
          fillOpacity: ({ value }: { value: number }) => 0.1 + 0.75 * Math.sqrt(Math.abs(value) / largest),
        }),
        Plot.text(told, { x: 'x', y: 'y', text: ({ value }: { value: number }) => text(value), fontSize: 10 }),
      ],
    },
  });
}
