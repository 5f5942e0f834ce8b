import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ExcursaError } from '../errors.ts';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { byteFile } from '../node/index.ts';
import { byteSource, joinBytes } from './byte-source.ts';
import { decodeGrey, decodePhaseMaps } from './decode.ts';
import { encodePhaseMap } from './encode.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(fixture(name)));

/** Every way that bytes reach a reader. */
const sources = {
  memory: (name: string) => byteSource(bytesOf(name), name),
  'part of a larger array': (name: string) => {
    const bytes = bytesOf(name);
    const larger = new Uint8Array(bytes.length + 10).fill(7);
    larger.set(bytes, 3);
    return byteSource(larger.subarray(3, 3 + bytes.length), name);
  },
  'shared memory': (name: string) => {
    const bytes = bytesOf(name);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    return byteSource(shared, name);
  },
  'an ArrayBuffer': (name: string) => byteSource(bytesOf(name).slice().buffer, name),
  'a Blob': (name: string) => byteSource(new Blob([bytesOf(name) as Uint8Array<ArrayBuffer>]), name),
};

describe.each(Object.entries(sources))('a source of bytes: %s', (_, open) => {
  it.each(['u16-be.tif', 'u8-tiled-deflate.tif', 'f32-be-predictor.tif', 'grey2.png', 'u2-be.npy'])(
    '%s is read like the file on disk, twice',
    async (name) => {
      const [expected] = await decodeGrey([byteFile(fixture(name))], { as: 'volume' });
      const source = open(name);
      for (let k = 0; k < 2; k++) expect(await decodeGrey([source], { as: 'volume' })).toEqual([expected]);
    },
  );

  it('gives memory of its own, and refuses what lies outside', async () => {
    const source = open('u1.npy');
    const first = await source.read(1, 5);
    expect(new TextDecoder().decode(first)).toBe('NUMPY');
    expect(first.buffer.byteLength).toBe(5);
    first.fill(0);
    expect(new TextDecoder().decode(await source.read(1, 5))).toBe('NUMPY');
    for (const [offset, length] of [
      [0, source.size + 1],
      [-1, 2],
      [source.size, 1],
      [0, Number.NaN],
    ]) {
      await expect(source.read(offset, length)).rejects.toBeInstanceOf(ExcursaError);
    }
  });
});

describe('a Blob', () => {
  it('is asked for few pieces, whatever the reader does', async () => {
    const grid = createGrid([40, 64, 64]);
    const data = Uint8Array.from({ length: 40 * 64 * 64 }, (_, i) => ((i >> 3) * (i % 5)) % 3);
    const phases = [0, 1, 2].map((label) => ({ name: `phase${label}`, label }));
    const bytes = await joinBytes(encodePhaseMap(createPhaseMap(grid, data, phases), 'a.tif'));
    const blob = new Blob([bytes]);
    let requests = 0;
    const counting = {
      size: blob.size,
      slice: (start: number, end: number) => {
        requests++;
        return blob.slice(start, end);
      },
      arrayBuffer: () => blob.arrayBuffer(),
    };
    const [map] = await decodePhaseMaps([byteSource(counting, 'a.tif')], { as: 'volume' });
    expect(map.data).toEqual(data);
    // Directories first, then pixels: each goes through the file once, in windows of 256 KiB, and begins a new one.
    expect(requests).toBeLessThanOrEqual(2 * Math.ceil(bytes.length / 2 ** 18) + 2);
  });
});
