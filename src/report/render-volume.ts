import type { PhaseMap } from '../grid/index.ts';
import { phaseRgb } from './colours.ts';
import type { Picture } from './png.ts';

/** What to show of a volume. */
export interface RenderOptions {
  /** Edge of the square picture, pixels. */
  readonly size: number;
  /** Phases to show; the others are transparent. Default: all. */
  readonly phases?: readonly number[];
}

type Vector = readonly [number, number, number];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const normalise = (v: Vector): Vector => {
  const n = Math.sqrt(dot(v, v)) || 1;
  return [v[0] / n, v[1] / n, v[2] / n];
};

// The camera looks from above at the corner where the faces x, y and z (top) meet; vectors are [z, y, x], z up.
const toCamera: Vector = normalise([0.75, 1, 0.85]);
const right: Vector = normalise([0, -toCamera[2], toCamera[1]]);
const up: Vector = [
  toCamera[1] * right[2] - toCamera[2] * right[1],
  toCamera[2] * right[0] - toCamera[0] * right[2],
  toCamera[0] * right[1] - toCamera[1] * right[0],
];
const light: Vector = normalise([1.2, 0.9, 0.35]);

/** Half width of the picture in edges of the longest axis: a cube seen along its diagonal spans 1.73 of its edges. */
const halfWidth = 0.87;
/** Voxels on each side that a surface normal is averaged over. */
const reach = 2;

/**
 * A volume as an orthographic picture of shaded voxels: exact ray traversal, normals from the shown neighbourhood of each hit, darkened where
 * the neighbourhood closes in. White background.
 * @source Amanatides and Woo, A fast voxel traversal algorithm for ray tracing, Eurographics 1987
 */
export function renderVolume(map: PhaseMap, { size, phases }: RenderOptions): Picture {
  const { grid, data } = map;
  const [nz, ny, nx] = grid.shape;
  const shown = new Uint8Array(256);
  for (const p of phases ?? map.phases.map((_, i) => i)) shown[p] = 1;
  const longest = Math.max(nz * grid.spacing[0], ny * grid.spacing[1], nx * grid.spacing[2]);
  // Rays are followed in voxel coordinates; physical directions are divided by the spacing.
  const scale: Vector = [longest / grid.spacing[0], longest / grid.spacing[1], longest / grid.spacing[2]];
  const direction: Vector = [-toCamera[0] * scale[0], -toCamera[1] * scale[1], -toCamera[2] * scale[2]];
  const shape: Vector = [nz, ny, nx];
  const solid = (z: number, y: number, x: number): number =>
    z >= 0 && y >= 0 && x >= 0 && z < nz && y < ny && x < nx ? shown[data[(z * ny + y) * nx + x]] : 0;
  const table = map.phases.map((_, i) => phaseRgb(i, map.phases.length));
  const rgb = new Uint8Array(3 * size * size).fill(255);

  /** Colour of a hit voxel entered through the face across `axis`. */
  const shade = (z: number, y: number, x: number, axis: number): Vector => {
    const colour = table[data[(z * ny + y) * nx + x]] ?? [255, 255, 255];
    const outside = axis >= 0 && [z, y, x][axis] === shape[axis] - 1;
    let normal: Vector = [axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0];
    let open = 1;
    if (!outside) {
      const sum = [0, 0, 0];
      let filled = 0;
      for (let dz = -reach; dz <= reach; dz++) {
        for (let dy = -reach; dy <= reach; dy++) {
          for (let dx = -reach; dx <= reach; dx++) {
            if (!solid(z + dz, y + dy, x + dx)) continue;
            filled++;
            sum[0] -= dz;
            sum[1] -= dy;
            sum[2] -= dx;
          }
        }
      }
      normal = normalise([sum[0] + normal[0], sum[1] + normal[1], sum[2] + normal[2]]);
      open = 1.25 - filled / (2 * reach + 1) ** 3;
    }
    const brightness = Math.min(1.15, (0.38 + 0.72 * Math.max(0, dot(normal, light))) * Math.min(1, 0.45 + open));
    return [
      Math.min(255, colour[0] * brightness),
      Math.min(255, colour[1] * brightness),
      Math.min(255, colour[2] * brightness),
    ];
  };

  const cast = (u: number, v: number): Vector | undefined => {
    // Start in front of the volume and enter its box.
    const at = [0, 1, 2].map((a) => shape[a] / 2 + scale[a] * (right[a] * u + up[a] * v + 2 * toCamera[a]));
    let [enter, leave, axis] = [0, Number.POSITIVE_INFINITY, -1];
    for (let a = 0; a < 3; a++) {
      const [t0, t1] = [(shape[a] - at[a]) / direction[a], -at[a] / direction[a]];
      if (t0 > enter) [enter, axis] = [t0, a];
      leave = Math.min(leave, t1);
    }
    if (enter >= leave) return undefined;
    const cell = [0, 1, 2].map((a) => Math.min(shape[a] - 1, Math.max(0, Math.floor(at[a] + direction[a] * enter))));
    if (axis >= 0) cell[axis] = shape[axis] - 1;
    // All components of the direction are negative: every step goes one voxel down along the axis whose wall comes first.
    const next = [0, 1, 2].map((a) => (cell[a] - at[a]) / direction[a]);
    const step = direction.map((d) => -1 / d);
    for (;;) {
      if (shown[data[(cell[0] * ny + cell[1]) * nx + cell[2]]]) return shade(cell[0], cell[1], cell[2], axis);
      axis = next[0] <= next[1] ? (next[0] <= next[2] ? 0 : 2) : next[1] <= next[2] ? 1 : 2;
      if (--cell[axis] < 0) return undefined;
      next[axis] += step[axis];
    }
  };

  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      // Two by two rays a pixel smooth the edges.
      const sum = [0, 0, 0];
      for (let sub = 0; sub < 4; sub++) {
        const u = halfWidth * ((2 * (px + 0.25 + 0.5 * (sub & 1))) / size - 1);
        const v = halfWidth * (1 - (2 * (py + 0.25 + 0.5 * (sub >> 1))) / size);
        const colour = cast(u, v) ?? [255, 255, 255];
        for (let c = 0; c < 3; c++) sum[c] += colour[c] / 4;
      }
      rgb.set(sum, 3 * (py * size + px));
    }
  }
  return { width: size, height: size, rgb };
}

/** Width of a rendered picture in the grid's unit. */
export function renderedWidth({ grid }: PhaseMap): number {
  return 2 * halfWidth * Math.max(...grid.shape.map((n, a) => n * grid.spacing[a]));
}
