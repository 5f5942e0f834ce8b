import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/calibrate/index.ts';
import { validate } from '../../src/compare/index.ts';
import { describe as measure } from '../../src/descriptor/index.ts';
import { createGrid, type PhaseMap, sectionsOf } from '../../src/grid/index.ts';
import { createModel, type ExcursionModel, presets, realise } from '../../src/phase/index.ts';
import { firstRealisations } from '../../src/random/index.ts';

/** An isotropic model whose voxels are as many times as high as they are wide. */
const modelOf = (height: number): ExcursionModel =>
  createModel(presets['level-set'], { spacing: [0.05 * height, 0.05, 0.05], unit: 'um', taper: 1.2 });

/** The mean chord along an axis by complete chords, um. */
async function meanChord(map: PhaseMap, axis: 'x' | 'z'): Promise<number> {
  const { phases } = await measure(map, { detail: 'basic', maxLag: 4 });
  return (phases[0].chordLength[axis] as { mean: number }).mean;
}

/** Every n-th voxel along y and x: chords are measured at the same steps along all axes. */
function thinned({ grid, data, phases }: PhaseMap, n: number): PhaseMap {
  const [nz, ny, nx] = grid.shape;
  const shape = [nz, Math.ceil(ny / n), Math.ceil(nx / n)];
  const out = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y += n) for (let x = 0; x < nx; x += n) out[i++] = data[(z * ny + y) * nx + x];
  }
  const spacing = [grid.spacing[0], n * grid.spacing[1], n * grid.spacing[2]];
  return { data: out, phases, grid: createGrid(shape, { spacing, unit: grid.unit }) };
}

/** Ratio of the mean chords along z and x: its mean over realisations and the standard error of that. */
async function ratioOf(model: ExcursionModel, shape: readonly number[], n: number) {
  const ratios: number[] = [];
  for (let realisation = 0; realisation < 6; realisation++) {
    const { map } = await realise(model, { shape, seed: 4, realisation });
    const own = thinned(map, n);
    ratios.push((await meanChord(own, 'z')) / (await meanChord(own, 'x')));
  }
  const mean = ratios.reduce((a, b) => a + b) / ratios.length;
  const variance = ratios.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (ratios.length - 1);
  return { mean, error: Math.sqrt(variance / ratios.length) };
}

/** Refuses what lies farther than two standard errors from an isotropic structure, or could not see 10 %. */
function expectIsotropic({ mean, error }: { mean: number; error: number }): void {
  expect(Math.abs(mean - 1)).toBeLessThan(2 * error);
  expect(error).toBeLessThan(0.05);
}

describe('a model whose voxels are three times as high as they are wide', () => {
  it('draws correlations at true distances: mean chords along z and x are equal', async () => {
    // Cubes of chords' steps: 40 layers of 0.15 um, 40 columns of every third pixel.
    expectIsotropic(await ratioOf(modelOf(3), [40, 120, 120], 3));
  });

  it('as a reference is compared at its own size with a model of cubes', { tags: ['long'] }, async () => {
    const { map } = await realise(modelOf(3), { shape: [24, 72, 72], seed: 21 });
    const { example, model } = await validate(modelOf(1), map, { realisations: 2 });
    expect(example.grid.spacing).toEqual(map.grid.spacing);
    expect(model.map(({ grid }) => grid.spacing)).toEqual([map.grid.spacing, map.grid.spacing]);
    // The same voxels as those of a model of that height: correlations at true distances.
    const number = firstRealisations.validation;
    const { map: same } = await realise(modelOf(3), { shape: [24, 72, 72], seed: 1, realisation: number });
    expect(example.data).toEqual(same.data);
  });
});

describe('sections at any distance', () => {
  it('are calibrated to cubes of their pixels, and the twin is isotropic', { tags: ['long'] }, async () => {
    // Sections 0.5 um apart, ten pixels of 0.05 um.
    const { map } = await realise(modelOf(10), { shape: [4, 160, 160], seed: 9 });
    const sections = sectionsOf(map, 'stack');
    expect(sections[3].section?.height).toBeCloseTo(1.5, 12);
    const { model } = await calibrate(sections, { model: 'level-set', order: '0,1', starts: 1, points: 256 });
    expect(model.spacing).toEqual([0.05, 0.05, 0.05]);
    expect(model.zScale).toBe(1);
    expectIsotropic(await ratioOf(model, [80, 80, 80], 1));
  });
});

describe('pixels of another size than the model has', () => {
  const at = async (spacing: readonly number[], unit: string): Promise<PhaseMap> => {
    const { map } = await realise(modelOf(1), { shape: [24, 48, 48], seed: 3 });
    return { ...map, grid: createGrid([24, 48, 48], { spacing, unit }) };
  };

  it('are refused with both sizes', async () => {
    await expect(validate(modelOf(1), await at([2, 0.5, 0.5], 'um'), { realisations: 2 })).rejects.toThrow(
      /^validate: expected the model's pixel size of 0\.05 um, got 0\.5 um in the reference/,
    );
    await expect(validate(modelOf(1), await at([0.05, 0.1, 0.05], 'um'), { realisations: 2 })).rejects.toThrow(
      /got 0\.1 x 0\.05 um/,
    );
  });

  it('are compared as lengths, whatever their unit', async () => {
    const { reference } = await validate(modelOf(1), await at([50, 50, 50], 'nm'), { realisations: 2 });
    expect(reference.grid).toEqual({ shape: [24, 48, 48], spacing: [0.05, 0.05, 0.05], unit: 'um' });
  });
});
