import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, crop, type PhaseMap } from '../grid/index.ts';
import { createModel, presets, realise } from '../phase/index.ts';
import { directionWarning, foreseen, inPlaneStretch, stretchWarning, withoutSmall } from './suitability.ts';

const model = createModel(presets['level-set'], { taper: 24 });
const draw = async (shape: readonly number[], realisation: number): Promise<PhaseMap> =>
  (await realise(model, { shape, seed: 12, realisation })).map;

/** Every fourth row, so that structures are four times as long along x. */
function squeezed({ grid, data, phases }: PhaseMap): PhaseMap {
  const [, ny, nx] = grid.shape;
  const rows = Math.floor(ny / 4);
  const out = Uint8Array.from({ length: rows * nx }, (_, i) => data[4 * Math.floor(i / nx) * nx + (i % nx)]);
  return createPhaseMap(createGrid([rows, nx]), out, phases);
}

describe('stretch in the plane', () => {
  it('is named with its ratio and interval', async () => {
    const image = squeezed(await draw([640, 160], 1));
    const { ratio, interval } = inPlaneStretch([image])!;
    // Thinned rows miss short chords, so a little less than 4.
    expect(ratio).toBeGreaterThan(2);
    expect(interval[0]).toBeGreaterThan(1.5);
    expect(interval[1]).toBeLessThan(5);
    expect(stretchWarning([image])?.sentence).toMatch(/times as long along x as along y \(95 % interval/);
    expect(directionWarning([image])?.sentence).toMatch(/structures are \d\.\d\d times as long along x as along y/);
  });

  it('is named where no boundary lies across an axis at all', () => {
    const phases = ['a', 'b'].map((name, label) => ({ name, label }));
    const stripes = (step: number) =>
      createPhaseMap(
        createGrid([64, 64]),
        Uint8Array.from({ length: 64 ** 2 }, (_, i) => Math.floor(i / step / 8) % 2),
        phases,
      );
    expect(directionWarning([stripes(1)])?.sentence).toContain('no boundary lies across y');
    expect(directionWarning([stripes(64)])?.sentence).toContain('no boundary lies across x');
    // One straight edge of a small image is no evidence.
    expect(directionWarning([crop(stripes(1), [0, 0, 0], [1, 16, 16])])).toBeUndefined();
  });

  it('is not seen in isotropic images, but for one in twenty', async () => {
    let said = 0;
    for (let r = 0; r < 20; r++) if (stretchWarning([await draw([160, 160], 10 + r)])) said++;
    // Of 20 tests at 5 % more than 4 fail with probability 0.3 %.
    expect(said).toBeLessThanOrEqual(4);
  });
});

describe('an image that is too small beside others', () => {
  it('is left out, and named by its number and size', async () => {
    const images = [
      await draw([128, 128], 1),
      await draw([128, 128], 2),
      crop(await draw([64, 64], 3), [0, 0, 0], [1, 24, 24]),
    ];
    const { kept, warning } = withoutSmall(images);
    expect(kept).toEqual(images.slice(0, 2));
    expect(warning?.sentence).toMatch(/^Image number 3 of 3 \(24 x 24 pixels\) is smaller/);
  });

  it('is no reason where all are alike', async () => {
    const images = [await draw([96, 96], 1), await draw([80, 96], 2)];
    expect(withoutSmall(images)).toEqual({ kept: images });
  });
});

describe('what is foreseen before a fit', () => {
  it('is what the fit would refuse, and what it would warn of', async () => {
    const image = await draw([96, 96], 1);
    expect(foreseen([image])).toEqual({ warnings: [] });
    const [warning] = foreseen([squeezed(await draw([640, 160], 1))]).warnings;
    expect(warning.name).toBe('anisotropic in the plane');
    const refusal = (map: PhaseMap): string | undefined => foreseen([map]).refusal?.message;
    expect(refusal(crop(image, [0, 0, 0], [1, 20, 20]))).toContain('images of at least 24 pixels');
    expect(refusal({ ...image, data: image.data.map(() => 0) })).toContain('none of');
    const flat = { ...image.grid, spacing: [1, 2, 1] as const };
    expect(refusal({ ...image, grid: flat })).toContain('square pixels');
  });
});
