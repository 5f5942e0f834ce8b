import { planOf } from './plan.ts';

/** Numbers a transform works on in place; arithmetic is float64 either way. */
export type RealArray = Float64Array | Float32Array;

/**
 * Gathers columns into the plan's scratch, transforms them, puts them back; columns lie `columnStep` apart, their
 * elements `step`.
 */
export function transformColumns(
  length: number,
  re: RealArray,
  im: RealArray,
  start: number,
  step: number,
  count: number,
  columnStep: number,
): void {
  const plan = planOf(length);
  const scratchRe = plan.re;
  const scratchIm = plan.im;
  for (let first = 0; first < count; first += plan.columns) {
    const columns = Math.min(plan.columns, count - first);
    const origin = start + first * columnStep;
    // The loop over neighbouring memory goes innermost: elements of a row when transforming x, columns otherwise.
    if (step === 1) {
      for (let c = 0; c < columns; c++) {
        const from = origin + c * columnStep;
        for (let j = 0, o = c; j < length; j++, o += columns) {
          scratchRe[o] = re[from + j];
          scratchIm[o] = im[from + j];
        }
      }
    } else {
      for (let j = 0, o = 0; j < length; j++) {
        const from = origin + j * step;
        for (let c = 0; c < columns; c++, o++) {
          scratchRe[o] = re[from + c * columnStep];
          scratchIm[o] = im[from + c * columnStep];
        }
      }
    }
    plan.transform(columns);
    if (step === 1) {
      for (let c = 0; c < columns; c++) {
        const to = origin + c * columnStep;
        for (let j = 0, o = c; j < length; j++, o += columns) {
          re[to + j] = scratchRe[o];
          im[to + j] = scratchIm[o];
        }
      }
    } else {
      for (let j = 0, o = 0; j < length; j++) {
        const to = origin + j * step;
        for (let c = 0; c < columns; c++, o++) {
          re[to + c * columnStep] = scratchRe[o];
          im[to + c * columnStep] = scratchIm[o];
        }
      }
    }
  }
}

/**
 * Discrete Fourier transform along every axis, in place.
 *
 * forward: F(k) = sum_t f(t) exp(-2 pi i k.t / n); inverse: the same with +i, divided by the number of elements.
 *
 * @param shape - lengths of the axes, slowest first; any length works, products of 2, 3 and 5 are fast.
 * @param re - real part - shape `shape` - float64 or float32 (arithmetic is float64; float32 rounds between axes).
 * @param im - imaginary part, likewise; of the same type.
 * @throws RangeError when the arrays do not have the size of the shape (a defect of the caller).
 */
export function fft(shape: readonly number[], re: RealArray, im: RealArray, direction: 'forward' | 'inverse'): void {
  const size = shape.reduce((product, n) => product * n, 1);
  if (re.length !== size || im.length !== size) {
    throw new RangeError(`fft: expected ${size} numbers for ${shape.join(' x ')}, got ${re.length} and ${im.length}`);
  }
  // The inverse is the forward transform with real and imaginary part exchanged before and after.
  const [a, b] = direction === 'forward' ? [re, im] : [im, re];
  let step = size;
  for (const length of shape) {
    const outer = size / step;
    step /= length;
    if (length === 1) continue;
    if (step === 1) {
      transformColumns(length, a, b, 0, 1, outer, length);
    } else {
      for (let o = 0; o < outer; o++) transformColumns(length, a, b, o * step * length, step, step, 1);
    }
  }
  if (direction === 'inverse') {
    const scale = 1 / size;
    for (let i = 0; i < size; i++) {
      re[i] *= scale;
      im[i] *= scale;
    }
  }
}

/** The smallest length of the form 2^a 3^b 5^c that is at least n: what padded transforms are padded to. */
export function fastLength(n: number): number {
  for (let length = Math.max(1, Math.ceil(n)); ; length++) {
    let rest = length;
    for (const radix of [2, 3, 5]) while (rest % radix === 0) rest /= radix;
    if (rest === 1) return length;
  }
}
