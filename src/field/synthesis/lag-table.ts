import type { RealArray } from '../../compute/index.ts';
import type { Triple } from '../../grid/index.ts';

/**
 * The lags that occur on a torus, and where. Correlations vanish beyond the taper, so the table stays short whatever the torus: it is
 * indexed by the squared in-plane lag, and by the layer distance where the z-axis is scaled.
 */
export interface LagTable {
  /** Lags to evaluate a correlation at - shape [lag] - voxels - float64. */
  readonly lags: Float64Array;
  /** Writes rho of the nearest image to every voxel of the torus - `out` has shape [nz, ny, nx]. */
  readonly spread: (rho: Float64Array, out: RealArray) => void;
  /** Transpose of `spread`: sums a torus of gradients per lag - shape [lag] - float64. */
  readonly collect: (gradient: RealArray) => Float64Array;
}

const wrapped = (i: number, n: number): number => Math.min(i, n - i);

/**
 * Builds the table of a torus.
 * @param shape - [nz, ny, nx]. @param taper - radius beyond which rho = 0, voxels. @param zScale - b_s: lags are (x, y, z / b_s).
 */
export function createLagTable(shape: Triple, taper: number, zScale = 1): LagTable {
  const [nz, ny, nx] = shape;
  // No lag within a layer is longer than half the diagonal, and none in an isotropic table than that of the whole torus.
  const longest = Math.floor(ny / 2) ** 2 + Math.floor(nx / 2) ** 2 + (zScale === 1 ? Math.floor(nz / 2) ** 2 : 0);
  const plane = Math.min(Math.floor(taper * taper), longest) + 1;
  const layers = Math.floor(nz / 2) + 1;
  const isotropic = zScale === 1;
  // Isotropic: entry s is lag sqrt(s). Scaled: entry layer * plane + s is lag sqrt((layer / zScale)^2 + s).
  const squares = isotropic
    ? Float64Array.from({ length: plane }, (_, s) => s)
    : Float64Array.from({ length: plane * layers }, (_, i) => (Math.floor(i / plane) / zScale) ** 2 + (i % plane));
  const rows = (visit: (voxel: number, offset: number, squared: number) => void): void => {
    for (let z = 0, voxel = 0; z < nz; z++) {
      const layer = wrapped(z, nz);
      const offset = isotropic ? layer * layer : layer * plane;
      for (let y = 0; y < ny; y++, voxel += nx) visit(voxel, offset, wrapped(y, ny) ** 2);
    }
  };
  // In the isotropic table the layer's square is part of the index; in the scaled one it only selects the block.
  const limit = (offset: number): number => (isotropic ? plane - offset : plane);
  return {
    lags: squares.map(Math.sqrt),
    spread: (rho, out) => {
      rows((voxel, offset, squared) => {
        const end = limit(offset);
        for (let x = 0; x < nx; x++) {
          const s = squared + wrapped(x, nx) ** 2;
          out[voxel + x] = s < end ? rho[offset + s] : 0;
        }
      });
    },
    collect: (gradient) => {
      const out = new Float64Array(squares.length);
      rows((voxel, offset, squared) => {
        const end = limit(offset);
        for (let x = 0; x < nx; x++) {
          const s = squared + wrapped(x, nx) ** 2;
          if (s < end) out[offset + s] += gradient[voxel + x];
        }
      });
      return out;
    },
  };
}
