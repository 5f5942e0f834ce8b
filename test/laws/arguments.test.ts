import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as pure from '../../src/index.ts';
import * as door from '../../src/node.ts';
import {
  accepted,
  type Entry,
  entries,
  folder,
  grey,
  large,
  map,
  model,
  modelFile,
  phases,
  signal,
  table,
  work,
} from './argument-table.ts';

afterAll(() => rmSync(folder, { recursive: true }));

/** What a script may hand over by mistake. */
const absurd = [undefined, null, Number.NaN, -1, 'x', {}, [], () => 1];

/** What is a function to the language, and no function to call. */
const notCalled: Readonly<Record<string, string>> = { ExcursaError: 'a class; who makes errors of it is no user' };

const call = async (name: string, given: readonly unknown[]): Promise<unknown> => {
  try {
    await (door as unknown as Record<string, (...all: readonly unknown[]) => unknown>)[name](...given);
    return undefined;
  } catch (error) {
    return error;
  }
};

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** Parts of records that may be any text. */
const texts = ['unit', 'name', 'title', 'summary', 'version', 'source', 'model'];

/** Parts that may be empty. */
const lists = ['scalars', 'sources', 'descriptorErrors', 'rows', 'notes', 'terms', 'citations', 'descriptors'];
const settingLists = ['inputs', 'fitErrors', 'reactive', 'frequencies'];
const records = ['parameters', 'conductivities', 'settings'];

/** Whether a part of a record may be any text, an empty list or an empty record. */
function isFree(part: string, value: unknown): boolean {
  if (Array.isArray(value)) return [...lists, ...settingLists].includes(part);
  return value === 'x' ? texts.includes(part) : isPlain(value) && records.includes(part);
}

/** Every wrong call of a function: one argument, or one part of it, is absurd. */
function wrongCalls({ valid, accepts = {}, needed = [] }: Entry<readonly unknown[]>) {
  const withAt = (place: number, value: unknown) => valid.map((own, i) => (i === place ? value : own));
  const isSame = (one: unknown, other: unknown): boolean => Object.is(one, other) || shown(one) === shown(other);
  const isWrong = (place: string, right: unknown, value: unknown): boolean => {
    if (typeof value === 'function' && typeof right === 'function') return false;
    if (isFree(place.split('.')[1], value)) return false;
    return !(accepts[place]?.[0] ?? []).some((one) => isSame(one, value));
  };
  return valid.flatMap((argument, i) => {
    const whole = absurd
      .filter((value) => isWrong(`${i}`, argument, value))
      .map((value) => ({ place: `${i}`, value, given: withAt(i, value) }));
    if (!isPlain(argument)) return whole;
    const parts = Object.keys(argument).flatMap((key) =>
      absurd
        .filter(
          (value) =>
            isWrong(`${i}.${key}`, argument[key], value) && (value !== undefined || needed.includes(`${i}.${key}`)),
        )
        .map((value) => ({ place: `${i}.${key}`, value, given: withAt(i, { ...argument, [key]: value }) })),
    );
    return [...whole, ...parts];
  });
}

describe('every function of both doors', () => {
  const names = Object.entries({ ...pure, ...door }).flatMap(([name, own]) =>
    typeof own === 'function' ? [name] : [],
  );

  it('is in the table of this law', () => {
    const missing = names.filter((name) => !(name in entries) && !(name in notCalled));
    const advice =
      'add to `functions` of test/laws/argument-table.ts an entry with arguments that the function accepts';
    expect(missing, advice).toEqual([]);
  });

  it.each(Object.entries(entries))('%s accepts what is right', async (name, { valid }) => {
    const error = await call(name, valid);
    // Work that takes long is stopped where it would begin.
    if (error instanceof pure.ExcursaError) expect(error).toMatchObject({ kind: 'interrupted' });
    else expect([undefined, accepted]).toContain(error);
  });

  it.each(Object.entries(entries))('%s refuses what is wrong in one sentence, before any work', async (name, entry) => {
    const calls = wrongCalls(entry);
    expect(calls.length > 0).toBe(entry.valid.length > 0);
    const before = [work.begun, readdirSync(folder)];
    const mistakes: string[] = [];
    for (const { place, value, given } of calls) {
      const error = await call(name, given);
      const text = error instanceof Error ? error.message : 'accepted';
      const isRefused = error instanceof pure.ExcursaError && ['usage', 'input'].includes(error.kind);
      const isSentence = /^[^\n]+: expected [^\n]+, got [^\n]+$/.test(text);
      if (isRefused && isSentence && !/Invalid input|received|undefined|\[object/.test(text)) continue;
      mistakes.push(`argument ${place} is ${typeof value === 'string' ? `'${value}'` : shown(value)}: ${text}`);
    }
    expect(mistakes).toEqual([]);
    expect([work.begun, readdirSync(folder)]).toEqual(before);
  });
});

/** Functions whose argument at a place is a thing, as a map or a model is, and no set of options. It may have more. */
const things: readonly (readonly string[])[] = [
  [
    'adjustModel',
    'calibrationFile',
    'conductivity',
    'countVoxels',
    'createModel',
    'createPhaseMap',
    'createTwoPointLaw',
    'crop',
    'describe',
    'electrodeTransport',
    'encodePhaseMap',
    'encodeProject',
    'expectedVolumeFractions',
    'fromModelFile',
    'parametersOf',
    'parseRecord',
    'provideNetworkRuntime',
    'provideThreads',
    'realisationBytes',
    'realise',
    'renderCsv',
    'renderReport',
    'renderText',
    'renderVolume',
    'sectionsOf',
    'slicePng',
    'tableJson',
    'toModelFile',
    'twinConductivity',
    'validate',
  ],
  ['compare', 'parametersOf', 'uniforms', 'validate', 'writeModel', 'writePhaseMap'],
  ['fromModelFile', 'toModelFile'],
];

it.each(Object.entries(entries))('%s refuses an option that it does not have', async (name, { valid }) => {
  for (const [i, argument] of valid.entries()) {
    if (!isPlain(argument) || things[i]?.includes(name)) continue;
    const error = await call(
      name,
      valid.map((own, j) => (i === j ? { ...argument, thraeds: 1 } : own)),
    );
    expect(error, `argument ${i}`).toMatchObject({ kind: 'usage' });
    expect((error as Error).message).toMatch(/expected (one of the options|a known setting).*, got "?thraeds"?; try ./);
  }
});

it.each([0.1, { spacing: 0.1, unit: 'um' }, { spacing: [0.1, 0.1] }, { spacing: [1, 1, 0], unit: 'um' }])(
  'a voxel size in the form %j is refused with the form that it should have',
  async (spacing) => {
    for (const name of ['decodePhaseMaps', 'decodeGrey', 'readPhaseMaps', 'readGrey']) {
      const error = await call(name, [entries[name].valid[0], { as: 'sections', spacing }]);
      expect(error).toMatchObject({ kind: 'usage' });
      const form = '{ spacing: [dz, dy, dx], unit }, got ';
      const remedy = "; try { spacing: [0.1, 0.1, 0.1], unit: 'um' }";
      const got = typeof spacing === 'number' ? `${spacing}` : JSON.stringify(spacing);
      expect((error as Error).message).toBe(`${name}, spacing: expected a voxel size ${form}${got}${remedy}`);
    }
  },
);

it.each([0, -1, Number.NaN, 1.5, '2', 1e9])('%s threads are refused', async (threads) => {
  for (const [name, { valid }] of Object.entries(entries)) {
    const place = valid.findIndex((own) => isPlain(own) && 'threads' in own);
    if (place < 0) continue;
    const error = await call(
      name,
      valid.map((own, i) => (i === place ? { ...(own as object), threads } : own)),
    );
    expect(error, name).toMatchObject({ kind: 'usage', message: expect.stringMatching(/threads: expected a whole/) });
  }
});

it.each([
  ['detail', () => door.describe(map, { detail: 'bogus' as never })],
  ['seed', () => door.realise(model, { shape: [8, 8], seed: Number.NaN })],
  ['origin', () => door.realise(model, { shape: [8, 8], seed: 1, origin: [0, 0] as never })],
  ['box', () => door.crop(map, [0, 1, 1], [1, 2, 2])],
  ['voxels of a map', () => door.countVoxels({ ...map, data: map.data.subarray(1) })],
  [
    'voxels of a grey image',
    () => door.segment([{ grid: large, values: new Float64Array(4) }], { classes: 2, filter: 'none' }),
  ],
  ['thresholds', () => door.segment([grey], { classes: 3, filter: 'none', thresholds: [9] })],
  ['phases of classes', () => door.segment([grey], { classes: 3, filter: 'none', phases })],
  ['a cell', () => door.renderText({ ...table, rows: [['pore', 'solid']] })],
  ['a piece', () => door.joinBytes([1] as never)],
  ['a phase to conduct', () => door.twinConductivity(model, { shape: [8, 8], conductivities: { other: 1 } })],
])('%s that does not fit is refused in one sentence', async (_, wrong) => {
  const error = await (async () => wrong())().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(pure.ExcursaError);
  expect((error as Error).message).toMatch(/^[^\n]+: expected [^\n]+, got [^\n]+$/);
});

it.each([
  [{ exact: {} } as never, {}, /^exact: expected a known setting, got exact; try leaving it out$/],
  [{ signal } as never, {}, /^signal: .* got one of the options; try the options, the third argument: .*{ signal }\)$/],
  [{ onProgress: () => 1 } as never, {}, /^onProgress: .*; try the options, the third argument: /],
  [{}, { starts: 2 } as never, /^calibrate, starts: .* got 2; try calibrate\(maps, { starts: 2 }\)/],
  [{}, { maxLag: 9 } as never, /^calibrate, maxLag: .*; try the settings, the second argument: .*{ maxLag }\)$/],
])('a name in the wrong argument of calibrate is sent to its own: %o, %o', async (settings, options, sentence) => {
  await expect(
    door.calibrate([{ ...map, grid: large, data: new Uint8Array(96 ** 2).map((_, i) => i % 2) }], settings, options),
  ).rejects.toThrow(sentence);
});

it('the content of a model file is no model yet', async () => {
  await expect(door.realise(modelFile as never, { shape: [8, 8], seed: 1 })).rejects.toThrow(
    /got \{"format":"excursa-model"\}; try fromModelFile\(content, 'model.json'\)/,
  );
});

it('a piece that is no bytes leaves no file', async () => {
  const before = readdirSync(folder);
  await expect(door.writeFileAtomic(join(folder, 'd.txt'), [1] as never)).rejects.toThrow(
    'expected Uint8Arrays, got 1',
  );
  expect(readdirSync(folder)).toEqual(before);
});

it('a drawing and a description stop by their signals', async () => {
  await expect(door.realise(model, { shape: [8, 8], seed: 1, signal })).rejects.toMatchObject({ kind: 'interrupted' });
  await expect(door.describe(map, { signal })).rejects.toMatchObject({ kind: 'interrupted' });
});

it('a model file with an unknown parameter, a strange unit or an absurd length is refused', () => {
  const changed = (change: (parameters: Record<string, Record<string, { value: number; unit: string }>>) => void) => {
    const file = structuredClone(modelFile);
    change(file.parameters);
    return () => door.fromModelFile(file, 'model.json');
  };
  const [field] = model.record.fields;
  const length = door.parametersOf(model.record, model.family).find((own) => own.dimension === 'length')!;
  expect(changed((all) => (all[field].bogus = { ...all[field][length.name] }))).toThrow(/out of .*, got .*bogus/);
  expect(changed((all) => (all[field][length.name].unit = 'furlong'))).toThrow(/the unit .*, got furlong/);
  expect(changed((all) => (all[field][length.name].value = 1e30))).toThrow(/of at most/);
});
