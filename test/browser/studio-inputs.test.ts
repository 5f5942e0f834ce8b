/** What the studio takes, by every way in; stopping each long step. In a real browser, as it is built. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { unzipSync } from 'fflate';
import jpeg from 'jpeg-js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeProject, type Project } from '../../src/calibrate/index.ts';
import { createGrid, createPhaseMap, crop } from '../../src/grid/index.ts';
import { encodePhaseMap, joinBytes } from '../../src/io/index.ts';
import { type StudioServer, serveStudio } from '../../src/node/index.ts';
import { scratchFolder } from '../cli/command.ts';
import { root } from '../laws/source.ts';
import { hasBrowser, openBrowser, openBrowserIn } from '../report/browser.ts';
import { button, complaints, folder, give, isBuilt, patiently, smallProject, step, watched } from './studio-page.ts';

const fixtures = join(root, 'src', 'io', 'fixtures');

/** How many projects a page finds in the database. */
const keptProjects = `new Promise((resolve) => {
  const opening = indexedDB.open('excursa-studio', 1);
  opening.onsuccess = () => {
    const count = opening.result.transaction('projects').objectStore('projects').count();
    count.onsuccess = () => resolve(count.result);
  };
})`;

/** Drops files or folders of the disk on the page, as a file manager does. */
async function drop(page: Page, ...files: readonly string[]): Promise<void> {
  const box = (await page.locator('.drop').boundingBox())!;
  const session = await page.context().newCDPSession(page);
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, ...place, data });
  }
  await session.detach();
}

/** Does what begins long work, and stops it as soon as it can be stopped. */
async function stopped(page: Page, begin: () => Promise<unknown>): Promise<void> {
  await page.evaluate(`
    globalThis.stops = 0;
    globalThis.watcher?.disconnect();
    globalThis.watcher = new MutationObserver(() => {
      const cancel = [...document.querySelectorAll('.busy button')].find((own) => own.textContent === 'Cancel');
      if (!cancel) return;
      globalThis.watcher.disconnect();
      globalThis.stops++;
      cancel.click();
    });
    globalThis.watcher.observe(document.body, { subtree: true, childList: true });`);
  await begin();
  await expect.poll(() => page.evaluate('globalThis.stops'), patiently).toBe(1);
  await page.locator('.busy').waitFor({ state: 'detached' });
  // Stopped by will, so nothing is said to have failed.
  expect(await page.getByRole('alert').count()).toBe(0);
}

describe.skipIf(!hasBrowser || !isBuilt)('what the studio takes', () => {
  let browser: Browser;
  let server: StudioServer;
  let project: Project;
  let scratch: string;
  beforeAll(async () => {
    browser = await openBrowser();
    server = await serveStudio(folder, 0);
    project = await smallProject();
    scratch = scratchFolder();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Writes a file of the scratch folder. */
  const write = (name: string, bytes: string | Uint8Array): string => {
    const path = join(scratch, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  };

  it('files of all kinds at once, folders and OME-Zarr stores, chosen and dropped; others are refused in a sentence', {
    tags: ['long'],
  }, async () => {
    const page = await watched(browser);
    await page.goto(server.address);
    const [map] = project.images;
    const bytes = (name: string) => joinBytes(encodePhaseMap(map, name));
    const png = encode({ width: 128, height: 128, data: map.data, channels: 1, depth: 8 });
    const labels = [
      write('all/s2.tif', await bytes('s2.tif')),
      write('all/s1.png', png),
      write('all/s10.npy', await bytes('s10.npy')),
    ];
    write('all/notes.txt', 'no image');
    const size = page.getByText(/pixels/).first();
    const counts = page.locator('main section p.quiet').first();
    const opened = async (text: string) => {
      await counts.getByText(text).waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
    };
    const refused = (sentence: string) => page.getByRole('alert').getByText(sentence).waitFor();

    const choose = page.getByLabel('Choose images');
    const chooseFolder = page.getByLabel('Choose a folder');
    await choose.setInputFiles(labels);
    await opened('3 images of 128 × 128 pixels');
    await size.waitFor();
    // The whole folder, in which only images are taken.
    await chooseFolder.setInputFiles(join(scratch, 'all'));
    await opened('3 images of 128 × 128 pixels');
    await drop(page, labels[0], labels[1]);
    await opened('2 images of 128 × 128 pixels');
    await drop(page, join(scratch, 'all'));
    await opened('3 images of 128 × 128 pixels');

    // The same content twice is one image; one that states no pixel size has that of the others.
    await choose.setInputFiles([labels[0], write('copy.tif', readFileSync(labels[0]))]);
    await opened('128 × 128 pixels');
    await page.getByText('copy.tif has the same content as s2.tif and is taken once.').waitFor();
    await choose.setInputFiles(labels);
    await page.getByText('2 of 3 images state no pixel size: that of the others is taken, 0.1 µm.').waitFor();
    const other = { ...map, grid: { ...map.grid, spacing: [0.2, 0.2, 0.2] as const } };
    await choose.setInputFiles([labels[0], write('coarse.tif', await joinBytes(encodePhaseMap(other, 'coarse.tif')))]);
    await refused('coarse.tif: expected pixels of 0.1 µm as in s2.tif, got pixels of 0.2 µm; try opening them apart');

    // What a fit would refuse or warn of is there before it.
    const small = crop(map, [0, 0, 0], [1, 20, 20]);
    await choose.setInputFiles(write('small.tif', await joinBytes(encodePhaseMap(small, 'small.tif'))));
    await page.locator('.warning').getByText('expected images of at least 24 pixels').waitFor();

    // A JPEG image holds no labels: it is to be segmented, and not beside labels or images of another size.
    const rgba = new Uint8Array(128 * 128 * 4).fill(255);
    map.data.forEach((phase, i) => {
      rgba.fill(60 + 120 * phase, 4 * i, 4 * i + 3);
    });
    const photo = write('photo.jpg', jpeg.encode({ width: 128, height: 128, data: rgba }, 90).data);
    await choose.setInputFiles([photo, labels[1]]);
    await refused('photo.jpg: expected labels as in s1.png, got grey values; try opening labels and grey images apart');
    const half = write(
      'half.jpg',
      jpeg.encode({ width: 128, height: 64, data: rgba.subarray(0, 128 * 64 * 4) }, 90).data,
    );
    await choose.setInputFiles([photo, half]);
    await refused('half.jpg: expected 128 x 128 pixels as in photo.jpg, got 128 x 64 pixels');
    await drop(page, photo);
    await opened('128 × 128 pixels, grey');

    // More phases than models have are made fewer, and again more.
    const five = map.data.map((phase, i) => phase + 2 * (i % 2) + Number(i % 128 > 100 && i % 3 === 0));
    await choose.setInputFiles(
      write('five.png', encode({ width: 128, height: 128, data: five, channels: 1, depth: 8 })),
    );
    await page.getByText('5 phases: they can be measured, but models have two or three.').waitFor();
    for (const [from, into] of [
      ['phase4', 'phase3'],
      ['phase2', 'phase0'],
    ]) {
      await page.getByLabel('Phase to merge', { exact: true }).selectOption(from);
      await page.getByLabel('Phase to merge it into').selectOption(into);
      await button(page, 'Merge').click();
    }
    await page.getByText('label 0 + 2, ').waitFor();
    await step(page, 'Calibrate').click();
    expect(await page.locator('.command code').textContent()).toContain(
      'five.png --labels 0+2=phase0,1=phase1,3+4=phase3 ',
    );
    await page.goBack();
    await button(page, 'Undo the merging').click();
    await page.getByLabel('Name of phase 5').waitFor();

    // Stores, packed and as folders; their voxel size is taken over.
    for (const name of ['zarr2-blosc.ome.zarr.zip', 'zarr3-shards.ozx']) {
      await choose.setInputFiles(join(fixtures, name));
      await opened('3 images of 37 × 23 pixels');
      // Pixels of these stores are no squares, so each axis has a field.
      expect(await page.getByLabel('Edge of a pixel along x').inputValue()).toBe('0.065');
    }
    for (const [path, own] of Object.entries(unzipSync(readFileSync(join(fixtures, 'zarr2-be.ome.zarr.zip'))))) {
      write(path, own);
    }
    const store = join(scratch, 'big.zarr');
    for (const take of [() => chooseFolder.setInputFiles(store), () => drop(page, store)]) {
      await drop(page, labels[0]);
      await opened('128 × 128 pixels');
      await take();
      await opened('3 images of 37 × 23 pixels');
    }

    // Wrong ones, by every way in.
    const notes = write('notes.txt', 'no image');
    const sentence = 'notes.txt: expected a TIFF, PNG, NPY, BMP or OME-Zarr file, got another kind';
    await choose.setInputFiles(notes);
    await refused(sentence);
    await drop(page, labels[0]);
    await opened('128 × 128 pixels');
    await drop(page, notes);
    await refused(sentence);
    write('none/notes.txt', 'no image');
    await chooseFolder.setInputFiles(join(scratch, 'none'));
    await refused(sentence);
    await choose.setInputFiles(join(fixtures, 'notes.ozx'));
    await refused('notes.ozx: expected an OME-Zarr image of one channel');
    await drop(page, write('cut.ozx', readFileSync(join(fixtures, 'zarr3-shards.ozx')).subarray(0, 3000)));
    await refused('cut.ozx: expected an OME-Zarr image of one channel');
    await drop(page, join(fixtures, 'zarr3-channels.ozx'));
    await refused('got 2 along the axis c');
    await drop(page, write('wrong.json', '{"project": 1}'));
    await refused('wrong.json: expected a project file of the studio');
    // What was there is kept.
    await counts.getByText('128 × 128 pixels').waitFor();
    expect(complaints.get(page)).toEqual([]);
    await page.context().close();
  });

  it('is there again after a reload, large images too', { tags: ['long'] }, async () => {
    // A browser that keeps values on a disk may end a transaction before a large one is there.
    const own = await openBrowserIn(join(scratch, 'profile'));
    const page = await watched(own);
    await page.goto(server.address);
    const edge = 2600;
    const labels = Uint8Array.from({ length: edge * edge }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 13) & 1);
    const map = createPhaseMap(createGrid([edge, edge]), labels, project.images[0].phases.slice(0, 2));
    const file = write('large.npy', await joinBytes(encodePhaseMap(map, 'large.npy')));
    await page.getByLabel('Choose images').setInputFiles(file);
    const size = page.getByText('2600 × 2600 pixels').first();
    await size.waitFor();
    await expect.poll(() => page.evaluate(keptProjects), patiently).toBe(1);
    await page.reload();
    await size.waitFor();
    expect(complaints.get(page)).toEqual([]);
    await own.close();
  });

  it('stops every long step at once, and takes it up again', { tags: ['long'] }, async () => {
    const page = await watched(browser);
    await page.goto(server.address);
    const choose = page.getByLabel('Choose images');
    const given = write('my.json', await encodeProject(project));
    await stopped(page, () => choose.setInputFiles(given));
    await stopped(page, () => button(page, 'Try the example').click());
    await choose.setInputFiles(given);
    await page.getByLabel('Name of phase 2').waitFor();

    await step(page, 'Measure').click();
    await stopped(page, () => button(page, 'Measure').click());
    await button(page, 'Measure').click();
    await page.locator('.intervals').waitFor();
    // Every quantity has its definition, for a pointer and at once by keys.
    const terms = page.locator('.intervals .term, .table th.term');
    expect(await terms.count()).toBeGreaterThan(8);
    for (const term of await terms.all()) expect(await term.getAttribute('title')).toMatch(/\.$/);
    await page.locator('.intervals .term').first().focus();
    const shown = `getComputedStyle(document.activeElement, '::after').content`;
    expect(await page.evaluate(shown)).toContain(await page.locator('.intervals .term').first().getAttribute('title'));
    expect(await page.locator('.table a.save').count()).toBe(await page.locator('.table').count());
    // Figures as files.
    for (const kind of ['SVG', 'PNG'] as const) {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Save the figure two-point function pore-pore as ${kind}` }).click(),
      ]);
      const bytes = readFileSync(await file.path());
      if (kind === 'PNG') expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      else {
        expect(bytes.toString()).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
        // Nothing in it needs the style sheet of the page.
        expect(bytes.toString()).not.toMatch(/(fill|stroke)="var\(/);
        expect(bytes.toString()).toContain('rgb(29, 35, 41)');
      }
    }

    await step(page, 'Calibrate').click();
    await stopped(page, () => button(page, 'Calibrate').click());
    await button(page, 'Calibrate').click();
    await page.getByText('Data and model at one scale').waitFor();
    await button(page, 'Cancel').click();
    const thorough = button(page, 'Check thoroughly, with slow descriptors');
    await stopped(page, () => thorough.click());
    await thorough.waitFor();

    await button(page, 'Draw the twin').click();
    await page.locator('.viewer canvas').waitFor();
    const before = await page.locator('.memory').textContent();
    await page.getByLabel('Size').selectOption('384');
    // The memory is announced, and nothing is drawn before one asks for it.
    await expect.poll(() => page.locator('.memory').textContent(), patiently).not.toBe(before);
    expect(await page.locator('.memory').textContent()).toMatch(/takes [\d.]+ [MG]B of memory/);
    await stopped(page, () => button(page, 'Draw').click());
    await page.getByLabel('Size').selectOption('64');
    await expect
      .poll(() => page.getByLabel('place along z').getAttribute('aria-valuetext'), patiently)
      .toMatch(/of 64/);
    await stopped(page, () => button(page, 'Measure the twin').click());

    await button(page, 'Conductivity').click();
    await stopped(page, () => button(page, 'Compute').click());
    await stopped(page, () => button(page, 'Potential and flux alone').click());
    await page.getByLabel('solid', { exact: true }).fill('fast');
    await page.getByLabel('solid', { exact: true }).blur();
    await page.getByText('Conductivity of solid: expected 0 or a positive number, got "fast".').waitFor();

    // Strokes, over grey values.
    const [{ data }] = project.images;
    const grey = encode({
      width: 128,
      height: 128,
      data: data.map((phase, i) => 80 + 90 * phase + (i % 7)),
      channels: 1,
    });
    await step(page, 'Open').click();
    await give(page, 'grey.png', Buffer.from(grey));
    await button(page, 'Segment').click();
    await page.getByLabel('Phases', { exact: true }).fill('2');
    await page.getByLabel('Phases', { exact: true }).blur();
    await page.getByLabel('Method').selectOption('trained');
    const box = (await page.locator('svg.drawing').boundingBox())!;
    const stroke = async (phase: number) => {
      const at = data.findIndex((own, i) => own === phase && i > 128 * 60);
      await page.getByRole('group', { name: 'Brush' }).getByRole('button').nth(phase).click();
      await page.mouse.click(box.x + (((at % 128) + 0.5) / 128) * box.width, box.y + (at / 128 / 128) * box.height);
    };
    await stroke(0);
    await stopped(page, () => stroke(1));
    await stroke(1);
    await page.getByText('preview after').waitFor();
    expect(complaints.get(page)).toEqual([]);
    await page.context().close();
  });
});
