import {
  fastExp,
  fillBivariateTails,
  fillNormalDensities,
  fillNormalTails,
  prepareBivariate,
} from '../numerics/index.ts';

/** Work space for one latent over a block of quadrature points - each of shape [point] - float64. */
export interface LatentTails {
  /** Levels at o and at h, which a standard normal pair must exceed; set by the caller. */
  readonly level0: Float64Array;
  readonly levelH: Float64Array;
  /** P(reached at o), P(reached at h), P(reached at both). */
  readonly tail0: Float64Array;
  readonly tailH: Float64Array;
  readonly both: Float64Array;
  /** Minus the derivatives of the tails with respect to the levels. */
  readonly density0: Float64Array;
  readonly densityH: Float64Array;
  /** Minus the derivatives of `both` with respect to the levels, and its derivative with respect to the correlation. */
  readonly slope0: Float64Array;
  readonly slopeH: Float64Array;
  readonly byRho: Float64Array;
}

/** Makes the work space. */
export function createLatentTails(points: number): LatentTails {
  const array = (): Float64Array => new Float64Array(points);
  return {
    level0: array(),
    levelH: array(),
    tail0: array(),
    tailH: array(),
    both: array(),
    density0: array(),
    densityH: array(),
    slope0: array(),
    slopeH: array(),
    byRho: array(),
  };
}

/**
 * Gauss-Legendre nodes that keep the absolute error of a bivariate probability below 1e-8, far below the error of the
 * quadrature around it: by [largest |rho|, nodes], measured on a grid of limits up to 6.
 */
const nodesByCorrelation: readonly (readonly [number, number])[] = [
  [0.05, 2],
  [0.3, 3],
  [0.5, 4],
  [0.7, 5],
  [0.79, 6],
  [0.9, 8],
  [0.925, 9],
  [0.97, 4],
  [0.985, 3],
  [1, 2],
];

/** Nodes for a correlation. */
export function nodesFor(rho: number): number {
  const size = Math.abs(rho);
  return nodesByCorrelation.find(([limit]) => size <= limit)?.[1] ?? 2;
}

/**
 * Fills the tails of a block from its levels.
 * @param rho - correlation of the pair. @param count - points in the block. @param slopes - also fill the derivatives:
 * Plackett's identity for the correlation, conditional normals for the levels.
 * @source plackett1954: Biometrika 41 (1954) 351, doi:10.1093/biomet/41.3-4.351
 */
export function fillTails(tails: LatentTails, rho: number, count: number, slopes: boolean): void {
  const { level0, levelH, tail0, tailH, both } = tails;
  // A correlation of 1 has no density; no lag of a differentiable field comes so near.
  const safe = Math.min(1 - 1e-12, Math.max(-1 + 1e-12, rho));
  const prepared = prepareBivariate(safe, nodesFor(safe));
  fillNormalTails(level0, tail0, count);
  fillNormalTails(levelH, tailH, count);
  fillBivariateTails(prepared, level0, levelH, tail0, tailH, both, count);
  if (!slopes) return;
  const { density0, densityH, slope0, slopeH, byRho } = tails;
  fillNormalDensities(level0, density0, count);
  fillNormalDensities(levelH, densityH, count);
  const inverse = 1 / prepared.spread;
  const scale = inverse / (2 * Math.PI);
  const half = 0.5 * inverse * inverse;
  for (let n = 0; n < count; n++) {
    const u = level0[n];
    const v = levelH[n];
    // The conditional levels wait in the arrays of their tails.
    slope0[n] = inverse * (v - safe * u);
    slopeH[n] = inverse * (u - safe * v);
    byRho[n] = scale * fastExp(-half * (u * u + v * v - 2 * safe * u * v));
  }
  fillNormalTails(slope0, slope0, count);
  fillNormalTails(slopeH, slopeH, count);
  for (let n = 0; n < count; n++) {
    slope0[n] *= density0[n];
    slopeH[n] *= densityH[n];
  }
}
