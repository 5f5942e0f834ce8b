import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { createModel, presets, realise } from '../phase/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { discriminantTest, lookDistance } from './discriminant.ts';

const phases = ['a', 'b'].map((name, label) => ({ name, label }));

/** Independent squares of 4 x 4 pixels, half of them in phase b; `turn` moves every second row of squares by half. */
function squares(edge: number, stream: number, turn = false): PhaseMap {
  const cells = edge / 4;
  const u = uniforms(cells * cells, keyOf(3, 'squares'), stream);
  const data = Uint8Array.from({ length: edge * edge }, (_, i) => {
    const row = Math.floor(Math.floor(i / edge) / 4);
    const x = (i % edge) + (turn && row % 2 === 1 ? 2 : 0);
    return u[row * cells + (Math.floor(x / 4) % cells)] < 0.5 ? 1 : 0;
  });
  return createPhaseMap(createGrid([edge, edge], { spacing: 2, unit: 'um' }), data, phases);
}

/** A level set of one Gaussian field, with ranges of some pixels. */
async function levelSet(range: number, seed: number): Promise<PhaseMap> {
  const own = { range1: range, range2: range, range3: range };
  const model = createModel(presets['level-set'], { parameters: { X: own }, taper: 40 });
  return (await realise(model, { shape: [640, 640], seed })).map;
}

describe('a linear discriminant', () => {
  it('guesses on two samples of one material', () => {
    const { modelAgainstData, dataAgainstData, modelAgainstModel, telling } = discriminantTest(
      [squares(640, 1)],
      [squares(640, 2)],
      { same: [squares(640, 3)] },
    );
    // Quarters of 318 pixels hold 16 windows of 64: right in half of 128, with a standard error of 0.044.
    expect(modelAgainstData.windows).toEqual([64, 64]);
    for (const own of [modelAgainstData, dataAgainstData, modelAgainstModel!]) {
      expect(Math.abs(own.accuracy - 0.5)).toBeLessThan(4 * 0.044);
    }
    // Of some forty features one beyond 4 standard errors has a probability of 0.0025.
    expect(telling).toEqual([]);
  });

  it('sees what volume fractions and chords along rows do not show, and names it', () => {
    const { modelAgainstData, telling } = discriminantTest([squares(640, 1)], [squares(640, 2, true)]);
    expect(modelAgainstData.ci95[0]).toBeGreaterThan(0.9);
    // Shifted rows of squares leave no vertex at which four squares meet: diagonals end there.
    expect(telling[0].feature).toMatch(/Euler number of/);
    expect(telling.every(({ meaning }) => !/too (much|little) [ab]$/.test(meaning))).toBe(true);
  });

  it('ranks models by how far they look, which is the number of features for the material itself', () => {
    const { value, expected } = lookDistance([squares(640, 1)], [squares(640, 2)]);
    // Chi-square of some forty directions, of which the covariance of 100 windows makes up to half as much again.
    expect(value).toBeGreaterThan(expected - 4 * Math.sqrt(2 * expected));
    expect(value).toBeLessThan(1.5 * (expected + 4 * Math.sqrt(2 * expected)));
    expect(lookDistance([squares(640, 1)], [squares(640, 2, true)]).value).toBeGreaterThan(10 * expected);
  });

  it('sees lengths that differ by half', async () => {
    const { modelAgainstData, telling } = discriminantTest([await levelSet(8, 1)], [await levelSet(12, 2)]);
    expect(modelAgainstData.ci95[0]).toBeGreaterThan(0.6);
    expect(telling.map(({ meaning }) => meaning).join()).toMatch(/interface/);
  });
});
