import * as Plot from '@observablehq/plot';
import type { LogEntry } from '../../calibrate/index.ts';

const stageNames: Record<LogEntry['stage'], string> = {
  screening: 'trying orders',
  generator: 'generator alone',
  discriminator: 'discriminator alone',
  alternating: 'alternating',
};
/** Height of a row of names, and width of a letter: an upper bound for the font used. */
const [rowHeight, letterWidth] = [13, 5.8];

/** Where stages begin, as marks, and the room that their names need above the frame. */
export interface StageMarks {
  readonly marks: Plot.Markish[];
  readonly marginTop: number;
}

/** Dotted lines where stages begin, their names above the frame, in as many rows as keep them apart. */
export function stageMarks(entries: readonly LogEntry[], plotWidth: number): StageMarks {
  const starts = entries.filter((e, i) => i === 0 || entries[i - 1].stage !== e.stage);
  const first = entries[0].step;
  const perStep = plotWidth / Math.max(1, entries[entries.length - 1].step - first);
  /** Right end of the last name in each row, pixels. */
  const ends: number[] = [];
  const names = starts.map((start) => {
    const text = stageNames[start.stage];
    const width = text.length * letterWidth;
    const wanted = (start.step - first) * perStep;
    const from = Math.min(wanted, plotWidth - width);
    const free = ends.findIndex((end) => end + 8 <= from);
    const row = free < 0 ? ends.length : free;
    ends[row] = from + width;
    const [dx, dy] = [from - wanted + (from === wanted ? 2 : 0), -5 - row * rowHeight];
    return Plot.text([start], {
      x: 'step',
      text: [text],
      frameAnchor: 'top',
      lineAnchor: 'bottom',
      textAnchor: 'start',
      dx,
      dy,
      fill: '#55606a',
      fontSize: 10,
    });
  });
  const lines = Plot.ruleX(starts.slice(1), { x: 'step', stroke: '#9aa3ab', strokeDasharray: '2 3' });
  return { marks: [lines, ...names], marginTop: 10 + rowHeight * ends.length };
}
