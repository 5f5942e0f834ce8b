import { masked, type PhaseMap } from '../grid/index.ts';
import { createFeatureMeter } from './features.ts';

/** Features of windows, and where these lie. */
export interface MeasuredWindows {
  /** Edge of the windows, pixels. */
  readonly edge: number;
  /** [window] of shape [feature] - float64. */
  readonly features: readonly Float64Array[];
  /** Windows that share no pixel and would fill the same pixels: what the windows are worth. */
  readonly independent: number;
}

/**
 * Measures all windows of sections that hold no masked pixel.
 * @param step - from one window to the next, pixels: the edge for windows that share no pixel, half of it for more.
 */
export function measureWindows(sections: readonly PhaseMap[], edge: number, step: number): MeasuredWindows {
  const { measure, count } = createFeatureMeter(sections[0].phases.length, edge);
  const labels = new Uint8Array(edge * edge);
  const features: Float64Array[] = [];
  for (const { grid, data } of sections) {
    const [, ny, nx] = grid.shape;
    for (let y0 = 0; y0 + edge <= ny; y0 += step) {
      for (let x0 = 0; x0 + edge <= nx; x0 += step) {
        for (let y = 0; y < edge; y++) {
          const from = (y0 + y) * nx + x0;
          labels.set(data.subarray(from, from + edge), y * edge);
        }
        if (labels.includes(masked)) continue;
        const own = new Float64Array(count);
        measure(labels, own);
        features.push(own);
      }
    }
  }
  return { edge, features, independent: Math.max(1, (features.length * step * step) / (edge * edge)) };
}

/** Mean of features - shape [feature] - float64. */
export function meanFeatures(features: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(features[0].length);
  for (const own of features) for (let f = 0; f < mean.length; f++) mean[f] += own[f] / features.length;
  return mean;
}
