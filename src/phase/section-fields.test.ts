import { describe, expect, it } from 'vitest';
import { fft } from '../compute/index.ts';
import { familyOf, prepareTapered } from '../correlation/index.ts';
import { createLagTable, type PlaneLaw, planeLaw } from '../field/index.ts';
import { amplitudePair } from '../field/spectrum.ts';
import type { Triple } from '../grid/index.ts';
import { keyOf, normals } from '../random/index.ts';
import { createModel, type ExcursionModel, fieldValues, presets } from './index.ts';
import { sampleSections } from './section-fields.ts';

const key = keyOf(5, 'sections');
const torus: Triple = [24, 24, 24];
const model = createModel(presets['level-set'], {
  taper: 8,
  parameters: { scalars: { lambda1: 0.3 }, X: { range1: 4, range2: 4, range3: 4, mollifier: 1 } },
});

/** Law of the first field on planes, by the definition. */
function lawOf({ record, family, values, taper }: ExcursionModel, planes: readonly number[]): PlaneLaw {
  const table = createLagTable(torus, taper);
  const { rho } = prepareTapered(familyOf(family), { lags: table.lags, taper })(fieldValues(record, family, values, 0));
  const whole = new Float64Array(torus[0] * torus[1] * torus[2]);
  table.spread(rho, whole);
  const [{ values: amplitudes }] = amplitudePair(torus, whole, new Float64Array(whole.length).fill(1));
  const [mz, my, mx] = torus.map((n) => n / 2 + 1);
  const spectrum = Float64Array.from({ length: mz * my * mx }, (_, i) => {
    const [z, y, x] = [Math.floor(i / (my * mx)), Math.floor(i / mx) % my, i % mx];
    return amplitudes[(z * torus[1] + y) * torus[2] + x] ** 2;
  });
  return planeLaw(torus, spectrum, mx, planes);
}

const [ny, nx] = [torus[1], torus[2]];

/** A field of the law on one plane, from white noise. */
function fieldOf({ roots }: PlaneLaw, noise: Float64Array): Float64Array {
  const [re, im] = [noise, new Float64Array(noise.length)];
  fft([1, ny, nx], re, im, 'forward');
  for (let i = 0; i < re.length; i++) {
    const [y, x] = [Math.floor(i / nx), i % nx];
    const root = roots[Math.min(y, ny - y) * (nx / 2 + 1) + Math.min(x, nx - x)];
    re[i] *= root;
    im[i] *= root;
  }
  fft([1, ny, nx], re, im, 'inverse');
  return re;
}

/** A drawn field, from its spectrum. */
function drawnField({ re, im }: { re: Float64Array; im: Float64Array }): Float64Array {
  const [a, b] = [re.map((v) => v * ny * nx), im.map((v) => v * ny * nx)];
  fft([1, ny, nx], a, b, 'inverse');
  return a;
}

const mean = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0) / list.length;
const half = ny / 2;
const inWindow = (field: Float64Array): Float64Array =>
  Float64Array.from({ length: half * half }, (_, i) => field[Math.floor(i / half) * nx + (i % half)]);

describe('the law of a field on planes', () => {
  it('has the correlation of the field within and between planes', () => {
    const law = lawOf(model, [3, 5]);
    const { rho } = prepareTapered(familyOf(model.family), { lags: Float64Array.of(0, 2, 4, Math.sqrt(20)), taper: 8 })(
      fieldValues(model.record, model.family, model.values, 0),
    );
    // Sums over the modes of c_k(d) times the cosine of a lag along x.
    const at = (d: number, lag: number): number => {
      let sum = 0;
      for (let y = 0; y < ny; y++) {
        for (let x = 0; x < nx; x++) {
          const mode = (d * (ny / 2 + 1) + Math.min(y, ny - y)) * (nx / 2 + 1) + Math.min(x, nx - x);
          sum += (law.covariances[mode] * Math.cos((2 * Math.PI * x * lag) / nx)) / (ny * nx);
        }
      }
      return sum;
    };
    expect(at(0, 0)).toBeCloseTo(1, 10);
    expect(at(0, 4)).toBeCloseTo(rho[2], 10);
    expect(at(2, 0)).toBeCloseTo(rho[1], 10);
    expect(at(2, 4)).toBeCloseTo(rho[3], 10);
    // Roots of the 2 x 2 matrices of every mode.
    for (let k = 0; k < 20; k++) {
      const [a, , b, c] = law.roots.subarray(4 * k, 4 * k + 4);
      expect(a * a).toBeCloseTo(law.covariances[k], 10);
      expect(a * b).toBeCloseTo(law.covariances[2 * (ny / 2 + 1) * (nx / 2 + 1) + k], 10);
      expect(b * b + c * c).toBeCloseTo(law.covariances[k], 6);
    }
  });
});

describe('fields on a section, drawn given its phases', () => {
  it('have the law of the field over phases of the law: true and drawn fields can be exchanged', {
    tags: ['long'],
  }, () => {
    const law = lawOf(model, [4]);
    // A half window known, a few numbers of each field: an unmoved, a pinned or a too smooth field has others.
    const statistics = (field: Float64Array): number[] => {
      const own = inWindow(field);
      const inside = own.filter((v) => v >= 0.3);
      const slope = own.map((v, i) => (i % half === half - 1 ? 0 : (own[i + 1] - v) ** 2));
      return [
        inside.reduce((sum, v) => sum + v, 0) / own.length,
        own.reduce((sum, v) => sum + v * v, 0) / own.length,
        slope.reduce((sum, v) => sum + v, 0) / own.length,
      ];
    };
    const differences: number[][] = [[], [], []];
    const count = 24;
    for (let r = 0; r < count; r++) {
      const field = fieldOf(law, normals(ny * nx, keyOf(8, 'truth'), r));
      const sets = Uint8Array.from(inWindow(field), (v) => (v >= 0.3 ? 0 : 1));
      const { spectra, agreement } = sampleSections(
        model,
        [law],
        { margin: [0, 0], shape: [half, half], sets },
        { key, stream: r * 2 ** 20 },
      );
      expect(agreement).toBeGreaterThan(0.995);
      const [own, drawn] = [statistics(field), statistics(drawnField(spectra[0][0]))];
      own.forEach((value, s) => {
        differences[s].push(drawn[s] - value);
      });
    }
    for (const list of differences) {
      const error = Math.sqrt(mean(list.map((d) => (d - mean(list)) ** 2)) / (count - 1));
      // Normal within 3.7 standard errors of 24 differences: an error probability of .001 each.
      expect(Math.abs(mean(list))).toBeLessThan(3.7 * error);
    }
  });
});
