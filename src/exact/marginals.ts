import { hermite, hermiteSlope } from '../field/index.ts';
import { normalDensity, normalTail } from '../numerics/index.ts';
import { addWeightSlope } from '../phase/index.ts';
import { ownDeviation, type SplitLatent, type Structure, weightOf } from './structure.ts';

/** Nodes of a product rule over independent standard normals. */
interface Nodes {
  /** Values of the fields - [field] of shape [node]. */
  readonly values: readonly Float64Array[];
  readonly weights: Float64Array;
}

/** Largest value of a normal that counts. */
const reach = 8;
/** Most nodes of a product. */
const mostNodes = 250_000;

/** Product midpoint rule, exponentially accurate for smooth functions; even fields need only the positive half line. */
function productNodes(even: readonly boolean[], perHalfLine: number): Nodes {
  const dimensions = even.length;
  const wholeLines = even.filter((half) => !half).length;
  const count = Math.min(perHalfLine, Math.floor((mostNodes / 2 ** wholeLines) ** (1 / Math.max(1, dimensions))));
  const lines = even.map((half) => {
    const n = half ? count : 2 * count;
    const x = Float64Array.from({ length: n }, (_, i) => ((half ? i : i - count) + 0.5) * (reach / count));
    const w = x.map((value) => normalDensity(value));
    const total = w.reduce((sum, value) => sum + value, 0);
    return { x, w: w.map((value) => value / total) };
  });
  const size = lines.reduce((product, { x }) => product * x.length, 1);
  const weights = new Float64Array(size).fill(1);
  let stride = 1;
  const values = lines.map(({ x, w }) => {
    const out = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const k = Math.floor(i / stride) % x.length;
      out[i] = x[k];
      weights[i] *= w[k];
    }
    stride *= x.length;
    return out;
  });
  return { values, weights };
}

/**
 * One latent given the shared fields: probability to reach its threshold, its slopes, and its rate of level crossings.
 */
interface Conditional {
  readonly tail: number;
  /** By scalar - [scalar]. */
  readonly slopes: Float64Array;
  /** E[density at the threshold times |gradient| / (2 sqrt(2 / pi))] per voxel. */
  readonly crossing: number;
}

/** One-point laws of a record: volume fractions, and interface areas by Rice's formula. */
export interface Marginals {
  /**
   * Volume fractions of Xi_1, Xi_2, ..., the rest - [phase].
   * @param slopes - receives dV / d scalar - [phase] of shape [scalar].
   */
  readonly volumeFractions: (scalars: ArrayLike<number>, slopes?: readonly Float64Array[]) => Float64Array;
  /**
   * Expected area of the interface between two phases per volume in the continuum, per voxel length - [phase, phase],
   * symmetric.
   * @param curvatures - -rho_k''(0) per squared voxel - [field].
   */
  readonly interfaceAreas: (scalars: ArrayLike<number>, curvatures: ArrayLike<number>) => number[][];
}

/**
 * Prepares the one-point laws. Given the fields that several latents share, the latents are independent; each is
 * averaged over the sampled fields that it has for itself.
 * @param perHalfLine - nodes of the midpoint rule on (0, 8).
 * @source docs/design/exact-two-point-functions.md; Rice's formula: adler2007, chapter 11
 */
export function createMarginals(structure: Structure, perHalfLine = 100): Marginals {
  const positions = structure.sampled.map((_, s) => s);
  const shared = positions.filter((s) => structure.users[s].length > 1);
  const sharedNodes = productNodes(
    shared.map((s) => structure.even[s]),
    perHalfLine,
  );
  const own = structure.latents.map((_, l) => {
    const fields = positions.filter((s) => structure.users[s].length === 1 && structure.users[s][0] === l);
    const nodes = productNodes(
      fields.map((s) => structure.even[s]),
      perHalfLine,
    );
    return { fields, nodes };
  });
  const count = structure.scalars;

  const conditional = (
    l: number,
    latent: SplitLatent,
    scalars: ArrayLike<number>,
    node: number,
    curvatures?: ArrayLike<number>,
  ): Conditional => {
    const deviation = ownDeviation(latent, scalars);
    const { fields, nodes } = own[l];
    const valuesOf = (field: number): { values: Float64Array | undefined; at: number } => {
      const s = shared.indexOf(field);
      return s < 0
        ? { values: nodes.values[fields.indexOf(field)], at: 0 }
        : { values: undefined, at: sharedNodes.values[s][node] };
    };
    const terms = latent.sampled.map((term) => ({
      term,
      ...valuesOf(term.field),
      times: term.times === undefined ? undefined : { field: term.times, ...valuesOf(term.times) },
      weight: weightOf(term, scalars),
      value: 0,
      slope: 0,
    }));
    const base = curvatures
      ? latent.own.reduce((sum, term) => sum + weightOf(term, scalars) ** 2 * curvatures[term.field], 0)
      : 0;
    const gradient = new Float64Array(structure.sampled.length);
    let tail = 0;
    let byThreshold = 0;
    let byDeviation = 0;
    let crossing = 0;
    for (let i = 0; i < nodes.weights.length; i++) {
      let level = scalars[latent.threshold];
      // By sampled field: a field may occur in several terms.
      gradient.fill(0);
      for (const t of terms) {
        const g = t.values ? t.values[i] : t.at;
        const { field, power } = t.term;
        t.value = hermite(power, g);
        let factor = 1;
        if (t.times) {
          factor = t.times.values ? t.times.values[i] : t.times.at;
          gradient[t.times.field] += t.weight * t.value;
          t.value *= factor;
        }
        gradient[field] += t.weight * factor * hermiteSlope(power, g);
        level -= t.weight * t.value;
      }
      let variance = base;
      if (curvatures) {
        for (let s = 0; s < gradient.length; s++) variance += curvatures[structure.sampled[s]] * gradient[s] ** 2;
      }
      const u = level / deviation;
      const w = nodes.weights[i];
      const density = (w * normalDensity(u)) / deviation;
      tail += w * normalTail(u);
      byThreshold -= density;
      byDeviation += density * u;
      crossing += density * Math.sqrt(variance);
      for (const t of terms) t.slope += density * t.value;
    }
    const slopes = new Float64Array(count);
    slopes[latent.threshold] += byThreshold;
    for (const { term, slope } of terms) addWeightSlope(term.scalars, scalars, slope, slopes);
    for (const term of latent.own) {
      addWeightSlope(term.scalars, scalars, (byDeviation * weightOf(term, scalars)) / deviation, slopes);
    }
    return { tail, slopes, crossing };
  };

  const phaseTotal = Math.max(...structure.cells) + 1;
  const volumeFractions = (scalars: ArrayLike<number>, slopes?: readonly Float64Array[]): Float64Array => {
    const out = new Float64Array(phaseTotal);
    for (const slope of slopes ?? []) slope.fill(0);
    const rest = structure.cells[structure.latents.length];
    for (let node = 0; node < sharedNodes.weights.length; node++) {
      let missed = sharedNodes.weights[node];
      const missedSlope = new Float64Array(count);
      structure.latents.forEach((latent, l) => {
        const { tail, slopes: own } = conditional(l, latent, scalars, node);
        const phase = structure.cells[l];
        out[phase] += missed * tail;
        for (let s = 0; s < count; s++) {
          if (slopes) slopes[phase][s] += missedSlope[s] * tail + missed * own[s];
          missedSlope[s] = missedSlope[s] * (1 - tail) - missed * own[s];
        }
        missed *= 1 - tail;
      });
      out[rest] += missed;
      if (slopes) for (let s = 0; s < count; s++) slopes[rest][s] += missedSlope[s];
    }
    return out;
  };

  const interfaceAreas = (scalars: ArrayLike<number>, curvatures: ArrayLike<number>): number[][] => {
    const { cells } = structure;
    const out = Array.from({ length: phaseTotal }, () => new Array<number>(phaseTotal).fill(0));
    const unit = 2 * Math.sqrt(2 / Math.PI);
    for (let node = 0; node < sharedNodes.weights.length; node++) {
      const latents = structure.latents.map((latent, l) => conditional(l, latent, scalars, node, curvatures));
      let before = unit * sharedNodes.weights[node];
      latents.forEach(({ tail, crossing }, i) => {
        // Where latent i crosses its level and none before it is reached, cell i meets the cell that the later latents
        // decide.
        let rest = before * crossing;
        for (let j = i + 1; j < cells.length; j++) {
          const share = j < latents.length ? rest * latents[j].tail : rest;
          const [a, b] = [cells[i], cells[j]];
          if (a !== b) {
            out[a][b] += share;
            out[b][a] += share;
          }
          if (j < latents.length) rest *= 1 - latents[j].tail;
        }
        before *= 1 - tail;
      });
    }
    return out;
  };
  return { volumeFractions, interfaceAreas };
}
