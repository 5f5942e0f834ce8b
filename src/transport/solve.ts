import { KernelTeam } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { Cycle } from './cycle.ts';
import { type PlannedLattice, planLattice } from './lattice.ts';
import { cellsOf, strideOf } from './level-words.ts';
import { solverAxes, type TransportProblem } from './problem.ts';
import { smallestRitzValue } from './ritz-values.ts';

/** Settings of the solver. */
export interface SolverSettings {
  readonly threads: number;
  /** Relative error of the effective conductivity at which it stops. */
  readonly tolerance: number;
  readonly mostIterations: number;
  /** Whether the potential is kept: 4 bytes a voxel more. */
  readonly keepPotential: boolean;
}

/**
 * What became of a problem. `unfinished`: iterations were used up before the error was small enough, or the
 * conductivity is so small against that of the ramp that rounding errors outweigh it.
 */
export type TransportStatus = 'converged' | 'unfinished' | 'blocked';

/** Solution of a transport problem. */
export interface TransportSolution {
  readonly status: TransportStatus;
  /** Effective conductivity, in the unit of the phases' conductivities; 0 where the way is blocked. */
  readonly effective: number;
  /** The exact solution's lies between these, by the energy and the error that is estimated of it. */
  readonly bounds: readonly [number, number];
  readonly iterations: number;
  /** Effective conductivity after each iteration; it falls - [iteration]. */
  readonly history: readonly number[];
  /** Share of the volume that conducts, and that is connected with both electrodes. */
  readonly conducting: number;
  readonly connected: number;
  /** Flux through the faces between layers over the mean flux, from electrode to electrode - [layer + 1]. */
  readonly layerFluxes: readonly number[];
  /**
   * Potential of every voxel, from 1 at the face of the lowest coordinate to 0 at the opposite one; NaN where nothing
   * flows - shape [nz, ny, nx] - float32. Kept on request.
   */
  readonly potential?: Float32Array;
}

/**
 * What float32 adds to the error of an energy, over the energy of the ramp: four units in the last place. The energy is
 * what steps leave of the ramp's, and keeps its rounding errors. In 1,400 random volumes they were below 1.5e-7.
 */
const rounding = 2 ** -22;

/** Rounding errors below this share of the conductivity are not told as a failure, whatever the tolerance. */
const leastAccuracy = 1e-4;

const blocked = (conducting: number): TransportSolution => ({
  status: 'blocked',
  effective: 0,
  bounds: [0, 0],
  iterations: 0,
  history: [],
  conducting,
  connected: 0,
  layerFluxes: [],
});

/**
 * Solves div(sigma grad phi) = 0 on voxels, phi fixed on two opposite faces of the volume, by finite volumes: the flux
 * between two voxels is that of two half voxels in series, and electrodes are half a voxel away from the outer ones.
 *
 * Conjugate gradients, preconditioned by K-cycles of multigrid, start from an even ramp. The energy of the field is an
 * upper bound of the conductivity, and falls with every step by alpha (r . z). Its error is at most (r . z) over the
 * smallest eigenvalue of the preconditioned matrix, which the smallest Ritz value estimates. It stops when that is
 * below half of the tolerance twice. Cells that are not connected with both electrodes are taken out before.
 * @throws ExcursaError (usage) where the memory does not suffice.
 * @source notay2008
 */
export async function solveTransport(problem: TransportProblem, settings: SolverSettings): Promise<TransportSolution> {
  const lattice = planLattice(problem, settings.threads, settings.keepPotential);
  const { levels, p, sums, toConductivity } = lattice;
  const [fine] = levels;
  const { address, b, x } = fine;
  const planes = fine.shape[0];
  const team = await KernelTeam.start(lattice.plan);
  try {
    lattice.load(team);
    team.run('floodFaces', 2, address, b, p, x);
    team.run('pruneCells', planes, address, b, 1, sums);
    const counts = team.float64(sums, 2 * planes);
    const count = (column: number): number => counts.reduce((n, own, i) => (i % 2 === column ? n + own : n), 0);
    const voxels = problem.volume.data.length;
    const [conducting, connected] = [count(0) / voxels, count(1) / voxels];
    if (connected === 0) return blocked(conducting);
    lattice.coarsen(team);
    team.float32(p, cellsOf(fine.shape)).fill(0);
    team.run('rampResidual', planes, address, b, sums);
    const start = team.float64(sums, planes).reduce((sum, own) => sum + own, 0);

    const cycle = new Cycle(team, levels, sums, lattice.plan.scratch(0), false);
    let energy = start;
    let step = 0;
    let previous = 0;
    let error = Number.POSITIVE_INFINITY;
    let status: TransportStatus = 'unfinished';
    const steps: number[] = [];
    const turns: number[] = [];
    const history: number[] = [];
    for (let small = 0; ; ) {
      const gain = cycle.precondition(step);
      const turn = steps.length > 0 ? gain / previous : 0;
      if (steps.length > 0) turns.push(turn);
      const before = error;
      error = gain / smallestRitzValue(steps, turns);
      small = error <= (settings.tolerance * energy) / 2 ? small + 1 : 0;
      if (small === 2 || !(gain > 0)) {
        // Nothing is left: the ramp, or rounding errors of the residual.
        status = small === 2 || gain === 0 ? 'converged' : 'unfinished';
        error = gain > 0 ? Math.min(error, before) : Math.min(before, settings.tolerance * energy);
        step = 0;
        break;
      }
      if (steps.length === settings.mostIterations) break;
      cycle.run(fine, 'combine', address, x, 1, p, turn);
      step = gain / cycle.product(p, x);
      if (!(step > 0)) break;
      if (lattice.potential) cycle.run(fine, 'combine', address, p, step, lattice.potential, 1);
      energy -= step * gain;
      previous = gain;
      steps.push(step);
      history.push(energy * toConductivity);
    }
    team.run('planeSums', planes, address, b, sums);
    const layers = layerFluxes(team.float64(sums, planes), energy);
    const noise = rounding * (start + 4 * energy);
    // Where little is left of the ramp's energy, so is little of its digits: no iteration brings them back.
    if (noise > Math.max(settings.tolerance, leastAccuracy) * energy) status = 'unfinished';
    return {
      status,
      effective: energy * toConductivity,
      bounds: [Math.max(0, energy - 2 * error - noise) * toConductivity, (energy + noise) * toConductivity],
      iterations: steps.length,
      history,
      conducting,
      connected,
      layerFluxes: layers,
      ...(lattice.potential > 0 && { potential: potentialOf(team, lattice, problem) }),
    };
  } finally {
    await team.close();
  }
}

/**
 * Fluxes through the faces between layers, over their mean. They differ by what is left to balance in the layers, and
 * their mean over the drops of the ramp is the energy, as the residual is orthogonal to all directions so far.
 */
function layerFluxes(residuals: Float64Array, energy: number): number[] {
  const planes = residuals.length;
  const fluxes = [0];
  residuals.forEach((rest, z) => {
    fluxes.push(fluxes[z] + rest);
  });
  const mean = fluxes.reduce((sum, flux, i) => sum + flux * (i === 0 || i === planes ? 0.5 : 1), 0) / planes;
  const through = energy / planes;
  return fluxes.map((flux) => (flux - mean + through) / through);
}

/** The potential of every voxel of the volume, from the finest level's deviations from the ramp. */
function potentialOf(team: KernelTeam, lattice: PlannedLattice, { volume, axis }: TransportProblem): Float32Array {
  const { levels, potential } = lattice;
  const { shape } = levels[0];
  const [nz, ny, nx] = shape;
  const flows = lattice.flows(team);
  const values = team.float32(potential, cellsOf(shape));
  const steps = [volume.grid.shape[1] * volume.grid.shape[2], volume.grid.shape[2], 1];
  const moves = solverAxes(axis).map((a) => steps[a]) as unknown as Triple;
  const out = new Float32Array(volume.data.length).fill(Number.NaN);
  const stride = strideOf(nx);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0, cell = (z * ny + y) * stride; x < nx; x++, cell++) {
        if (!flows(cell)) continue;
        out[z * moves[0] + y * moves[1] + x * moves[2]] = 1 - (z + 0.5 + values[cell]) / nz;
      }
    }
  }
  return out;
}
