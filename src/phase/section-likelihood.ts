/**
 * Likelihood of phases given latents, smoothed: each latent is cut at a level that scatters by a logistic law of scale
 * 1 / nu. At nu = infinity the phases are the cut latents themselves.
 */

/** log(1 + exp(x)), without overflow. */
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));

/**
 * -log likelihood of the phases of some voxels, and its gradient.
 * @param latents - minus thresholds - [latent] of shape [voxel]. @param cells - phase of each cell - [cell].
 * @param phases - phase of each voxel; a number that no cell has is unknown - shape [voxel].
 * @param out - receives d / d latent - [latent] of shape [voxel].
 */
export function phaseEnergy(
  latents: readonly Float64Array[],
  cells: readonly number[],
  phases: ArrayLike<number>,
  nu: number,
  out: readonly Float64Array[],
): number {
  const count = latents.length;
  const [inside, outside] = [new Float64Array(count), new Float64Array(count)];
  const byCell = new Float64Array(count + 1);
  let energy = 0;
  for (let i = 0; i < phases.length; i++) {
    for (let l = 0; l < count; l++) {
      inside[l] = -softplus(-nu * latents[l][i]);
      outside[l] = -softplus(nu * latents[l][i]);
      out[l][i] = 0;
    }
    // log P of the cells of the phase: in none of the latents before, in that of the cell.
    let most = -Infinity;
    let before = 0;
    for (let c = 0; c <= count; c++) {
      byCell[c] = cells[c] === phases[i] ? before + (c < count ? inside[c] : 0) : -Infinity;
      most = Math.max(most, byCell[c]);
      if (c < count) before += outside[c];
    }
    if (most === -Infinity) continue;
    let sum = 0;
    for (let c = 0; c <= count; c++) {
      byCell[c] = Math.exp(byCell[c] - most);
      sum += byCell[c];
    }
    energy -= most + Math.log(sum);
    // Share of the cells after a latent's own: for them the voxel is outside of it.
    let after = 1;
    for (let l = 0; l < count; l++) {
      const own = byCell[l] / sum;
      after -= own;
      // d log inside = nu (1 - s), d log outside = -nu s.
      out[l][i] = -nu * (own * Math.exp(outside[l]) - Math.max(0, after) * Math.exp(inside[l]));
    }
  }
  return energy;
}
