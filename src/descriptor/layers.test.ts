import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { createModel, presets, realise } from '../phase/index.ts';
import { layerWarning } from './layers.ts';

const model = createModel(presets['level-set'], { taper: 24 });

/** Every n-th layer of an isotropic volume. @param dz - the height that its voxels are said to have. */
async function layers(n: number, { depth = 64, dz = 1, realisation = 1 } = {}): Promise<PhaseMap> {
  const { map } = await realise(model, { shape: [n * depth, 64, 64], seed: 5, realisation });
  const size = 64 * 64;
  const data = Uint8Array.from(
    { length: depth * size },
    (_, i) => map.data[n * Math.floor(i / size) * size + (i % size)],
  );
  return createPhaseMap(createGrid([depth, 64, 64], { spacing: [dz, 1, 1], unit: 'um' }), data, map.phases);
}

describe('layers of a volume', () => {
  it('that are its own voxels get no word', async () => {
    for (let realisation = 1; realisation <= 4; realisation++) {
      expect(layerWarning(await layers(1, { depth: 32, realisation }))).toBeUndefined();
    }
  });

  it('that are taken for closer than they are are told, with the stretch', async () => {
    const warning = layerWarning(await layers(2))!;
    expect(warning.name).toBe('short along z');
    const ratio = Number(/are (\S+) times/.exec(warning.sentence)?.[1]);
    // Boundaries are up to 2 times as many; some pairs of them lie within two layers and are not seen.
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeLessThan(2.1);
    expect(layerWarning(await layers(2, { dz: 2 }))).toBeUndefined();
    expect(layerWarning(await layers(1, { dz: 3 }))?.name).toBe('long along z');
  });

  it('that have little in common are told, whatever their distance is said to be', async () => {
    for (const dz of [1, 16]) {
      const warning = layerWarning(await layers(16, { depth: 12, dz }))!;
      expect(warning.name).toBe('layers far apart');
      expect(Number(/have (\d+) %/.exec(warning.sentence)?.[1])).toBeLessThan(20);
    }
  });

  it('are not asked for in an image, and noise is not resolved in any direction', () => {
    const phases = ['a', 'b'].map((name, label) => ({ name, label }));
    const noise = (shape: readonly number[]): PhaseMap => {
      let state = 1;
      const size = shape.reduce((product, n) => product * n, 1);
      const next = (): number => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state >>> 31;
      };
      return createPhaseMap(createGrid(shape), Uint8Array.from({ length: size }, next), phases);
    };
    expect(layerWarning(noise([40, 40]))).toBeUndefined();
    expect(layerWarning(noise([32, 32, 32]))).toBeUndefined();
  });
});
