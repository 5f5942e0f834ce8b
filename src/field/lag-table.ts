import type { RealArray } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';

/**
 * The lags that occur on a torus, and where. Correlations vanish beyond the taper, so the table stays short whatever
 * the torus: it has an entry for every squared lag that occurs (in the plane, and for every layer distance, where the
 * z-axis is scaled).
 */
export interface LagTable {
  /** Lags to evaluate a correlation at - shape [lag] - voxels - float64. */
  readonly lags: Float64Array;
  /**
   * Writes rho of the nearest image to every voxel of the torus - `out` has shape [nz, ny, nx] - or of a box from its
   * origin.
   */
  readonly spread: (rho: Float64Array, out: RealArray, box?: Triple) => void;
  /** Transpose of `spread`: sums a torus of gradients per lag - shape [lag] - float64. */
  readonly collect: (gradient: RealArray) => Float64Array;
}

const wrapped = (i: number, n: number): number => Math.min(i, n - i);

/**
 * The numbers below `limit` that are sums of squares of lags along the axes, in order, and where each stands in the
 * list. In a plane three of four numbers are none.
 */
function sumsOfSquares(limit: number, axes: readonly number[]): { squares: Float64Array; place: Int32Array } {
  let occurs = new Uint8Array(limit);
  occurs[0] = 1;
  for (const n of axes) {
    const next = new Uint8Array(limit);
    for (let lag = 0; lag <= n >> 1; lag++) {
      for (let s = lag * lag; s < limit; s++) next[s] |= occurs[s - lag * lag];
    }
    occurs = next;
  }
  const squares = Float64Array.from(Array.from(occurs.keys()).filter((s) => occurs[s] === 1));
  const place = new Int32Array(limit);
  squares.forEach((s, i) => {
    place[s] = i;
  });
  return { squares, place };
}

/**
 * Builds the table of a torus.
 * @param shape - [nz, ny, nx]. @param taper - radius beyond which rho = 0, voxels. @param zScale - b_s: lags are (x, y,
 * z / b_s).
 */
export function createLagTable(shape: Triple, taper: number, zScale = 1): LagTable {
  const [nz, ny, nx] = shape;
  // No lag within a layer is longer than half the diagonal, and none in an isotropic table than that of the whole
  // torus.
  const longest = Math.floor(ny / 2) ** 2 + Math.floor(nx / 2) ** 2 + (zScale === 1 ? Math.floor(nz / 2) ** 2 : 0);
  const plane = Math.min(Math.floor(taper * taper), longest) + 1;
  const layers = Math.floor(nz / 2) + 1;
  const isotropic = zScale === 1;
  const occurring = sumsOfSquares(plane, [ny, nx, isotropic ? nz : 1]);
  const count = occurring.squares.length;
  // Isotropic: entry i is lag sqrt(squares[i]). Scaled: entry layer * count + i is lag sqrt((layer / zScale)^2 +
  // squares[i]).
  const squares = isotropic
    ? occurring.squares
    : Float64Array.from(
        { length: count * layers },
        (_, i) => (Math.floor(i / count) / zScale) ** 2 + occurring.squares[i % count],
      );
  const { place } = occurring;
  // In the isotropic table the layer's square is part of the index; in the scaled one it only selects the block.
  const rows = (box: Triple, visit: (voxel: number, block: number, squared: number) => void): void => {
    for (let z = 0, voxel = 0; z < box[0]; z++) {
      const layer = wrapped(z, nz);
      const [block, own] = isotropic ? [0, layer * layer] : [layer * count, 0];
      for (let y = 0; y < box[1]; y++, voxel += box[2]) visit(voxel, block, own + wrapped(y, ny) ** 2);
    }
  };
  return {
    lags: squares.map(Math.sqrt),
    spread: (rho, out, box = shape) => {
      rows(box, (voxel, block, squared) => {
        out.fill(0, voxel, voxel + box[2]);
        if (squared >= plane) return;
        // Beyond this lag along x the taper has ended; the far end of the row mirrors the near one.
        const reach = Math.floor(Math.sqrt(plane - 1 - squared));
        const near = Math.min(reach, nx >> 1, box[2] - 1);
        for (let x = 0; x <= near; x++) out[voxel + x] = rho[block + place[squared + x * x]];
        for (let x = Math.max(nx - reach, (nx >> 1) + 1); x < box[2]; x++) {
          out[voxel + x] = rho[block + place[squared + (nx - x) * (nx - x)]];
        }
      });
    },
    collect: (gradient) => {
      const out = new Float64Array(squares.length);
      rows(shape, (voxel, block, squared) => {
        for (let x = 0; x < nx; x++) {
          const s = squared + wrapped(x, nx) ** 2;
          if (s < plane) out[block + place[s]] += gradient[voxel + x];
        }
      });
      return out;
    },
  };
}

/**
 * One octant of a function on a torus that is even along every axis, as correlations and their spectra are: entries 0
 * ... floor(n / 2) of each axis stand for all - shape [mz, my, mx] - float64.
 */
export interface Octant {
  readonly shape: Triple;
  readonly values: Float64Array;
}

const half = (n: number): number => Math.floor(n / 2) + 1;

/**
 * Fills an octant of a torus [nz, ny, nx] with rho at the lags of its table. Rows may be longer than the octant, for
 * alignment; the rest is 0.
 */
export function fillOctant({ shape, values }: Octant, rho: Float64Array, table: LagTable, torus: Triple): void {
  table.spread(rho, values, shape);
  const row = shape[2];
  for (let end = row; end <= values.length; end += row) values.fill(0, end - row + half(torus[2]), end);
}
