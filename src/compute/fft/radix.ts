/**
 * One pass of the self-sorting (Stockham, decimation in frequency) fast Fourier transform for each radix.
 *
 * A pass reads `n = radix * m` blocks of `stride` consecutive numbers and writes them in transformed order, so that the
 * innermost loop runs over neighbouring numbers whatever the radix. Several columns are transformed at once by starting
 * with a stride of their number.
 *
 * @source Van Loan, Computational Frameworks for the Fast Fourier Transform, SIAM 1992, chapter 1.7
 */

/** One pass: input (xr, xi), output (yr, yi); `cosines`, `sines` hold exp(-2 pi i q / n) for q = 0 .. n - 1. */
export type Pass = (
  m: number,
  stride: number,
  xr: Float64Array,
  xi: Float64Array,
  yr: Float64Array,
  yi: Float64Array,
  cosines: Float64Array,
  sines: Float64Array,
) => void;

/** The pass of radix two. */
export const radix2: Pass = (m, stride, xr, xi, yr, yi, cosines, sines) => {
  const half = m * stride;
  for (let q = 0; q < m; q++) {
    const wr = cosines[q];
    const wi = sines[q];
    const from = q * stride;
    const to = 2 * from;
    for (let k = 0; k < stride; k++) {
      const a = from + k;
      const ar = xr[a];
      const ai = xi[a];
      const br = xr[a + half];
      const bi = xi[a + half];
      const o = to + k;
      yr[o] = ar + br;
      yi[o] = ai + bi;
      const dr = ar - br;
      const di = ai - bi;
      yr[o + stride] = dr * wr - di * wi;
      yi[o + stride] = dr * wi + di * wr;
    }
  }
};

/** The pass of radix four. */
export const radix4: Pass = (m, stride, xr, xi, yr, yi, cosines, sines) => {
  const quarter = m * stride;
  for (let q = 0; q < m; q++) {
    const w1r = cosines[q];
    const w1i = sines[q];
    const w2r = w1r * w1r - w1i * w1i;
    const w2i = 2 * w1r * w1i;
    const w3r = w1r * w2r - w1i * w2i;
    const w3i = w1r * w2i + w1i * w2r;
    const from = q * stride;
    const to = 4 * from;
    for (let k = 0; k < stride; k++) {
      const a = from + k;
      const b = a + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const sumAcR = xr[a] + xr[c];
      const sumAcI = xi[a] + xi[c];
      const difAcR = xr[a] - xr[c];
      const difAcI = xi[a] - xi[c];
      const sumBdR = xr[b] + xr[d];
      const sumBdI = xi[b] + xi[d];
      const difBdR = xr[b] - xr[d];
      const difBdI = xi[b] - xi[d];
      const o = to + k;
      yr[o] = sumAcR + sumBdR;
      yi[o] = sumAcI + sumBdI;
      const r1 = difAcR + difBdI;
      const i1 = difAcI - difBdR;
      yr[o + stride] = r1 * w1r - i1 * w1i;
      yi[o + stride] = r1 * w1i + i1 * w1r;
      const r2 = sumAcR - sumBdR;
      const i2 = sumAcI - sumBdI;
      yr[o + 2 * stride] = r2 * w2r - i2 * w2i;
      yi[o + 2 * stride] = r2 * w2i + i2 * w2r;
      const r3 = difAcR - difBdI;
      const i3 = difAcI + difBdR;
      yr[o + 3 * stride] = r3 * w3r - i3 * w3i;
      yi[o + 3 * stride] = r3 * w3i + i3 * w3r;
    }
  }
};

const sine60 = Math.sqrt(3) / 2;

/** The pass of radix three. */
export const radix3: Pass = (m, stride, xr, xi, yr, yi, cosines, sines) => {
  const third = m * stride;
  for (let q = 0; q < m; q++) {
    const w1r = cosines[q];
    const w1i = sines[q];
    const w2r = w1r * w1r - w1i * w1i;
    const w2i = 2 * w1r * w1i;
    const from = q * stride;
    const to = 3 * from;
    for (let k = 0; k < stride; k++) {
      const a = from + k;
      const b = a + third;
      const c = b + third;
      const sumR = xr[b] + xr[c];
      const sumI = xi[b] + xi[c];
      const difR = sine60 * (xr[b] - xr[c]);
      const difI = sine60 * (xi[b] - xi[c]);
      const midR = xr[a] - 0.5 * sumR;
      const midI = xi[a] - 0.5 * sumI;
      const o = to + k;
      yr[o] = xr[a] + sumR;
      yi[o] = xi[a] + sumI;
      const r1 = midR + difI;
      const i1 = midI - difR;
      yr[o + stride] = r1 * w1r - i1 * w1i;
      yi[o + stride] = r1 * w1i + i1 * w1r;
      const r2 = midR - difI;
      const i2 = midI + difR;
      yr[o + 2 * stride] = r2 * w2r - i2 * w2i;
      yi[o + 2 * stride] = r2 * w2i + i2 * w2r;
    }
  }
};

const cosine72 = Math.cos((2 * Math.PI) / 5);
const sine72 = Math.sin((2 * Math.PI) / 5);
const cosine144 = Math.cos((4 * Math.PI) / 5);
const sine144 = Math.sin((4 * Math.PI) / 5);

/** The pass of radix five. */
export const radix5: Pass = (m, stride, xr, xi, yr, yi, cosines, sines) => {
  const fifth = m * stride;
  for (let q = 0; q < m; q++) {
    const w1r = cosines[q];
    const w1i = sines[q];
    const w2r = w1r * w1r - w1i * w1i;
    const w2i = 2 * w1r * w1i;
    const w3r = w1r * w2r - w1i * w2i;
    const w3i = w1r * w2i + w1i * w2r;
    const w4r = w2r * w2r - w2i * w2i;
    const w4i = 2 * w2r * w2i;
    const from = q * stride;
    const to = 5 * from;
    for (let k = 0; k < stride; k++) {
      const a = from + k;
      const b = a + fifth;
      const c = b + fifth;
      const d = c + fifth;
      const e = d + fifth;
      // Sums and differences of opposite inputs carry the cosines and the sines.
      const s1r = xr[b] + xr[e];
      const s1i = xi[b] + xi[e];
      const s2r = xr[c] + xr[d];
      const s2i = xi[c] + xi[d];
      const d1r = xr[b] - xr[e];
      const d1i = xi[b] - xi[e];
      const d2r = xr[c] - xr[d];
      const d2i = xi[c] - xi[d];
      const p1r = xr[a] + cosine72 * s1r + cosine144 * s2r;
      const p1i = xi[a] + cosine72 * s1i + cosine144 * s2i;
      const p2r = xr[a] + cosine144 * s1r + cosine72 * s2r;
      const p2i = xi[a] + cosine144 * s1i + cosine72 * s2i;
      const q1r = sine72 * d1r + sine144 * d2r;
      const q1i = sine72 * d1i + sine144 * d2i;
      const q2r = sine144 * d1r - sine72 * d2r;
      const q2i = sine144 * d1i - sine72 * d2i;
      const o = to + k;
      yr[o] = xr[a] + s1r + s2r;
      yi[o] = xi[a] + s1i + s2i;
      const r1 = p1r + q1i;
      const i1 = p1i - q1r;
      yr[o + stride] = r1 * w1r - i1 * w1i;
      yi[o + stride] = r1 * w1i + i1 * w1r;
      const r2 = p2r + q2i;
      const i2 = p2i - q2r;
      yr[o + 2 * stride] = r2 * w2r - i2 * w2i;
      yi[o + 2 * stride] = r2 * w2i + i2 * w2r;
      const r3 = p2r - q2i;
      const i3 = p2i + q2r;
      yr[o + 3 * stride] = r3 * w3r - i3 * w3i;
      yi[o + 3 * stride] = r3 * w3i + i3 * w3r;
      const r4 = p1r - q1i;
      const i4 = p1i + q1r;
      yr[o + 4 * stride] = r4 * w4r - i4 * w4i;
      yi[o + 4 * stride] = r4 * w4i + i4 * w4r;
    }
  }
};

/** A pass of any radix: the definition of the transform, quadratic in the radix. Serves 7 and larger primes. */
export function anyRadix(radix: number): Pass {
  const rootR = Float64Array.from({ length: radix }, (_, j) => Math.cos((2 * Math.PI * j) / radix));
  const rootI = Float64Array.from({ length: radix }, (_, j) => -Math.sin((2 * Math.PI * j) / radix));
  return (m, stride, xr, xi, yr, yi, cosines, sines) => {
    const block = m * stride;
    for (let q = 0; q < m; q++) {
      const from = q * stride;
      const to = radix * from;
      for (let r = 0; r < radix; r++) {
        const wr = cosines[q * r];
        const wi = sines[q * r];
        const o = to + r * stride;
        for (let k = 0; k < stride; k++) {
          let sumR = 0;
          let sumI = 0;
          for (let j = 0, root = 0; j < radix; j++) {
            const a = from + k + j * block;
            sumR += xr[a] * rootR[root] - xi[a] * rootI[root];
            sumI += xr[a] * rootI[root] + xi[a] * rootR[root];
            root += r;
            if (root >= radix) root -= radix;
          }
          yr[o + k] = sumR * wr - sumI * wi;
          yi[o + k] = sumR * wi + sumI * wr;
        }
      }
    }
  };
}
