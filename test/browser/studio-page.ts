/** The studio's pages as tests drive them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Project } from '../../src/calibrate/index.ts';
import { createModel, presets, realise } from '../../src/phase/index.ts';
import { keyOf, normals } from '../../src/random/index.ts';
import { root } from '../laws/source.ts';

/** Where the studio is built. */
export const folder = join(root, 'dist', 'studio');
export const isBuilt = existsSync(join(folder, 'index.html'));

/** A real image of two phases, which need not be there. */
export const realImage = join(root, '..', 'shared', 'data', 'mcrpy-2d', 'ceramics.tif');

/** What a page printed or threw that a reader of its console would take for a failure. */
export const complaints = new WeakMap<Page, string[]>();

/** A page of its own browser profile, or another tab beside one. */
export async function watched(beside: Browser | BrowserContext): Promise<Page> {
  const viewport = { width: 1280, height: 900 };
  const context = 'newContext' in beside ? await beside.newContext({ viewport }) : beside;
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  const own: string[] = [];
  complaints.set(page, own);
  page.on('pageerror', (error) => own.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') own.push(message.text());
  });
  return page;
}

export const button = (page: Page, name: string) => page.locator('main').getByRole('button', { name, exact: true });
export const step = (page: Page, name: string) => page.locator('nav button', { hasText: name });

export async function give(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.setInputFiles('input[type=file]', {
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  });
}

/** The text of a file that a button saves. */
export async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
  expect(download.suggestedFilename()).toBe(name);
  return readFileSync(await download.path(), 'utf8');
}

/** The command lines that a step shows. */
export const commandsOf = (page: Page): Promise<string[]> => page.locator('.command code').allTextContents();

/** The words of a command line behind its program, as a shell splits it. */
export const wordsOf = (line: string): string[] =>
  Array.from(line.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g), ([, quoted, plain]) =>
    (quoted ?? plain).replaceAll("'\\''", "'"),
  ).slice(1);

/** A limit that only ends what hangs. */
export const patiently = { timeout: 300_000, interval: 200 };

/**
 * Grey values as a microscope may give them of two phases: 80 and 170, blurred over three pixels, with normal noise of
 * deviation 14.
 */
export function greyOf(phases: Uint8Array, edge: number): Uint8Array {
  const noise = normals(phases.length, keyOf(1, 'grey'), 0);
  const at = (x: number, y: number): number =>
    phases[Math.max(0, Math.min(edge - 1, y)) * edge + Math.max(0, Math.min(edge - 1, x))];
  return phases.map((_, i) => {
    const [x, y] = [i % edge, Math.floor(i / edge)];
    const near = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => (2 - dx ** 2) * (2 - dy ** 2) * at(x + dx, y + dy)));
    const share = near.reduce((sum, own) => sum + own, 0) / 16;
    return Math.max(0, Math.min(255, Math.round(80 + 90 * share + 14 * noise[i])));
  });
}

/** Pixels with a square of one kind around them. */
export const middles = (edge: number, isKind: (x: number, y: number) => boolean): [x: number, y: number][] =>
  Array.from({ length: edge ** 2 }, (_, i): [number, number] => [i % edge, Math.floor(i / edge)]).filter(
    ([x, y]) =>
      [x, y].every((at) => at >= 3 && at < edge - 3) &&
      [-3, 0, 3].every((dx) => [-3, 0, 3].every((dy) => isKind(x + dx, y + dy))),
  );

/** Drags over the image of the page with a tool; places are shares of it. */
export async function drag(
  page: Page,
  tool: string,
  ...places: readonly (readonly [x: number, y: number])[]
): Promise<void> {
  await button(page, tool).click();
  const box = (await page.locator('svg.drawing').boundingBox())!;
  for (const [i, [x, y]] of places.entries()) {
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    if (i === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** Moves the focus by the tabulator until it is on what has this name, and presses a key there. */
export async function press(page: Page, name: string, key = 'Enter'): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    const own = await page.evaluate(`(() => {
      const it = document.activeElement;
      return (it.getAttribute('aria-label') ?? it.closest('label')?.textContent ?? it.textContent ?? '').trim();
    })()`);
    if (own === name) return page.keyboard.press(key);
  }
  throw new Error(`no key leads to ${name}`);
}

/** What the first slice shows. */
export const firstSlice = (page: Page): Promise<string> =>
  page.evaluate("document.querySelector('.triple canvas').toDataURL()");

/** A small project of two phases, and settings by which it is fitted in little time. */
export async function smallProject(): Promise<Project> {
  const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
  const model = createModel(presets['level-set'], { phases, spacing: 0.1, unit: 'um' });
  const { map } = await realise(model, { shape: [128, 128], seed: 5 });
  return { images: [map], settings: { model: 'level-set', order: '0,1', starts: 1, wideStarts: 0, points: 256 } };
}

/** Numbers of a model file. */
export const numbersOf = (file: { readonly parameters: Readonly<Record<string, object>> }): number[] =>
  Object.values(file.parameters).flatMap((group) => Object.values(group).map(({ value }) => value));

/** Expects the numbers of a file to be those of the command, but for last digits, in which engines differ. */
export function expectSame(file: Parameters<typeof numbersOf>[0], text: string): void {
  const own = numbersOf(file);
  numbersOf(JSON.parse(text)).forEach((value, i) => {
    expect(Math.abs(own[i] - value)).toBeLessThan(1e-3 * Math.abs(value) + 1e-6);
  });
}
