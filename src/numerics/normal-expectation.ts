import { normalDensity } from './normal.ts';

/** Nodes of Kronrod's rule of 15 points on [-1, 1], from 0 outwards; the odd ones are those of Gauss' 7 points. */
const nodes = [
  0, 0.20778495500789848, 0.4058451513773972, 0.5860872354676911, 0.7415311855993945, 0.8648644233597691,
  0.9491079123427585, 0.9914553711208126,
];
const kronrod = [
  0.20948214108472782, 0.20443294007529889, 0.19035057806478542, 0.1690047266392679, 0.14065325971552592,
  0.10479001032225019, 0.06309209262997856, 0.022935322010529224,
];
/** Weights of Gauss' rule at the nodes 0, 2, 4, 6. */
const gauss = [0.4179591836734694, 0.3818300505051189, 0.27970539148927664, 0.1294849661688697];

/** Largest value of a normal that counts: 2e-17 of its mass lies beyond. */
export const normalReach = 8.5;
/** First intervals of the half line. */
const firstEdges = [0, 1.5, 3.5, normalReach];
/** Most intervals; reached by functions with a jump alone. */
const mostIntervals = 600;

/** How exactly an expectation is taken. */
export interface ExpectationOptions {
  /** Components of the function. */
  readonly size: number;
  /** Components, the first ones, whose errors are held below the tolerance. */
  readonly held: number;
  /** The function is even, so that the positive half line suffices. */
  readonly even: boolean;
  /** Tolerances of the held components, each in relation to its own value, or absolute. */
  readonly relative: number;
  readonly absolute: number;
}

interface Interval {
  readonly low: number;
  readonly high: number;
  readonly value: Float64Array;
  /** Estimates of the errors - [held component]. */
  readonly error: Float64Array;
}

/**
 * Expectation of a function of a standard normal with values in R^n, by Gauss and Kronrod's rule on intervals that are
 * halved where the two rules differ, so that nodes gather where the function changes.
 * @param fill - writes the function's components at a number.
 * @returns shape [component] - float64.
 * @source piessens1983: QUADPACK, routine QAG and its estimate of the error
 */
export function normalExpectation(
  fill: (x: number, out: Float64Array) => void,
  { size, held, even, relative, absolute }: ExpectationOptions,
): Float64Array {
  const at = new Float64Array(size);
  const both = even ? 2 : 1;
  const samples = nodes.flatMap((_, k) =>
    k === 0 ? [new Float64Array(held)] : [1, 2].map(() => new Float64Array(held)),
  );
  const integrate = (low: number, high: number): Interval => {
    const [centre, half] = [(low + high) / 2, (high - low) / 2];
    const value = new Float64Array(size);
    const byGauss = new Float64Array(held);
    const add = (x: number, k: number, sample: Float64Array): void => {
      fill(x, at);
      const density = both * half * normalDensity(x);
      for (let c = 0; c < size; c++) value[c] += kronrod[k] * density * at[c];
      for (let c = 0; c < held; c++) {
        sample[c] = density * at[c];
        if (k % 2 === 0) byGauss[c] += gauss[k / 2] * sample[c];
      }
    };
    add(centre, 0, samples[0]);
    for (let k = 1; k < nodes.length; k++) {
      add(centre - half * nodes[k], k, samples[2 * k - 1]);
      add(centre + half * nodes[k], k, samples[2 * k]);
    }
    const error = byGauss.map((g, c) => {
      // Kronrod's rule is far better than its difference from Gauss': it is compared with the function's variation.
      const mean = value[c] / 2;
      const variation = samples.reduce((sum, s, i) => sum + kronrod[(i + 1) >> 1] * Math.abs(s[c] - mean), 0);
      const difference = Math.abs(value[c] - g);
      return variation === 0 ? difference : variation * Math.min(1, ((200 * difference) / variation) ** 1.5);
    });
    return { low, high, value, error };
  };

  const edges = even
    ? firstEdges
    : [
        ...firstEdges
          .slice(1)
          .reverse()
          .map((x) => -x),
        ...firstEdges,
      ];
  let intervals = edges.slice(1).map((high, i) => integrate(edges[i], high));
  const total = (): Float64Array =>
    intervals.reduce((sum, { value }) => sum.map((s, c) => s + value[c]), new Float64Array(size));
  for (;;) {
    const sum = total();
    const isPoor = ({ error, low, high }: Interval): boolean =>
      high - low > 1e-9 && error.some((e, c) => e > 0.1 * (relative * Math.abs(sum[c]) + absolute));
    const poor = intervals.filter(isPoor).length;
    if (poor === 0 || intervals.length + poor > mostIntervals) return sum;
    intervals = intervals.flatMap((interval) => {
      if (!isPoor(interval)) return [interval];
      const middle = (interval.low + interval.high) / 2;
      return [integrate(interval.low, middle), integrate(middle, interval.high)];
    });
  }
}
