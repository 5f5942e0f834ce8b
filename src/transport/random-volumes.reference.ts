import { createGrid } from '../grid/index.ts';
import type { ConductingVolume, LabelledVolume, TransportProblem } from './problem.ts';

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

/**
 * A random problem whose islands of good conductors hang behind weak links: up to 420 voxels with edges apart by up to
 * 100, two to six phases with contrasts of 100, 1, 1e4 or 1e6 and often some that insulate, as noise or in blocks.
 */
export function hardProblem(seed: number): TransportProblem & { readonly volume: LabelledVolume } {
  const next = generator(seed);
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  let shape = [1, 1, 1];
  const size = (): number => shape[0] * shape[1] * shape[2];
  do shape = shape.map(() => (next() < 0.15 ? 1 : whole(2, 24)));
  while (size() > 420 || size() < 8);
  const spacing = [0, 0, 0].map(() => (next() < 0.4 ? 1 : 10 ** (2 * next() - 1)));
  const kind = whole(0, 3);
  const phases = [3, 2, whole(2, 6), whole(2, 6)][kind];
  const decades = [2, 0, 4, 6][kind];
  const conductivities = Array.from({ length: phases }, (_, i) =>
    i === 0 ? 1 : kind === 1 || next() < 0.2 ? 0 : 10 ** (-decades * next()),
  );
  const share = 0.25 + 0.5 * next();
  const block = next() < 0.3 ? 2 : 1;
  const drawn = Array.from({ length: size() }, () => (kind === 1 ? Number(next() > share) : whole(0, phases - 1)));
  const [, ny, nx] = shape;
  const data = Uint8Array.from(drawn, (_, i) => {
    const [z, y, x] = [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx].map((k) => k - (k % block));
    return drawn[(z * ny + y) * nx + x];
  });
  const volume = { grid: createGrid(shape, { spacing }), data, conductivities };
  return { volume, axis: whole(0, 2), sides: next() < 0.5 ? 'insulated' : 'periodic' };
}
