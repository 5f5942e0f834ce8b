import { describe, expect, it } from 'vitest';
import { createGrid, type PhaseMap } from '../../../grid/index.ts';
import { createModel, presets, realise } from '../../../phase/index.ts';
import { keyOf, normals, uniforms } from '../../../random/index.ts';
import { settingsSchema } from '../../settings.ts';
import { fitExact } from './exact-fit.ts';
import type { FittedCurve, FittedQuantity } from './fit-summary.ts';
import { testFit, testMisfit } from './goodness-of-fit.ts';
import type { ModelScatter } from './model-windows.ts';

const settings = (seed: number) => settingsSchema.parse({ seed, starts: 2, order: '0,1', maxLag: 20, points: 256 });
const record = presets['level-set'];

async function test(sections: PhaseMap[], seed: number) {
  const { summary } = await fitExact(settings(seed), sections, { threads: 1, record });
  return summary.goodnessOfFit;
}

describe('test of a misfit', () => {
  const [features, parameters, windows] = [30, 4, 128];
  const jacobian = normals(features * parameters, keyOf(5, 'jacobian'), 0);
  /** Features that vary together, with standard deviations that fall from 0.1. */
  const draw = (key: string, r: number): Float64Array => {
    const z = normals(features, keyOf(6, key), r);
    return z.map((_, f) => z.slice(0, f + 1).reduce((sum, x, k) => sum + x * 0.1 * 0.8 ** (f - k) * 0.9 ** k, 0));
  };
  const pOf = (t: number, misfit: Float64Array): number => {
    const deviations = Array.from({ length: windows }, (_, w) => draw('windows', t * windows + w));
    return testMisfit(misfit, jacobian, deviations)!.pValue;
  };

  it('has a uniform p for normal features', () => {
    const n = 300;
    const p = Array.from({ length: n }, (_, t) => pOf(t, draw('data', t))).sort((a, b) => a - b);
    const distance = Math.max(...p.map((value, i) => Math.max((i + 1) / n - value, value - i / n)));
    // Kolmogorov's law: 1.95 / sqrt(n) is passed in one of 1000 studies; the seeds are fixed.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
  });

  it('does not see what parameters follow, and sees what they do not', () => {
    const misfit = draw('data', 1);
    const followed = misfit.map((value, f) => value + 3 * jacobian[f * parameters] - jacobian[f * parameters + 2]);
    const p = pOf(1, misfit);
    expect(Math.abs(pOf(1, followed) / p - 1)).toBeLessThan(1e-6);
    expect(
      pOf(
        1,
        misfit.map((value, f) => value + (f === 7 ? 1 : 0)),
      ),
    ).toBeLessThan(1e-3);
  });
});

describe('windows that are too much alike', () => {
  const scatter = (vary: number): ModelScatter => ({
    deviations: Array.from({ length: 64 }, (_, w) => {
      const z = normals(vary, keyOf(8, 'alike'), w);
      return Float64Array.from({ length: 6 }, (_, f) => (f < vary ? 0.01 * z[f] : 0));
    }),
    windowEdge: 64,
  });
  const quantity: FittedQuantity = {
    ...{ quantity: 'volume fraction', of: 'pore', unit: '1', model: 0.5, data: 0.4, error: 0.25 },
    ...{ dataStandardError: 0.01, modelStandardError: 0.01, inLoss: true },
  };
  const curve: FittedCurve = {
    ...{ pair: 'pore-pore', phases: [0, 0], model: [0.1], data: [0.2] },
    ...{ dataStandardError: [0.01], modelStandardError: [0.01] },
  };
  const tested = (vary: number, misfit: number, error = 25, losses: readonly number[] = []) =>
    testFit(
      { scales: new Float64Array(6).fill(1) },
      { featureJacobian: new Float64Array(0) },
      new Float64Array(6).fill(misfit),
      scatter(vary),
      {
        quantities: [{ ...quantity, error: 0.01 * error }],
        curves: [{ ...curve, model: [0.2 + 0.01 * error] }],
        ...{ lags: [1], unit: 'px', starts: losses.map((loss) => ({ loss })) },
      },
    );

  it('give no p-value, and a sentence that tells why', () => {
    for (const vary of [0, 2]) {
      const { verdict, pValue, chiSquare, sentence } = tested(vary, 0.1);
      expect({ verdict, pValue, chiSquare }).toEqual({ verdict: 'not testable', pValue: null, chiSquare: null });
      expect(sentence).toMatch(/cannot be tested: windows drawn from the fitted model hardly differ/);
    }
  });

  it('are told apart from a misfit of which no single lag shows much', () => {
    const together = /together the lags deviate more than their scatter allows\.$/;
    expect(tested(3, 0.1, 1).sentence).toMatch(together);
    expect(tested(3, 0.1).sentence).not.toMatch(together);
    expect(tested(3, 0, 1).sentence).not.toMatch(together);
  });

  it('are no evidence against a class alone where one start reached the optimum, which the sentence states', () => {
    const [confirmed, alone, single] = [[10, 10.2, 500], [10, 50, 500], [10]].map(
      (l) => tested(3, 0.1, 25, l).sentence,
    );
    expect(confirmed).not.toMatch(/starts/);
    expect(alone).toMatch(/No second one of 3 starts came near this optimum.*More starts tell\.$/);
    expect(single).toMatch(/The search had one start.*More starts tell\.$/);
    expect(tested(3, 0, 1, [10, 50]).sentence).not.toMatch(/starts/);
  });

  it('is not the case in three directions, where words follow the probability', () => {
    // Six features of which three vary: the misfit m in each is m / 0.01 standard errors.
    const found = [0, 0.02, 0.03, 0.1].map((misfit) => tested(3, misfit));
    for (const { pValue, verdict } of found) {
      expect(verdict).toBe(pValue! < 0.01 ? 'misfit' : pValue! < 0.05 ? 'weak evidence against' : 'compatible');
    }
    expect(found[0].pValue).toBe(1);
    expect(found[0].sentence).toMatch(/are compatible with this model class/);
    expect(found[3].verdict).toBe('misfit');
    const weak = [0.0145, 0.016, 0.0175].map((misfit) => tested(3, misfit));
    const own = weak.find(({ verdict }) => verdict === 'weak evidence against')!;
    expect(own.sentence).toMatch(
      new RegExp(`weak evidence against this model class .*: one true model in ${Math.round(1 / own.pValue!)} fits`),
    );
  });
});

describe('goodness of fit', { tags: ['long'] }, () => {
  it('lets true models pass: p is below 0.01 in one of 100', async () => {
    const model = createModel(record, { taper: 40 });
    for (let t = 0; t < 4; t++) {
      const { map } = await realise(model, { shape: [128, 128], seed: 900 + t });
      // Four tests below 1e-4 have probability 4e-4.
      expect((await test([map], t)).pValue).toBeGreaterThan(1e-4);
    }
  });

  it('refuses squares of independent colours, which have no smooth level set', async () => {
    const sections = Array.from({ length: 4 }, (_, r): PhaseMap => {
      const u = uniforms(32 * 32, keyOf(31, 'squares'), r);
      const data = Uint8Array.from({ length: 128 * 128 }, (_, i) => {
        const [y, x] = [Math.floor(i / 128), i % 128];
        return u[(y >> 2) * 32 + (x >> 2)] < 0.5 ? 0 : 1;
      });
      const phases = [0, 1].map((label) => ({ name: `p${label}`, label }));
      const grid = createGrid([1, 128, 128], { spacing: [1, 1, 1], unit: 'px', periodic: false });
      return { grid, data, phases };
    });
    const { pValue, verdict, sentence } = await test(sections, 1);
    expect(pValue).toBeLessThan(1e-3);
    expect(verdict).toBe('misfit');
    expect(sentence).toMatch(/^This model class does not represent/);
  });
});
