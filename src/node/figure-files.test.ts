import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
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

describe('files of figures', () => {
  it('are an SVG and a PNG of three times its size, letters included', async () => {
    const files = await writeFigures(join(folder, 'both'), [figure('blank', ''), figure('units', 'µ₂⁻¹σ')]);
    expect(files).toEqual(
      ['blank.svg', 'blank.png', 'units.svg', 'units.png'].map((name) => join(folder, 'both', name)),
    );
    expect(readFileSync(files[2], 'utf8')).toBe(`${drawing('µ₂⁻¹σ')}\n`);
    expect(decode(readFileSync(files[3]))).toMatchObject({ width: 180, height: 60 });
    expect(inkOf(files[1])).toBe(0);
    expect(inkOf(files[3])).toBeGreaterThan(100);
  });

  it('have the same bytes each time', async () => {
    const write = async (name: string) =>
      readFileSync((await writeFigures(join(folder, name), [figure('a', 'abc')]))[1]);
    expect((await write('once')).equals(await write('twice'))).toBe(true);
  });
});
