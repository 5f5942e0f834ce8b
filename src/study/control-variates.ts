import { linearRegression, studentQuantile } from '../numerics/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { type DrawTask, drawnModel } from './draw-work.ts';
import { exactFractions } from './exact-laws.ts';
import type { Row } from './study-kind.ts';
import { meanOverAxes, meanWithError } from './tidy-table.ts';

/** A mean with its standard error, null for one value alone, and the degrees of freedom of that error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number | null;
  readonly freedom: number;
}

/** Values that every coefficient of a regression needs: fewer would fit their scatter. */
const perCoefficient = 4;

/** Constant of a regression on controls - [control][value]; undefined where the values do not determine it. */
const constantOf = (values: readonly number[], controls: readonly (readonly number[])[]): number | undefined =>
  linearRegression(
    values.map((_, r) => [1, ...controls.map((control) => control[r])]),
    values,
  )?.coefficients[0];

/**
 * Mean of values whose scatter follows other quantities of known expectation. A regression on their deviations from
 * these takes that part of the scatter out; its constant is the mean where all deviations are 0. The jackknife, each
 * value left out in turn, takes out the bias of order 1 / n that a bent relation leaves, and gives the error, also
 * where the scatter is not the same everywhere. Controls are used in their order, as many as the values allow.
 * @param controls - deviations of every control from its expectation - [control][value].
 * @source lavenberg1981
 */
export function adjustedMean(values: readonly number[], controls: readonly (readonly number[])[] = []): Estimate {
  const n = values.length;
  const used = controls.slice(0, Math.max(0, Math.floor(n / perCoefficient) - 1));
  for (let count = used.length; count > 0; count--) {
    const own = used.slice(0, count);
    const whole = constantOf(values, own);
    const without = values.map((_, left) => {
      const rest = (list: readonly number[]): number[] => list.filter((__, r) => r !== left);
      return constantOf(rest(values), own.map(rest));
    });
    // Controls that follow each other, as those of equal noise may, do not determine a fit; fewer do.
    if (whole === undefined || without.includes(undefined)) continue;
    const { mean, error } = meanWithError((without as number[]).map((one) => n * whole - (n - 1) * one));
    return { mean, error, freedom: n - count - 1 };
  }
  return { ...meanWithError(values), freedom: n - 1 };
}

/** Half width of the 95 % interval of a mean; null for one value alone. */
export const halfWidth = ({ error, freedom }: Estimate): number | null =>
  error === null ? null : studentQuantile(0.975, freedom) * error;

/**
 * Deviations of the volume fraction of a phase from its exact expectation, in realisations of one model - [row];
 * undefined where it was not measured, or the class has no exact fractions.
 * @param model - that the study rests on.
 */
export function fractionDeviations(
  model: ExcursionModel,
  rows: readonly Row[],
  phase: string,
): readonly number[] | undefined {
  const found = rows.flatMap((row) => meanOverAxes(row, phase, 'volumeFraction') ?? []);
  const task = rows[0]?.task;
  if (task?.work !== 'draw' || found.length < rows.length) return undefined;
  const own = drawnModel(model, task as DrawTask);
  const expected = exactFractions(own)?.[model.phases.findIndex(({ name }) => name === phase)];
  return expected === undefined ? undefined : found.map((value) => value - expected);
}
