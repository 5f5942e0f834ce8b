import * as Plot from '@observablehq/plot';
import type { LogEntry } from '../../calibrate/index.ts';
import { lineColours, slug } from '../notation.ts';
import { curve, type Figure, figureOf, type KeyEntry } from './figure.ts';
import { restingSize, symmetricLog } from './scales.ts';

interface Point {
  readonly x: number;
  readonly y: number;
  /** Points of different parts belong to different models and are neither joined nor averaged. */
  readonly part: string;
}
interface Series extends KeyEntry {
  readonly points: readonly Point[];
}

/** Fewest steps of a running mean, and about how many points of a course are drawn. */
const [shortest, drawn] = [10, 600];
const [width, marginLeft, marginRight] = [720, 56, 12];

/**
 * Which model each entry belongs to: while orders are compared every turn of one is a part, afterwards there is one
 * course.
 */
function partsOf(entries: readonly LogEntry[]): string[] {
  let turn = 0;
  return entries.map(({ stage, order }, i) => {
    const before = entries[i - 1];
    if (before && (before.stage === 'screening') !== (stage === 'screening')) turn++;
    else if (before && before.order.join() !== order.join()) turn++;
    return `turn ${turn}`;
  });
}

/** Running means over the last `span` steps of each part, thinned, which show the course of noisy losses. */
function smooth(points: readonly Point[], span: number): Point[] {
  const every = Math.ceil(points.length / drawn);
  return points.flatMap((point, i) => {
    if (i % every > 0 && i < points.length - 1) return [];
    const recent = points.slice(Math.max(0, i - span + 1), i + 1).filter(({ part }) => part === point.part);
    return [{ ...point, y: recent.reduce((sum, { y }) => sum + y, 0) / recent.length }];
  });
}

const stageNames: Record<LogEntry['stage'], string> = {
  screening: 'trying orders',
  generator: 'generator alone',
  discriminator: 'discriminator alone',
  alternating: 'alternating',
};
/** Height of a row of names, and width of a letter: an upper bound for the font used. */
const [rowHeight, letterWidth] = [13, 5.8];

/** Where stages begin, as marks, and the room that their names need above the frame. */
interface StageMarks {
  readonly marks: Plot.Markish[];
  readonly marginTop: number;
}

/** Dotted lines where stages begin, their names above the frame, in as many rows as keep them apart. */
function stageMarks(entries: readonly LogEntry[], plotWidth: number): StageMarks {
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

function draw(
  entries: readonly LogEntry[],
  shown: { title: string; yLabel: string; caption: string; series: readonly Series[] },
  y: Plot.ScaleOptions,
  extra: Plot.Markish[],
  extraKey: readonly KeyEntry[],
): Figure[] {
  const series = shown.series.filter(({ points }) => points.length > 0);
  if (series.length === 0) return [];
  const stages = stageMarks(entries, width - marginLeft - marginRight);
  return [
    figureOf(slug(shown.title), {
      ...shown,
      key: [...series, ...extraKey],
      xLabel: 'step',
      plot: {
        width,
        height: 230 + stages.marginTop,
        marginLeft,
        marginRight,
        marginTop: stages.marginTop,
        x: { domain: [entries[0].step, entries[entries.length - 1].step] },
        y,
        marks: [...stages.marks, ...extra, ...series.flatMap((s) => curve(s.points, s))],
      },
    }),
  ];
}

/** Histories of the losses and of the errors on hard realisations. */
export function historyFigures(entries: readonly LogEntry[]): Figure[] {
  if (entries.length === 0) return [];
  const parts = partsOf(entries);
  const span = Math.max(shortest, Math.round(entries.length / 60));
  const lossOf = (key: 'tppfLoss' | 'adversarialLoss' | 'discriminatorLoss'): Point[] =>
    smooth(
      entries.flatMap((e, i) => (e[key] === undefined ? [] : [{ x: e.step, y: e[key], part: parts[i] }])),
      span,
    );
  const largestOf = (key: 'volumeFractionErrors' | 'surfaceAreaErrors'): Point[] =>
    entries.flatMap((e, i) =>
      e[key] ? [{ x: e.step, y: 100 * Math.max(...e[key].map(Math.abs)), part: parts[i] }] : [],
    );
  const [, blue, red, green, pink] = lineColours;
  const twoPoint: Series = { label: 'two-point loss', colour: blue, points: lossOf('tppfLoss') };
  const players: Series[] = [
    { label: 'adversarial loss of the generator', colour: red, points: lossOf('adversarialLoss') },
    { label: 'loss of the discriminator', colour: pink, points: lossOf('discriminatorLoss') },
  ];
  const errors: Series[] = [
    { label: 'volume fraction', colour: blue, points: largestOf('volumeFractionErrors') },
    { label: 'specific surface area', colour: red, points: largestOf('surfaceAreaErrors') },
  ];
  const twoPointValues = twoPoint.points.map(({ y }) => y);
  const errorValues = errors.flatMap(({ points }) => points.map(({ y }) => y));
  const best = entries.findLast((e) => e.best);
  const guessing: KeyEntry = { label: 'guessing (ln 2)', colour: '#7d868f', look: 'dotted' };
  const kept: KeyEntry = { label: 'parameters kept', colour: green };
  return [
    ...draw(
      entries,
      {
        title: 'Two-point loss',
        yLabel: 'loss',
        caption: `Weighted squared misfit of a batch in two-point functions, volume fractions and surface areas, running means over ${span} steps; an unbiased estimate scatters about zero once the fit is as good as the batch can tell. Logarithmic away from zero.`,
        series: [twoPoint],
      },
      twoPointValues.length > 0 ? symmetricLog(twoPointValues, restingSize(twoPointValues)) : {},
      [Plot.ruleY([0], { stroke: '#9aa3ab' })],
      [],
    ),
    ...draw(
      entries,
      {
        title: 'Generator against discriminator',
        yLabel: 'loss',
        caption: `Losses of the two players, running means over ${span} steps. Cross-entropies, unless another game was chosen: a discriminator at ln 2 cannot tell model from data, one near zero tells them apart with ease.`,
        series: players,
      },
      { zero: true, nice: true },
      [Plot.ruleY([Math.LN2], { stroke: guessing.colour, strokeDasharray: '1 3' })],
      [guessing],
    ),
    ...draw(
      entries,
      {
        title: 'Largest error over the phases',
        yLabel: 'error [%]',
        caption:
          'Errors of hard realisations against the data, relative and without sign, at each evaluation; logarithmic above 1 %.',
        series: errors,
      },
      symmetricLog(errorValues, 1),
      [
        ...(best ? [Plot.ruleX([best.step], { stroke: green, strokeWidth: 1.5 })] : []),
        ...errors.map(({ points, colour }) => Plot.dot(points, { x: 'x', y: 'y', r: 2, fill: colour })),
      ],
      best ? [kept] : [],
    ),
  ];
}
