import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import type { ModelRecord } from '../phase/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { calibrate } from './calibrate.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
const n = 64;
const grid = createGrid([n, n]);
const data = Uint8Array.from(uniforms(n * n, keyOf(1, 'noise'), 0), (u) => Math.floor(3 * u));
const map = createPhaseMap(grid, data, phases);
const settings = { model: 'plurigaussian', order: '0,1,2', starts: 1, points: 256 };

/** What a script in plain JavaScript may hand over. */
const given: [name: string, images: unknown, message: RegExp][] = [
  ['nothing', undefined, /a list of phase maps/],
  ['no image', [], /at least one image/],
  ['one map instead of a list', map, /a list of phase maps/],
  ['an array of labels', data, /a list of phase maps/],
  ['arrays of labels', [data], /phase maps, got something else in the list; try createPhaseMap/],
  ['indices beyond the phases', [{ grid, phases, data: data.with(7, 9) }], /indices below 3 or 255, got 9/],
  ['too few voxels', [{ grid, phases, data: data.slice(1) }], /4096 voxels for 1 x 64 x 64, got 4095/],
  ['numbers that are no indices', [{ grid, phases, data: Float64Array.from(data) }], /Uint8Array.*got Float64Array/],
  ['masked voxels only', [{ grid, phases, data: new Uint8Array(n * n).fill(masked) }], /masked voxels only/],
  ['phases in another order', [map, { ...map, phases: phases.toReversed() }], /0=a, 1=b, 2=c in every image, got 2=c/],
  ['a phase that is not there', [{ ...map, data: data.map((p) => p % 2) }], /every phase in the images, got none of c/],
];

describe('images that cannot be calibrated to', () => {
  it.each(given)('%s: one sentence', async (_, images, message) => {
    const failure = await calibrate(images as PhaseMap[], settings).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ExcursaError', kind: 'input', message: expect.stringMatching(message) });
  });
});

describe('images of more phases than a class takes', () => {
  it.each([
    [4, /3 phases .*, got 4 \(.*\); try merging phases, for example labels: 0\+1=p0,2=p2,3=p3 \(.*level-set takes 2/],
    [5, /got 5 \(.*\); try merging phases, for example labels: 0\+1\+2=p0,3=p3,4=p4/],
  ])('%i: the numbers that classes take, and how to merge', async (count, message) => {
    const many = Array.from({ length: count }, (_, label) => ({ label, name: `p${label}` }));
    const own = createPhaseMap(
      grid,
      data.map((_, i) => i % count),
      many,
    );
    await expect(calibrate([own], settings)).rejects.toThrow(message);
  });
});

describe('a model that is not one', () => {
  it.each(['toString', 'nosuch'])('of the name %s is refused', async (model) => {
    await expect(calibrate([map], { ...settings, model })).rejects.toThrow(/^model: expected one of .*, got /);
  });

  it('of a record from a script is completed, or refused in one sentence', async () => {
    const level = { name: 't', role: 'threshold', meaning: 'level', start: 0, spread: 0.2 };
    const record = {
      name: 'plain',
      summary: 'a level set',
      fields: ['X'],
      scalars: [{ ...level, transform: { kind: 'identity' } }],
      latents: [{ name: 'A', terms: [{ kind: 'field', field: 'X' }], threshold: 't' }],
    } as unknown as ModelRecord;
    const two = createPhaseMap(
      grid,
      data.map((p) => p % 2),
      phases.slice(0, 2),
    );
    const { model } = await calibrate([two], { ...settings, order: '0,1' }, { record });
    expect(model.record.latents[0].terms[0]).toEqual({ kind: 'field', field: 'X', power: 1, coefficient: [] });
    for (const wrong of [{}, { ...record, fields: ['Y'] }, { ...record, scalars: [] }]) {
      await expect(calibrate([two], settings, { record: wrong as ModelRecord })).rejects.toThrow(/^record: expected /);
    }
  });
});
