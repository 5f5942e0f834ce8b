import * as Plot from '@observablehq/plot';
import { dataColour, modelColour, slug, unitText } from '../notation.ts';
import type { ChordHistogram } from '../report-data.ts';
import { curve, type Figure, figureOf, type KeyEntry } from './figure.ts';

/** Share of the chords that a figure leaves out at its right end. */
const tail = 0.005;

/** A histogram as a density over length. */
export interface Density {
  readonly chords: number;
  /**
   * Length of each bin and probability density there: chords over all chords and the bin's width - [bin] - unit and
   * 1/unit.
   */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Bins that hold all but the longest half percent of the chords. */
  readonly end: number;
}

/** Probability density of chords by length in voxels, from 1; bins that a sparse list leaves out hold none. */
export function toDensity(histogram: readonly number[], spacing: number): Density {
  const counts = Array.from(histogram, (n) => n ?? 0);
  const chords = counts.reduce((sum, n) => sum + n, 0);
  let sum = 0;
  const last = counts.findIndex((n) => {
    sum += n;
    return sum >= (1 - tail) * chords;
  });
  const points = chords > 0 ? counts.map((n, i) => ({ x: (i + 1) * spacing, y: n / chords / spacing })) : [];
  return { chords, points, end: chords > 0 ? last + 1 : 0 };
}

/** Chord-length distributions of data and model, one figure for each phase and axis. */
export function chordLengthFigures(histograms: readonly ChordHistogram[]): Figure[] {
  const data: KeyEntry = { label: 'data', colour: dataColour };
  const drawn: KeyEntry = { label: 'model', colour: modelColour, look: 'dashed' };
  return histograms.map((histogram) => {
    const { phase, axis, unit, spacing } = histogram;
    const [ofData, ofModel] = [toDensity(histogram.data, spacing), toDensity(histogram.model, spacing)];
    const end = Math.max(ofData.end, ofModel.end, 1);
    return figureOf(`chords-${slug(phase)}-${slug(axis)}`, {
      title: `Chords in ${phase} along ${axis}`,
      key: [data, drawn],
      xLabel: `chord length [${unitText(unit)}]`,
      yLabel: `density [1/${unitText(unit)}]`,
      caption: `Complete chords: ${ofData.chords} in the data, ${ofModel.chords} in the model.`,
      plot: {
        x: { domain: [0, end * spacing] },
        y: { zero: true, nice: true },
        marks: [
          ...curve(ofData.points.slice(0, end), data, true),
          ...curve(ofModel.points.slice(0, end), drawn, true),
          Plot.ruleY([0]),
        ],
      },
    });
  });
}
