import { KernelTeam } from '../compute/index.ts';
import { axesOf, type Triple } from '../grid/index.ts';
import { dot, symmetricEigen } from '../numerics/index.ts';
import { type Descent, descend } from './descent.ts';
import { planLattice } from './lattice.ts';
import { sumOf } from './lattice-cycle.ts';
import { cellsOf } from './level-words.ts';
import type { ConductingVolume } from './problem.ts';
import type { SolverSettings, TransportStatus } from './solve.ts';
import { faceLabels, markWindings } from './windings.ts';

/** A matrix over the axes of a volume (z, y, x) or an image (y, x) - shape [axis, axis]. */
export type Matrix = readonly (readonly number[])[];

/** A conductivity in a direction in which the tensor does not turn the current. */
export interface PrincipalConductivity {
  readonly value: number;
  /** The exact solution's lies between these. */
  readonly bounds: readonly [number, number];
  /** Unit vector over the axes (z, y, x) or (y, x); its largest component is positive. */
  readonly direction: readonly number[];
}

/** Solution of the cell problems of a volume whose opposite faces are joined. */
export interface TensorSolution {
  readonly status: TransportStatus;
  /** Effective conductivity, in the unit of the phases'; symmetric. */
  readonly effective: Matrix;
  /** How far its entries can be from the exact solution's. */
  readonly errors: Matrix;
  /** The largest first. */
  readonly principal: readonly PrincipalConductivity[];
  /** Independent directions in which ways lead around: principal values beyond are 0. */
  readonly ways: number;
  readonly iterations: readonly number[];
  /** Share of the volume that conducts, and that has ways around. */
  readonly conducting: number;
  readonly connected: number;
}

/** Orthonormal vectors that span the same as others, and those perpendicular to all. */
function basisOf(vectors: readonly (readonly number[])[], n: number): { inside: number[][]; outside: number[][] } {
  const inside: number[][] = [];
  const outside: number[][] = [];
  const add = (vector: readonly number[], to: number[][]): void => {
    let rest = [...vector];
    // Twice, so that rounding errors of a flat pair of vectors go.
    for (let i = 0; i < 2; i++) {
      for (const one of [...inside, ...outside]) {
        const part = dot(rest, one);
        rest = rest.map((v, a) => v - part * one[a]);
      }
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-9 * Math.sqrt(dot(vector, vector))) to.push(rest.map((v) => v / length));
  };
  for (const vector of vectors) add(vector, inside);
  for (let a = 0; a < n; a++) {
    const unit = Array.from({ length: n }, (_, i) => Number(i === a));
    if (inside.length + outside.length < n) add(unit, outside);
  }
  return { inside, outside };
}

const square = (n: number, of: (i: number, j: number) => number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => of(i, j)));

/**
 * Principal values along the ways, 0 across them, and the tensor without what rounding left across them. The exact
 * tensor is lower than the one found by a Gram matrix, whose trace bounds how far each value is off.
 */
function principalOf(
  found: Matrix,
  ways: readonly (readonly number[])[],
  error: number,
  noise: number,
): { tensor: number[][]; principal: PrincipalConductivity[]; spanned: number } {
  const n = found.length;
  const { inside, outside } = basisOf(ways, n);
  const within = square(inside.length, (i, j) =>
    dot(
      inside[i],
      found.map((row) => dot(row, inside[j])),
    ),
  );
  const values = symmetricEigen(within).map(({ value, vector }): PrincipalConductivity => {
    const direction = Array.from({ length: n }, (_, a) => vector.reduce((sum, v, i) => sum + v * inside[i][a], 0));
    // The exact tensor has no negative values; what is not converged may have.
    const bounds = [Math.max(0, value - error - noise), Math.max(0, value + noise)] as const;
    return { value: Math.max(0, value), bounds, direction };
  });
  const tensor = square(n, (i, j) =>
    values.reduce((sum, own) => sum + own.value * own.direction[Math.min(i, j)] * own.direction[Math.max(i, j)], 0),
  );
  const none = outside.map((direction): PrincipalConductivity => ({ value: 0, bounds: [0, 0], direction }));
  const upright = ({ direction, ...own }: PrincipalConductivity): PrincipalConductivity => {
    const largest = direction.reduce((best, v) => (Math.abs(v) > Math.abs(best) * (1 + 1e-9) ? v : best), 0);
    return { ...own, direction: largest < 0 ? direction.map((v) => 0 - v) : direction };
  };
  return { tensor, principal: [...values, ...none].map(upright), spanned: inside.length };
}

/**
 * Effective conductivity tensor of a volume whose opposite faces are joined. A unit gradient along each axis a leaves
 * b_a to balance, and the deviation chi_a solves K chi_a = b_a. With the energy E_a of the even gradient
 *
 *     A_ab = delta_ab E_a - b_a . chi_b - b_b . chi_a + chi_a . K chi_b,
 *
 * whose error is (chi_a - exact) . K (chi_b - exact): of second order, positive semidefinite as a matrix, and at most
 * the geometric mean of the errors of the diagonal.
 *
 * Only parts with a way around carry a current. The tensor is 0 perpendicular to all such ways, also oblique ones; what
 * rounding leaves there is taken out. K is singular, by a constant in each part, as b_a adds up to 0 there.
 * An axis with one voxel is one along which the material never changes.
 * @throws ExcursaError (usage) where the memory does not suffice.
 */
export async function solveTensor(volume: ConductingVolume, settings: SolverSettings): Promise<TensorSolution> {
  const { grid } = volume;
  const axes = axesOf(grid.rank);
  const joined = grid.shape.map((n) => n > 1) as unknown as Triple<boolean>;
  // A plane that the solver sees alone must be closed, not held by electrodes.
  const rings: Triple<boolean> = [true, true, true];
  const lattice = planLattice({ volume, axis: 0, joined: rings, threads: settings.threads, kept: 3 });
  const { plan, levels, p, sums, deviations, toConductivity } = lattice;
  const [{ address, b, shape }] = levels;
  const labels = plan.reserve(4 * faceLabels(shape));
  const keep = plan.reserve(faceLabels(shape) + 1);
  const counter = plan.reserve(4);
  const planes = shape[0];
  const team = await KernelTeam.start(plan);
  try {
    lattice.load(team);
    const second = b + cellsOf(shape);
    const places = { marks: b, second, stack: p, labels, keep, count: counter };
    const windings = markWindings(team, address, places, shape, joined);
    const straight = axes.filter((a) => !joined[a]);
    const mean = meanConductivity(volume);
    team.run('pruneCells', planes, address, second, 0, sums);
    const counts = team.float64(sums, 2 * planes);
    const count = (column: number): number => counts.reduce((n, own, i) => (i % 2 === column ? n + own : n), 0);
    const [conducting, connected] = [count(0), count(1)].map((n) => n / volume.data.length);
    const edges = grid.shape.map((n, a) => n * grid.spacing[a]);
    const ways = [
      ...windings.map((way) => axes.map((a) => way[a] * edges[a])),
      ...(conducting > 0 ? straight.map((along) => axes.map((a) => Number(a === along))) : []),
    ];
    const cycles = lattice.cycles(team);
    const carries = (a: number): boolean => windings.some((way) => way[a] !== 0);
    const room = { team, sums, scratch: plan.scratch(0), wrapsZ: true };
    const found = new Map<number, Descent>();
    const mixed = new Map<string, number>();
    for (const a of axes.filter((axis) => joined[axis] && carries(axis))) {
      found.set(a, descend(team, lattice, cycles, { axis: a, deviation: deviations[a], wrapsZ: true }, settings));
      // A_ac: the flux along c, and what is left of the residual times the deviation of c.
      team.run('potentialResidual', planes, address, a, deviations[a], b, sums);
      const fluxes = [0, 1, 2].map((c) => sumOf(room, planes, 4, 1 + c));
      for (const other of found.keys()) {
        if (other === a) continue;
        team.run('dot', planes, address, deviations[other], b, sums);
        mixed.set(`${other},${a}`, fluxes[other] - sumOf(room, planes));
      }
    }
    const scale = (a: number, c: number): number =>
      (toConductivity * grid.spacing[a] * grid.spacing[c]) / grid.spacing[0] ** 2;
    const entry = (a: number, c: number): number => {
      if (a === c && straight.includes(a)) return mean;
      const value = a === c ? found.get(a)?.energy : mixed.get(a < c ? `${a},${c}` : `${c},${a}`);
      return (value ?? 0) * scale(a, c);
    };
    const raw = axes.map((a) => axes.map((c) => entry(a, c)));
    const margin = (a: number, of: (d: Descent) => number): number => {
      const own = found.get(a);
      return own ? of(own) * scale(a, a) : 0;
    };
    const gram = (a: number): number => margin(a, ({ error }) => 2 * error);
    const noise = (a: number): number => margin(a, (own) => own.noise);
    const total = (of: (a: number) => number): number => axes.reduce((all, a) => all + of(a), 0);
    const { tensor, principal, spanned } = principalOf(raw, ways, total(gram), total(noise));
    const isDone = [...found.values()].every(({ status }) => status === 'converged');
    return {
      status: ways.length === 0 ? 'blocked' : isDone ? 'converged' : 'unfinished',
      effective: tensor,
      errors: axes.map((a) => axes.map((c) => Math.sqrt(gram(a) * gram(c)) + (noise(a) + noise(c)) / 2)),
      principal,
      ways: spanned,
      iterations: axes.map((a) => found.get(a)?.iterations ?? 0),
      conducting,
      connected: straight.length > 0 ? conducting : connected,
    };
  } finally {
    await team.close();
  }
}

/** Mean conductivity: that along an axis on which the material never changes. */
function meanConductivity(volume: ConductingVolume): number {
  const { data } = volume;
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    sum += 'conductivities' in volume ? (volume.conductivities[data[i]] ?? 0) : data[i];
  }
  return sum / data.length;
}
