import type { Triple } from '../grid/index.ts';

/** A direction of the lattice along which boundary crossings are counted. */
export interface BoundaryDirection {
  /** Step [dz, dy, dx] to the neighbour, voxels. */
  readonly offset: Triple;
  /** Length of the step, in the unit of the spacing. */
  readonly length: number;
  /** Share of all directions that this one and its opposite stand for; the shares add up to 1. */
  readonly weight: number;
}

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const minus = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scaled = (a: Triple, factor: number): Triple => [a[0] * factor, a[1] * factor, a[2] * factor];
const unit = (a: Triple): Triple => scaled(a, 1 / Math.sqrt(dot(a, a)));

/** Solid angle of the spherical triangle a, b, c of unit vectors (van Oosterom and Strackee 1983). */
function solidAngle(a: Triple, b: Triple, c: Triple): number {
  return Math.abs(2 * Math.atan2(dot(a, cross(b, c)), 1 + dot(a, b) + dot(b, c) + dot(c, a)));
}

/** Solid angle of the part of the sphere that is nearer to `centre` than to any other of the unit vectors. */
function cellAngle(centre: Triple, points: readonly Triple[]): number {
  const others = points.filter((p) => p !== centre);
  const corners: Triple[] = [];
  others.forEach((b, i) => {
    for (const c of others.slice(i + 1)) {
      // The two directions of equal angle to centre, b and c; a corner if no other point is nearer.
      const normal = cross(minus(b, centre), minus(c, centre));
      if (dot(normal, normal) < 1e-24) continue;
      const corner = unit(scaled(normal, Math.sign(dot(normal, centre))));
      const nearness = dot(corner, centre);
      if (nearness > 0 && others.every((p) => dot(corner, p) <= nearness + 1e-12)) corners.push(corner);
    }
  });
  const side = unit(minus(corners[0], scaled(centre, dot(corners[0], centre))));
  const up = cross(centre, side);
  const around = (v: Triple): number => Math.atan2(dot(v, up), dot(v, side));
  corners.sort((a, b) => around(a) - around(b));
  // A corner where more than three cells meet is found several times: the triangles between its copies are empty.
  return corners.reduce((sum, v, i) => sum + solidAngle(centre, v, corners[(i + 1) % corners.length]), 0);
}

/**
 * The directions of a lattice with the share of all directions that each stands for: in an image 4 directions weighted by angular sectors,
 * in a volume 13 weighted by the solid angles of the Voronoi cells of the 26 neighbour directions on the sphere.
 * @param spacing - edge lengths of a voxel [dz, dy, dx].
 * @source ohser2000: Ohser and Muecklich, Statistical Analysis of Microstructures in Materials Science, Wiley 2000, chapter 5
 */
export function boundaryDirections(rank: 2 | 3, spacing: Triple): BoundaryDirection[] {
  const [, dy, dx] = spacing;
  if (rank === 2) {
    const diagonal = Math.atan2(dy, dx);
    const angles: [Triple, number][] = [
      [[0, 0, 1], diagonal / Math.PI],
      [[0, 1, 0], 0.5 - diagonal / Math.PI],
      [[0, 1, 1], 0.25],
      [[0, 1, -1], 0.25],
    ];
    return angles.map(([offset, weight]) => ({ offset, weight, length: Math.hypot(offset[1] * dy, offset[2] * dx) }));
  }
  const steps = [-1, 0, 1];
  const offsets = steps.flatMap((z) => steps.flatMap((y) => steps.map((x): Triple => [z, y, x])));
  const vectors = offsets.map((offset): Triple => [offset[0] * spacing[0], offset[1] * dy, offset[2] * dx]);
  const origin = offsets.length >> 1;
  const points = vectors.filter((_, k) => k !== origin).map(unit);
  // Offsets are in order, so those behind the origin are the opposites of those before it.
  return offsets.slice(origin + 1).map((offset, k) => ({
    offset,
    length: Math.sqrt(dot(vectors[origin + 1 + k], vectors[origin + 1 + k])),
    weight: cellAngle(points[origin + k], points) / (2 * Math.PI),
  }));
}
