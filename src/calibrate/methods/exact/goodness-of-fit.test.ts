import { describe, expect, it } from 'vitest';
import { createGrid, type PhaseMap } from '../../../grid/index.ts';
import { createModel, presets, realise } from '../../../phase/index.ts';
import { keyOf, normals, uniforms } from '../../../random/index.ts';
import { settingsSchema } from '../../settings.ts';
import { fitExact } from './exact-fit.ts';
import { testMisfit } from './goodness-of-fit.ts';

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
    return testMisfit(misfit, jacobian, deviations).pValue;
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
