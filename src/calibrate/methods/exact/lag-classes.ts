/**
 * The lags at which exact and measured two-point functions are compared. The four nearest neighbours and the four
 * diagonal ones make classes of their own, for they carry the pixel surface area; then come rings of nearest-integer
 * lag: 2, ..., 10, every second one to 50, and then with a distance that grows by 8 %.
 */
export interface LagClasses {
  /** Mean lag of each class, voxels - [class] - float64. */
  readonly lags: Float64Array;
  /** Largest offset along an axis, voxels. */
  readonly reach: number;
  /** Class of an offset, or -1 - shape [2 reach + 1, 2 reach + 1], offsets (y, x) from -reach. */
  readonly classOf: Int16Array;
}

/** Classes 0 and 1. */
export const axisClass = 0;
/** Class of the diagonal neighbours. */
export const diagonalClass = 1;

/** Builds the classes for lags up to `maxLag` voxels. */
export function lagClasses(maxLag: number): LagClasses {
  const rings: number[] = [];
  for (let r = 2; r <= maxLag; r += r < 10 ? 1 : r < 50 ? 2 : Math.round(0.08 * r)) rings.push(r);
  const ofRing = new Int16Array(maxLag + 2).fill(-1);
  rings.forEach((r, i) => {
    ofRing[r] = i + 2;
  });
  const reach = maxLag;
  const edge = 2 * reach + 1;
  const classOf = new Int16Array(edge * edge).fill(-1);
  const sums = new Float64Array(rings.length + 2);
  const counts = new Float64Array(rings.length + 2);
  for (let y = -reach, k = 0; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++, k++) {
      const squared = x * x + y * y;
      const lag = Math.sqrt(squared);
      const c = squared === 1 ? axisClass : squared === 2 ? diagonalClass : (ofRing[Math.round(lag)] ?? -1);
      if (c < 0) continue;
      classOf[k] = c;
      sums[c] += lag;
      counts[c]++;
    }
  }
  return { lags: sums.map((sum, c) => sum / counts[c]), reach, classOf };
}
