import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { fromFile, type GeoTIFFImage } from 'geotiff';
import { afterAll, describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../grid/index.ts';
import { joinBytes } from '../byte-source.ts';
import { toRational, writeTiff } from './tiff-write.ts';

const scratch = mkdtempSync(join(tmpdir(), 'excursa-tiff-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const phases = [
  { name: 'pore', label: 0 },
  { name: 'am', label: 7 },
  { name: 'se', label: 200 },
];

/** A tag's numbers; the library's types know single values only. */
async function list(page: GeoTIFFImage, tag: 'XResolution' | 'YResolution'): Promise<ArrayLike<number>> {
  return (await page.fileDirectory.loadValue(tag)) as unknown as ArrayLike<number>;
}

describe('toRational', () => {
  it('finds decimal numbers exactly', () => {
    expect(toRational(0.065)).toEqual([13, 200]);
    expect(toRational(398)).toEqual([398, 1]);
    expect(toRational(5.345)).toEqual([1069, 200]);
    expect(toRational(1e-6)).toEqual([1, 1_000_000]);
  });

  it('comes within 2^-32 of everything that a spacing may be', () => {
    // A convergent p/q differs by less than 1/(q q'), q' being the next denominator. The search ends when p' or q'
    // passes 2^32, so the relative error q v/(p q q' v) is below 1/(p q') and 1/(q p'): below 2^-32 either way, up to
    // rounding.
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e4, noNaN: true }), (value) => {
        const [numerator, denominator] = toRational(value);
        expect(Math.max(numerator, denominator)).toBeLessThan(2 ** 32);
        expect(Math.abs(numerator / denominator / value - 1)).toBeLessThan(2 ** -31);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

describe('writeTiff', () => {
  it('is read by another program, page by page', async () => {
    const grid = createGrid([3, 5, 7], { spacing: [0.1, 0.05, 0.065], unit: 'um' });
    const data = Uint8Array.from({ length: 105 }, (_, i) => (i % 11 === 0 ? 255 : i % 3));
    const path = join(scratch, 'a.tif');
    writeFileSync(path, await joinBytes(writeTiff(createPhaseMap(grid, data, phases))));
    const tiff = await fromFile(path);
    expect(await tiff.getImageCount()).toBe(3);
    for (let z = 0; z < 3; z++) {
      const page = await tiff.getImage(z);
      expect([page.getWidth(), page.getHeight()]).toEqual([7, 5]);
      const pixels = Array.from((await page.readRasters({ interleave: true })) as Uint8Array);
      expect(pixels).toEqual(Array.from(data.slice(z * 35, z * 35 + 35), (i) => phases[i]?.label ?? 255));
      expect(Array.from(await list(page, 'XResolution'))).toEqual([200, 13]);
      expect(Array.from(await list(page, 'YResolution'))).toEqual([20, 1]);
      expect(await page.fileDirectory.loadValue('ImageDescription')).toBe(
        'ImageJ=1.54f\nimages=3\nslices=3\nunit=um\nspacing=0.1\nloop=false\nmin=0\nmax=200\nphases=0=pore,7=am,200=se\n\0',
      );
    }
    await tiff.close();
  });

  it('starts every page and directory at an even byte', async () => {
    // Pages of noise have compressed lengths of either parity.
    let state = 1;
    const next = (): number => {
      state = (state * 48271) % 2147483647;
      return state % 3;
    };
    const data = Uint8Array.from({ length: 8 * 31 * 31 }, next);
    const bytes = Buffer.from(await joinBytes(writeTiff(createPhaseMap(createGrid([8, 31, 31]), data, phases))));
    let pages = 0;
    for (let at = bytes.readUInt32LE(4); at !== 0; pages++) {
      expect(at % 2).toBe(0);
      const entries = bytes.readUInt16LE(at);
      for (let e = 0; e < entries; e++) {
        if (bytes.readUInt16LE(at + 2 + 12 * e) === 273) expect(bytes.readUInt32LE(at + 2 + 12 * e + 8) % 2).toBe(0);
      }
      at = bytes.readUInt32LE(at + 2 + 12 * entries);
    }
    expect(pages).toBe(8);
  });
});
