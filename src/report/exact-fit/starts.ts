import * as Plot from '@observablehq/plot';
import type { StartSummary } from '../../calibrate/index.ts';
import type { Phase } from '../../grid/index.ts';
import { lineColours } from '../colours.ts';
import { logarithmic } from '../figures/logarithmic.ts';
import { drawFigure, type KeyEntry } from '../figures/plot.ts';
import { escapeHtml, htmlTable, numberText } from '../html-text.ts';

/** Most orders that are drawn; the table holds them all. */
const mostOrders = 24;
/** Orders whose names stand side by side below the axis. */
const mostUpright = 12;

const [, blue, red] = lineColours;
const kept: KeyEntry = { label: 'kept', colour: red, dot: 'ringed' };
const finished: KeyEntry = { label: 'fitted to the end', colour: blue, dot: 'filled' };
const dropped: KeyEntry = { label: 'dropped; number: in which round', colour: '#6b747c', dot: 'hollow' };

const orderText = ({ order }: StartSummary): string => order.join(', ');
/** Place of a loss among others; a failed fit comes last. */
const rank = ({ loss }: StartSummary): number => (Number.isFinite(loss) ? loss : Number.MAX_VALUE);
const isPositive = ({ loss }: StartSummary): boolean => loss > 0 && Number.isFinite(loss);

/** The start whose parameters were kept: the lowest loss of those fitted to the end. */
export function keptStart(starts: readonly StartSummary[]): StartSummary | undefined {
  return starts
    .filter(({ droppedInRound, loss }) => droppedInRound === null && Number.isFinite(loss))
    .reduce<StartSummary | undefined>((best, entry) => (best && best.loss <= entry.loss ? best : entry), undefined);
}

/** Orders by their best loss. */
function ordersOf(starts: readonly StartSummary[]): string[] {
  const best = new Map<string, number>();
  for (const start of starts) {
    const order = orderText(start);
    best.set(order, Math.min(best.get(order) ?? Number.POSITIVE_INFINITY, start.loss));
  }
  return [...best].sort((a, b) => a[1] - b[1]).map(([order]) => order);
}

/** Loss of every start over the orders, the starts of one order side by side. */
function figure(starts: readonly StartSummary[], phases: readonly Phase[] | undefined): string {
  const shown = starts.filter(isPositive);
  if (shown.length === 0) return '';
  const all = ordersOf(shown);
  const orders = all.slice(0, mostOrders);
  const best = keptStart(starts);
  const least = Math.min(...shown.map(({ start }) => start));
  const perOrder = Math.max(...shown.map(({ start }) => start)) - least + 1;
  const points = shown
    .filter((start) => orders.includes(orderText(start)))
    .map((start) => ({
      x: orders.indexOf(orderText(start)) + 0.8 * ((start.start - least + 0.5) / perOrder - 0.5),
      y: start.loss,
      ended: start.droppedInRound === null,
      round: String((start.droppedInRound ?? 0) + 1),
      isKept: start === best,
    }));
  const out = points.filter(({ ended }) => !ended);
  const names = phases?.map(({ label, name }) => `${label}\u00a0${name}`).join(', ');
  const hidden = [
    ...(all.length > orders.length ? [`The ${orders.length} best of ${all.length} orders.`] : []),
    ...(starts.length > shown.length ? [`${starts.length - shown.length} starts without a loss to draw.`] : []),
  ];
  const tilted = orders.length > mostUpright;
  return drawFigure({
    title: 'Loss of every start',
    key: [...(points.some(({ isKept }) => isKept) ? [kept] : []), finished, ...(out.length > 0 ? [dropped] : [])],
    xLabel: 'order of the phases, best first',
    yLabel: 'loss',
    caption: [
      `Labels of the phases that play Ξ₁, Ξ₂, …${names ? `: ${names}` : ''}. Loss, with the tolerances of the last round, where a start was dropped or had converged; early rounds compare by a softer loss; the starts of one order stand side by side.`,
      ...hidden,
    ].join(' '),
    plot: {
      width: orders.length > 3 ? 720 : 340,
      height: tilted ? 310 : 270,
      marginBottom: tilted ? 80 : 40,
      x: {
        domain: [-0.5, orders.length - 0.5],
        ticks: orders.map((_, i) => i),
        tickFormat: (i: number) => orders[i],
        ...(tilted && { tickRotate: -60 }),
      },
      y: logarithmic(points.map(({ y }) => y)),
      marks: [
        Plot.ruleX(
          orders.slice(1).map((_, i) => i + 0.5),
          { stroke: '#e3e7ea' },
        ),
        Plot.dot(out, { x: 'x', y: 'y', r: 5.5, stroke: dropped.colour, fill: 'white' }),
        Plot.text(out, { x: 'x', y: 'y', text: 'round', fontSize: 8, fill: '#3a424a' }),
        Plot.dot(
          points.filter(({ ended }) => ended),
          { x: 'x', y: 'y', r: 3.8, fill: (point: (typeof points)[number]) => (point.isKept ? red : blue) },
        ),
        Plot.dot(
          points.filter(({ isKept }) => isKept),
          { x: 'x', y: 'y', r: 7, stroke: red, strokeWidth: 1.6 },
        ),
      ],
    },
  });
}

/** The random starts: a figure and, folded, the table of all. */
export function startsOverview(starts: readonly StartSummary[], phases?: readonly Phase[]): string {
  const best = keptStart(starts);
  const outcome = (start: StartSummary): string => {
    if (start.droppedInRound !== null) return `dropped in round ${start.droppedInRound + 1}`;
    return start === best ? 'kept' : 'fitted to the end';
  };
  const rows = [...starts]
    .sort((a, b) => rank(a) - rank(b))
    .map((start) => ({
      cells: [
        orderText(start),
        String(start.start),
        String(start.iterations),
        numberText(start.loss),
        outcome(start),
      ].map(escapeHtml),
    }));
  const table = htmlTable(['order', 'start', 'steps', 'loss', 'outcome'], rows, 'remarks');
  return `${figure(starts, phases)}
<details><summary>${starts.length} starts by loss</summary>${table}</details>`;
}
