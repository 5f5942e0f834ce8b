import { encode } from 'fast-png';
import { checkArguments } from '../../arguments.ts';
import { aPhaseMap, type PhaseMap } from '../../grid/index.ts';
import { toBase64 } from '../../io/index.ts';
import { maskedColour, phaseColour, toRgb } from '../notation.ts';

/** A picture in memory. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity (not premultiplied) - shape [height, width, 4] - 0 to 255 - uint8. */
  readonly rgba: Uint8Array;
}

/** The bytes of a PNG of a picture, 8 bits a channel. */
export function encodePng({ width, height, rgba }: Picture): Uint8Array {
  return encode({ width, height, data: rgba, channels: 4, depth: 8 });
}

/** The bytes of a PNG as the address of an inline image. */
export const dataUrl = (png: Uint8Array): string => `data:image/png;base64,${toBase64(png)}`;

/**
 * The bytes of an indexed PNG of a phase map's first layer: one pixel a voxel, in the phases' colours, masked voxels
 * white. Index i of the palette is phase i, and the last one stands for masked.
 * @example
 * import { createModel, presets, realise, slicePng } from 'excursa';
 * const { map } = await realise(createModel(presets.plurigaussian), { shape: [32, 32], seed: 1 });
 * const png = slicePng(map);
 * console.log(String.fromCharCode(...png.subarray(1, 4))); // PNG
 */
export function slicePng(map: PhaseMap): Uint8Array {
  checkArguments('slicePng', { map }, { map: aPhaseMap });
  const [, height, width] = map.grid.shape;
  const count = map.phases.length;
  const palette = [...map.phases.map((_, i) => [...toRgb(phaseColour(i))]), [...toRgb(maskedColour)]];
  const data = Uint8Array.from(map.data.subarray(0, width * height), (phase) => Math.min(phase, count));
  return encode({ width, height, data, channels: 1, depth: 8, palette });
}
