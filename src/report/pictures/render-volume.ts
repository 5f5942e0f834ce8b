import { checkArguments, listOf, optionsOf, wholeNumber } from '../../arguments.ts';
import { ExcursaError } from '../../errors.ts';
import { aPhaseMap, type Grid, type PhaseMap, type Triple } from '../../grid/index.ts';
import { phaseColour, toRgb } from '../notation.ts';
import type { Picture } from './png.ts';

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** A vector of length 1. */
function normalise(v: Triple): Triple {
  const n = Math.sqrt(dot(v, v));
  return [v[0] / n, v[1] / n, v[2] / n];
}

/**
 * Direction from the volume to the camera - [z, y, x]. z points down, so that the first layer lies on top and shows as
 * the slice does: x to the right, y towards the reader. With z up the picture would be a mirror image of the sample.
 */
export const toCamera = normalise([-0.75, 1, 0.85]);
/** Direction that points right in the picture - [z, y, x]. */
export const right = normalise([0, -toCamera[2], toCamera[1]]);
/** Direction that points up in the picture - [z, y, x]. */
export const up: Triple = [
  toCamera[2] * right[1] - toCamera[1] * right[2],
  toCamera[0] * right[2] - toCamera[2] * right[0],
  toCamera[1] * right[0] - toCamera[0] * right[1],
];

/** An orthographic picture plane that just holds a grid's block. Lengths are in the grid's unit. */
export interface View {
  readonly width: number;
  readonly height: number;
  /**
   * Where a corner of the block appears, from the top left; each of z, y, x is 0 for the first and 1 for the last
   * voxel's outer face.
   */
  readonly corner: (z: number, y: number, x: number) => readonly [number, number];
}

/** The view of a grid's block. */
export function viewOf({ shape, spacing }: Grid): View {
  const extent: Triple = [shape[0] * spacing[0], shape[1] * spacing[1], shape[2] * spacing[2]];
  const span = (axis: Triple): number => axis.reduce((sum, c, a) => sum + Math.abs(c) * extent[a], 0);
  const [width, height] = [span(right), span(up)];
  const corner = (z: number, y: number, x: number): readonly [number, number] => {
    const fromCentre: Triple = [(z - 0.5) * extent[0], (y - 0.5) * extent[1], (x - 0.5) * extent[2]];
    return [width / 2 + dot(right, fromCentre), height / 2 - dot(up, fromCentre)];
  };
  return { width, height, corner };
}

/** What to show of a volume. */
export interface RenderOptions {
  /** Width of the picture, pixels, 16 to 4096; the height follows from the block's shape. */
  readonly width: number;
  /** Phases to show, by index; the others are transparent. Default: all. */
  readonly phases?: readonly number[];
}

const lampDirection = normalise([-1.1, 0.85, 0.6]);
/** Light that reaches a surface from everywhere, and from the lamp when it faces it. */
const [ambient, lamp] = [0.46, 0.67];
/** Radius of the ball of voxels around a hit that gives its normal and how enclosed it is. */
const reach = 2.5;

/** Offsets [z, y, x] of the voxels within `reach`. */
const offsets: readonly Triple[] = [-2, -1, 0, 1, 2].flatMap((z) =>
  [-2, -1, 0, 1, 2].flatMap((y) =>
    [-2, -1, 0, 1, 2].flatMap((x) => (z * z + y * y + x * x <= reach * reach ? [[z, y, x] as Triple] : [])),
  ),
);
// One array an axis: they are read for every ray.
const [ballZ, ballY, ballX] = [0, 1, 2].map((axis) => Int8Array.from(offsets, (offset) => offset[axis]));

/**
 * The brightness of a surface with the normal [z, y, x] of any length, by the share of its neighbourhood that is solid.
 */
function brightness(z: number, y: number, x: number, solidShare: number): number {
  const facing =
    Math.max(0, z * lampDirection[0] + y * lampDirection[1] + x * lampDirection[2]) / Math.sqrt(z * z + y * y + x * x);
  // A flat surface has half its neighbourhood and its own layer solid; what is more enclosed lies in a hollow.
  const openness = Math.min(1, 1.7 - 1.15 * solidShare);
  return (ambient + lamp * facing) * openness;
}

const renderArguments = {
  map: aPhaseMap,
  options: optionsOf(
    '{ width: 600 }',
    { phases: listOf('a list of indices of phases', '[0]', wholeNumber(0), 1) },
    { width: wholeNumber(16, 4096) },
  ),
};

function check(map: PhaseMap, { phases }: RenderOptions): void {
  if (map.grid.rank !== 3) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'render',
      expected: 'a volume',
      got: 'an image',
      remedy: 'a 3D phase map',
    });
  }
  const unknown = phases?.find((p) => !map.phases[p]);
  if (unknown !== undefined) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'render',
      expected: `phase indices below ${map.phases.length}`,
      got: `${unknown}`,
      remedy: `${map.phases.map((_, i) => i).join(',')}`,
    });
  }
}

/**
 * A volume as an orthographic picture of shaded voxels on a transparent background, two by two rays a pixel. Every ray
 * visits every voxel on its way, at full resolution. The outer faces of the block are flat; elsewhere normals come from
 * the shown voxels around the hit, and hollows are darker. Masked voxels are transparent. The first layer is on top.
 * @throws ExcursaError (usage) for an image, a width outside 16 to 4096 pixels, or a phase that the map does not have.
 * @source Amanatides and Woo, A fast voxel traversal algorithm for ray tracing, Eurographics 1987
 * @example
 * import { createModel, presets, realise, renderVolume } from 'excursa';
 * const { map } = await realise(createModel(presets.plurigaussian), { shape: [32, 32, 32], seed: 1 });
 * const { width, height, rgba } = renderVolume(map, { width: 64, phases: [0] });
 * console.log(width, rgba.length === 4 * width * height); // 64 true
 */
export function renderVolume(map: PhaseMap, options: RenderOptions): Picture {
  checkArguments('renderVolume', { map, options }, renderArguments);
  check(map, options);
  const { data } = map;
  const { shape, spacing } = map.grid;
  const [nz, ny, nx] = shape;
  const shown = new Uint8Array(256);
  for (const p of options.phases ?? map.phases.map((_, i) => i)) shown[p] = 1;
  const colours = map.phases.map((_, i) => toRgb(phaseColour(i)));
  const ball = Int32Array.from(offsets, ([z, y, x]) => (z * ny + y) * nx + x);

  /** How bright voxel (z, y, x) looks when a ray enters it across the given axis. */
  const shade = (z: number, y: number, x: number, axis: number): number => {
    if (axis === 0 && z === 0) return brightness(-1, 0, 0, 0.5);
    if (axis === 1 && y === ny - 1) return brightness(0, 1, 0, 0.5);
    if (axis === 2 && x === nx - 1) return brightness(0, 0, 1, 0.5);
    const at = (z * ny + y) * nx + x;
    const inside = z > 1 && y > 1 && x > 1 && z < nz - 2 && y < ny - 2 && x < nx - 2;
    let mz = 0;
    let my = 0;
    let mx = 0;
    let solid = 0;
    for (let k = 0; k < ball.length; k++) {
      const dz = ballZ[k];
      const dy = ballY[k];
      const dx = ballX[k];
      if (!inside && (z + dz < 0 || y + dy < 0 || x + dx < 0 || z + dz >= nz || y + dy >= ny || x + dx >= nx)) continue;
      if (!shown[data[at + ball[k]]]) continue;
      solid++;
      mz -= dz;
      my -= dy;
      mx -= dx;
    }
    // The face that was hit decides where the neighbourhood has no direction of its own.
    if (axis === 0) mz--;
    else if (axis === 1) my++;
    else mx++;
    return brightness(mz / spacing[0], my / spacing[1], mx / spacing[2], solid / ball.length);
  };

  // Rays run in voxel coordinates: z grows along them, y and x fall, so the walls ahead are z + 1, y and x.
  const [vz, vy, vx] = toCamera.map((c, a) => -c / spacing[a]);
  const [stepZ, stepY, stepX] = [1 / vz, -1 / vy, -1 / vx];
  let hit = -1;
  // Neighbouring rays often hit the same face, whose brightness need not be worked out again.
  let [lastFace, lastBrightness] = [-1, 0];
  /**
   * Follows the ray through (u, v), in units from the picture's centre; leaves the voxel in `hit`. @returns its
   * brightness.
   */
  const cast = (u: number, v: number): number => {
    hit = -1;
    const oz = nz / 2 + (right[0] * u + up[0] * v) / spacing[0];
    const oy = ny / 2 + (right[1] * u + up[1] * v) / spacing[1];
    const ox = nx / 2 + (right[2] * u + up[2] * v) / spacing[2];
    const [enterZ, enterY, enterX] = [-oz / vz, (ny - oy) / vy, (nx - ox) / vx];
    const enter = Math.max(enterZ, enterY, enterX);
    if (enter >= Math.min((nz - oz) / vz, -oy / vy, -ox / vx)) return 0;
    let axis = enter === enterZ ? 0 : enter === enterY ? 1 : 2;
    let z = axis === 0 ? 0 : Math.min(nz - 1, Math.max(0, Math.floor(oz + vz * enter)));
    let y = axis === 1 ? ny - 1 : Math.min(ny - 1, Math.max(0, Math.floor(oy + vy * enter)));
    let x = axis === 2 ? nx - 1 : Math.min(nx - 1, Math.max(0, Math.floor(ox + vx * enter)));
    let [nextZ, nextY, nextX] = [(z + 1 - oz) / vz, (y - oy) / vy, (x - ox) / vx];
    for (;;) {
      const at = (z * ny + y) * nx + x;
      if (shown[data[at]]) {
        hit = at;
        if (lastFace !== 3 * at + axis) [lastFace, lastBrightness] = [3 * at + axis, shade(z, y, x, axis)];
        return lastBrightness;
      }
      if (nextZ <= nextY && nextZ <= nextX) {
        if (++z === nz) return 0;
        nextZ += stepZ;
        axis = 0;
      } else if (nextY <= nextX) {
        if (--y < 0) return 0;
        nextY += stepY;
        axis = 1;
      } else {
        if (--x < 0) return 0;
        nextX += stepX;
        axis = 2;
      }
    }
  };

  const view = viewOf(map.grid);
  const pixel = view.width / options.width;
  const height = Math.ceil(view.height / pixel);
  const rgba = new Uint8Array(4 * options.width * height);
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < options.width; px++) {
      let [red, green, blue, hits] = [0, 0, 0, 0];
      for (let sub = 0; sub < 4; sub++) {
        const u = (px + 0.25 + 0.5 * (sub & 1)) * pixel - view.width / 2;
        const v = view.height / 2 - (py + 0.25 + 0.5 * (sub >> 1)) * pixel;
        const light = cast(u, v);
        if (hit < 0) continue;
        const colour = colours[data[hit]];
        hits++;
        red += Math.min(255, colour[0] * light);
        green += Math.min(255, colour[1] * light);
        blue += Math.min(255, colour[2] * light);
      }
      if (hits > 0) rgba.set([red / hits, green / hits, blue / hits, (255 * hits) / 4], 4 * (py * options.width + px));
    }
  }
  return { width: options.width, height, rgba };
}
