import type { PhaseMap } from '../grid/index.ts';

/** `squaredDistances` in plain float64, axis by axis and place by place: what the kernels are held against. */
export function referenceDistances({ grid, data }: PhaseMap, phase: number): Float64Array {
  const { shape, spacing, periodic } = grid;
  let out = Float64Array.from(data, (label) => (label === phase || label === 255 ? Number.POSITIVE_INFINITY : 0));
  let step = 1;
  for (let axis = 2; axis >= 0; axis--) {
    const n = shape[axis];
    const next = new Float64Array(out.length);
    for (let i = 0; i < out.length; i++) {
      const at = Math.floor(i / step) % n;
      let best = Number.POSITIVE_INFINITY;
      for (let k = 0; k < n; k++) {
        const apart = Math.abs(k - at);
        const lag = (periodic[axis] ? Math.min(apart, n - apart) : apart) * spacing[axis];
        best = Math.min(best, lag * lag + out[i + (k - at) * step]);
      }
      next[i] = best;
    }
    out = next;
    step *= n;
  }
  return out;
}
