import { sobolUniforms } from '../numerics/index.ts';
import { keyOf, purposes, uniforms } from '../random/index.ts';

/** Where a sweep looks: points of a grid, a Latin hypercube, or a Sobol sequence. */
export const designNames = ['sobol', 'latin-hypercube', 'grid'] as const;

/** Name of a design. */
export type DesignName = (typeof designNames)[number];

/** Levels of a Latin hypercube in random order, one random place within each - shape [point]. */
function latinColumn(count: number, seed: number, dimension: number): number[] {
  const key = keyOf(seed, purposes.design);
  const order = uniforms(count, key, 2 * dimension);
  const place = uniforms(count, key, 2 * dimension + 1);
  const levels = Array.from(order.keys()).sort((a, b) => order[a] - order[b]);
  return levels.map((level, i) => (level + place[i]) / count);
}

/** Points of a full grid, both ends included: as many levels a dimension as `count` points allow, at least two. */
function gridPoints(count: number, dimensions: number): number[][] {
  const levels = Math.max(2, Math.floor(count ** (1 / dimensions) + 1e-9));
  return Array.from({ length: levels ** dimensions }, (_, i) =>
    Array.from({ length: dimensions }, (__, d) => (Math.floor(i / levels ** d) % levels) / (levels - 1)),
  );
}

/**
 * Points in the unit cube - [point][dimension]. A grid may have fewer than `count`, or more where two levels a
 * dimension already are.
 * @source mckay1979 for Latin hypercubes; joe2008 for the Sobol sequence
 */
export function designPoints(design: DesignName, count: number, dimensions: number, seed: number): number[][] {
  if (design === 'grid') return gridPoints(count, dimensions);
  const columns =
    design === 'sobol'
      ? sobolUniforms(count, dimensions, seed).map((column) => Array.from(column))
      : Array.from({ length: dimensions }, (_, d) => latinColumn(count, seed, d));
  return Array.from({ length: count }, (_, i) => columns.map((column) => column[i]));
}
