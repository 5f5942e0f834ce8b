import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap } from '../../../grid/index.ts';
import { createModel, parametersOf, presets, realise, toRaws } from '../../../phase/index.ts';
import { keyOf, uniforms } from '../../../random/index.ts';
import { settingsSchema } from '../../settings.ts';
import { prepareFit } from './exact-fit.ts';
import { heldOutJudge, splitImages } from './unseen-images.ts';

const phases = ['a', 'b'].map((name, label) => ({ name, label }));
/** Squares of 4 x 4 pixels, half of them in phase b. */
function squares(edge: number, stream: number): PhaseMap {
  const cells = edge / 4;
  const u = uniforms(cells * cells, keyOf(3, 'squares'), stream);
  const data = Uint8Array.from({ length: edge * edge }, (_, i) =>
    u[Math.floor(Math.floor(i / edge) / 4) * cells + Math.floor((i % edge) / 4)] < 0.5 ? 1 : 0,
  );
  return createPhaseMap(createGrid([edge, edge], { spacing: 1, unit: 'um' }), data, phases);
}

describe('images that are held back', () => {
  it('are every fourth of several', () => {
    const images = Array.from({ length: 9 }, (_, i) => squares(16, i));
    const { learned, held } = splitImages(images, 16)!;
    expect(held).toEqual([images[3], images[7]]);
    expect(learned).toEqual(images.filter((own) => !held.includes(own)));
  });

  it('are the lowest rows of one, which share no pixel with the rest', () => {
    const image = squares(64, 1);
    const { learned, held } = splitImages([image], 48)!;
    expect([...learned[0].data, ...held[0].data]).toEqual([...image.data]);
    expect(held[0].grid.shape).toEqual([1, 16, 64]);
    expect(splitImages([image], 64)).toBeUndefined();
  });

  it('give the model that they come from a smaller score than another', async () => {
    const range = (r: number) => ({ X: { range1: r, range2: r, range3: r } });
    const of = (r: number) => createModel(presets['level-set'], { parameters: range(r), taper: 32 });
    const images = [(await realise(of(6), { shape: [256, 256], seed: 3 })).map];
    const settings = settingsSchema.parse({ model: 'level-set', maxLag: 12, taper: 32 });
    const setup = prepareFit(settings, images, presets['level-set']);
    const judge = heldOutJudge(setup, images, [0, 1], { seed: 1, threads: 1 })!;
    const rawOf = (r: number) => toRaws(parametersOf(presets['level-set'], 'low'), Array.from(of(r).values));
    const [own, other] = [await judge.score(rawOf(6)), await judge.score(rawOf(12))];
    await judge.close();
    expect(own).toBeLessThan(other - judge.chance);
  });
});
