import {
  type ArgumentKind,
  aNumber,
  aText,
  checkArguments,
  isRecord,
  optional,
  recordOf,
  shownValue,
  valueWhere,
  wrongArgument,
} from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { aGrid, createGrid, type Grid, type Triple, tripleOf, voxelCount } from './grid.ts';

/** A material phase: its name, and the value that stands for it in label files. */
export interface Phase {
  readonly name: string;
  readonly label: number;
}

/** Value of a voxel that belongs to no phase: outside the specimen, under a scale bar, spoilt. */
export const masked = 255;

/** Where a 2D section lies among parallel ones of one stack. */
export interface SectionPlace {
  /** What the sections of one stack share: its name. */
  readonly stack: string;
  /** Distance from the first section along the normal, in the grid's unit. */
  readonly height: number;
}

/** A segmented image or volume. */
export interface PhaseMap {
  readonly grid: Grid;
  /** Index into `phases` of every voxel, or 255 where masked - shape [nz, ny, nx] - uint8. */
  readonly data: Uint8Array;
  readonly phases: readonly Phase[];
  /** Place of a 2D section among parallel ones; absent where nobody knows it. */
  readonly section?: SectionPlace;
}

/** A real-valued random field on a grid. */
export interface ScalarField {
  readonly grid: Grid;
  /** Values - shape [nz, ny, nx] - dimensionless - float32. */
  readonly data: Float32Array;
}

const isPhase = (one: unknown): boolean =>
  isRecord(one) && typeof one.name === 'string' && Number.isSafeInteger(one.label) && (one.label as number) >= 0;

/** Lists of phases, as an argument. */
export const phaseList = valueWhere('a list of names and labels', "[{ name: 'pore', label: 0 }]", (phases) => {
  return Array.isArray(phases) && phases.length > 0 && phases.length < masked && phases.every(isPhase);
});

const mapParts = recordOf('a phase map', 'a map of createPhaseMap, decodePhaseMaps or readPhaseMaps', {
  grid: aGrid,
  phases: phaseList,
  section: optional(recordOf('the place of a section', '{ stack, height }', { stack: aText, height: aNumber })),
  data: valueWhere('a Uint8Array', 'createPhaseMap(grid, data, phases)', (data) => data instanceof Uint8Array),
});

/** What is wrong with the data of a map. */
const wrongData = (place: string, expected: string, got: number): ReturnType<ArgumentKind> => ({
  ...{ place: `${place}.data`, expected, got, remedy: 'createPhaseMap(grid, data, phases)' },
});

/** Phase maps, as an argument. */
export const aPhaseMap: ArgumentKind = (value, place) => {
  const wrong = mapParts(value, place);
  if (wrong) return wrong;
  const { grid, data } = value as PhaseMap;
  if (data.length === voxelCount(grid)) return undefined;
  return wrongData(place, `${voxelCount(grid)} voxels for ${grid.shape.join(' x ')}`, data.length);
};

/** Phase maps all of whose voxels are looked at too, for functions that take long enough. */
export const aSoundPhaseMap: ArgumentKind = (value, place) => {
  const wrong = aPhaseMap(value, place);
  if (wrong) return wrong;
  const { data, phases } = value as PhaseMap;
  const unknown = unknownIndex(data, phases.length);
  return unknown === undefined ? undefined : wrongData(place, indicesBelow(phases.length), unknown);
};

const indicesBelow = (phases: number): string => `phase indices below ${phases} or ${masked}`;

/** The first value that names no phase; undefined where all do, or are masked. */
function unknownIndex(data: Uint8Array, phases: number): number | undefined {
  for (let i = 0; i < data.length; i++) if (data[i] >= phases && data[i] !== masked) return data[i];
  return undefined;
}

/**
 * Puts a phase map together after checking that its parts fit.
 * @throws ExcursaError (input) when data are no Uint8Array, sizes disagree, a voxel names no phase, or two phases have
 * one label.
 * @example
 * import { createGrid, createPhaseMap } from 'excursa';
 * const grid = createGrid([2, 3], { spacing: 0.5, unit: 'um' });
 * const phases = [{ name: 'pore', label: 0 }, { name: 'solid', label: 255 }];
 * const map = createPhaseMap(grid, Uint8Array.of(0, 1, 1, 0, 0, 1), phases);
 * console.log(map.phases[map.data[1]].name); // solid
 */
export function createPhaseMap(grid: Grid, data: Uint8Array, phases: readonly Phase[]): PhaseMap {
  checkArguments('phase map', { grid, phases }, { grid: aGrid, phases: phaseList });
  // Arrays of other types would lose what they hold: 1.5, NaN and 256 are no indices.
  if (!ArrayBuffer.isView(data) || (data as Uint8Array).BYTES_PER_ELEMENT !== 1 || data instanceof Int8Array) {
    const got = (data as unknown)?.constructor?.name ?? shownValue(data);
    throw new ExcursaError({
      kind: 'input',
      what: 'phase map',
      expected: 'a Uint8Array of phase indices',
      got: got,
      remedy: 'Uint8Array.from(values)',
    });
  }
  const twice = phases.find(({ label }, i) => phases.findIndex((phase) => phase.label === label) < i);
  if (twice) {
    throw new ExcursaError({
      kind: 'input',
      what: 'phase map',
      expected: 'phases of different labels',
      got: `${twice.label} twice`,
    });
  }
  if (data.length !== voxelCount(grid)) {
    throw new ExcursaError({
      kind: 'input',
      what: 'phase map',
      expected: `${voxelCount(grid)} voxels for ${grid.shape.join(' x ')}`,
      got: `${data.length}`,
    });
  }
  const unknown = unknownIndex(data, phases.length);
  if (unknown !== undefined) {
    throw new ExcursaError({
      ...{ kind: 'input', what: 'phase map', expected: indicesBelow(phases.length), got: `${unknown}` },
    });
  }
  return { grid, data, phases };
}

/**
 * Number of voxels of every phase - [phase] - voxels. Masked voxels are not counted.
 * @example
 * import { countVoxels, createGrid, createPhaseMap } from 'excursa';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const map = createPhaseMap(createGrid([2, 3]), Uint8Array.of(0, 1, 1, 255, 0, 1), phases);
 * console.log(countVoxels(map)); // [ 2, 3 ]
 */
export function countVoxels(map: PhaseMap): number[] {
  checkArguments('countVoxels', { map }, { map: aPhaseMap });
  const histogram = new Float64Array(256);
  for (let i = 0; i < map.data.length; i++) histogram[map.data[i]]++;
  return map.phases.map((_, phase) => histogram[phase]);
}

/** Pairs i < j of `count` things, phases for instance: (0, 1), (0, 2), ..., (1, 2), ... */
export function distinctPairs(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count - i - 1 }, (_, k): [number, number] => [i, i + 1 + k]),
  ).flat();
}

/**
 * Pairs i <= j of `count` phases in the order of two-point functions: each phase with itself first, then the distinct
 * pairs.
 */
export function phasePairs(count: number): [number, number][] {
  return [...Array.from({ length: count }, (_, i): [number, number] => [i, i]), ...distinctPairs(count)];
}

/** Three whole numbers from `least` on. */
const voxelsFrom = (least: number): ArgumentKind =>
  tripleOf('three whole numbers [z, y, x]', '[1, 64, 64]', (n) => Number.isInteger(n) && Number(n) >= least);

/**
 * A box of a map as a map of its own; it does not wrap, whatever the map does.
 * @param from - first voxel [z, y, x]. @param shape - [nz, ny, nx], inside the map.
 * @example
 * import { createGrid, createPhaseMap, crop } from 'excursa';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const map = createPhaseMap(createGrid([4, 6]), new Uint8Array(24).fill(1), phases);
 * console.log(crop(map, [0, 1, 2], [1, 3, 4]).grid.shape); // [ 1, 3, 4 ]
 */
export function crop(map: PhaseMap, from: Triple, shape: Triple): PhaseMap {
  checkArguments('crop', { map, from, shape }, { map: aPhaseMap, from: voxelsFrom(0), shape: voxelsFrom(1) });
  const { grid, data, phases, section } = map;
  if (from.some((n, axis) => n + shape[axis] > grid.shape[axis])) {
    const box = `${shape.join(' x ')} from ${from.join(', ')}`;
    throw wrongArgument('crop', `a box within ${grid.shape.join(' x ')} voxels`, box, 'a smaller shape');
  }
  const [, ny, nx] = grid.shape;
  const out = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (let z = 0, i = 0; z < shape[0]; z++) {
    for (let y = 0; y < shape[1]; y++, i += shape[2]) {
      const row = ((from[0] + z) * ny + from[1] + y) * nx + from[2];
      out.set(data.subarray(row, row + shape[2]), i);
    }
  }
  const options = { spacing: grid.spacing, unit: grid.unit, periodic: false };
  return {
    ...{ grid: createGrid(grid.rank === 2 ? shape.slice(1) : shape, options), data: out, phases },
    ...(section && { section }),
  };
}

/**
 * The layers of a volume as sections of one stack, with their distances. Their own pixels are cubes: a section has no
 * height.
 * @param stack - name of the stack.
 * @example
 * import { createGrid, createPhaseMap, sectionsOf } from 'excursa';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const grid = createGrid([3, 4, 4], { spacing: [0.5, 0.1, 0.1], unit: 'um' });
 * const sections = sectionsOf(createPhaseMap(grid, new Uint8Array(48), phases), 'sample');
 * console.log(sections.length, sections[2].section.height); // 3 1
 */
export function sectionsOf(map: PhaseMap, stack: string): PhaseMap[] {
  checkArguments('sectionsOf', { map, stack }, { map: aPhaseMap, stack: aText });
  const { grid, data, phases } = map;
  const [nz, ny, nx] = grid.shape;
  const own = createGrid([ny, nx], { spacing: grid.spacing.slice(1), unit: grid.unit });
  return Array.from({ length: nz }, (_, z) => ({
    ...{ grid: own, data: data.slice(z * ny * nx, (z + 1) * ny * nx), phases },
    section: { stack, height: z * grid.spacing[0] },
  }));
}

/**
 * Images of one size as the pages of one map, as files hold them.
 * @param what - names the command or function, for messages. @throws ExcursaError (usage) for images of several sizes.
 */
export function stackOf(maps: readonly PhaseMap[], what: string): PhaseMap {
  const [first] = maps;
  if (maps.length === 1) return first;
  const [, ny, nx] = first.grid.shape;
  if (maps.some(({ grid }) => grid.rank === 3 || grid.shape[1] !== ny || grid.shape[2] !== nx)) {
    const sizes = maps.map(({ grid }) => grid.shape.slice(grid.rank === 3 ? 0 : 1).join(' x '));
    throw new ExcursaError({
      kind: 'usage',
      what,
      expected: 'images of one size for one file',
      got: [...new Set(sizes)].join(' and '),
      remedy: 'one file an image',
    });
  }
  const data = new Uint8Array(maps.length * ny * nx);
  maps.forEach((map, z) => {
    data.set(map.data, z * ny * nx);
  });
  return { ...first, data, grid: { ...first.grid, rank: 3, shape: [maps.length, ny, nx] } };
}
