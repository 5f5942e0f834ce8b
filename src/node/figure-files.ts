import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../report/index.ts';
import { ensureOutputFolder, writeFileAtomic } from './atomic-write.ts';

/** Pixels of a PNG for each pixel of the page: 300 to the inch for a figure that is 340 pixels, or 88 mm, wide. */
const pngScale = 3;

/** Turns an SVG document into the bytes of a PNG. */
type Rasteriser = (svg: string) => Uint8Array;

/** A file beside the built program; in a checkout, that of the package which it comes from. */
function builtFile(name: string, source: string): Promise<Uint8Array> {
  const beside = [`../${name}`, `./${name}`]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  return readFile(beside ?? createRequire(import.meta.url).resolve(source));
}

let loading: Promise<Rasteriser> | undefined;

/**
 * The rasteriser, loaded when the first figure is written. One program and one font on all machines give equal bytes.
 */
async function loadRasteriser(): Promise<Rasteriser> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  await initWasm(await builtFile('figures/resvg.wasm', '@resvg/resvg-wasm/index_bg.wasm'));
  const fontBuffers = [await builtFile('figures/DejaVuSans.ttf', 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf')];
  const font = { loadSystemFonts: false, fontBuffers, defaultFontFamily: 'DejaVu Sans' };
  return (svg) => new Resvg(svg, { font, fitTo: { mode: 'zoom', value: pngScale } }).render().asPng();
}

/**
 * Writes every figure as NAME.svg and NAME.png into a folder, which is made where there is none. Equal figures give
 * equal bytes.
 * @returns paths of the files, in the order of the figures. @throws ExcursaError (resource) when the folder cannot be
 * written.
 */
export async function writeFigures(folder: string, figures: readonly Figure[]): Promise<readonly string[]> {
  await ensureOutputFolder(folder);
  loading ??= loadRasteriser();
  const rasterise = await loading;
  const files: string[] = [];
  for (const figure of figures) {
    const svg = figure.svg();
    const path = join(folder, figure.name);
    await writeFileAtomic(`${path}.svg`, `${svg}\n`);
    await writeFileAtomic(`${path}.png`, rasterise(svg));
    files.push(`${path}.svg`, `${path}.png`);
  }
  return files;
}
