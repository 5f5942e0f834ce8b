import { copyOf, type Depths, type DepthWindow, type Grains } from '../grain/index.ts';
import type { BoundGrains, BoundGrainTerm } from './grains.ts';
import type { ModelRecord } from './record.ts';

/** Depths of a window, the grains that they belong to, and how they follow from the process. */
export interface GrainScene {
  readonly grains: Grains;
  readonly window: DepthWindow;
  /** With owners. */
  readonly depths: Depths;
}

/** Sums of dL / d depth times the derivatives of depth by radius, spread and elongation. */
function processGradient(
  { process }: BoundGrains,
  { grains, window, depths }: GrainScene,
  byDepth: readonly [Float64Array, Float64Array],
): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  const [, ny, nx] = window.shape;
  const [oz, oy, ox] = window.origin;
  const { owners } = depths;
  if (!owners) throw new RangeError('grains: the way back needs the owners of the depths');
  // Open axes carry a lattice of arrivals that grows with the radius; closed ones divide their period.
  const [pz = 0, py = 0, px = 0] = window.periods;
  const moves = window.periods.map((period) => (period === undefined ? 1 : 0));
  owners.forEach((owner, rank) => {
    const gradients = byDepth[rank];
    for (let i = 0; i < owner.length; i++) {
      const byThis = gradients[i];
      if (owner[i] < 0 || byThis === 0) continue;
      const { grain: g, shift: period } = copyOf(owner[i]);
      const z = (Math.floor(i / (ny * nx)) + oz) * window.layer;
      const y = (Math.floor(i / nx) % ny) + oy;
      const x = (i % nx) + ox;
      const [cz, cy, cx] = [grains.z[g], grains.y[g], grains.x[g]];
      const dz = z - cz - period[0] * pz;
      const dy = y - cy - period[1] * py;
      const dx = x - cx - period[2] * px;
      const [uz, uy, ux] = [grains.direction[3 * g], grains.direction[3 * g + 1], grains.direction[3 * g + 2]];
      const k = process.elongation * grains.shape[g];
      const across = Math.exp(2 * k);
      const along = Math.exp(-4 * k) - across;
      const s = dz * uz + dy * uy + dx * ux;
      const squared = dz * dz + dy * dy + dx * dx;
      const radius = grains.radius[g];
      const q = Math.sqrt(across * squared + along * s * s);
      sums[1] += byThis * grains.size[g] * radius;
      if (q === 0) {
        sums[0] += (byThis * radius) / process.radius;
        continue;
      }
      const [mz, my, mx] = [moves[0] * cz, moves[1] * cy, moves[2] * cx];
      const shift = across * (dz * mz + dy * my + dx * mx) + along * s * (uz * mz + uy * my + ux * mx);
      sums[0] += (byThis * (radius + shift / q)) / process.radius;
      const byShape = (across * squared - (2 * Math.exp(-4 * k) + across) * s * s) / q;
      sums[2] -= byThis * byShape * grains.shape[g];
    }
  });
  return sums;
}

/**
 * Adjoint of what grains add to the latents: from dL / d latent to dL / d scalar, which is added. Grains are carried along by radius, spread
 * and elongation (their randomness is reparametrised); which arrivals stay, and how many arrive, changes in jumps, which have no derivative:
 * the density receives none.
 * @param gradients - dL / d latent - [latent] of shape [nz, ny, nx]. @param out - [scalar].
 */
export function grainsAdjoint(
  record: ModelRecord,
  bound: BoundGrains,
  scene: GrainScene,
  gradients: readonly (Float32Array | Float64Array)[],
  scalars: Float64Array,
  out: Float64Array,
): void {
  const { grains: names } = record;
  if (!names) return;
  const { first, second } = scene.depths;
  const byDepth = [new Float64Array(first.length), new Float64Array(first.length)] as const;
  const position = (name: string): number => record.scalars.findIndex((p) => p.name === name);
  const addWeight = (term: BoundGrainTerm, byWeight: number): void => {
    term.coefficient.forEach((scalar, p) => {
      out[scalar] += term.coefficient.reduce((v, other, o) => (o === p ? v : v * scalars[other]), byWeight);
    });
  };
  bound.terms.forEach((terms, l) => {
    const gradient = gradients[l];
    for (const term of terms) {
      const { kind, weight, length } = term;
      let [byWeight, byLength, bySurface] = [0, 0, 0];
      for (let i = 0; i < first.length; i++) {
        const g = gradient[i];
        if (g === 0) continue;
        if (kind === 'neck') {
          const outside = Math.min(0, second[i] - bound.surface);
          const value = Math.exp(outside / length);
          byWeight += g * value;
          if (outside === 0) continue;
          byLength -= (g * weight * value * outside) / length ** 2;
          bySurface -= (g * weight * value) / length;
          byDepth[1][i] += (g * weight * value) / length;
          continue;
        }
        if (kind === 'inside') {
          const deep = (first[i] - bound.surface) / length;
          const value = 1 / (1 + Math.exp(-deep));
          const slope = (g * weight * value * (1 - value)) / length;
          byWeight += g * value;
          byLength -= slope * deep;
          bySurface -= slope;
          byDepth[0][i] += slope;
          continue;
        }
        let value = first[i];
        let share = 0;
        if (length > 0) {
          const x = (second[i] - first[i]) / length;
          const fillet = Math.log1p(Math.exp(x));
          share = 1 / (1 + Math.exp(-x));
          value += length * fillet;
          byLength += g * weight * (fillet - x * share);
        }
        byWeight += g * value;
        byDepth[0][i] += g * weight * (1 - share);
        byDepth[1][i] += g * weight * share;
      }
      addWeight(term, byWeight);
      if (term.lengthScalar >= 0) out[term.lengthScalar] += byLength;
      out[position(names.surface)] += bySurface;
    }
  });
  const [byRadius, bySpread, byElongation] = processGradient(bound, scene, byDepth);
  out[position(names.radius)] += byRadius;
  out[position(names.spread)] += bySpread;
  out[position(names.elongation)] += byElongation;
}
