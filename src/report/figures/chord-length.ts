import * as Plot from '@observablehq/plot';
import { dataColour, modelColour } from '../colours.ts';
import type { ChordHistogram } from '../report-data.ts';
import { unitText } from '../scale-bar.ts';
import { plotSvg } from './plot.ts';

/** Share of the chords that a figure leaves out at its right end. */
const tail = 0.005;

/** Probability density of a histogram: chords of each length over all chords and the bin's width. */
function toDensity(histogram: readonly number[], spacing: number): { length: number; density: number }[] {
  const total = histogram.reduce((sum, n) => sum + (n ?? 0), 0);
  return Array.from(histogram, (n, i) => ({ length: (i + 1) * spacing, density: (n ?? 0) / total / spacing }));
}

function lastBin(histogram: readonly number[]): number {
  const total = histogram.reduce((sum, n) => sum + (n ?? 0), 0);
  let sum = 0;
  const bin = histogram.findIndex((n) => {
    sum += n ?? 0;
    return sum >= (1 - tail) * total;
  });
  return bin < 0 ? histogram.length : bin + 1;
}

/** Chord-length distributions of data and model, one figure for each phase and axis. */
export function chordLengthFigures(chords: readonly ChordHistogram[]): string[] {
  return chords.map(({ phase, axis, unit, spacing, data, model }) => {
    const end = Math.max(lastBin(data), lastBin(model)) * spacing;
    const within = (rows: { length: number; density: number }[]) => rows.filter((row) => row.length <= end);
    return plotSvg(
      `${phase}, along ${axis}`,
      [
        { label: 'data', colour: dataColour },
        { label: 'model', colour: modelColour, dashed: true },
      ],
      {
        width: 340,
        height: 230,
        x: { label: `chord length [${unitText(unit)}] →`, labelAnchor: 'center' },
        y: { label: `↑ density [1/${unitText(unit)}]`, grid: true, nice: true },
        marks: [
          Plot.lineY(within(toDensity(data, spacing)), {
            x: 'length',
            y: 'density',
            stroke: dataColour,
            curve: 'step',
          }),
          Plot.lineY(within(toDensity(model, spacing)), {
            x: 'length',
            y: 'density',
            stroke: modelColour,
            curve: 'step',
            strokeDasharray: '4 3',
          }),
          Plot.ruleY([0]),
        ],
      },
    );
  });
}
