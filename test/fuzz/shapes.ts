import fc from 'fast-check';
import type { Triple } from '../../src/grid/index.ts';

/** Lengths at which kernels stumble: one, primes, what lies around a vector and around two cache lines. */
export const edges = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 11, 13, 15, 16, 17, 19, 23, 29, 31, 32, 33, 37);

/** Shapes [z, y, x] of volumes and, as often, of images (z = 1), rows among them; of at most so many voxels. */
export function shapes(voxels: number): fc.Arbitrary<Triple> {
  return fc
    .tuple(fc.oneof(fc.constant(1), edges), edges, edges)
    .filter(([nz, ny, nx]) => nz * ny * nx <= voxels) as fc.Arbitrary<Triple>;
}

/** Numbers of voxels in a row: around vectors and around the blocks of 4096 that threads take. */
export const counts = fc.oneof(
  fc.integer({ min: 1, max: 70 }),
  fc.integer({ min: 4080, max: 4110 }),
  fc.integer({ min: 8180, max: 9000 }),
);
