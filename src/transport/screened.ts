import type { KernelTeam } from '../compute/index.ts';
import { type Complex, over, plus, sizeOf, times } from './complex.ts';
import { Cycle } from './cycle.ts';
import type { ElectrodeLattice } from './electrode-lattice.ts';
import { blockHierarchy, LatticeLevel, type Level } from './lattice-cycle.ts';
import { cellsOf } from './level-words.ts';
import { smallestRitzValue } from './ritz-values.ts';

/** Value of s . (K + k S)^-1 s, s the reactive area of the cells. */
export interface Response<T> {
  readonly value: T;
  readonly converged: boolean;
  readonly iterations: number;
}

/** When to stop. */
export interface ResponseSettings {
  readonly tolerance: number;
  readonly mostIterations: number;
}

/**
 * Response of an electrode for a real k, 0 or more: conjugate gradients from 0, preconditioned by K-cycles of K + k S.
 * The value rises with every step by alpha (r . z), which is of second order in the error of the field.
 */
export function realResponse(
  team: KernelTeam,
  lattice: ElectrodeLattice,
  k: number,
  { tolerance, mostIterations }: ResponseSettings,
): Response<number> {
  const { levels, b, p, surface, sums, plan } = lattice;
  const [{ address, shape, x }] = levels;
  const cells = cellsOf(shape);
  lattice.setScreen(team, k);
  team.float32(b.re, cells).set(team.float32(surface, cells));
  for (const vector of [p.re, x]) team.float32(vector, cells).fill(0);
  const room = { team, sums, scratch: plan.scratch(0), wrapsZ: false };
  const cycle = new Cycle(blockHierarchy(room, levels));
  const fine = new LatticeLevel(room, levels[0]);
  let [value, previous, step, small] = [0, 0, 0, 0];
  const [steps, turns]: [number[], number[]] = [[], []];
  for (;;) {
    const gain = cycle.precondition(step);
    if (steps.length > 0) turns.push(gain / previous);
    const error = gain / smallestRitzValue(steps, turns);
    small = error <= (tolerance * value) / 2 ? small + 1 : 0;
    if (small === 2 || gain === 0) return { value, converged: true, iterations: steps.length };
    if (steps.length === mostIterations || !(gain > 0)) return { value, converged: false, iterations: steps.length };
    fine.run('combine', address, x, 1, p.re, turns.at(-1) ?? 0);
    step = gain / fine.productOf(p.re, x);
    if (!(step > 0)) return { value, converged: false, iterations: steps.length };
    steps.push(step);
    value += step * gain;
    previous = gain;
  }
}

/**
 * Response of an electrode for an imaginary i k: conjugate gradients of complex symmetric matrices, whose products are
 * not conjugated, preconditioned by K-cycles of the real K + k S. Eigenvalues of the preconditioned matrix lie on a
 * short arc, of size 0.7 to 1, so that iterations do not depend on k.
 * @source vandervorst1990
 */
export function complexResponse(
  team: KernelTeam,
  lattice: ElectrodeLattice,
  k: number,
  isSmall: (decrement: Complex, value: Complex) => boolean,
  { mostIterations }: ResponseSettings,
): Response<Complex> {
  const { levels, b, p, q, z, surface, sums, plan } = lattice;
  const [fine, ...coarse] = levels;
  const { address, shape, x } = fine;
  const [cells, planes] = [cellsOf(shape), shape[0]];
  lattice.setScreen(team, k);
  team.float32(b.re, cells).set(team.float32(surface, cells));
  for (const vector of [b.im, p.re, p.im, x]) team.float32(vector, cells).fill(0);
  const room = { team, sums, scratch: plan.scratch(0), wrapsZ: false };
  const cycleOf = (own: Level): Cycle => new Cycle(blockHierarchy(room, [own, ...coarse]));
  const [real, imaginary] = [cycleOf(fine), cycleOf({ ...fine, b: b.im })];
  const dot = (aRe: number, aIm: number, cRe: number, cIm: number): Complex => {
    team.run('dotComplex', planes, address, aRe, aIm, cRe, cIm, sums);
    const all = team.float64(sums, 2 * planes);
    let [re, im] = [0, 0];
    for (let i = 0; i < planes; i++) {
      re += all[2 * i];
      im += all[2 * i + 1];
    }
    return { re, im };
  };
  let value: Complex = { re: 0, im: 0 };
  let energy: Complex = value;
  let small = 0;
  for (let iterations = 0; ; iterations++) {
    real.precondition(0);
    team.run('combine', planes, address, x, 1, z, 0);
    imaginary.precondition(0);
    // K-cycles are not quite linear: the next direction is made conjugate to the last one, and not by ratios of gains.
    const turn = iterations > 0 ? over(dot(z, x, q.re, q.im), energy) : { re: 0, im: 0 };
    team.run('combineComplex', planes, address, z, x, 1, 0, p.re, p.im, -turn.re, -turn.im);
    team.run('product', planes, address, p.re, q.re, 1, sums);
    team.run('product', planes, address, p.im, q.im, 1, sums);
    team.run('turnLosses', planes, address, p.re, p.im, q.re, q.im);
    energy = dot(p.re, p.im, q.re, q.im);
    // With p . r each step is the best one along its direction.
    const slope = dot(p.re, p.im, b.re, b.im);
    const step = over(slope, energy);
    const decrement = times(step, slope);
    if (!(sizeOf(energy) > 0) || !Number.isFinite(sizeOf(decrement)))
      return { value, converged: sizeOf(slope) === 0, iterations };
    value = plus(value, decrement);
    small = isSmall(decrement, value) ? small + 1 : 0;
    if (small === 2) return { value, converged: true, iterations: iterations + 1 };
    if (iterations + 1 === mostIterations) return { value, converged: false, iterations: iterations + 1 };
    team.run('combineComplex', planes, address, q.re, q.im, -step.re, -step.im, b.re, b.im, 1, 0);
  }
}
