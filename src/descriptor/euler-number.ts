import { masked, type PhaseMap, unitOf } from '../grid/index.ts';
import type { BlockSums, Descriptor, Unmeasured } from './descriptor.ts';
import type { Specimen } from './specimen.ts';

/**
 * Euler number density: `value` with neighbours at faces (in an image edges) as components and percolation have them,
 * `cornerConnected` with 26 (8) neighbours.
 */
export interface EulerNumber {
  readonly value: number;
  readonly cornerConnected: number;
  /** '1/um^3' or '1/um^2', for instance. */
  readonly unit: string;
}

/**
 * Most phases whose presence in a block of voxels is kept as bits; one more bit says that a voxel is masked or outside.
 */
const mostPhases = 15;

/** Sets of phases as bits: bytes where they suffice, for a volume is read many times. */
type Sets = Uint8Array | Uint16Array;

/**
 * Sets of phases of blocks that are twice as long along an axis - shape of the map; `unknown` where they leave the
 * window.
 */
function merge(sets: Sets, { grid }: PhaseMap, axis: number, unknown: number): Sets {
  const n = grid.shape[axis];
  const inner = grid.shape.slice(axis + 1).reduce((product, m) => product * m, 1);
  const out = sets instanceof Uint8Array ? new Uint8Array(sets.length) : new Uint16Array(sets.length);
  for (let from = 0; from < sets.length; from += n * inner) {
    const last = from + (n - 1) * inner;
    for (let i = from; i < last; i++) out[i] = sets[i] | sets[i + inner];
    for (let k = 0; k < inner; k++) out[last + k] = grid.periodic[axis] ? sets[last + k] | sets[from + k] : unknown;
  }
  return out;
}

/** Counts blocks of 1 or 2 voxels along each axis by the set of phases in them; kinds in binary, 1 where two. */
function countBlocks(map: PhaseMap, rank: 2 | 3, phases: number, add: (counts: Float64Array) => void): void {
  const unknown = 1 << phases;
  const bits = new Uint16Array(256);
  for (let label = 0; label < phases; label++) bits[label] = 1 << label;
  bits[masked] = unknown;
  const single = phases < 8 ? new Uint8Array(map.data.length) : new Uint16Array(map.data.length);
  for (let i = 0; i < single.length; i++) single[i] = bits[map.data[i]];
  const extend = (sets: Sets, axis: number): void => {
    if (axis === 3) {
      const counts = new Float64Array(2 * unknown);
      for (let i = 0; i < sets.length; i++) counts[sets[i]]++;
      add(counts.subarray(0, unknown));
      return;
    }
    extend(sets, axis + 1);
    extend(merge(sets, map, axis, unknown), axis + 1);
  };
  extend(single, rank === 3 ? 0 : 1);
}

/**
 * Euler number density of every phase: components minus tunnels plus cavities (in an image components minus holes) per
 * volume of the material.
 *
 * Estimator: the alternating sum of the densities of blocks of voxels (1, 2, 4 and 8) that lie in the phase whole, each
 * over the places where such a block fits the window. That is the Euler number of the phase whose voxels connect by
 * faces (`value`; 6, in an image 4 neighbours), the rule of components, percolation and paths. `cornerConnected` is for
 * 26 (8) neighbours, which leaves 6 (4) to the other phases: the same sum over blocks that the phase does not touch,
 * with the opposite sign in an image. Unbiased for a stationary material, as every density is. Edges: blocks that leave
 * the window or contain a masked voxel are left out; periodic axes wrap. Several maps: blocks are pooled.
 * @source ohser2009
 */
export function measureEulerNumber(specimen: Specimen): (EulerNumber | Unmeasured)[] {
  if (specimen.phases.length > mostPhases) return tooManyPhases(specimen);
  return eulerNumbersOf(specimen, countSets(specimen));
}

const tooManyPhases = ({ phases }: Specimen): Unmeasured[] =>
  phases.map(() => ({ value: null, reason: `measured for at most ${mostPhases} phases` }));

/** Blocks of voxels by kind and the set of phases in them, one kind after the other - [kind, set] - float64. */
function countSets({ maps, phases, rank }: Pick<Specimen, 'maps' | 'phases' | 'rank'>): Float64Array {
  const sets = 1 << phases.length;
  const tables = new Float64Array(sets * 2 ** rank);
  for (const map of maps) {
    let kind = 0;
    countBlocks(map, rank, phases.length, (counts) => {
      for (let set = 0; set < sets; set++) tables[kind * sets + set] += counts[set];
      kind++;
    });
  }
  return tables;
}

/** Sign of a kind of blocks: one factor -1 for every axis along which they are two voxels long. */
const signOf = (kind: number): number => (kind.toString(2).replaceAll('0', '').length % 2 === 0 ? 1 : -1);

function eulerNumbersOf(specimen: Specimen, tables: Float64Array): (EulerNumber | Unmeasured)[] {
  const { rank, phases, spacing } = specimen;
  const inside = new Float64Array(phases.length);
  const outside = new Float64Array(phases.length);
  let missing = false;
  const sets = 1 << phases.length;
  for (let kind = 0; kind < 2 ** rank; kind++) {
    const table = tables.subarray(kind * sets, (kind + 1) * sets);
    const sign = signOf(kind);
    const total = table.reduce((sum, n) => sum + n, 0);
    if (total === 0) missing = true;
    for (let phase = 0; phase < phases.length; phase++) {
      let without = 0;
      for (let set = 0; set < sets; set++) if ((set & (1 << phase)) === 0) without += table[set];
      inside[phase] += (sign * table[1 << phase]) / total;
      outside[phase] += (sign * without) / total;
    }
  }
  const voxel = (rank === 3 ? spacing[0] : 1) * spacing[1] * spacing[2];
  const unit = unitOf('perVolume', specimen.unit, rank);
  return phases.map(({ name }, phase) => {
    if (specimen.voxels[phase] === 0) return { value: null, reason: `phase ${name} is absent` };
    if (missing) return { value: null, reason: 'no block of unmasked neighbours' };
    // 0 - x rather than -x: no negative zero.
    const touching = rank === 3 ? outside[phase] : 0 - outside[phase];
    return { value: inside[phase] / voxel, cornerConnected: touching / voxel, unit };
  });
}

/** Blocks of voxels by block of the maps; those that two of these share are left out. */
const setsByBlock: BlockSums<EulerNumber | Unmeasured> = {
  count: ({ phases, rank }, blocks) =>
    blocks
      .windows()
      .map((map) => (phases.length > mostPhases ? new Float64Array(0) : countSets({ maps: [map], phases, rank }))),
  value: (specimen, counts) => (counts.length === 0 ? tooManyPhases(specimen) : eulerNumbersOf(specimen, counts)),
};

/** Euler number density of every phase. */
export const eulerNumber: Descriptor<EulerNumber | Unmeasured, 'eulerNumber', 'fast'> = {
  name: 'eulerNumber',
  summary: 'components - tunnels + cavities per volume, voxels connected by faces as in components',
  estimator:
    'blocks of 1, 2, 4, 8 voxels, each over the places where it fits: unbiased; for 6 neighbours, in detail for 26',
  cost: 'fast',
  measure: (specimen) => measureEulerNumber(specimen),
  byBlock: setsByBlock,
  quantities: [
    {
      name: 'eulerNumber',
      title: 'Euler number density',
      label: 'Euler',
      unit: 'perVolume',
      definition:
        'Components - tunnels + cavities (in an image components - holes) per volume (area); neighbours at faces (edges), as for components.',
      pick: ({ value }) => value,
      errorFromWindows: true,
      ofPoints: true,
      signed: true,
      compared: true,
      shows: 'connectivity',
    },
    {
      name: 'eulerNumberCorners',
      title: 'Euler number density, corners',
      unit: 'perVolume',
      definition: 'The same, with neighbours at edges and corners too.',
      pick: ({ cornerConnected }) => cornerConnected,
      errorFromWindows: true,
      ofPoints: true,
      signed: true,
      detail: true,
    },
  ],
};
