/** A direction or length along [x, y, z] of the volume. z points down, so that the first layer lies on top. */
export type Vector = readonly [number, number, number];

/** From where a volume is seen. */
export interface Orientation {
  /** Turn about the z axis, radians. */
  readonly yaw: number;
  /** Height of the eye above the horizon, radians, within a right angle. */
  readonly pitch: number;
  /** Enlargement; 1 just holds the volume from every side. */
  readonly zoom: number;
}

/** The picture plane of an orientation: unit vectors, mutually perpendicular. */
export interface PicturePlane {
  readonly right: Vector;
  readonly up: Vector;
  readonly toCamera: Vector;
}

/** Where a report's still pictures look from: the direction (0.85, 1, -0.75) along x, y, z. */
export const firstOrientation: Orientation = {
  yaw: Math.atan2(0.85, 1),
  pitch: Math.atan2(0.75, Math.hypot(0.85, 1)),
  zoom: 1,
};

/** The sum of the products of two vectors' parts. */
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** The picture plane of an orientation. It turns the sample and never mirrors it. */
export function planeOf({ yaw, pitch }: Orientation): PicturePlane {
  const [sa, ca, sb, cb] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  return { right: [ca, -sa, 0], up: [-sb * sa, -sb * ca, -cb], toCamera: [cb * sa, cb * ca, -sb] };
}

/** Highest view of the eye: straight down would lose the direction of up. */
const steepest = Math.PI / 2 - 1e-3;

/** The orientation after the hand moved over the picture, in radians right and down; the front follows the hand. */
export function turned({ yaw, pitch, zoom }: Orientation, right: number, down: number): Orientation {
  return { yaw: yaw - right, pitch: Math.min(steepest, Math.max(-steepest, pitch + down)), zoom };
}

/** The orientation enlarged by a factor, within sense. */
export const zoomed = (orientation: Orientation, factor: number): Orientation => ({
  ...orientation,
  zoom: Math.min(12, Math.max(0.6, orientation.zoom * factor)),
});

/** Length of a pixel when a block of some extent [x, y, z] just fits a picture of some size in any orientation. */
export function lengthOfPixel(extent: Vector, { zoom }: Orientation, width: number, height: number): number {
  return Math.hypot(...extent) / Math.min(width, height) / zoom;
}
