import { describe, expect, it } from 'vitest';
import { type Calibration, memoryStore, type Optimum, settingsSchema, writeJson } from '../calibrate/index.ts';
import { createModel, presets, realise, toModelFile } from '../phase/index.ts';
import { measureAlternatives, otherOptima } from './alternatives.ts';
import type { Choice } from './choice.ts';

describe('models that sections do not tell apart', () => {
  it('are the best of every look first, then the others by score', () => {
    const optima = [1, 1, 2, 1, 3, 2].map((look, score) => ({ look, score }) as Optimum);
    expect(otherOptima(optima).map(({ score }) => score)).toEqual([2, 4, 1, 3, 5]);
    expect(otherOptima([])).toEqual([]);
  });

  it('are optima of the calibration and classes of equal rank, in the order of its phases', async () => {
    const model = (lambda1: number, order = [1, 0]) => ({
      ...createModel(presets['level-set'], { taper: 16, parameters: { scalars: { lambda1 } } }),
      order,
    });
    const chosen = model(0.3);
    const { map } = await realise(chosen, { shape: [96, 96], seed: 3 });
    // Another optimum is stated by labels, here with the phases exchanged: then it is the chosen model itself.
    const labels = chosen.phases.map(({ label }) => label);
    const optimumOf = ({ order, values }: typeof chosen, look: number) =>
      ({ order: order.map((phase) => labels[phase]), values: [...values], look }) as unknown as Optimum;
    const optima = [optimumOf(chosen, 1), optimumOf(model(0.3), 2)];
    const result = {
      ...{ model: chosen, settings: settingsSchema.parse({ seed: 4 }) },
      exactFit: { optima: { optima } } as unknown as Calibration['exactFit'],
    };
    const store = memoryStore();
    const rival = toModelFile(model(-0.3, [0, 1]), '1');
    await writeJson(store, 'classes/level-set/model.json', rival);
    const candidates = [
      { model: 'level-set', verdict: 'equivalent' },
      { model: 'assb', verdict: 'worse' },
    ];
    const request = { result, images: [map], store, edge: 12, threads: 1 };
    const alone = (await measureAlternatives(request))!;
    expect([alone.optima, alone.classes]).toEqual([1, []]);
    for (const { range } of alone.quantities) expect(range[1]).toBeCloseTo(range[0], 12);
    const unseen = (await measureAlternatives({ ...request, choice: { candidates } as unknown as Choice }))!;
    expect(unseen.classes).toEqual(['level-set']);
    expect(unseen.quantities.some(({ range }) => range[1] > range[0] + 0.01)).toBe(true);
    const given = (await measureAlternatives({ ...request, result: { ...result, rivals: [model(-0.3)] } }))!;
    expect([given.optima, given.rivals]).toEqual([1, 1]);
    const none = { ...result, exactFit: undefined } as unknown as typeof result;
    expect(await measureAlternatives({ ...request, result: none })).toBeUndefined();
    // The model that was calibrated decides, not the short fit of its class while classes were compared.
    const look = { value: 1e6, expected: 10 };
    const quick = {
      candidates: [{ model: 'level-set', verdict: 'chosen', evaluation: { look } }],
    } as unknown as Choice;
    const simulated = { ...none, rivals: [model(-0.3)] };
    expect((await measureAlternatives({ ...request, result: simulated, choice: quick }))!.looksAlike).toBe(true);
    const other = { ...simulated, model: model(-0.3) };
    expect((await measureAlternatives({ ...request, result: other }))!.looksAlike).toBe(false);
  });
});
