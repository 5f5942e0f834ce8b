import { encode } from 'fast-png';
import type { PhaseMap } from '../../grid/index.ts';
import { maskedColour, phaseColour, toRgb } from '../colours.ts';

/**
 * The bytes of an indexed PNG of a phase map's first layer: one pixel a voxel, in the phases' colours, masked voxels white. Index i of the
 * palette is phase i, and the last one stands for masked.
 */
export function slicePng(map: PhaseMap): Uint8Array {
  const [, height, width] = map.grid.shape;
  const count = map.phases.length;
  const palette = [...map.phases.map((_, i) => [...toRgb(phaseColour(i))]), [...toRgb(maskedColour)]];
  const data = Uint8Array.from(map.data.subarray(0, width * height), (phase) => Math.min(phase, count));
  return encode({ width, height, data, channels: 1, depth: 8, palette });
}
