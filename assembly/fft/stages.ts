/**
 * Stages of Stockham's self-sorting transform (decimation in frequency): with n = p m points left and s = (points
 * done), stage p reads a_j = x[r + s (q + m j)] and writes y[r + s (p q + k)] = exp(-2 pi i q k / n) sum_j a_j exp(-2
 * pi i j k / p), for q < m and r < s. Twiddle factors of a stage: for every q the p - 1 numbers of k = 1 ... p - 1,
 * (re, im) each.
 * @source vanloan1992
 */
import { constant, elementShift, splat, storePair, storeProduct } from './lanes';

/** Butterflies of two points. */
export function stage2<T>(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const run = (<usize>s) << elementShift;
  const jump = run * <usize>m;
  for (let q = 0; q < m; q++) {
    const wr = splat<T>(w);
    const wi = splat<T>(w, sizeof<T>());
    for (let end = x + run; x < end; x += 32, y += 32) {
      const ar = v128.load(x);
      const ai = v128.load(x, 16);
      const br = v128.load(x + jump);
      const bi = v128.load(x + jump, 16);
      storePair(y, v128.add<T>(ar, br), v128.add<T>(ai, bi));
      storeProduct<T>(y + run, v128.sub<T>(ar, br), v128.sub<T>(ai, bi), wr, wi);
    }
    y += run;
    w += 2 * sizeof<T>();
  }
}

/** Butterflies of three points. */
export function stage3<T>(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const run = (<usize>s) << elementShift;
  const jump = run * <usize>m;
  const half = constant<T>(0.5);
  const sine = constant<T>(0.86602540378443864676);
  for (let q = 0; q < m; q++) {
    const w1r = splat<T>(w);
    const w1i = splat<T>(w, sizeof<T>());
    const w2r = splat<T>(w, 2 * sizeof<T>());
    const w2i = splat<T>(w, 3 * sizeof<T>());
    for (let end = x + run; x < end; x += 32, y += 32) {
      const ar = v128.load(x);
      const ai = v128.load(x, 16);
      const br = v128.load(x + jump);
      const bi = v128.load(x + jump, 16);
      const cr = v128.load(x + 2 * jump);
      const ci = v128.load(x + 2 * jump, 16);
      const tr = v128.add<T>(br, cr);
      const ti = v128.add<T>(bi, ci);
      const ur = v128.sub<T>(ar, v128.mul<T>(half, tr));
      const ui = v128.sub<T>(ai, v128.mul<T>(half, ti));
      const vr = v128.mul<T>(sine, v128.sub<T>(br, cr));
      const vi = v128.mul<T>(sine, v128.sub<T>(bi, ci));
      storePair(y, v128.add<T>(ar, tr), v128.add<T>(ai, ti));
      storeProduct<T>(y + run, v128.add<T>(ur, vi), v128.sub<T>(ui, vr), w1r, w1i);
      storeProduct<T>(y + 2 * run, v128.sub<T>(ur, vi), v128.add<T>(ui, vr), w2r, w2i);
    }
    y += 2 * run;
    w += 4 * sizeof<T>();
  }
}

/** Butterflies of four points. */
export function stage4<T>(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const run = (<usize>s) << elementShift;
  const jump = run * <usize>m;
  for (let q = 0; q < m; q++) {
    const w1r = splat<T>(w);
    const w1i = splat<T>(w, sizeof<T>());
    const w2r = splat<T>(w, 2 * sizeof<T>());
    const w2i = splat<T>(w, 3 * sizeof<T>());
    const w3r = splat<T>(w, 4 * sizeof<T>());
    const w3i = splat<T>(w, 5 * sizeof<T>());
    for (let end = x + run; x < end; x += 32, y += 32) {
      const ar = v128.load(x);
      const ai = v128.load(x, 16);
      const br = v128.load(x + jump);
      const bi = v128.load(x + jump, 16);
      const cr = v128.load(x + 2 * jump);
      const ci = v128.load(x + 2 * jump, 16);
      const dr = v128.load(x + 3 * jump);
      const di = v128.load(x + 3 * jump, 16);
      const t0r = v128.add<T>(ar, cr);
      const t0i = v128.add<T>(ai, ci);
      const t1r = v128.sub<T>(ar, cr);
      const t1i = v128.sub<T>(ai, ci);
      const t2r = v128.add<T>(br, dr);
      const t2i = v128.add<T>(bi, di);
      const t3r = v128.sub<T>(br, dr);
      const t3i = v128.sub<T>(bi, di);
      storePair(y, v128.add<T>(t0r, t2r), v128.add<T>(t0i, t2i));
      if (m == 1) {
        storePair(y + run, v128.add<T>(t1r, t3i), v128.sub<T>(t1i, t3r));
        storePair(y + 2 * run, v128.sub<T>(t0r, t2r), v128.sub<T>(t0i, t2i));
        storePair(y + 3 * run, v128.sub<T>(t1r, t3i), v128.add<T>(t1i, t3r));
      } else {
        storeProduct<T>(y + run, v128.add<T>(t1r, t3i), v128.sub<T>(t1i, t3r), w1r, w1i);
        storeProduct<T>(y + 2 * run, v128.sub<T>(t0r, t2r), v128.sub<T>(t0i, t2i), w2r, w2i);
        storeProduct<T>(y + 3 * run, v128.sub<T>(t1r, t3i), v128.add<T>(t1i, t3r), w3r, w3i);
      }
    }
    y += 3 * run;
    w += 6 * sizeof<T>();
  }
}

/** Butterflies of five points. */
export function stage5<T>(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const run = (<usize>s) << elementShift;
  const jump = run * <usize>m;
  const c1 = constant<T>(0.3090169943749474241);
  const c2 = constant<T>(-0.8090169943749474241);
  const s1 = constant<T>(0.95105651629515357212);
  const s2 = constant<T>(0.58778525229247312917);
  for (let q = 0; q < m; q++) {
    for (let end = x + run; x < end; x += 32, y += 32) {
      const ar = v128.load(x);
      const ai = v128.load(x, 16);
      const br = v128.load(x + jump);
      const bi = v128.load(x + jump, 16);
      const cr = v128.load(x + 2 * jump);
      const ci = v128.load(x + 2 * jump, 16);
      const dr = v128.load(x + 3 * jump);
      const di = v128.load(x + 3 * jump, 16);
      const er = v128.load(x + 4 * jump);
      const ei = v128.load(x + 4 * jump, 16);
      const ber = v128.add<T>(br, er);
      const bei = v128.add<T>(bi, ei);
      const cdr = v128.add<T>(cr, dr);
      const cdi = v128.add<T>(ci, di);
      const bmr = v128.sub<T>(br, er);
      const bmi = v128.sub<T>(bi, ei);
      const cmr = v128.sub<T>(cr, dr);
      const cmi = v128.sub<T>(ci, di);
      const ur = v128.add<T>(ar, v128.add<T>(v128.mul<T>(c1, ber), v128.mul<T>(c2, cdr)));
      const ui = v128.add<T>(ai, v128.add<T>(v128.mul<T>(c1, bei), v128.mul<T>(c2, cdi)));
      const vr = v128.add<T>(ar, v128.add<T>(v128.mul<T>(c2, ber), v128.mul<T>(c1, cdr)));
      const vi = v128.add<T>(ai, v128.add<T>(v128.mul<T>(c2, bei), v128.mul<T>(c1, cdi)));
      const fr = v128.add<T>(v128.mul<T>(s1, bmr), v128.mul<T>(s2, cmr));
      const fi = v128.add<T>(v128.mul<T>(s1, bmi), v128.mul<T>(s2, cmi));
      const gr = v128.sub<T>(v128.mul<T>(s2, bmr), v128.mul<T>(s1, cmr));
      const gi = v128.sub<T>(v128.mul<T>(s2, bmi), v128.mul<T>(s1, cmi));
      storePair(y, v128.add<T>(ar, v128.add<T>(ber, cdr)), v128.add<T>(ai, v128.add<T>(bei, cdi)));
      let t = w;
      storeProduct<T>(y + run, v128.add<T>(ur, fi), v128.sub<T>(ui, fr), splat<T>(t), splat<T>(t, sizeof<T>()));
      t += 2 * sizeof<T>();
      storeProduct<T>(y + 2 * run, v128.add<T>(vr, gi), v128.sub<T>(vi, gr), splat<T>(t), splat<T>(t, sizeof<T>()));
      t += 2 * sizeof<T>();
      storeProduct<T>(y + 3 * run, v128.sub<T>(vr, gi), v128.add<T>(vi, gr), splat<T>(t), splat<T>(t, sizeof<T>()));
      t += 2 * sizeof<T>();
      storeProduct<T>(y + 4 * run, v128.sub<T>(ur, fi), v128.add<T>(ui, fr), splat<T>(t), splat<T>(t, sizeof<T>()));
    }
    y += 4 * run;
    w += 8 * sizeof<T>();
  }
}

/**
 * Butterflies of any odd number of points, p^2 multiplications each: for 7 and for lengths with a large prime.
 * @param roots - exp(-2 pi i j / p), j < p, (re, im) each.
 */
export function stageOdd<T>(x: usize, y: usize, p: i32, m: i32, s: i32, w: usize, roots: usize): void {
  const run = (<usize>s) << elementShift;
  const jump = run * <usize>m;
  for (let q = 0; q < m; q++) {
    for (let end = x + run; x < end; x += 32, y += 32) {
      const ar = v128.load(x);
      const ai = v128.load(x, 16);
      let sumR = ar;
      let sumI = ai;
      for (let j = 1, from = x + jump; j < p; j++, from += jump) {
        sumR = v128.add<T>(sumR, v128.load(from));
        sumI = v128.add<T>(sumI, v128.load(from, 16));
      }
      storePair(y, sumR, sumI);
      // Outputs k and p - k share the sums over a_j + a_{p-j} (with cosines) and a_j - a_{p-j} (with sines).
      for (let k = 1; k <= p >> 1; k++) {
        let evenR = ar;
        let evenI = ai;
        let oddR = constant<T>(0);
        let oddI = constant<T>(0);
        for (let j = 1, root = k; j <= p >> 1; j++) {
          const first = x + <usize>j * jump;
          const second = x + <usize>(p - j) * jump;
          const br = v128.load(first);
          const bi = v128.load(first, 16);
          const cr = v128.load(second);
          const ci = v128.load(second, 16);
          const cosine = splat<T>(roots + <usize>root * 2 * sizeof<T>());
          const sine = splat<T>(roots + <usize>root * 2 * sizeof<T>(), sizeof<T>());
          evenR = v128.add<T>(evenR, v128.mul<T>(cosine, v128.add<T>(br, cr)));
          evenI = v128.add<T>(evenI, v128.mul<T>(cosine, v128.add<T>(bi, ci)));
          oddR = v128.add<T>(oddR, v128.mul<T>(sine, v128.sub<T>(br, cr)));
          oddI = v128.add<T>(oddI, v128.mul<T>(sine, v128.sub<T>(bi, ci)));
          root += k;
          if (root >= p) root -= p;
        }
        const t = w + <usize>(k - 1) * 2 * sizeof<T>();
        const u = w + <usize>(p - k - 1) * 2 * sizeof<T>();
        storeProduct<T>(
          y + <usize>k * run,
          v128.sub<T>(evenR, oddI),
          v128.add<T>(evenI, oddR),
          splat<T>(t),
          splat<T>(t, sizeof<T>()),
        );
        storeProduct<T>(
          y + <usize>(p - k) * run,
          v128.add<T>(evenR, oddI),
          v128.sub<T>(evenI, oddR),
          splat<T>(u),
          splat<T>(u, sizeof<T>()),
        );
      }
    }
    y += <usize>(p - 1) * run;
    w += <usize>(p - 1) * 2 * sizeof<T>();
  }
}
