import type { KernelTeam } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';

/** Ways that lead around a volume whose opposite faces are joined. */
export interface Windings {
  /** Whether a part of the volume has a way around, by its label; 0 is no part. */
  readonly keep: Uint8Array;
  /** Numbers of periods along each axis that such ways lead on; independent of each other - [way, axis]. */
  readonly ways: readonly Triple[];
}

/** Labels of the cells at the outer faces, as the kernel `labelFaces` leaves them. */
export interface FaceLabels {
  readonly shape: Triple;
  readonly labels: Uint32Array;
  readonly count: number;
}

/** Numbers that hold the labels of the outer faces. */
export const faceLabels = ([nz, ny, nx]: Triple): number => 2 * (ny * nx + nz * nx + nz * ny);

const minus = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const plus = (a: Triple, b: Triple): Triple => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const isZero = (v: Triple): boolean => v[0] === 0 && v[1] === 0 && v[2] === 0;

/** Adds a way to others unless it is a combination of them; whole numbers, so that this is exact. */
function addWay(ways: Triple[], way: Triple): void {
  if (isZero(way) || ways.length === 3) return;
  if (ways.length === 1 && isZero(cross(ways[0], way))) return;
  if (ways.length === 2) {
    const normal = cross(ways[0], ways[1]);
    if (normal[0] * way[0] + normal[1] * way[1] + normal[2] * way[2] === 0) return;
  }
  ways.push(way);
}

/**
 * Ways around a volume, from the parts of its box that touch the outer faces. A part is joined with those that lie
 * opposite, one period away. Where parts are joined in two manners, the difference is a way around; it may be oblique.
 * @param joined - whether the faces across an axis are joined.
 */
export function windingsOf({ shape, labels, count }: FaceLabels, joined: Triple<boolean>): Windings {
  const roots = Uint32Array.from({ length: count + 1 }, (_, i) => i);
  // Periods from the copy of its root that a part is joined with.
  const places: Triple[] = Array.from({ length: count + 1 }, () => [0, 0, 0]);
  const own = new Map<number, Triple[]>();
  const find = (label: number): { root: number; place: Triple } => {
    const path: number[] = [];
    let root = label;
    for (; roots[root] !== root; root = roots[root]) path.push(root);
    let place: Triple = [0, 0, 0];
    for (const step of path.reverse()) {
      place = plus(places[step], place);
      roots[step] = root;
      places[step] = place;
    }
    return { root, place };
  };
  const join = (low: number, high: number, axis: number): void => {
    const one = find(high);
    const other = find(low);
    const step: Triple = [Number(axis === 0), Number(axis === 1), Number(axis === 2)];
    const gap = minus(plus(one.place, step), other.place);
    if (one.root === other.root) {
      if (isZero(gap)) return;
      const ways = own.get(one.root) ?? [];
      addWay(ways, gap);
      own.set(one.root, ways);
      return;
    }
    roots[other.root] = one.root;
    places[other.root] = gap;
    const moved = own.get(other.root);
    if (!moved) return;
    own.delete(other.root);
    const ways = own.get(one.root) ?? [];
    for (const way of moved) addWay(ways, way);
    own.set(one.root, ways);
  };
  const [nz, ny, nx] = shape;
  let from = 0;
  for (const [axis, size] of [ny * nx, nz * nx, nz * ny].entries()) {
    let [lowBefore, highBefore] = [0, 0];
    for (let i = from; joined[axis] && i < from + size; i++) {
      const low = labels[i];
      const high = labels[i + size];
      // Neighbours join the same parts again and again.
      if (low === 0 || high === 0 || (low === lowBefore && high === highBefore)) continue;
      join(low, high, axis);
      [lowBefore, highBefore] = [low, high];
    }
    from += 2 * size;
  }
  const keep = Uint8Array.from(roots, (_, label) => Number(label > 0 && own.has(find(label).root)));
  const ways: Triple[] = [];
  for (const list of own.values()) for (const way of list) addWay(ways, way);
  return { keep, ways };
}

/**
 * Marks the cells of a level that have a way around, in the second array of marks.
 * @param marks - both arrays of `arrangeCells`. @param stack - room for a number for every cell.
 */
export function markWindings(
  team: KernelTeam,
  address: number,
  {
    marks,
    second,
    stack,
    labels,
    keep,
    count,
  }: Readonly<Record<'marks' | 'second' | 'stack' | 'labels' | 'keep' | 'count', number>>,
  shape: Triple,
  joined: Triple<boolean>,
): readonly Triple[] {
  team.run('labelFaces', 1, address, marks, stack, labels, 0, count);
  const found = { shape, labels: team.uint32(labels, faceLabels(shape)), count: team.uint32(count, 1)[0] };
  const windings = windingsOf(found, joined);
  team.uint8(keep, windings.keep.length).set(windings.keep);
  team.run('labelFaces', 1, address, second, stack, labels, keep, count);
  return windings.ways;
}
