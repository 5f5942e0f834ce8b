import { hermite, hermiteSlope } from '../field/index.ts';
import { normalDensity, normalExpectation, normalReach, normalTail } from '../numerics/index.ts';
import { addWeightSlope } from '../phase/index.ts';
import { ownDeviation, type SplitLatent, type Structure, weightOf } from './structure.ts';

/** Nodes of a product rule over independent standard normals. */
interface Nodes {
  /** Values of the fields - [field] of shape [node]. */
  readonly values: readonly Float64Array[];
  readonly weights: Float64Array;
}

/** Most nodes of a product. */
const mostNodes = 250_000;
/**
 * Largest step of a midpoint rule, in units of the width of what it integrates: a normal of width 1 has an error of
 * exp(-2 pi^2 step^2), 1e-12.
 */
const largestStep = 0.85;
/** Values of a field up to this one are resolved: beyond lie 2e-9 of its mass. */
const resolved = 6;
/** Relative error of a volume fraction, and, relative to it, the absolute error of one that is smaller than 1e-5. */
const [usualRelative, absoluteShare] = [1e-11, 1e-5];

/** Product midpoint rule, exponentially accurate for smooth functions; even fields need only the positive half line. */
function productNodes(even: readonly boolean[], perHalfLine: readonly number[]): Nodes {
  const lines = even.map((half, d) => {
    const count = perHalfLine[d];
    const n = half ? count : 2 * count;
    const x = Float64Array.from({ length: n }, (_, i) => ((half ? i : i - count) + 0.5) * (normalReach / count));
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

/** A latent for given scalars: its fields that no other latent has are integrated by nodes as dense as it is steep. */
interface PreparedLatent {
  readonly deviation: number;
  readonly threshold: number;
  readonly thresholdScalar: number;
  readonly terms: {
    readonly term: SplitLatent['sampled'][number];
    readonly weight: number;
    /** Values at the nodes, or the position among the shared fields. */
    readonly values: Float64Array | undefined;
    readonly shared: number;
    readonly times: { readonly values: Float64Array | undefined; readonly shared: number } | undefined;
    value: number;
    slope: number;
  }[];
  readonly weights: Float64Array;
  /** What the latent's own sampled fields make of it, where no summand mixes them with shared ones. */
  readonly split: SplitTerms | undefined;
  readonly own: SplitLatent['own'];
  /** Own part of the variance of the gradient; undefined where no crossings are wanted. */
  readonly base: number;
}

/** The sampled summands of a latent: those of its own fields, known at all nodes, and those of shared fields. */
interface SplitTerms {
  readonly own: readonly { readonly term: PreparedLatent['terms'][number]; readonly values: Float64Array }[];
  readonly shared: readonly PreparedLatent['terms'][number][];
  /** Threshold less what the own summands contribute - [node]. */
  readonly levels: Float64Array;
}

/** Splits the summands; undefined for products with a second field. */
function splitOf(terms: PreparedLatent['terms'], threshold: number, nodes: number): SplitTerms | undefined {
  if (terms.some(({ times }) => times)) return undefined;
  const levels = new Float64Array(nodes).fill(threshold);
  const own = terms.flatMap((term) => {
    if (!term.values) return [];
    const values = term.values.map((g) => hermite(term.term.power, g));
    for (let i = 0; i < nodes; i++) levels[i] -= term.weight * values[i];
    return [{ term, values }];
  });
  return { own, shared: terms.filter(({ values }) => !values), levels };
}

/** One latent given the shared fields. */
interface Conditional {
  /** Probabilities to reach and to miss the threshold. */
  tail: number;
  missed: number;
  /** dtail / d scalar - [scalar]. */
  readonly slopes: Float64Array;
  /** E[density at the threshold times |gradient| / (2 sqrt(2 / pi))] per voxel. */
  crossing: number;
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
 * averaged over the sampled fields that it has for itself, by a midpoint rule as dense as the latent is steep in them.
 * One shared field is integrated by nodes that gather where phases change, several by a midpoint rule. Volume fractions
 * have a relative error below 1e-10 where they exceed 1e-5, and an absolute one below 1e-15 else, for all parameters
 * within their bounds, as long as a latent has one sampled field for itself and one is shared. With more, the product
 * of nodes may meet its limit. Interface areas have one of 1e-8, as their integrand has a kink where a latent's own
 * fields are far smoother than the others.
 * @param options - `relative`: error of volume fractions that is small enough, where less is wanted.
 * @source docs/design/exact-two-point-functions.md; Rice's formula: adler2007, chapter 11
 */
export function createMarginals(
  structure: Structure,
  { relative = usualRelative }: { readonly relative?: number } = {},
): Marginals {
  const absolute = absoluteShare * relative;
  const positions = structure.sampled.map((_, s) => s);
  const shared = positions.filter((s) => structure.users[s].length > 1);
  const ownFields = structure.latents.map((_, l) =>
    positions.filter((s) => structure.users[s].length === 1 && structure.users[s][0] === l),
  );
  const known = new Map<string, Nodes>();
  // More nodes where crossings are wanted, as their mean gradient has a kink; several shared fields forbid it.
  const areaDensity = shared.length > 1 ? 1 : 8;
  const count = structure.scalars;
  const latentCount = structure.latents.length;

  /** Steepest change of a latent with a sampled field, in units of its own deviation. */
  const steepness = (latent: SplitLatent, field: number, scalars: ArrayLike<number>): number => {
    const deviation = ownDeviation(latent, scalars);
    const at = (x: number): number =>
      latent.sampled.reduce((sum, term) => {
        const weight = Math.abs(weightOf(term, scalars)) / deviation;
        if (term.field === field) {
          return sum + weight * Math.abs(hermiteSlope(term.power, x)) * (term.times === undefined ? 1 : resolved);
        }
        return term.times === field ? sum + weight * Math.abs(hermite(term.power, resolved)) : sum;
      }, 0);
    return Math.max(...Array.from({ length: 2 * resolved + 1 }, (_, i) => at(i / 2)));
  };

  /** Nodes of a product rule over sampled fields, as dense as the latents are steep in them. */
  const nodesOf = (
    fields: readonly number[],
    latents: readonly SplitLatent[],
    scalars: ArrayLike<number>,
    factor: number,
  ): Nodes => {
    const wanted = fields.map((field) => {
      const steepest = Math.max(...latents.map((latent) => steepness(latent, field, scalars)));
      return (factor * normalReach * Math.hypot(1, steepest)) / largestStep;
    });
    const lines = fields.map((s) => (structure.even[s] ? 1 : 2));
    const size = wanted.reduce((product, n, d) => product * n * lines[d], 1);
    const share = Math.min(1, (mostNodes / size) ** (1 / Math.max(1, fields.length)));
    // Few different numbers, so that a fit finds its nodes made.
    const perHalfLine = wanted.map((n) => Math.ceil(2 ** (Math.ceil(4 * Math.log2(n * share)) / 4)));
    const name = `${fields.join()}: ${perHalfLine.join()}`;
    let nodes = known.get(name);
    if (!nodes) {
      nodes = productNodes(
        fields.map((s) => structure.even[s]),
        perHalfLine,
      );
      known.set(name, nodes);
    }
    return nodes;
  };

  const prepare = (l: number, scalars: ArrayLike<number>, curvatures?: ArrayLike<number>): PreparedLatent => {
    const latent = structure.latents[l];
    const fields = ownFields[l];
    const nodes = nodesOf(fields, [latent], scalars, curvatures ? areaDensity : 1);
    const { values } = nodes;
    const place = (field: number) => ({ values: values[fields.indexOf(field)], shared: shared.indexOf(field) });
    const terms = latent.sampled.map((term) => ({
      term,
      weight: weightOf(term, scalars),
      ...place(term.field),
      times: term.times === undefined ? undefined : place(term.times),
      value: 0,
      slope: 0,
    }));
    const threshold = scalars[latent.threshold];
    return {
      deviation: ownDeviation(latent, scalars),
      threshold,
      thresholdScalar: latent.threshold,
      weights: nodes.weights,
      split: curvatures ? undefined : splitOf(terms, threshold, nodes.weights.length),
      own: latent.own,
      terms,
      base: curvatures
        ? latent.own.reduce((sum, term) => sum + weightOf(term, scalars) ** 2 * curvatures[term.field], 0)
        : 0,
    };
  };

  const gradient = new Float64Array(structure.sampled.length);
  /** Averages a latent over its own fields. @param at - values of the shared fields - [shared]. */
  const average = (
    latent: PreparedLatent,
    scalars: ArrayLike<number>,
    at: Float64Array,
    out: Conditional,
    wanted: { readonly slopes: boolean; readonly curvatures?: ArrayLike<number> | undefined },
  ): void => {
    const { deviation, threshold, terms, weights, base } = latent;
    const { curvatures, slopes } = wanted;
    let [tail, missed, byThreshold, byDeviation, crossing] = [0, 0, 0, 0, 0];
    for (const t of terms) t.slope = 0;
    const { split } = latent;
    if (split) {
      // Summands of own fields are known at the nodes; those of shared ones are the same at all of them.
      const { levels } = split;
      let common = 0;
      for (const t of split.shared) {
        t.value = hermite(t.term.power, at[t.shared]);
        common += t.weight * t.value;
      }
      for (let i = 0; i < weights.length; i++) {
        const u = (levels[i] - common) / deviation;
        const reached = normalTail(u);
        tail += weights[i] * reached;
        missed += weights[i] * (1 - reached);
        if (!slopes) continue;
        const density = (weights[i] * normalDensity(u)) / deviation;
        byThreshold -= density;
        byDeviation += density * u;
        for (const t of split.own) t.term.slope += density * t.values[i];
      }
      for (const t of split.shared) t.slope = -byThreshold * t.value;
    } else {
      for (let i = 0; i < weights.length; i++) {
        let level = threshold;
        // By sampled field: a field may occur in several terms.
        if (curvatures) gradient.fill(0);
        for (const t of terms) {
          const g = t.values ? t.values[i] : at[t.shared];
          const { field, power } = t.term;
          t.value = hermite(power, g);
          let factor = 1;
          if (t.times) {
            factor = t.times.values ? t.times.values[i] : at[t.times.shared];
            if (curvatures) gradient[t.term.times!] += t.weight * t.value;
            t.value *= factor;
          }
          if (curvatures) gradient[field] += t.weight * factor * hermiteSlope(power, g);
          level -= t.weight * t.value;
        }
        const u = level / deviation;
        const w = weights[i];
        tail += w * normalTail(u);
        missed += w * normalTail(-u);
        if (!slopes && !curvatures) continue;
        const density = (w * normalDensity(u)) / deviation;
        byThreshold -= density;
        byDeviation += density * u;
        for (const t of terms) t.slope += density * t.value;
        if (!curvatures) continue;
        let variance = base;
        for (let s = 0; s < gradient.length; s++) variance += curvatures[structure.sampled[s]] * gradient[s] ** 2;
        crossing += density * Math.sqrt(variance);
      }
    }
    out.tail = tail;
    out.missed = missed;
    out.crossing = crossing;
    if (!slopes) return;
    out.slopes.fill(0);
    out.slopes[latent.thresholdScalar] += byThreshold;
    for (const { term, slope } of terms) addWeightSlope(term.scalars, scalars, slope, out.slopes);
    for (const term of latent.own) {
      if (term.scalars.length === 0) continue;
      addWeightSlope(term.scalars, scalars, (byDeviation * weightOf(term, scalars)) / deviation, out.slopes);
    }
  };

  const at = new Float64Array(shared.length);
  const conditionals = structure.latents.map(
    (): Conditional => ({ tail: 0, missed: 0, slopes: new Float64Array(count), crossing: 0 }),
  );
  /** Expectation over the shared fields: one by nodes that gather where phases change, several by a product rule. */
  const overShared = (
    scalars: ArrayLike<number>,
    { size, held, density }: { readonly size: number; readonly held: number; readonly density: number },
    fill: (out: Float64Array) => void,
  ): Float64Array => {
    const sum = new Float64Array(size);
    if (shared.length === 1) {
      return normalExpectation(
        (x, out) => {
          at[0] = x;
          fill(out);
        },
        { size, held, even: structure.even[shared[0]], relative, absolute },
      );
    }
    const { values, weights } = nodesOf(shared, structure.latents, scalars, density);
    const out = new Float64Array(size);
    weights.forEach((weight, i) => {
      for (let d = 0; d < shared.length; d++) at[d] = values[d][i];
      fill(out);
      for (let c = 0; c < size; c++) sum[c] += weight * out[c];
    });
    return sum;
  };

  const phaseTotal = Math.max(...structure.cells) + 1;
  const volumeFractions = (scalars: ArrayLike<number>, slopes?: readonly Float64Array[]): Float64Array => {
    const prepared = structure.latents.map((_, l) => prepare(l, scalars));
    const rest = structure.cells[latentCount];
    // Latents are held besides the phases: a phase that lives between two of their steps cannot be missed then.
    const held = phaseTotal + latentCount;
    const missedSlope = new Float64Array(count);
    const size = held + (slopes ? phaseTotal * count : 0);
    const sums = overShared(scalars, { size, held, density: 1 }, (out) => {
      out.fill(0);
      missedSlope.fill(0);
      let before = 1;
      for (let l = 0; l < latentCount; l++) {
        const own = conditionals[l];
        average(prepared[l], scalars, at, own, { slopes: slopes !== undefined });
        const phase = structure.cells[l];
        out[phase] += before * own.tail;
        out[phaseTotal + l] = own.tail;
        if (slopes) {
          for (let s = 0; s < count; s++) {
            out[held + phase * count + s] += missedSlope[s] * own.tail + before * own.slopes[s];
            missedSlope[s] = missedSlope[s] * own.missed - before * own.slopes[s];
          }
        }
        before *= own.missed;
      }
      out[rest] += before;
      if (slopes) for (let s = 0; s < count; s++) out[held + rest * count + s] += missedSlope[s];
    });
    slopes?.forEach((slope, phase) => {
      slope.set(sums.subarray(held + phase * count, held + (phase + 1) * count));
    });
    return sums.slice(0, phaseTotal);
  };

  const interfaceAreas = (scalars: ArrayLike<number>, curvatures: ArrayLike<number>): number[][] => {
    const { cells } = structure;
    const prepared = structure.latents.map((_, l) => prepare(l, scalars, curvatures));
    const unit = 2 * Math.sqrt(2 / Math.PI);
    const pairs = phaseTotal * phaseTotal;
    const size = pairs + latentCount;
    const sums = overShared(scalars, { size, held: size, density: areaDensity }, (out) => {
      out.fill(0);
      prepared.forEach((latent, l) => {
        average(latent, scalars, at, conditionals[l], { slopes: false, curvatures });
        out[pairs + l] = conditionals[l].tail;
      });
      let before = unit;
      conditionals.forEach(({ missed, crossing }, i) => {
        // Where latent i crosses its level and none before it is reached, cell i meets the cell that the later latents
        // decide.
        let left = before * crossing;
        for (let j = i + 1; j < cells.length; j++) {
          const share = j < latentCount ? left * conditionals[j].tail : left;
          const [a, b] = [cells[i], cells[j]];
          if (a !== b) {
            out[a * phaseTotal + b] += share;
            out[b * phaseTotal + a] += share;
          }
          if (j < latentCount) left *= conditionals[j].missed;
        }
        before *= missed;
      });
    });
    return Array.from({ length: phaseTotal }, (_, a) =>
      Array.from(sums.subarray(a * phaseTotal, (a + 1) * phaseTotal)),
    );
  };
  return { volumeFractions, interfaceAreas };
}
