import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Figure } from '../report/index.ts';
import { writeFigures } from './figure-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'excursa-figures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const drawing = (text: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" viewBox="0 0 60 20"><rect width="60" height="20" fill="white"/><text x="2" y="14" font-size="12">${text}</text></svg>`;
const figure = (name: string, text: string): Figure => ({
  name,
  title: name,
  caption: '',
  width: 60,
  svg: () => drawing(text),
});

/** Dark pixels of a PNG. */
const inkOf = (path: string): number => {
  const { data, channels } = decode(readFileSync(path));
  let ink = 0;
  for (let i = 0; i < data.length; i += channels) if (data[i] < 128) ink++;
  return ink;
};

const isInstalled = await import('@resvg/resvg-js').then(
  () => true,
  () => false,
);

describe('files of figures', () => {
  it.skipIf(!isInstalled)('are an SVG and a PNG of three times its size, letters included', async () => {
    const { files, missing } = await writeFigures(join(folder, 'both'), [
      figure('blank', ''),
      figure('units', 'µ₂⁻¹σ'),
    ]);
    expect(missing).toBeUndefined();
    expect(files).toEqual(
      ['blank.svg', 'blank.png', 'units.svg', 'units.png'].map((name) => join(folder, 'both', name)),
    );
    expect(readFileSync(files[2], 'utf8')).toBe(`${drawing('µ₂⁻¹σ')}\n`);
    expect(decode(readFileSync(files[3]))).toMatchObject({ width: 180, height: 60 });
    expect(inkOf(files[1])).toBe(0);
    expect(inkOf(files[3])).toBeGreaterThan(100);
  });

  it.skipIf(!isInstalled)('have the same bytes each time', async () => {
    const write = async (name: string) =>
      readFileSync((await writeFigures(join(folder, name), [figure('a', 'abc')])).files[1]);
    expect((await write('once')).equals(await write('twice'))).toBe(true);
  });

  it('are SVGs alone, with a sentence on what to install, where the package is missing', async () => {
    vi.doMock('@resvg/resvg-js', () => {
      throw new Error('not installed');
    });
    const { files, missing } = await writeFigures(join(folder, 'svg'), [figure('a', 'abc')]);
    vi.doUnmock('@resvg/resvg-js');
    expect(readdirSync(join(folder, 'svg'))).toEqual(['a.svg']);
    expect(files).toHaveLength(1);
    expect(missing).toMatch(/need the package @resvg\/resvg-js; try npm install/);
  });
});
