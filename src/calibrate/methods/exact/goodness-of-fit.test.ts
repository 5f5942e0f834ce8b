import { describe, expect, it } from 'vitest';
import { createGrid, type PhaseMap } from '../../../grid/index.ts';
import { createModel, presets, realise } from '../../../phase/index.ts';
import { keyOf, uniforms } from '../../../random/index.ts';
import { settingsSchema } from '../../settings.ts';
import { fitExact } from './exact-fit.ts';

const settings = (seed: number) => settingsSchema.parse({ seed, starts: 2, order: '0,1', maxLag: 20, points: 256 });
const record = presets['level-set'];

async function test(sections: PhaseMap[], seed: number) {
  const { summary } = await fitExact(settings(seed), sections, { threads: 1, record });
  return summary.goodnessOfFit;
}

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
