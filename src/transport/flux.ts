import type { Triple } from '../grid/index.ts';
import type { ConductingVolume, Sides } from './problem.ts';

/** Flux density at the centres of voxels along z, y, x: conductivity over length - shape [nz, ny, nx] - float32. */
export type FluxField = Triple<Float32Array>;

/**
 * Flux density of a potential that falls by 1 over the volume along an axis; its mean along the axis is the effective
 * conductivity over the volume's length. At the centre of a voxel: the mean of the fluxes through its two faces.
 * @param potential - from 1 to 0, NaN where nothing flows - shape [nz, ny, nx].
 */
export function fluxField(volume: ConductingVolume, potential: Float32Array, axis: number, sides: Sides): FluxField {
  const { grid, data } = volume;
  const { shape, spacing } = grid;
  const steps = [shape[1] * shape[2], shape[2], 1];
  const of = (i: number): number =>
    Number.isNaN(potential[i]) ? 0 : 'conductivities' in volume ? (volume.conductivities[data[i]] ?? 0) : data[i];
  return [0, 1, 2].map((along) => {
    const out = new Float32Array(data.length);
    const n = shape[along];
    const step = steps[along];
    for (let i = 0; i < data.length; i++) {
      const own = of(i);
      if (own === 0) continue;
      const place = Math.floor(i / step) % n;
      for (const side of [-1, 1]) {
        let to = i + side * step;
        if (place + side < 0 || place + side >= n) {
          if (along === axis) {
            const outer = side < 0 ? 1 : 0;
            out[i] -= (side * own * (outer - potential[i])) / spacing[along];
            continue;
          }
          if (sides === 'insulated' || n === 1) continue;
          to -= side * n * step;
        }
        const other = of(to);
        if (other === 0) continue;
        const mean = (2 * own * other) / (own + other);
        out[i] -= (side * mean * (potential[to] - potential[i])) / spacing[along] / 2;
      }
    }
    return out;
  }) as unknown as FluxField;
}
