/**
 * From latents (minus their thresholds) to phases: the cells are {A_1 >= 0}, outside it {A_2 >= 0}, ..., the rest; each
 * belongs to a phase.
 */

/** How phase indicators are made for a gradient: sigmoids, or hard values that pass the gradient of the sigmoids. */
export type PhaseMode = 'soft' | 'straight-through';

/**
 * Hard phases.
 * @param latents - latents minus thresholds - [latent] of shape [voxel].
 * @param cells - phase of each cell - [cell]; without it cells are phases.
 * @returns index of the excursion set of each voxel, 0 for Xi_1 - shape [voxel] - uint8.
 */
export function truncate(latents: readonly (Float32Array | Float64Array)[], cells?: readonly number[]): Uint8Array {
  const phase = (cell: number): number => (cells ? cells[cell] : cell);
  const out = new Uint8Array(latents[0].length).fill(phase(latents.length));
  for (let l = latents.length - 1; l >= 0; l--) {
    const latent = latents[l];
    for (let i = 0; i < out.length; i++) if (latent[i] >= 0) out[i] = phase(l);
  }
  return out;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Phase indicators: sums over a phase's cells of p_i = s_i prod_{j<i} (1 - s_j), the last prod (1 - s_j), with s =
 * logistic(nu A) (soft) or s = 1{A >= 0} (straight-through).
 * @param cells - phase of each cell - [cell].
 * @param out - receives the indicators - [phase] of shape [voxel] - float64; they sum to 1 in every voxel.
 */
export function indicators(
  latents: readonly Float64Array[],
  cells: readonly number[],
  mode: PhaseMode,
  nu: number,
  out: readonly Float64Array[],
): void {
  for (const phase of out) phase.fill(0);
  for (let i = 0; i < latents[0].length; i++) {
    let rest = 1;
    for (let l = 0; l < latents.length; l++) {
      const latent = latents[l][i];
      const s = mode === 'soft' ? logistic(nu * latent) : latent >= 0 ? 1 : 0;
      const p = rest * s;
      out[cells[l]][i] += p;
      rest -= p;
    }
    out[cells[latents.length]][i] += rest;
  }
}

/**
 * Adjoint of `indicators`, dL / d latent from dL / d indicator; the straight-through mode takes the hard values and the
 * sigmoids' slopes. With g_i that of the cell's phase, V_last = g_last and V_i = s_i g_i + (1 - s_i) V_{i+1}, dL / ds_i
 * = prod_{j<i} (1 - s_j) (g_i - V_{i+1}).
 * @param gradients - dL / d indicator - [phase] of shape [voxel]. @param out - receives dL / d latent - [latent] of
 * shape [voxel].
 */
export function indicatorsAdjoint(
  latents: readonly Float64Array[],
  cells: readonly number[],
  mode: PhaseMode,
  nu: number,
  gradients: readonly Float64Array[],
  out: readonly Float64Array[],
): void {
  const count = latents.length;
  const s = new Float64Array(count);
  const slope = new Float64Array(count);
  const open = new Float64Array(count);
  for (let i = 0; i < latents[0].length; i++) {
    let product = 1;
    for (let l = 0; l < count; l++) {
      const soft = logistic(nu * latents[l][i]);
      slope[l] = nu * soft * (1 - soft);
      s[l] = mode === 'soft' ? soft : latents[l][i] >= 0 ? 1 : 0;
      open[l] = product;
      product *= 1 - s[l];
    }
    let value = gradients[cells[count]][i];
    for (let l = count - 1; l >= 0; l--) {
      const g = gradients[cells[l]][i];
      out[l][i] = open[l] * (g - value) * slope[l];
      value = s[l] * g + (1 - s[l]) * value;
    }
  }
}
