import { smallestRitzValue } from './ritz-values.ts';

/**
 * Stretches without gain are what leads the estimate of the error astray: islands behind weak links are found late. So
 * it must be small twice, the last time after a gain that fell to this share of the one before, or four times.
 */
const steadyGain = 0.3;
const [timesSmall, timesSmallAnyhow] = [2, 4];

/** Gains that grow to this many times the least one so far are rounding errors of the residual. */
const mostGrowth = 4;

/**
 * Estimated error of an energy along conjugate gradients: the energy is wrong by at most (r . z) over the smallest
 * eigenvalue of the preconditioned matrix, which the smallest Ritz value estimates.
 */
export class ErrorEstimate {
  /** Estimated error now, and before the last gain. */
  error = Number.POSITIVE_INFINITY;
  before = Number.POSITIVE_INFINITY;
  /** Gain now over the one before: how far the next direction follows the last one; 0 after a restart. */
  turn = 0;
  /** How many times in turn the error was small. */
  small = 0;
  #gain = 0;
  #least = Number.POSITIVE_INFINITY;
  #ritz: number;
  #steps: number[] = [];
  #turns: number[] = [];

  /** @param ritz - the largest smallest eigenvalue that the preconditioner is known to leave. */
  constructor(ritz: number) {
    this.#ritz = ritz;
  }

  /** Steps since the last restart. */
  get steps(): number {
    return this.#steps.length;
  }

  /** Takes a gain r . z. @param limit - errors up to this are small. */
  take(gain: number, limit: number): void {
    this.turn = this.steps > 0 ? gain / this.#gain : 0;
    if (this.steps > 0) this.#turns.push(this.turn);
    this.#gain = gain;
    this.#least = Math.min(this.#least, Math.abs(gain));
    this.before = this.error;
    this.error = Math.abs(gain) / Math.min(this.#ritz, smallestRitzValue(this.#steps, this.#turns));
    this.small = this.error <= limit ? this.small + 1 : 0;
  }

  /** Takes the length of a step. */
  add(step: number): void {
    this.#steps.push(step);
  }

  /** Whether the error is small for good. @param fewest - steps since the last restart that tell. */
  isSmall(fewest: number): boolean {
    if (this.steps < fewest) return false;
    return this.small >= timesSmallAnyhow || (this.small >= timesSmall && this.turn <= steadyGain);
  }

  /** Whether the residual has lost its digits. */
  get isWorn(): boolean {
    return Math.abs(this.#gain) > mostGrowth * this.#least;
  }

  /**
   * Begins again from the residual.
   * @param ritz - as for the constructor, of another preconditioner; that of the same one is kept.
   */
  restart(ritz?: number): void {
    this.#ritz = ritz ?? Math.min(this.#ritz, smallestRitzValue(this.#steps, this.#turns));
    [this.#steps, this.#turns, this.small, this.turn] = [[], [], 0, 0];
    this.#least = Number.POSITIVE_INFINITY;
  }
}
