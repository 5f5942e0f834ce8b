import { anyRadix, type Pass, radix2, radix3, radix4, radix5 } from './radix.ts';

const passes: Readonly<Record<number, Pass>> = { 2: radix2, 3: radix3, 4: radix4, 5: radix5 };

interface Step {
  readonly pass: Pass;
  readonly radix: number;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/**
 * Transforms of one length, of `columns` interleaved sequences at a time; owns the scratch memory they pass through.
 */
export interface Plan {
  readonly length: number;
  /** Most columns that one call takes. */
  readonly columns: number;
  /** Real parts before and after a transform - shape [length, columns in use] - float64. */
  readonly re: Float64Array;
  /** Imaginary parts, likewise. */
  readonly im: Float64Array;
  /** Forward transform of `re` + i `im` in place, for the given number of columns. */
  readonly transform: (columns: number) => void;
}

/** Bytes of scratch that stay in a second-level cache: four float64 arrays of length x columns. */
const scratchBytes = 1 << 17;

/** The factors a length is transformed by, in order: 4, 2, 3, 5, 7, then larger primes. */
export function radices(length: number): number[] {
  const found: number[] = [];
  let rest = length;
  for (const radix of [4, 2, 3, 5, 7]) {
    while (rest % radix === 0) {
      found.push(radix);
      rest /= radix;
    }
  }
  for (let radix = 11; rest > 1; radix += 2) {
    if (radix * radix > rest) radix = rest;
    while (rest % radix === 0) {
      found.push(radix);
      rest /= radix;
    }
  }
  return found;
}

function makeSteps(length: number): Step[] {
  let current = length;
  return radices(length).map((radix) => {
    const n = current;
    current /= radix;
    return {
      radix,
      pass: passes[radix] ?? anyRadix(radix),
      cosines: Float64Array.from({ length: n }, (_, q) => Math.cos((2 * Math.PI * q) / n)),
      sines: Float64Array.from({ length: n }, (_, q) => -Math.sin((2 * Math.PI * q) / n)),
    };
  });
}

function makePlan(length: number): Plan {
  const columns = Math.max(1, Math.min(32, Math.floor(scratchBytes / (32 * length))));
  const size = length * columns;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const otherRe = new Float64Array(size);
  const otherIm = new Float64Array(size);
  const steps = makeSteps(length);
  const transform = (inUse: number): void => {
    let [xr, xi, yr, yi] = [re, im, otherRe, otherIm];
    let stride = inUse;
    let n = length;
    for (const step of steps) {
      n /= step.radix;
      step.pass(n, stride, xr, xi, yr, yi, step.cosines, step.sines);
      stride *= step.radix;
      [xr, xi, yr, yi] = [yr, yi, xr, xi];
    }
    if (xr !== re) {
      re.set(xr.subarray(0, length * inUse));
      im.set(xi.subarray(0, length * inUse));
    }
  };
  return { length, columns, re, im, transform };
}

const plans = new Map<number, Plan>();

/** The plan of a length, made on first use and kept. */
export function planOf(length: number): Plan {
  let plan = plans.get(length);
  if (!plan) {
    plan = makePlan(length);
    plans.set(length, plan);
  }
  return plan;
}
