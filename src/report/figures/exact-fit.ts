import * as Plot from '@observablehq/plot';
import type { ExactFitSummary, Identifiability, StartSummary } from '../../calibrate/index.ts';
import type { Phase } from '../../grid/index.ts';
import { lineColours } from '../notation.ts';
import { keptStart } from '../tables/exact-fit.ts';
import { type Figure, figureOf, type KeyEntry } from './figure.ts';
import { logarithmic, powerText } from './scales.ts';

const [, blue, red] = lineColours;

/** Singular values below this are drawn at it: the data say nothing there, and rounding decides how little. */
const floor = 1e-4;
const determined: KeyEntry = { label: 'determined by the data', colour: blue, dot: 'filled' };
const open: KeyEntry = { label: 'left to the start', colour: blue, dot: 'hollow' };
const even: KeyEntry = { label: '1: data and start know as much', colour: '#111111', look: 'dashed' };

/** The singular values of the whitened Jacobian, falling. */
export function singularValueFigure({ singularValues }: Identifiability): Figure {
  const points = singularValues
    .map((value, k) => ({ index: k + 1, value: Math.max(value, floor), isKnown: value > 1 }))
    .filter(({ value }) => Number.isFinite(value));
  const cut = singularValues.filter((value) => value < floor).length;
  return figureOf('singular-values', {
    title: 'Singular values of the whitened Jacobian',
    key: [determined, open, even],
    xLabel: 'combination of parameters, best determined first',
    yLabel: 'singular value',
    caption: `Standard errors of the data that a combination moves when it changes by the starts' standard deviation.${cut > 0 ? ` ${cut} below ${floor} are drawn at ${floor}.` : ''}`,
    plot: {
      width: 720,
      height: 260,
      x: { domain: [0.4, points.length + 0.6] },
      y: logarithmic([1, ...points.map(({ value }) => value)]),
      marks: [
        Plot.ruleY([1], { stroke: even.colour, strokeDasharray: '5 3' }),
        Plot.dot(points, {
          x: 'index',
          y: 'value',
          r: 3,
          stroke: blue,
          fill: (point: (typeof points)[number]) => (point.isKnown ? blue : 'white'),
        }),
      ],
    },
  });
}

const tried: KeyEntry = { label: 'tried', colour: blue, dot: 'filled' };
const chosen: KeyEntry = { label: 'chosen', colour: red, dot: 'ringed' };

/** Cross-validated loss over the weights of the smoothness prior, evenly spaced since zero may be among them. */
export function smoothnessFigure({ weight, tried: list }: NonNullable<ExactFitSummary['smoothness']>): Figure {
  const points = [...list].sort((a, b) => a.weight - b.weight).map((entry, x) => ({ ...entry, x }));
  const drawn = points.filter(({ loss }) => Number.isFinite(loss));
  const marked = drawn.filter((entry) => entry.weight === weight);
  const losses = drawn.map(({ loss }) => loss);
  return figureOf('smoothness', {
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

/** Most orders that are drawn; the table holds them all. */
const mostOrders = 24;
/** Orders whose names stand side by side below the axis. */
const mostUpright = 12;

const kept: KeyEntry = { label: 'kept', colour: red, dot: 'ringed' };
const finished: KeyEntry = { label: 'fitted to the end', colour: blue, dot: 'filled' };
const dropped: KeyEntry = { label: 'dropped; number: in which round', colour: '#6b747c', dot: 'hollow' };

const orderText = ({ order }: StartSummary): string => order.join(', ');
const isPositive = ({ loss }: StartSummary): boolean => loss > 0 && Number.isFinite(loss);

/** Orders by their best loss. */
function ordersOf(starts: readonly StartSummary[]): string[] {
  const best = new Map<string, number>();
  for (const start of starts) {
    const order = orderText(start);
    best.set(order, Math.min(best.get(order) ?? Number.POSITIVE_INFINITY, start.loss));
  }
  return [...best].sort((a, b) => a[1] - b[1]).map(([order]) => order);
}

/** Loss of every start over the orders, the starts of one order side by side; none without a loss to draw. */
export function startFigures(starts: readonly StartSummary[], phases?: readonly Phase[]): Figure[] {
  const shown = starts.filter(isPositive);
  if (shown.length === 0) return [];
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
  return [
    figureOf('starts', {
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
    }),
  ];
}
