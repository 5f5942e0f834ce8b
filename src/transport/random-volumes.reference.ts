import { createGrid } from '../grid/index.ts';
import type { ConductingVolume, TransportProblem } from './problem.ts';

/** Seeded uniform numbers in [0, 1): a linear congruence whose upper bits are used. */
export function generator(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/**
 * A random problem of at most 200 voxels: shapes from one voxel thick to long, spacings apart by up to ten, one to six
 * phases with a contrast up to 1e4 and often one that insulates, as labels of 8 or 16 bits or as conductivities.
 */
export function randomProblem(seed: number): TransportProblem {
  const next = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)];
  const image = next() < 0.2;
  let shape = [1, 1, 1];
  do shape = [image ? 1 : 1 + Math.floor(next() * 9), 1 + Math.floor(next() * 9), 1 + Math.floor(next() * 9)];
  while (shape[0] * shape[1] * shape[2] > 200);
  const spacing = [0, 0, 0].map(() => (next() < 0.5 ? 1 : 10 ** (next() - 0.5)));
  const grid = createGrid(image ? shape.slice(1) : shape, { spacing });
  const voxels = shape[0] * shape[1] * shape[2];
  const phases = 1 + Math.floor(next() * 6);
  const conductivities = Array.from({ length: phases }, (_, i) =>
    i > 0 && next() < 0.25 ? 0 : 10 ** (-4 * next() * next()),
  );
  const labels = Array.from({ length: voxels }, () => Math.floor(next() * phases));
  const volume: ConductingVolume = pick([
    { grid, data: Uint8Array.from(labels), conductivities },
    { grid, data: Uint16Array.from(labels), conductivities },
    { grid, data: Float32Array.from(labels, (label) => conductivities[label]) },
  ]);
  return { volume, axis: image ? pick([1, 2]) : pick([0, 1, 2]), sides: pick(['insulated', 'periodic'] as const) };
}
