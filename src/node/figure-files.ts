import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../report/index.ts';
import { ensureOutputFolder, writeFileAtomic } from './atomic-write.ts';

/** What was written for some figures. */
export interface FigureFiles {
  /** Paths of the files, in the order of the figures. */
  readonly files: readonly string[];
  /** Where the pictures could not be made: one sentence that names what to install. */
  readonly missing?: string;
}

/** Pixels of a PNG for each pixel of the page: 300 to the inch for a figure that is 340 pixels, or 88 mm, wide. */
const pngScale = 3;

/** Turns an SVG document into the bytes of a PNG. */
type Rasteriser = (svg: string) => Uint8Array;

/** The font that PNGs are set in: beside the built program, or in its package in a checkout. One font on all machines gives equal bytes. */
function fontFile(): string {
  const beside = ['../fonts/DejaVuSans.ttf', './fonts/DejaVuSans.ttf']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  return beside ?? createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
}

/** The rasteriser, or undefined where its package is not installed. */
async function loadRasteriser(): Promise<Rasteriser | undefined> {
  let resvg: typeof import('@resvg/resvg-js');
  try {
    resvg = await import('@resvg/resvg-js');
  } catch {
    return undefined;
  }
  const font = { loadSystemFonts: false, fontFiles: [fontFile()], defaultFontFamily: 'DejaVu Sans' };
  return (svg) => new resvg.Resvg(svg, { font, fitTo: { mode: 'zoom', value: pngScale } }).render().asPng();
}

/**
 * Writes every figure as NAME.svg and NAME.png into a folder, which is made where there is none. Equal figures give equal bytes.
 * Without the package that draws PNGs only the SVGs are written, and the result gives the reason.
 * @throws ExcursaError (resource) when the folder cannot be written.
 */
export async function writeFigures(folder: string, figures: readonly Figure[]): Promise<FigureFiles> {
  await ensureOutputFolder(folder);
  const rasterise = await loadRasteriser();
  const files: string[] = [];
  for (const figure of figures) {
    const svg = figure.svg();
    const path = join(folder, figure.name);
    await writeFileAtomic(`${path}.svg`, `${svg}\n`);
    files.push(`${path}.svg`);
    if (!rasterise) continue;
    await writeFileAtomic(`${path}.png`, rasterise(svg));
    files.push(`${path}.png`);
  }
  if (rasterise) return { files };
  return {
    files,
    missing: 'figures: PNG files need the package @resvg/resvg-js; try npm install @resvg/resvg-js@2.6.2',
  };
}
