import { expect, it } from 'vitest';
import * as door from '../../src/index.ts';
import { ExcursaError } from '../../src/index.ts';

const phases = ['a', 'b'].map((name, label) => ({ name, label }));
const map = door.createPhaseMap(door.createGrid([2, 2]), Uint8Array.of(0, 1, 1, 0), phases);
const model = door.createModel(door.presets['level-set']);
const absurd = [undefined, null, Number.NaN, -1, 'x', {}, [], () => 1];
// biome-ignore lint/suspicious/noExplicitAny: a script is not held to the types.
const any = (value: unknown): any => value;

/** Calls with one wrong argument each; every one has to be refused in one sentence. */
const calls: [string, () => unknown][] = [
  ...absurd.flatMap((wrong): [string, () => unknown][] => [
    [`createGrid(${wrong})`, () => door.createGrid(any(wrong))],
    [`createPhaseMap(${wrong})`, () => door.createPhaseMap(any(wrong), any(wrong), any(wrong))],
    [`countVoxels(${wrong})`, () => door.countVoxels(any(wrong))],
    [`crop(${wrong})`, () => door.crop(map, any(wrong), any(wrong))],
    [`createModel(${wrong})`, () => door.createModel(any(wrong))],
    [`parametersOf(${wrong})`, () => door.parametersOf(any(wrong), 'low')],
    [`realise(${wrong})`, () => door.realise(any(wrong), { shape: [8, 8], seed: 1 })],
    [`realise(model, ${wrong})`, () => door.realise(model, any(wrong))],
    [`realisationBytes(${wrong})`, () => door.realisationBytes(model, any(wrong))],
    [`describe(${wrong})`, () => door.describe(any(wrong))],
    [`validate(${wrong})`, () => door.validate(any(wrong), any(wrong))],
    [`validate(model, ${wrong})`, () => door.validate(model, any(wrong))],
    [`calibrate(${wrong})`, () => door.calibrate(any(wrong))],
    [`fromModelFile(${wrong})`, () => door.fromModelFile(any(wrong), 'model.json')],
    [`parseRecord(${wrong})`, () => door.parseRecord(any(wrong), 'record.json')],
  ]),
  ...[0, -1, Number.NaN, 1.5, '2', 1e9].flatMap((threads): [string, () => unknown][] => [
    [`describe threads ${threads}`, () => door.describe(map, { threads: any(threads) })],
    [`realise threads ${threads}`, () => door.realise(model, { shape: [8, 8], seed: 1, threads: any(threads) })],
    [`validate threads ${threads}`, () => door.validate(model, map, { threads: any(threads) })],
    [`calibrate threads ${threads}`, () => door.calibrate([map], {}, { threads: any(threads) })],
  ]),
  ['detail', () => door.describe(map, { detail: any('bogus') })],
  ['seed', () => door.realise(model, { shape: [8, 8], seed: Number.NaN })],
  ['origin', () => door.realise(model, { shape: [8, 8], seed: 1, origin: any([0, 0]) })],
  ['box', () => door.crop(map, [0, 1, 1], [1, 2, 2])],
  ['setting', () => door.calibrate([map], any({ starts: -1 }))],
];

it.each(calls)('%s is refused in one sentence', async (_, call) => {
  const error = await (async () => call())().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ExcursaError);
  const { message } = error as ExcursaError;
  expect(message).toMatch(/^[^\n]+: expected [^\n]+, got [^\n]+$/);
  expect(message).not.toMatch(/Invalid input|received/);
});

it('a drawing and a description stop by their signals', async () => {
  const signal = AbortSignal.abort();
  await expect(door.realise(model, { shape: [8, 8], seed: 1, signal })).rejects.toMatchObject({ kind: 'interrupted' });
  await expect(door.describe(map, { signal })).rejects.toMatchObject({ kind: 'interrupted' });
});

it('a model file with an unknown parameter, a strange unit or an absurd length is refused', () => {
  const changed = (change: (parameters: Record<string, Record<string, { value: number; unit: string }>>) => void) => {
    const file = any(structuredClone(door.toModelFile(model, door.version)));
    change(file.parameters);
    return () => door.fromModelFile(file, 'model.json');
  };
  const field = model.record.fields[0];
  const length = door.parametersOf(model.record, model.family).find((own) => own.dimension === 'length')!;
  expect(changed((all) => (all[field].bogus = { ...all[field][length.name] }))).toThrow(/out of .*, got .*bogus/);
  expect(changed((all) => (all[field][length.name].unit = 'furlong'))).toThrow(/the unit .*, got furlong/);
  expect(changed((all) => (all[field][length.name].value = 1e30))).toThrow(/of at most/);
});
