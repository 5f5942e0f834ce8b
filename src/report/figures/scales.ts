import type { ScaleOptions } from '@observablehq/plot';

/** Least ratio between the ends of an axis: it shows two ticks at least, and values that agree look as if they do. */
const leastRatio = 4;
/** Decades up to which the axis is ticked at 2 and 5 too. */
const fewDecades = 2.5;

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (n: number): string =>
  (n < 0 ? '⁻' : '') + [...String(Math.abs(n))].map((digit) => superscripts[Number(digit)]).join('');

/** A tick's value: plain from 0.001 to 9999, else a multiple of a power of ten as '2·10⁻⁵'. */
export function powerText(value: number): string {
  if (value === 0) return '0';
  const [digits, exponent] = value.toExponential(2).split('e');
  const [factor, power] = [Number(digits), Number(exponent)];
  if (power >= -3 && power < 4) return String(Number(value.toPrecision(3)));
  return `${factor === 1 ? '' : `${factor}·`}10${raised(power)}`;
}

/**
 * A logarithmic scale that holds all values, which are positive. It is a linear scale of logarithms, because Plot's own
 * leaves out labels of ticks that are given.
 */
export function logarithmic(values: readonly number[]): ScaleOptions {
  const ratio = Math.max(...values) / Math.min(...values);
  const margin = Math.max(1.25, ratio ** 0.05);
  const [least, most] = [Math.min(...values) / margin, Math.max(...values) * margin];
  const widen = Math.sqrt(Math.max(1, leastRatio / (most / least)));
  const [low, high] = [least / widen, most * widen];
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const steps = Math.log10(high / low) <= fewDecades ? [1, 2, 5] : [1];
  const decades = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  const every = Math.ceil(decades.length / 9);
  const ticks = decades
    .filter((power) => power % every === 0)
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
  return {
    transform: Math.log10,
    domain: [Math.log10(low), Math.log10(high)],
    ticks: ticks.map(Math.log10),
    tickFormat: (power: number) => powerText(10 ** power),
  };
}

/** A scale that is linear up to `unit` and logarithmic beyond, so that zero and negative values stay on it. */
export function symmetricLog(values: readonly number[], unit: number): ScaleOptions {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const decades = [0, 1, 2, 3, 4, 5, 6].flatMap((k) => [unit * 10 ** k, 3 * unit * 10 ** k]);
  const ticks = [...decades.map((t) => -t).reverse(), 0, ...decades];
  return {
    type: 'symlog' as const,
    domain: [1.1 * least, 1.1 * most],
    constant: unit,
    ticks: ticks.filter((t) => t >= least && t <= most),
    tickFormat: (t: number) => String(Number(t.toPrecision(3))).replace('-', '−'),
  };
}

/** The power of ten below the typical size of the last values: where the loss has come to rest the scale is linear. */
export function restingSize(values: readonly number[]): number {
  const last = values
    .slice(-50)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const median = last[last.length >> 1];
  return median > 0 ? 10 ** Math.floor(Math.log10(median)) : 1;
}
