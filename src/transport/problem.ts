import {
  type ArgumentKind,
  aNumber,
  isRecord,
  listOf,
  oneOf,
  recordOf,
  threadCount,
  valueWhere,
  wholeNumber,
} from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { aGrid, aSoundPhaseMap, type Grid, type Triple, voxelCount } from '../grid/index.ts';

/** Conductivities by label. */
export interface LabelledVolume {
  readonly grid: Grid;
  /** Label of every voxel - shape [nz, ny, nx] - uint8 or uint16. */
  readonly data: Uint8Array | Uint16Array;
  /** Conductivity of every label; labels beyond do not conduct - [label] - any unit. */
  readonly conductivities: readonly number[];
}

/** A conductivity for every voxel. */
export interface ConductivityVolume {
  readonly grid: Grid;
  /** Conductivities, 0 where nothing flows - shape [nz, ny, nx] - any unit - float32. */
  readonly data: Float32Array;
}

/** What carries the current. */
export type ConductingVolume = LabelledVolume | ConductivityVolume;

/** Walls that are parallel to the flow. */
export type Sides = 'insulated' | 'periodic';

/** Which opposite faces are joined along the solver's axes, where current flows between electrodes along the first. */
export const joinedWalls = (sides: Sides): Triple<boolean> => [false, sides === 'periodic', sides === 'periodic'];

/** Conduction between two opposite faces of a volume. */
export interface TransportProblem {
  readonly volume: ConductingVolume;
  /** Position of the axis of flow in [z, y, x]. */
  readonly axis: number;
  readonly sides: Sides;
}

const isOf = (...types: readonly (new () => unknown)[]) =>
  valueWhere(`a ${types.map(({ name }) => name).join(' or ')}`, `a ${types[0].name}`, (data) => {
    return types.some((type) => data instanceof type);
  });

const labelledVolume = recordOf('a volume', '{ grid, data, conductivities }', {
  ...{ grid: aGrid, data: isOf(Uint8Array, Uint16Array) },
  conductivities: listOf('a list of conductivities', '[0, 1]', aNumber),
});

const conductivityVolume = recordOf('a volume', '{ grid, data }', { grid: aGrid, data: isOf(Float32Array) });

/** What carries the current, as an argument: a phase map, or a volume of labels or of conductivities. */
export const aVolume: ArgumentKind = (value, place) => {
  if (!isRecord(value)) return { place, expected: 'a phase map or a volume', got: value, remedy: 'createPhaseMap' };
  if ('phases' in value) return aSoundPhaseMap(value, place);
  return ('conductivities' in value ? labelledVolume : conductivityVolume)(value, place);
};

/** What every solver is told, as options. */
export const solverOptions = {
  ...{ sides: oneOf(['insulated', 'periodic']), mostIterations: wholeNumber(1), threads: threadCount },
  tolerance: valueWhere('a tolerance of 1e-6 to 0.1', '1e-4', (own) => Number(own) >= 1e-6 && Number(own) <= 0.1),
};

const aConductivity = valueWhere('a conductivity that is finite and not negative', '1', (own) => {
  return Number.isFinite(own) && Number(own) >= 0;
});

/** Conductivities by names of phases, as an argument. */
export const namedConductivities: ArgumentKind = (value, place) => {
  const names = isRecord(value) ? Object.keys(value) : [];
  const parts = Object.fromEntries(names.map((name) => [name, aConductivity]));
  return recordOf('conductivities by names of phases', '{ se: 1 }', parts)(value, place);
};

/** The least conductivity over the largest one: beyond, float32 does not hold both. */
const leastContrast = 1e-12;

const refuse = (expected: string, got: string, remedy: string): never => {
  throw new ExcursaError({ kind: 'usage', what: 'conductivity', expected, got, remedy });
};

/** The largest conductivity that occurs. */
export function largestConductivity(volume: ConductingVolume): number {
  if (!('conductivities' in volume)) return volume.data.reduce((a, b) => Math.max(a, b), 0);
  return Math.max(0, ...volume.conductivities);
}

/** The largest conductivity over the least one that is not 0; 1 where nothing conducts. */
export function contrastOf(volume: ConductingVolume): number {
  const values: ArrayLike<number> = 'conductivities' in volume ? volume.conductivities : volume.data;
  const largest = largestConductivity(volume);
  let least = largest;
  for (let i = 0; i < values.length; i++) if (values[i] > 0 && values[i] < least) least = values[i];
  return largest > 0 ? largest / least : 1;
}

/**
 * The largest conductance of a face over the least one that is not 0: of conductivities, and of the edges of voxels,
 * whose ratio counts twice.
 */
export function contrastOfFaces(volume: ConductingVolume): number {
  return contrastOf(volume) * edgeRatio(volume.grid) ** 2;
}

/** The longest edge of a voxel over the shortest one, of axes with more than one voxel. */
function edgeRatio({ shape, spacing }: Grid): number {
  const edges = spacing.filter((_, a) => shape[a] > 1);
  return edges.length > 1 ? Math.max(...edges) / Math.min(...edges) : 1;
}

/** The longest edge of a voxel over the shortest one: beyond, float32 leaves no digits. */
const longestEdge = 1e4;

/**
 * Checks what is asked for.
 * @throws ExcursaError (usage) where sizes disagree, edges of a voxel differ by more than 1e4, or a conductivity is
 * negative, not finite, or less than 1e-12 of the largest.
 */
export function checkVolume(volume: ConductingVolume): void {
  const { grid, data } = volume;
  if (data.length !== voxelCount(grid)) {
    refuse(`${voxelCount(grid)} voxels for ${grid.shape.join(' x ')}`, String(data.length), 'the shape of the data');
  }
  if (edgeRatio(grid) > longestEdge) {
    refuse(`edges of a voxel that differ by at most ${longestEdge}`, grid.spacing.join(' x '), 'checking the spacing');
  }
  const values: ArrayLike<number> = 'conductivities' in volume ? volume.conductivities : volume.data;
  const largest = largestConductivity(volume);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || value < 0) {
      refuse('conductivities that are finite and not negative', String(value), '0 for what does not conduct');
    }
    if (value > 0 && value < leastContrast * largest) {
      refuse(`conductivities of 0 or at least 1e-12 of the largest, ${largest}`, String(value), '0 for what insulates');
    }
  }
}

/** Axes of a volume in the order of a solver: that of flow first, the longer rows last as far as axes keep order. */
export function solverAxes(axis: number): Triple {
  return axis === 0 ? [0, 1, 2] : axis === 1 ? [1, 0, 2] : [2, 0, 1];
}
