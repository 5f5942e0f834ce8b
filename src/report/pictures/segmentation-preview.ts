import { encode } from 'fast-png';
import type { PhaseMap } from '../../grid/index.ts';
import { maskedColour, phaseColour, toRgb } from '../colours.ts';
import { scaleBar } from './legend.ts';

/** Pixels between the two pictures. */
const gap = 8;

/**
 * A grey image and its labels side by side, with a scale bar under both.
 * @param grey - values of the first layer - shape [ny, nx]. @returns PNG bytes, and what length the bar stands for.
 */
export function segmentationPreview(grey: Float64Array, map: PhaseMap): { bytes: Uint8Array; bar: string } {
  const [, ny, nx] = map.grid.shape;
  const bar = scaleBar(nx * map.grid.spacing[2], map.grid.unit);
  const thickness = Math.max(3, Math.round(ny / 100));
  const [width, height] = [2 * nx + gap, ny + 3 * thickness];
  const data = new Uint8Array(3 * width * height).fill(255);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < ny * nx; i++) {
    low = Math.min(low, grey[i]);
    high = Math.max(high, grey[i]);
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const colours = map.phases.map((_, i) => toRgb(phaseColour(i)));
  for (let y = 0, i = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++, i++) {
      const value = Math.round((grey[i] - low) * scale);
      data.fill(value, 3 * (y * width + x), 3 * (y * width + x) + 3);
      data.set(colours[map.data[i]] ?? toRgb(maskedColour), 3 * (y * width + nx + gap + x));
    }
  }
  const length = Math.round(bar.share * nx);
  for (let y = ny + thickness; y < ny + 2 * thickness; y++) {
    for (const left of [0, nx + gap]) data.fill(0, 3 * (y * width + left), 3 * (y * width + left + length));
  }
  return { bytes: encode({ width, height, data, channels: 3, depth: 8 }), bar: bar.label };
}
