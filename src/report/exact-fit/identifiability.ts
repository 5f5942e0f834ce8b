import * as Plot from '@observablehq/plot';
import type { Combination, Identifiability } from '../../calibrate/index.ts';
import { lineColours } from '../colours.ts';
import { logarithmic } from '../figures/logarithmic.ts';
import { drawFigure, type KeyEntry } from '../figures/plot.ts';
import { escapeHtml, htmlTable, note, numberText, percentText } from '../html-text.ts';

/** Singular values below this are drawn at it: the data say nothing there, and rounding decides how little. */
const floor = 1e-4;
/** Share of a combination's squared weights that its terms may leave out without being called incomplete. */
const complete = 0.99;

const blue = lineColours[1];
const determined: KeyEntry = { label: 'determined by the data', colour: blue, dot: 'filled' };
const open: KeyEntry = { label: 'left to the start', colour: blue, dot: 'hollow' };
const even: KeyEntry = { label: '1: data and start know as much', colour: '#111111', look: 'dashed' };

function spectrum({ singularValues }: Identifiability): string {
  const points = singularValues
    .map((value, k) => ({ index: k + 1, value: Math.max(value, floor), isKnown: value > 1 }))
    .filter(({ value }) => Number.isFinite(value));
  const cut = singularValues.filter((value) => value < floor).length;
  return drawFigure({
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

/** A combination as a sum of its largest weights, '+0.71 X.range1 − 0.52 scalars.lambda1 …', as HTML that breaks between terms only. */
export function combinationText({ terms }: Combination): string {
  const sum = terms.map(({ group, parameter, weight }, i) => {
    const sign = weight < 0 ? '−' : '+';
    const text = `${sign}${i > 0 ? ' ' : ''}${Math.abs(weight).toFixed(2)} ${group}.${parameter}`;
    return `<span class="term">${escapeHtml(text)}</span>`;
  });
  const share = terms.reduce((total, { weight }) => total + weight ** 2, 0);
  return sum.join(' ') + (share < complete ? ' …' : '');
}

/** What the data determine: the singular values and the best determined combinations. */
export function identifiability(found: Identifiability): string {
  const rows = found.combinations.map((combination, k) => ({
    cells: [
      String(k + 1),
      numberText(combination.singularValue),
      combination.singularValue > 0 ? percentText(1 / combination.singularValue) : '–',
      combinationText(combination),
    ],
  }));
  const head = ['', 'singular value', "standard error / starts' spread", 'combination'];
  return `<p>The data determine ${found.determined} of ${found.parameters} combinations of parameters better than the random starts' spread did.</p>
${spectrum(found)}
<h3>Best determined combinations</h3>
${htmlTable(head, rows, 'remarks')}
${note(`Parameters on their unbounded scales, in standard deviations of the random starts; the largest weights of each unit vector, "…" where smaller ones are left out. Standard
error: how closely the data fix the combination, as a share of the starts' standard deviation.`)}
${note(`Single parameters are not identifiable: where singular values lie below 1, other values give the same two-point functions. Compare models by curves and quantities, not by
parameters.`)}`;
}
