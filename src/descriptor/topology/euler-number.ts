import { masked, type PhaseMap } from '../../grid/index.ts';
import type { EulerNumber, Unmeasured } from '../description.ts';
import type { Sample } from '../sample.ts';

/** Most phases whose presence in a block of voxels is kept as bits. */
const mostPhases = 16;

/** Stands for a masked voxel, or none, in a set of phases. */
const unknown = 1 << mostPhases;

/** Sets of phases of blocks that are twice as long along an axis - shape of the map - uint32; `unknown` where they leave the window. */
function merge(sets: Uint32Array, { grid }: PhaseMap, axis: number): Uint32Array {
  const n = grid.shape[axis];
  const inner = grid.shape.slice(axis + 1).reduce((product, m) => product * m, 1);
  const out = new Uint32Array(sets.length);
  for (let from = 0; from < sets.length; from += n * inner) {
    const last = from + (n - 1) * inner;
    for (let i = from; i < last; i++) out[i] = sets[i] | sets[i + inner];
    for (let k = 0; k < inner; k++) out[last + k] = grid.periodic[axis] ? sets[last + k] | sets[from + k] : unknown;
  }
  return out;
}

/** Visits blocks of 1 or 2 voxels along each axis with the sign of their count: the sets of phases they contain. */
function visitBlocks(map: PhaseMap, rank: 2 | 3, visit: (sets: Uint32Array, sign: number, kind: number) => void): void {
  const bits = new Uint32Array(256);
  for (let label = 0; label < mostPhases; label++) bits[label] = 1 << label;
  bits[masked] = unknown;
  let kind = 0;
  const extend = (sets: Uint32Array, axis: number, sign: number): void => {
    if (axis === 3) {
      visit(sets, sign, kind++);
      return;
    }
    extend(sets, axis + 1, sign);
    extend(merge(sets, map, axis), axis + 1, -sign);
  };
  extend(
    Uint32Array.from(map.data, (label) => bits[label]),
    rank === 3 ? 0 : 1,
    1,
  );
}

/**
 * Euler number density of every phase: components minus tunnels plus cavities (in an image components minus holes) per volume of the material.
 *
 * Estimator: the alternating sum of the densities of blocks of voxels (1, 2, 4 and 8) that lie in the phase whole, each over the places
 * where such a block fits the window. That is the Euler number of the phase whose voxels connect by faces (`faceConnected`; 6, in an
 * image 4 neighbours). `value` is for 26 (8) neighbours, which leaves 6 (4) to the other phases: the same sum over blocks that the phase
 * does not touch, with the opposite sign in an image. Unbiased for a stationary material, as every density is.
 * Edges: blocks that leave the window or contain a masked voxel are left out; periodic axes wrap. Several maps: blocks are pooled.
 * @source ohser2009
 */
export function eulerNumber(sample: Sample): (EulerNumber | Unmeasured)[] {
  const { rank, phases, spacing } = sample;
  if (phases.length > mostPhases) {
    return phases.map(() => ({ value: null, reason: `measured for at most ${mostPhases} phases` }));
  }
  const inside = new Float64Array(phases.length);
  const outside = new Float64Array(phases.length);
  let missing = false;
  const kinds: { sign: number; table: Float64Array }[] = [];
  for (const map of sample.maps) {
    visitBlocks(map, rank, (sets, sign, kind) => {
      kinds[kind] ??= { sign, table: new Float64Array(1 << phases.length) };
      const { table } = kinds[kind];
      for (let i = 0; i < sets.length; i++) if (sets[i] < unknown) table[sets[i]]++;
    });
  }
  for (const { sign, table } of kinds) {
    const total = table.reduce((sum, n) => sum + n, 0);
    if (total === 0) missing = true;
    for (let phase = 0; phase < phases.length; phase++) {
      let without = 0;
      for (let set = 0; set < 1 << phases.length; set++) if ((set & (1 << phase)) === 0) without += table[set];
      inside[phase] += (sign * table[1 << phase]) / total;
      outside[phase] += (sign * without) / total;
    }
  }
  const voxel = (rank === 3 ? spacing[0] : 1) * spacing[1] * spacing[2];
  const unit = `1/${sample.unit}^${rank}`;
  return phases.map(({ name }, phase) => {
    if (sample.voxels[phase] === 0) return { value: null, reason: `phase ${name} is absent` };
    if (missing) return { value: null, reason: 'no block of unmasked neighbours' };
    // 0 - x rather than -x: no negative zero.
    const touching = rank === 3 ? outside[phase] : 0 - outside[phase];
    return { value: touching / voxel, faceConnected: inside[phase] / voxel, unit };
  });
}
