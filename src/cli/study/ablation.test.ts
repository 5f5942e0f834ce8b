import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../grid/index.ts';
import { keyOf, uniforms } from '../../random/index.ts';
import { type AblationRequest, type AblationResult, runAblation } from './ablation.ts';
import { ablationTable } from './ablation-table.ts';

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
  variants: ['exact'],
  seeds: 2,
  shared: { model: 'level-set', starts: 1, order: '1,0', points: 256 },
  folder,
  threads: 1,
  version: 'test',
  realismSteps: 2,
  onProgress: () => {},
};

describe('an ablation', () => {
  it('measures every variant and seed, and reads finished ones back', async () => {
    const results = await runAblation(request);
    expect(results.map(({ variant, seed }) => [variant, seed])).toEqual([
      ['exact', 1],
      ['exact', 2],
    ]);
    for (const result of results) {
      expect(existsSync(join(folder, `exact-${result.seed}`, 'model.json'))).toBe(true);
      // A window of 1,600 squares: its share of 0.4 is met to a few standard errors of a realisation, 3 %.
      expect(result.volumeFraction).toBeLessThan(0.15);
      expect(result.accuracy).toBeGreaterThanOrEqual(0);
    }
    rmSync(join(folder, 'exact-1', 'model.json'));
    rmSync(join(folder, 'exact-2'), { recursive: true });
    const again = await runAblation(request);
    // The first was not run again, the second was, to the same numbers.
    expect(existsSync(join(folder, 'exact-1', 'model.json'))).toBe(false);
    expect(existsSync(join(folder, 'exact-2', 'model.json'))).toBe(true);
    expect(again.map(({ seconds: _, ...rest }) => rest)).toEqual(results.map(({ seconds: _, ...rest }) => rest));
  });

  it('gives means with 95 % intervals of Student over the seeds', () => {
    const one = {
      volumeFraction: 0.01,
      specificSurfaceArea: 0,
      meanChord: 0,
      chordStd: 0,
      linealPath: 0,
      eulerNumber: 0,
    };
    const rest = { twoPoint: 0, control: 0.5, seconds: 10, variant: 'exact' } as const;
    const results: AblationResult[] = [0.6, 0.7, 0.8].map((accuracy, k) => ({
      ...one,
      ...rest,
      accuracy,
      seed: k + 1,
    }));
    // s = 0.1, half width 4.30 * 0.1 / sqrt(3).
    expect(ablationTable(results)).toMatch(/exact +3 +1\.0 \+- 0\.0.* 0\.700 \+- 0\.248 +0\.500 \+- 0\.000/);
    expect(ablationTable(results.slice(0, 1))).toMatch(/exact +1 +1\.0 .* 0\.600 /);
  });
});
