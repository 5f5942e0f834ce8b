import { distinctPairs } from '../grid/index.ts';
import type { LatentTails } from './latent-tails.ts';

/** Sums over a block of points for every pair of cells, and their adjoints with respect to one latent at a time. */
export interface PairSums {
  readonly pairs: readonly (readonly [number, number])[];
  /** Sum over the block of P(o in cell i, h in cell j), both ways round, halved. Prepares `adjoint` for the pair. */
  readonly value: (pair: number, count: number) => number;
  /**
   * Fills `level0` and `levelH` for one latent and returns the sums of the derivatives with respect to both levels
   * together and to the latent's correlation; undefined when the pair does not depend on the latent.
   */
  readonly adjoint: (pair: number, latent: number, count: number) => { byLevel: number; byRho: number } | undefined;
  /** Derivatives of the pair's summands with respect to the levels at o and at h - [point]. */
  readonly level0: Float64Array;
  readonly levelH: Float64Array;
}

/**
 * What a latent contributes to P(o in cell i, h in cell j): missed at both points (l < i), reached at o and missed at h
 * (l = i), missed at h (i < l < j), reached at h (l = j), nothing beyond. The last cell has no latent.
 */
type Role = 'missed' | 'left' | 'outside' | 'entered';

function roleOf(latent: number, [i, j]: readonly [number, number]): Role | undefined {
  if (latent < i) return 'missed';
  if (latent === i) return 'left';
  if (latent < j) return 'outside';
  return latent === j ? 'entered' : undefined;
}

/** Factor of a latent: `forward` with cell i at o and cell j at h, `backward` the other way round. */
function factor(role: Role, t: LatentTails, forward: Float64Array, backward: Float64Array, count: number): void {
  const { tail0, tailH, both } = t;
  if (role === 'missed') {
    for (let n = 0; n < count; n++) forward[n] = backward[n] = 1 - tail0[n] - tailH[n] + both[n];
  } else if (role === 'left') {
    for (let n = 0; n < count; n++) {
      forward[n] = tail0[n] - both[n];
      backward[n] = tailH[n] - both[n];
    }
  } else if (role === 'outside') {
    for (let n = 0; n < count; n++) {
      forward[n] = 1 - tailH[n];
      backward[n] = 1 - tail0[n];
    }
  } else {
    for (let n = 0; n < count; n++) {
      forward[n] = tailH[n];
      backward[n] = tail0[n];
    }
  }
}

/**
 * Derivatives of a factor: of the forward and backward one with respect to tail0, the same for tailH, and of both for
 * `both`.
 */
const adjointSigns: Record<Role, readonly [number, number, number, number, number]> = {
  missed: [-1, -1, -1, -1, 1],
  left: [1, 0, 0, 1, -1],
  outside: [0, -1, -1, 0, 0],
  entered: [0, 1, 1, 0, 0],
};

/** Makes the sums over blocks of at most `size` points whose tails stand in `tails` - [latent]. */
export function createPairSums(tails: readonly LatentTails[], size: number): PairSums {
  const pairs = distinctPairs(tails.length + 1);
  const array = (): Float64Array => new Float64Array(size);
  const forward = tails.map(array);
  const backward = tails.map(array);
  const others = [array(), array()];
  const ones = array().fill(1);
  const [level0, levelH] = [array(), array()];

  const rolesOf = (pair: number): (Role | undefined)[] => tails.map((_, l) => roleOf(l, pairs[pair]));

  /** Products of the factors of all latents but one, forward and backward. */
  const productExcept = (roles: readonly (Role | undefined)[], except: number, count: number): Float64Array[] => {
    const chosen = roles.flatMap((role, l) => (role && l !== except ? [l] : []));
    if (chosen.length === 0) return [ones, ones];
    const [first, ...rest] = chosen;
    if (rest.length === 0) return [forward[first], backward[first]];
    const [f, b] = others;
    f.set(forward[first]);
    b.set(backward[first]);
    for (const l of rest) {
      const x = forward[l];
      const y = backward[l];
      for (let n = 0; n < count; n++) {
        f[n] *= x[n];
        b[n] *= y[n];
      }
    }
    return others;
  };

  const value = (pair: number, count: number): number => {
    const roles = rolesOf(pair);
    roles.forEach((role, l) => {
      if (role) factor(role, tails[l], forward[l], backward[l], count);
    });
    const [f, b] = productExcept(roles, -1, count);
    let sum = 0;
    for (let n = 0; n < count; n++) sum += f[n] + b[n];
    return 0.5 * sum;
  };

  const adjoint: PairSums['adjoint'] = (pair, latent, count) => {
    const roles = rolesOf(pair);
    const role = roles[latent];
    if (!role) return undefined;
    const [f, b] = productExcept(roles, latent, count);
    const { density0, densityH, slope0, slopeH, byRho } = tails[latent];
    const [forward0, backward0, forwardH, backwardH, bothSign] = adjointSigns[role];
    let byLevel = 0;
    let sumRho = 0;
    for (let n = 0; n < count; n++) {
      const x = 0.5 * f[n];
      const y = 0.5 * b[n];
      const a = bothSign * (x + y);
      // Densities and slopes are minus the derivatives with respect to the levels.
      const p = -((forward0 * x + backward0 * y) * density0[n] + a * slope0[n]);
      const q = -((forwardH * x + backwardH * y) * densityH[n] + a * slopeH[n]);
      level0[n] = p;
      levelH[n] = q;
      byLevel += p + q;
      sumRho += a * byRho[n];
    }
    return { byLevel, byRho: sumRho };
  };
  return { pairs, value, adjoint, level0, levelH };
}
