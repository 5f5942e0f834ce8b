import { describe, expect, it } from 'vitest';
import '../node/onnx-runtime.ts';
import { createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { createModel, presets, realise } from '../phase/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { correlationLength, disjointWindows, quartersOf, windowEdge } from './groups.ts';
import { realismTest, testRealism } from './two-sample.ts';

const phases = ['a', 'b'].map((name, label) => ({ name, label }));

/** Independent squares of 4 x 4 pixels, a share p of them in phase b. */
function squares(edge: number, stream: number, p: number): PhaseMap {
  const cells = edge / 4;
  const u = uniforms(cells * cells, keyOf(3, 'squares'), stream);
  const data = Uint8Array.from({ length: edge * edge }, (_, i) =>
    u[Math.floor(Math.floor(i / edge) / 4) * cells + Math.floor((i % edge) / 4)] < p ? 1 : 0,
  );
  return createPhaseMap(createGrid([edge, edge], { spacing: 2, unit: 'um' }), data, phases);
}

describe('a two-sample test', () => {
  it('guesses on two samples of one material, and tells 30 % from 70 %', { tags: ['long'] }, async () => {
    const data = [squares(320, 1, 0.3)];
    const options = { seed: 1, threads: 2, steps: 60 };
    const same = await realismTest(data, [squares(320, 2, 0.3)], options);
    expect(same).toMatchObject({ window: 32, windowLength: 64, unit: 'um', steps: 60 });
    // Quarters of 158 pixels, with a gap of one correlation length between them, hold 16 windows each. A fair guess is
    // right in half of 128, with a standard error of 0.044.
    expect(same.modelAgainstData.windows).toEqual([64, 64]);
    expect(same.dataAgainstData.windows).toEqual([64, 64]);
    expect(same.distinguished).toBe(false);
    // 0.5 + 1.645 root(1/128 / 2) plus 0.842 root(p (1 - p) / 128), a control that guesses.
    if (same.dataAgainstData.accuracy <= 0.5) expect(same.detectable).toBeCloseTo(0.638, 2);
    for (const { accuracy } of [same.modelAgainstData, same.dataAgainstData]) {
      expect(Math.abs(accuracy - 0.5)).toBeLessThan(4 * 0.044);
    }
    const other = await realismTest(data, [squares(320, 2, 0.7)], options);
    expect(other.modelAgainstData.accuracy).toBeGreaterThan(0.95);
    expect(other.modelAgainstData.ci95[0]).toBeGreaterThan(0.9);
    expect(other.distinguished).toBe(true);
  });

  it('gives the same for the same seed', async () => {
    const run = () => realismTest([squares(160, 1, 0.3)], [squares(160, 2, 0.4)], { seed: 4, threads: 1, steps: 5 });
    expect(await run()).toEqual(await run());
  });
});

describe('quarters and windows', () => {
  it('share no pixel and cover the sections', () => {
    const map = squares(64, 5, 0.5);
    const numbered = { ...map, data: map.data.map((_, i) => (i % 64 < 32 ? 0 : 1)) };
    const [a, b, c, d] = quartersOf([numbered]).map(([quarter]) => new Set(quarter.data));
    // Left and right halves carry different labels: quadrants 1 and 4 lie left, 2 and 3 right.
    expect([a, d, b, c].map((set) => [...set])).toEqual([[0], [0], [1], [1]]);
    const many = Array.from({ length: 9 }, (_, i) => squares(64, i, 0.5));
    expect(quartersOf(many).map((quarter) => quarter.length)).toEqual([3, 2, 2, 2]);
    expect(quartersOf(many)[0][1]).toBe(many[1]);
  });

  it('keep one correlation length apart, and hold several', () => {
    // Squares of 4 pixels: the covariance falls linearly to 0 at lag 4, to 1/e at 2.5.
    expect(correlationLength([squares(512, 1, 0.5)])).toBe(3);
    const places = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64) * 2);
    const [a, , c] = quartersOf([{ ...squares(64, 5, 0.5), data: places }], 9);
    expect(Math.min(...c[0].data) / 2 - Math.max(...a[0].data) / 2 - 1).toBeGreaterThanOrEqual(9);
    expect(windowEdge([squares(320, 1, 0.5)], 15)).toBe(64);
  });

  it('leave out windows with masked pixels', () => {
    const map = squares(64, 6, 0.5);
    const data = map.data.slice();
    data[40] = masked;
    const { count, images } = disjointWindows([{ ...map, data }], 32);
    expect(count).toBe(3);
    expect(images.reduce((sum, v) => sum + v, 0)).toBe(3 * 32 * 32);
  });

  it('are refused where images are too small', () => {
    expect(windowEdge([squares(1024, 1, 0.5)], 4)).toBe(96);
    expect(() => windowEdge([squares(48, 1, 0.5)], 4)).toThrow(/expected quarters of the images of at least 32 x 32/);
  });

  it('of a model is the discriminant alone, unless networks are asked for', async () => {
    const own = { range1: 4, range2: 4, range3: 4 };
    const model = createModel(presets['level-set'], { parameters: { X: own }, taper: 24 });
    const { map } = await realise(model, { shape: [320, 320], seed: 9 });
    let steps = 0;
    const how = { seed: 1, threads: 1, onProgress: () => steps++ };
    const { discriminant, networks } = await testRealism(model, [map], how);
    expect([networks, steps]).toEqual([undefined, 0]);
    // The image is one of the model: 64 windows of each side, a standard error of 0.044; lengths differ by a quarter.
    expect(Math.abs(discriminant.modelAgainstData.accuracy - 0.5)).toBeLessThan(4 * 0.044);
    expect(discriminant.modelAgainstModel).toBeDefined();
    expect(discriminant.knownDifference!.accuracy).toBeGreaterThan(0.5);
  });
});
