import type { PhaseMap } from '../grid/index.ts';
import { phaseRgb } from './colours.ts';
import type { Picture } from './png.ts';

/** The first layer of a phase map, one pixel a voxel, in the phases' colours. */
export function slicePicture(map: PhaseMap): Picture {
  const [, height, width] = map.grid.shape;
  const rgb = new Uint8Array(3 * width * height);
  const table = Array.from({ length: 256 }, (_, i) => phaseRgb(i, map.phases.length));
  for (let i = 0; i < width * height; i++) rgb.set(table[map.data[i]], 3 * i);
  return { width, height, rgb };
}
