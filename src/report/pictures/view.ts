import type { Grid, Triple } from '../../grid/index.ts';

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** A vector of length 1. */
export function normalise(v: Triple): Triple {
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
