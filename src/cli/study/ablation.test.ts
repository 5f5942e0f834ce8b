import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../grid/index.ts';
import { keyOf, uniforms } from '../../random/index.ts';
import { type AblationRequest, runAblation } from './ablation.ts';
import { readStudies } from './results.ts';

const folder = mkdtempSync(join(tmpdir(), 'excursa-study-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Independent squares of 4 x 4 pixels: cheap, and with a boundary. */
const u = uniforms(40 * 40, keyOf(1, 'squares'), 1);
const data = Uint8Array.from({ length: 160 * 160 }, (_, i) =>
  u[Math.floor(Math.floor(i / 160) / 4) * 40 + Math.floor((i % 160) / 4)] < 0.4 ? 1 : 0,
);
const phases = ['a', 'b'].map((name, label) => ({ name, label }));
const request: AblationRequest = {
  sections: [createPhaseMap(createGrid([160, 160], { spacing: 1, unit: 'um' }), data, phases)],
  sources: [],
  name: 'squares',
  variants: ['exact', 'wasserstein', 'combined-last'],
  seeds: 1,
  budget: {
    ...{ window: 32, batch: 16, pretraining: 2, iterations: 3, starts: 1, realisations: 2 },
    ...{ realismSteps: 2, realismWindow: 32 },
  },
  shared: { model: 'level-set', order: '1,0', points: 256, discriminator: 'small', evaluationImages: 16 },
  folder,
  threads: 1,
  version: 'test',
  onProgress: () => {},
};

describe('an ablation', () => {
  it('measures every variant and seed, and leaves finished ones alone', async () => {
    const { results, controls } = await runAblation(request);
    expect(results.map(({ variant, seed }) => [variant, seed])).toEqual([
      ['exact', 1],
      ['combined-last', 1],
      ['wasserstein', 1],
    ]);
    expect(controls).toHaveLength(1);
    for (const result of results) {
      expect(existsSync(join(folder, `${result.variant}-1`, 'model.json'))).toBe(true);
      expect(result.accuracy).toBeGreaterThanOrEqual(0);
    }
    // A window of 1,600 squares: its share of 0.4 is met to a few standard errors of a realisation, 3 %.
    expect(results[0].volumeFraction).toBeLessThan(0.15);
    expect(results.map(({ learned }) => learned)).toEqual([null, 1, 1]);

    rmSync(join(folder, 'exact-1', 'model.json'));
    rmSync(join(folder, 'wasserstein-1'), { recursive: true });
    const again = await runAblation({ ...request, seeds: 2, variants: ['exact', 'wasserstein'] });
    // The first was not run again, the other was, to the same numbers; a second seed came after both.
    expect(existsSync(join(folder, 'exact-1', 'model.json'))).toBe(false);
    const values = (list: typeof results) => list.map(({ seconds: _, ...rest }) => rest);
    expect(values(again.results.filter(({ seed }) => seed === 1))).toEqual(values(results));
    expect(again.results.filter(({ seed }) => seed === 2)).toHaveLength(2);
    expect(readStudies(folder)).toEqual([again]);
  }, 600_000);

  it('does not mix studies of different budgets in one folder', async () => {
    const budget = { ...request.budget, iterations: 4 };
    await expect(runAblation({ ...request, budget })).rejects.toThrow(/expected the images, name and budget/);
  });

  it('is looked for in a folder that has one', () => {
    expect(() => readStudies(join(folder, 'nowhere'))).toThrow(/expected a folder with a study/);
  });
});
