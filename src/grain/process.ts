import { tail } from './words.ts';

/** A process of balls that keep apart and are then stretched to spheroids of the same volume. Lengths in voxels. */
export interface GrainProcess {
  /**
   * Volume of all balls that arrive, those without room included, per volume of space: 1 packs loosely, 10 nearly as
   * densely as chance can.
   */
  readonly density: number;
  /** Median radius. */
  readonly radius: number;
  /** Standard deviation of the logarithm of the radius. */
  readonly spread: number;
  /** Standard deviation of k: a grain's semi-axis is exp(2 k) radii along a random direction, exp(-k) across. */
  readonly elongation: number;
  /**
   * How far balls arrive by size, large ones first: 0, in any order, unless told; 1, strictly. Small ones then fill
   * what large ones leave, so that grains are denser before they touch.
   */
  readonly sorting?: number | undefined;
  /** Whether balls lie anywhere, one over the other too; unless told they keep apart. Then sorting changes nothing. */
  readonly overlapping?: boolean;
}

/** Largest radius that occurs, voxels. */
export const largestRadius = ({ radius, spread }: GrainProcess): number => radius * Math.exp(tail * spread);

/** How many times longer than its radius a grain can be. */
export const longestStretch = ({ elongation }: GrainProcess): number => Math.exp(2 * tail * elongation);
