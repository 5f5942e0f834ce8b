import type { Triple } from '../grid/index.ts';

/** Cells of a level along one axis. */
interface Cells {
  /** Their widths; only the last one may differ. */
  readonly widths: readonly number[];
}

/** A lattice that is coarser than the one before it. */
export interface CoarseLattice {
  readonly shape: Triple;
  /**
   * Ratio of distances between centres, fine to coarse: faces 0 ... nz along z; 0 ... ny - 1 and nx - 1 below cells.
   */
  readonly factors: readonly [readonly number[], readonly number[], readonly number[]];
}

/** The largest number of cells along an axis at which a lattice is coarse enough to be solved by sweeps. */
const coarseEnough = 4;

/** An axis whose cells are longer than this many times the shortest edge keeps its cells: its couplings are weak. */
const weakCoupling = 1.6;

/** Cells joined two by two. */
function join(widths: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(widths.length / 2) }, (_, i) => widths[2 * i] + (widths[2 * i + 1] ?? 0));
}

/** Distance of the centres below and above a face; from the outer faces to the centre, or around. */
function distanceAt(widths: readonly number[], face: number, wraps: boolean): number {
  const n = widths.length;
  if (face > 0 && face < n) return (widths[face - 1] + widths[face]) / 2;
  if (wraps) return (widths[0] + widths[n - 1]) / 2;
  return widths[face === 0 ? 0 : n - 1] / 2;
}

/**
 * Coarser lattices down to one of at most four cells along every axis. Cells are joined in blocks of 2 x 2 x 2, only
 * along the shorter edges while edges differ by more than a factor of 1.6.
 * @param shape - [nz, ny, nx]. @param spacing - [dz, dy, dx]. @param wraps - whether an axis closes to a ring.
 */
export function coarseLattices(shape: Triple, spacing: Triple, wraps: Triple<boolean>): CoarseLattice[] {
  const out: CoarseLattice[] = [];
  let axes: Cells[] = shape.map((n, a) => ({ widths: new Array<number>(n).fill(spacing[a]) }));
  while (Math.max(...axes.map(({ widths }) => widths.length)) > coarseEnough) {
    const edges = axes.map(({ widths }) => (widths.length > 1 ? widths[0] : Number.POSITIVE_INFINITY));
    const shortest = Math.min(...edges);
    const next = axes.map(({ widths }, a) => ({
      widths: edges[a] < weakCoupling * shortest ? join(widths) : widths,
    }));
    const factors = axes.map(({ widths }, a) => {
      const to = next[a].widths;
      const step = to.length < widths.length ? 2 : 1;
      return Array.from({ length: to.length + (a === 0 ? 1 : 0) }, (_, i) => {
        const fine = distanceAt(widths, Math.min(step * i, widths.length), wraps[a]);
        return fine / distanceAt(to, i, wraps[a]);
      });
    });
    out.push({
      shape: next.map(({ widths }) => widths.length) as unknown as Triple,
      factors: factors as unknown as CoarseLattice['factors'],
    });
    axes = next;
  }
  return out;
}

/** Blocks of two cells along every axis whose edge is less than 1.6 times the shortest. */
export function firstBlocks(shape: Triple, spacing: Triple): { readonly steps: Triple; readonly shape: Triple } {
  const edges = spacing.map((edge, a) => (shape[a] > 1 ? edge : Number.POSITIVE_INFINITY));
  const steps = edges.map((edge) => (edge < weakCoupling * Math.min(...edges) ? 2 : 1)) as unknown as Triple;
  return { steps, shape: shape.map((n, a) => Math.ceil(n / steps[a])) as unknown as Triple };
}
