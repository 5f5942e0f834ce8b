/**
 * A lattice of cells and the conductances of their faces, as src/transport/level-words.ts writes it. Cell (z, y, x) has
 * index (z * ny + y) * stride + x in every array of the level; what lies behind nx in a row is 0. Flow runs along z
 * between electrodes at its two outer faces, or around where z wraps.
 */
@unmanaged
export class Level {
  nz: i32;
  ny: i32;
  nx: i32;
  /** Cells from a row to the next: a multiple of 4, at least nx + 1. */
  stride: i32;
  /**
   * What faces come from. 0: codes below 4 - uint8, and a table of pairs. 1: codes - uint8; 2: codes - uint16; both
   * with a table of conductivities. 3: conductivities - float32. 4: conductances, stored as the upper halves of
   * float32.
   */
  kind: i32;
  /** Codes or conductivities, 0 where nothing flows. */
  cells: usize;
  /**
   * Kind 0: for faces across z, y, x and for electrodes, 16 pairs each: first the four planes of their bytes - shape
   * [face, byte, pair] - uint8, then themselves - shape [face, pair] - float32. Kinds 1 and 2: by code - float32.
   */
  table: usize;
  /** Kind 4: the face below each cell along an axis; across z one plane more - uint16. */
  facesZ: usize;
  facesY: usize;
  facesX: usize;
  /** 0: an electrode at either end. 1: closed to a ring. 2: an electrode at the first plane, insulated at the last. */
  wrapZ: i32;
  wrapY: i32;
  wrapX: i32;
  /** A row of zeros: the potential of electrodes. */
  zeros: usize;
  /** Conductance of a face over the conductivity that it has, across z, y, x. */
  scaleZ: f32;
  scaleY: f32;
  scaleX: f32;
  /** What cells lose to their own surface: area of it in each - float32; 0: they have none. */
  surface: usize;
  /** Conductance of that surface over its area. */
  screen: f32;
}

/** Bytes of a row of float32 in scratch: what is read behind its end is inside it. */
// @ts-expect-error: decorator
@inline
export function rowBytes(level: Level): usize {
  return (<usize>level.stride + 32) << 2;
}

/** Index of the first cell of a row. */
// @ts-expect-error: decorator
@inline
export function rowOf(level: Level, z: i32, y: i32): usize {
  return (<usize>z * <usize>level.ny + <usize>y) * <usize>level.stride;
}

/** Sum of the four numbers of a vector. */
// @ts-expect-error: decorator
@inline
export function addLanes(sum: v128): f64 {
  return (
    <f64>f32x4.extract_lane(sum, 0) +
    <f64>f32x4.extract_lane(sum, 1) +
    <f64>f32x4.extract_lane(sum, 2) +
    <f64>f32x4.extract_lane(sum, 3)
  );
}
