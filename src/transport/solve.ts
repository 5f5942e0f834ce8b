import { KernelTeam } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { descend } from './descent.ts';
import { isStrong, type PlannedLattice, planLattice } from './lattice.ts';
import { cellsOf, strideOf } from './level-words.ts';
import { contrastOfFaces, joinedWalls, solverAxes, type TransportProblem } from './problem.ts';

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
 * below half of the tolerance twice. Cells that are not connected with both electrodes are taken out before. Islands of
 * good conductors behind weak ones have coarse cells of their own, see `pieceHierarchy`.
 * @throws ExcursaError (usage) where the memory does not suffice.
 * @source notay2008
 */
export async function solveTransport(problem: TransportProblem, settings: SolverSettings): Promise<TransportSolution> {
  const { volume, axis, sides } = problem;
  const { threads, keepPotential } = settings;
  const joined = joinedWalls(sides);
  const kept = Number(keepPotential || isStrong(contrastOfFaces(volume), volume.data.length));
  const lattice = planLattice({ volume, axis, joined, threads, kept });
  const { levels, p, sums, toConductivity } = lattice;
  const [{ address, b, x, shape }] = levels;
  const planes = shape[0];
  const team = await KernelTeam.start(lattice.plan);
  try {
    lattice.load(team);
    team.run('floodFaces', 2, address, b, p, x);
    team.run('pruneCells', planes, address, b, 1, sums);
    const counts = team.float64(sums, 2 * planes);
    const count = (column: number): number => counts.reduce((n, own, i) => (i % 2 === column ? n + own : n), 0);
    const voxels = volume.data.length;
    const [conducting, connected] = [count(0) / voxels, count(1) / voxels];
    if (connected === 0) return blocked(conducting);
    const cycles = lattice.cycles(team);
    const [deviation = 0] = lattice.deviations;
    const descent = descend(team, lattice, cycles, { axis: 0, deviation, wrapsZ: false }, settings);
    const { status, energy, error, noise, iterations, history } = descent;
    team.run('planeSums', planes, address, b, sums);
    return {
      status,
      effective: energy * toConductivity,
      bounds: [Math.max(0, energy - 2 * error - noise) * toConductivity, (energy + noise) * toConductivity],
      iterations,
      history: history.map((own) => own * toConductivity),
      conducting,
      connected,
      layerFluxes: layerFluxes(team.float64(sums, planes), energy),
      ...(keepPotential && { potential: potentialOf(team, lattice, problem) }),
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
  const { levels, deviations } = lattice;
  const { shape } = levels[0];
  const [nz, ny, nx] = shape;
  const flows = lattice.flows(team);
  const values = team.float32(deviations[0], cellsOf(shape));
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
