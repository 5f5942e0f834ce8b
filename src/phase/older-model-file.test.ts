import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { grainsInAnyOrder } from './classes/grains.ts';
import { classes, fromModelFile, realise, toModelFile } from './index.ts';

/** Files of version 1 with SHA-256 of the voxels that the program which wrote them drew. */
const older: readonly { file: { model: { name: string } }; volume: string; section: string }[] = JSON.parse(
  readFileSync(new URL('../../test/fixtures/models-version-1.json', import.meta.url), 'utf8'),
);
const hash = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

describe('a model.json of version 1', () => {
  it.each(older.map((entry) => [entry.file.model.name, entry] as const))(
    'of %s draws what it drew',
    async (_, entry) => {
      const { file, volume, section } = entry;
      for (const content of [file, JSON.parse(JSON.stringify(toModelFile(fromModelFile(file, 'old'), '2')))]) {
        const model = fromModelFile(content, 'model.json');
        expect(hash((await realise(model, { shape: [12, 40, 44], seed: 7 })).map.data)).toBe(volume);
        const request = { shape: [48, 52], seed: 8, realisation: 3, periodic: true };
        expect(hash((await realise(model, request)).map.data)).toBe(section);
      }
    },
  );

  // The class of cracked grains has another record by now; its older models are drawn as they were.
  const kept = older.filter(({ file }) => file.model.name !== 'cracked-grains');
  it.each(kept.map((entry) => [entry.file.model.name, entry] as const))('of %s can be refitted', (name, entry) => {
    // The record of the class: terms of fields, grains and latents in their order, roles, transforms, starts.
    // Files of grains are older than their sorting.
    const record = name === 'grains' ? grainsInAnyOrder : classes[name].record;
    // What a class is in words has changed since.
    expect(fromModelFile(entry.file, 'old').record).toEqual({ ...record, summary: expect.any(String) });
  });

  it('of another class keeps its roles as far as the record shows them, and has no bounds', () => {
    const grains = older.find(({ file }) => file.model.name === 'grains')!;
    const file = { ...grains.file, model: { ...grains.file.model, name: 'others' } };
    const { scalars } = fromModelFile(file, 'old').record;
    const of = (name: string) => scalars.find((p) => p.name === name)!;
    expect(of('radius')).toMatchObject({ role: 'radius', dimension: 'length', transform: { kind: 'identity' } });
    expect(of('lambda2')).toMatchObject({ role: 'threshold', dimension: 'number' });
    expect(of('coat').role).toBe('weight');
  });
});
