import { aNumber, aText, checkArguments, listOf, oneOf, optionsOf } from '../arguments.ts';
import { KernelTeam, threadHost } from '../compute/index.ts';
import { ExcursaError, type NamedSetting } from '../errors.ts';
import { type AxisName, aSoundPhaseMap, axesOf, axisNames, type PhaseMap, voxelCount } from '../grid/index.ts';
import { type Complex, homogeneousImpedance, over, sizeOf } from './complex.ts';
import { type ElectrodeProblem, planElectrode } from './electrode-lattice.ts';
import { type Sides, solverOptions } from './problem.ts';
import { type TortuosityFactor, tortuosityFactorOf } from './ratios.ts';
import { complexResponse, realResponse } from './screened.ts';

/** What `electrodeTransport` is to do. */
export interface ElectrodeOptions {
  /** Name of the phase that conducts ions. */
  readonly pore: string;
  /** Names of the phases that they react with; default: all others. */
  readonly reactive?: readonly string[];
  /** Axis from separator to current collector. */
  readonly axis: AxisName;
  /** Face at which the separator is: the lower one (default), or the upper one. */
  readonly separator?: 'lower' | 'upper';
  /** Walls parallel to that axis: insulated (default), or periodic. */
  readonly sides?: Sides;
  /**
   * Angular frequencies of the impedance, over that of the electrode: conductivity * porosity / (capacity * area *
   * length^2), area that of the surface over the volume; default none.
   */
  readonly frequencies?: readonly number[];
  /** Relative error of the solver, 1e-6 to 0.1; default 1e-4. */
  readonly tolerance?: number;
  /** Iterations after which it gives up; default 200. */
  readonly mostIterations?: number;
  /** Threads; results do not depend on it. Default: all of the machine. */
  readonly threads?: number;
}

/** Impedance at one frequency, over length / (porosity * conductivity * section). */
export interface ImpedancePoint {
  /** Angular frequency over that of the electrode. */
  readonly frequency: number;
  /** Impedance of the electrode, and of a homogeneous one of the same porosity and surface. */
  readonly impedance: Complex;
  readonly homogeneous: Complex;
}

/** Transport of ions from the separator to the surface in an electrode. */
export interface ElectrodeTransport {
  /** `blocked`: no pore leads from the separator to a surface. `unfinished`: iterations were used up. */
  readonly status: 'converged' | 'unfinished' | 'blocked';
  /** Share of the volume that is pore, and that is connected with the separator. */
  readonly porosity: { readonly all: number; readonly connected: number };
  /** Reactive area of those voxels' faces over the volume - 1 / `unit`. */
  readonly surfaceArea: { readonly all: number; readonly connected: number };
  /**
   * Electrode tortuosity factor: the resistance of the pores at low frequencies over that of a homogeneous electrode of
   * the same length and porosity; null where blocked or unfinished.
   */
  readonly tortuosityFactor: TortuosityFactor;
  /**
   * Steady uptake at a Thiele modulus of 1, over that of a homogeneous electrode, tanh(1); null where unfinished.
   */
  readonly uptake: number | null;
  readonly impedance: readonly ImpedancePoint[];
  /** Frequencies whose solution did not converge; they are left out of the impedance. */
  readonly unfinished: readonly number[];
}

const refuse = (expected: string, got: string, remedy: NamedSetting): never => {
  throw new ExcursaError({ kind: 'usage', what: 'electrode', expected, got, remedy: [remedy] });
};

function problemOf({ grid, data, phases }: PhaseMap, options: ElectrodeOptions): ElectrodeProblem {
  const names = phases.map(({ name }) => name);
  const { pore, axis, separator = 'lower', sides = 'insulated' } = options;
  const reactive = options.reactive ?? names.filter((name) => name !== pore);
  const unknown = [pore, ...reactive].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    refuse(`phases among ${names.join(', ')}`, unknown, { setting: 'conductivities', value: `${names[0]}=1` });
  }
  if (reactive.includes(pore)) {
    refuse('reactive phases beside the pore', pore, {
      setting: 'reactive',
      value: names.find((n) => n !== pore) ?? '',
    });
  }
  const along = axesOf(grid.rank).find((a) => axisNames[a] === axis);
  if (along === undefined) {
    refuse(`an axis among ${axesOf(grid.rank).map((a) => axisNames[a])}`, axis, { setting: 'axis', value: 'x' });
  }
  const wrong = (options.frequencies ?? []).find((w) => !(w >= 1e-4 && w <= 1e6));
  if (wrong !== undefined) refuse('frequencies of 1e-4 to 1e6', String(wrong), { setting: 'frequencies', value: 1 });
  return {
    grid,
    // Seen from the other end, and mirrored in its other axes, which changes nothing.
    data: separator === 'lower' ? data : data.slice().reverse(),
    conducts: names.map((name) => name === pore),
    reacts: names.map((name) => reactive.includes(name)),
    axis: along!,
    sides,
  };
}

/** Whether a step changes neither the resistance nor the impedance by more than half of the tolerance. */
const smallAgainst =
  (tolerance: number, k: number, area: number) =>
  (decrement: Complex, x: Complex): boolean => {
    const admittance: Complex = { re: k ** 2 * x.re, im: k * area + k ** 2 * x.im };
    return sizeOf(decrement) <= (tolerance / 2) * Math.min(sizeOf(x), sizeOf(admittance) / k ** 2);
  };

const electrodeArguments = {
  map: aSoundPhaseMap,
  options: optionsOf(
    "{ pore: 'pore', axis: 'z' }",
    {
      ...{ reactive: listOf('a list of names of phases', "['am']", aText), separator: oneOf(['lower', 'upper']) },
      ...{ frequencies: listOf('a list of frequencies', '[0.1, 1, 10]', aNumber), ...solverOptions },
    },
    { pore: aText, axis: oneOf(axisNames) },
  ),
};

/**
 * Electrode tortuosity factor and impedance of a symmetric cell: ions come from the separator at one face and end at
 * the surface between pore and reactive phases; the collector at the opposite face takes none.
 *
 * Definition: in a blocking cell the surface is a capacity. The field is div(sigma grad phi) = 0 in the pore, with
 * sigma dphi/dn = - i w c phi at the surface. At low frequencies the real part of the impedance tends to a resistance,
 * of a homogeneous electrode length / (3 porosity sigma section). The tortuosity factor is their ratio (eSCM). Dead
 * ends count, unlike in the tortuosity factor of through-transport.
 * Estimator: finite volumes as in `conductivity`; the surface is that of voxel faces, spread over the pore voxel.
 * Impedance = 1 / (i k C + k^2 s . (K + i k S)^-1 s), s the surface of the cells and C its sum, so that low frequencies
 * lose no digits. Surface of voxels is larger than that of the material; ratios to the homogeneous electrode contain it
 * in both.
 * @throws ExcursaError (usage) for unknown phases or settings out of range.
 * @source nguyen2020
 * @example
 * import { createGrid, createPhaseMap, electrodeTransport } from 'excursa';
 * const grid = createGrid([40, 3, 3]);
 * const data = Uint8Array.from({ length: 360 }, (_, i) => Number(i % 9 !== 4));
 * const map = createPhaseMap(grid, data, [{ name: 'pore', label: 0 }, { name: 'am', label: 1 }]);
 * const { tortuosityFactor } = await electrodeTransport(map, { pore: 'pore', axis: 'z' });
 * console.log(tortuosityFactor.all.toFixed(3)); // 1.000
 */
export async function electrodeTransport(map: PhaseMap, options: ElectrodeOptions): Promise<ElectrodeTransport> {
  checkArguments('electrodeTransport', { map, options }, electrodeArguments);
  const { tolerance = 1e-4, mostIterations = 200, frequencies = [] } = options;
  const problem = problemOf(map, options);
  const { grid } = problem;
  const lattice = planElectrode(problem, options.threads ?? threadHost().most);
  const settings = { tolerance, mostIterations };
  const team = await KernelTeam.start(lattice.plan);
  try {
    const { cells, area } = lattice.load(team);
    const voxels = voxelCount(grid);
    const volume = voxels * grid.spacing[0] * grid.spacing[1] * grid.spacing[2];
    const known = {
      porosity: { all: cells[0] / voxels, connected: cells[1] / voxels },
      surfaceArea: { all: (area[0] * lattice.toArea) / volume, connected: (area[1] * lattice.toArea) / volume },
    };
    if (area[1] === 0) {
      const none = { tortuosityFactor: { all: null, connected: null }, uptake: null, impedance: [], unfinished: [] };
      return { status: 'blocked', ...known, ...none };
    }
    const { toConductivity } = lattice;
    // The resistance is length / (section * conductivity): sigma is 1.
    const { value, converged } = realResponse(team, lattice, 0, settings);
    const resistance = value / area[1] ** 2 / toConductivity;
    /** Conductance of a unit of area at which the electrode's own frequency, or modulus, is 1. */
    const unit = known.porosity.all / area[0] / toConductivity;
    const steady = realResponse(team, lattice, unit, settings);
    const impedance: ImpedancePoint[] = [];
    const unfinished: number[] = [];
    for (const frequency of frequencies) {
      const k = frequency * unit;
      const found = complexResponse(team, lattice, k, smallAgainst(tolerance, k, area[1]), settings);
      if (!found.converged) {
        unfinished.push(frequency);
        continue;
      }
      const admittance = { re: k ** 2 * found.value.re, im: k * area[1] + k ** 2 * found.value.im };
      const scale = known.porosity.all / toConductivity;
      impedance.push({
        frequency,
        impedance: over({ re: scale, im: 0 }, admittance),
        homogeneous: homogeneousImpedance(frequency),
      });
    }
    const uptake = (unit * area[1] - unit ** 2 * steady.value) * (toConductivity / known.porosity.all);
    return {
      status: converged && steady.converged && unfinished.length === 0 ? 'converged' : 'unfinished',
      ...known,
      // A homogeneous electrode has a third of the resistance of the way through.
      tortuosityFactor: tortuosityFactorOf(converged ? 3 * resistance : null, known.porosity),
      uptake: steady.converged ? uptake / Math.tanh(1) : null,
      impedance,
      unfinished,
    };
  } finally {
    await team.close();
  }
}
