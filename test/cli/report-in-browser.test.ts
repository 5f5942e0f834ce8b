/**
 * Reports as a browser shows them: Chromium renders and presses what a reader would.
 * @module-tag long
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/node/index.ts';
import { toModelFile } from '../../src/phase/index.ts';
import { hasBrowser, openBrowser } from '../report/browser.ts';
import { excursa, scratchFolder, smallMap, smallModel } from './command.ts';

const widths = [1280, 800, 400];

/** Different colours in a picture of the page. */
function coloursIn(png: Uint8Array): number {
  const { data, channels } = decode(png);
  const seen = new Set<string>();
  for (let i = 0; i < data.length; i += channels) seen.add(data.subarray(i, i + 3).join());
  return seen.size;
}

/** Share of the pixels that differ between two pictures of one size. */
function differing(one: Uint8Array, other: Uint8Array): number {
  const [a, b] = [decode(one), decode(other)];
  let count = 0;
  for (let i = 0; i < a.data.length; i += a.channels) {
    if ([0, 1, 2].some((c) => Math.abs(a.data[i + c] - b.data[i + c]) > 8)) count++;
  }
  return count / (a.width * a.height);
}

describe.skipIf(!hasBrowser)('a report in a browser', () => {
  const folder = scratchFolder();
  const report = join(folder, 'report.html');
  const problems: string[] = [];
  const requests: string[] = [];
  let browser: Browser;
  /** The report at a width, once its volume is drawn. */
  const open = async (width: number, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 800 }, ...options });
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    await page.goto(`file://${report}`);
    await page.waitForSelector('.twin.live canvas');
    return page;
  };
  const overflow = (page: Page): Promise<unknown> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'model.json'), JSON.stringify(toModelFile(smallModel(), '0')));
    await writePhaseMap(join(folder, 'volume.tif'), await smallMap([40, 40, 40]));
    const place = ['validate', 'model.json', 'volume.tif', '--as', 'volume', '--realisations', '3'];
    expect(excursa([...place, '--report', 'report.html'], folder).code).toBe(0);
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each(widths)('fits a page of %i pixels, folded and open, and asks for nothing', async (width) => {
    const page = await open(width);
    expect(await overflow(page)).toBe(0);
    const images = await page.$$eval('img', (list) =>
      list.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    );
    // Two slices, the still picture, and model and data: whole, and each of three phases.
    expect(images).toHaveLength(2 + 1 + 2 * 4);
    for (const image of images) expect(image).toBeGreaterThan(30);
    await page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');
    expect(await page.locator('.fold > section').count()).toBeGreaterThan(6);
    expect(await overflow(page)).toBe(0);
    const wide = await page.evaluate(`[...document.querySelectorAll('table')]
      .filter((table) => table.closest('.scroll').getBoundingClientRect().right > innerWidth + 0.5).length`);
    expect(wide).toBe(0);
    expect(problems).toEqual([]);
    expect(requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    await page.close();
  });

  it.each(widths)('answers first, %i pixels wide', async (width) => {
    const page = await open(width);
    const { y, height } = (await page.locator('.answer').boundingBox())!;
    expect(y + height).toBeLessThan(800);
    if (width === 1280) {
      // Pictures are there too, and the numbers of the first phase.
      for (const part of ['.sections', '.stage', '.phase']) {
        const box = (await page.locator(part).first().boundingBox())!;
        expect(box.y + box.height, part).toBeLessThanOrEqual(800);
      }
    }
    await page.close();
  });

  it('draws the volume, turns and cuts it, and hides a phase', async () => {
    const page = await open(1280);
    const canvas = page.locator('canvas');
    const picture = async (): Promise<Buffer> => {
      // Fine pictures come when nothing moves: two in a row that are equal. A picture that never rests is judged as
      // it is.
      let last = await canvas.screenshot();
      for (let looks = 0; looks < 40; looks++) {
        await page.waitForTimeout(300);
        const now = await canvas.screenshot();
        if (now.equals(last)) return now;
        last = now;
      }
      return last;
    };
    const first = await picture();
    expect(coloursIn(first)).toBeGreaterThan(20);
    await canvas.focus();
    const focused = await picture();
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
    const turned = await picture();
    expect(differing(turned, focused)).toBeGreaterThan(0.05);
    await page.getByRole('button', { name: 'First view' }).click();
    // The mark of the focus may differ along the border.
    expect(differing(await picture(), first)).toBeLessThan(0.02);
    await page.locator('.cut input').last().fill('20');
    const cut = await picture();
    expect(differing(cut, first)).toBeGreaterThan(0.05);
    await page.locator('.phases input').first().uncheck();
    const hidden = await picture();
    expect(differing(hidden, cut)).toBeGreaterThan(0.05);
    await page.locator('.choice input').last().check();
    expect(differing(await picture(), hidden)).toBeGreaterThan(0.05);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('shows the still picture where there is no WebGL2', async () => {
    const without = await openBrowser(['webgl', '3d-apis', 'webgl2']);
    const page = await without.newPage();
    await page.goto(`file://${report}`);
    await page.waitForTimeout(500);
    expect(await page.locator('.still img').isVisible()).toBe(true);
    expect(await page.locator('canvas').count()).toBe(0);
    await without.close();
  });

  it('opens its folds for links and in print, and shows the still picture there', async () => {
    const page = await open(1280);
    const section = page.locator('.fold > section').last();
    expect(await section.isVisible()).toBe(false);
    await page.locator('nav a').last().click();
    expect(await section.isVisible()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    // Without a program too: the style alone opens them.
    for (const one of await page.locator('.fold > section').all()) expect(await one.isVisible()).toBe(true);
    expect(await page.locator('.still img').isVisible()).toBe(true);
    expect(await page.locator('nav').isVisible()).toBe(false);
    // The width of an A4 page between margins of 15 mm.
    await page.setViewportSize({ width: 680, height: 960 });
    expect(await overflow(page)).toBe(0);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });

  it('has letters of enough contrast, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(1280, { colorScheme });
      const least = await page.evaluate(`(() => {
        const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
        const linear = (c) => (c <= 10.3 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
        const light = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
        const behind = (element) => {
          for (let e = element; e; e = e.parentElement) {
            const colour = rgb(getComputedStyle(e).backgroundColor);
            if (colour.length === 3 || colour[3] > 0) return colour;
          }
          return [255, 255, 255];
        };
        const texts = 'h1, .subtitle, .answer p, .sign, .next, .next code, .button, dt, dd, .soft, nav a, summary, .off';
        return Math.min(...[...document.querySelectorAll(texts)].map((element) => {
          const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        }));
      })()`);
      // The contrast that WCAG 2 asks of text at its level AA.
      expect(least, colorScheme).toBeGreaterThanOrEqual(4.5);
      await page.close();
    }
  });

  it('stays small enough to mail', () => {
    // Labels of two volumes of 128^3 voxels take at most half a megabyte, still pictures some 300 kB each; this one has
    // volumes of 40^3, so that figures and tables are most of it.
    expect(statSync(report).size).toBeLessThan(3e6);
    expect(readFileSync(report, 'utf8').match(/data-header/g)!.length).toBeGreaterThanOrEqual(2);
  });
});
