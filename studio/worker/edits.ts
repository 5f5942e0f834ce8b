/** Cuts and masks images as the user drew it. */
import type { GreyImage, PhaseMap } from 'excursa';
import { createGrid, crop, masked } from '../../src/grid/index.ts';
import { type Box, type Edits, type Images, outlineOf } from '../project/drawn.ts';

/** Numbers of the pixels [first, behind the last) of a row whose centres are inside an outline, by even and odd. */
function runsOf(outline: ReturnType<typeof outlineOf>, row: number): [first: number, end: number][] {
  const y = row + 0.5;
  const crossings = outline
    .flatMap(([x0, y0], i) => {
      const [x1, y1] = outline[(i + 1) % outline.length];
      return y0 <= y === y1 <= y ? [] : [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)];
    })
    .sort((a, b) => a - b);
  return Array.from({ length: crossings.length >> 1 }, (_, i) => [
    Math.ceil(crossings[2 * i] - 0.5),
    Math.ceil(crossings[2 * i + 1] - 0.5),
  ]);
}

/** Maps of the region with masked pixels; the maps are cut already, the edits are not. */
export function withMasks(maps: readonly PhaseMap[], { region, masks }: Edits): readonly PhaseMap[] {
  const [left, top] = region ? [region.x, region.y] : [0, 0];
  return maps.map((map, image) => {
    const own = masks.filter((mask) => mask.image === undefined || mask.image === image);
    if (own.length === 0) return map;
    const [, ny, nx] = map.grid.shape;
    const data = map.data.slice();
    for (const outline of own.map(outlineOf)) {
      for (let y = 0; y < ny; y++) {
        for (const [from, to] of runsOf(outline, y + top)) {
          data.fill(masked, y * nx + Math.max(0, from - left), y * nx + Math.min(nx, Math.max(0, to - left)));
        }
      }
    }
    return { ...map, data };
  });
}

/** The grey values of a region. */
function cropGrey({ grid, values }: GreyImage, { x, y, width, height }: Box): GreyImage {
  const [, , nx] = grid.shape;
  const out = new Float64Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * nx + x;
    out.set(values.subarray(from, from + width), row * width);
  }
  const { spacing, unit } = grid;
  return { grid: createGrid([height, width], { spacing: spacing.slice(1), unit }), values: out };
}

/** The part of a region that an image has. */
function within({ grid }: Pick<PhaseMap, 'grid'>, region: Box): Box {
  const [, ny, nx] = grid.shape;
  const [x, y] = [Math.min(region.x, nx - 1), Math.min(region.y, ny - 1)];
  return { x, y, width: Math.min(region.width, nx - x), height: Math.min(region.height, ny - y) };
}

/** Images as they are used: cut to the region; labels with their masks, which grey images get when they are labels. */
export function edited({ maps, grey }: Images, edits: Edits): Images {
  const { region } = edits;
  const cutMaps = maps?.map((map) => {
    if (!region) return map;
    const { x, y, width, height } = within(map, region);
    return crop(map, [0, y, x], [1, height, width]);
  });
  return {
    maps: cutMaps && withMasks(cutMaps, edits),
    grey: region ? grey?.map((image) => cropGrey(image, within(image, region))) : grey,
  };
}
