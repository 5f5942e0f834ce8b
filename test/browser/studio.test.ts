/**
 * The studio in a real browser, as it is built. A small project of two phases runs the whole way; the example, a
 * grey image and a real one besides.
 */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calibrate, decodeProject, encodeProject, type Project } from '../../src/calibrate/index.ts';
import { countVoxels, crop } from '../../src/grid/index.ts';
import { readPhaseMaps, type StudioServer, serveStudio } from '../../src/node/index.ts';
import { fromModelFile, realise } from '../../src/phase/index.ts';
import { excursa, scratchFolder } from '../cli/command.ts';
import { hasBrowser, openBrowser } from '../report/browser.ts';
import {
  button,
  commandsOf,
  complaints,
  drag,
  expectSame,
  firstSlice,
  folder,
  give,
  greyOf,
  isBuilt,
  middles,
  patiently,
  press,
  realImage,
  saved,
  smallProject,
  step,
  watched,
  wordsOf,
} from './studio-page.ts';

if (!isBuilt) console.log(`studio: skipped, for there is no ${folder}`);

describe.skipIf(!hasBrowser || !isBuilt)('the studio', () => {
  let browser: Browser;
  let server: StudioServer;
  let project: Project;
  beforeAll(async () => {
    browser = await openBrowser();
    server = await serveStudio(folder, 0);
    project = await smallProject();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('goes from a project to a conductivity by keys alone, with the model that the library finds', {
    tags: ['long'],
  }, async () => {
    const page = await watched(browser);
    await page.goto(server.address);
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    await give(page, 'notes.txt', 'no image');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toBe(
      'notes.txt: expected a TIFF, PNG, NPY, BMP or OME-Zarr file, got another kind; try converting it to TIFF',
    );
    await give(page, 'my.json', '{}');
    await page.getByText('my.json: expected a project file of the studio').waitFor();

    const given = join(scratchFolder(), 'my.json');
    writeFileSync(given, await encodeProject(project));
    page.once('filechooser', (chooser) => chooser.setFiles(given));
    await press(page, 'Choose images', 'Space');
    await page.getByLabel('Name of phase 2').waitFor();
    // What was opened is kept at once.
    await page.reload();
    await page.getByLabel('Name of phase 2').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    // Fields go back to what they had, with a sentence beside them.
    for (const [label, text, sentence, valid] of [
      ['Edge of a pixel', 'much', 'Pixel size: expected a positive number, got "much".', '0.1'],
      ['Edge of a pixel', '0', 'Pixel size: expected a positive number, got "0".', '0.1'],
      ['Name of phase 2', 'pore', 'Name: expected one that no other phase has, got "pore".', 'solid'],
    ]) {
      await page.getByLabel(label).fill(text);
      await page.getByLabel(label).blur();
      await page.getByText(sentence).waitFor();
      expect(await page.getByLabel(label).inputValue()).toBe(valid);
      // The sentence goes when one comes back to the field.
      await page.getByLabel(label).focus();
      expect(await page.getByRole('alert').count()).toBe(0);
    }

    await press(page, 'Calibrate a model');
    await page.getByLabel('Model class').waitFor();
    // The heading has the focus, so that a reader is told where it is.
    await press(page, 'Calibrate');
    // Work goes on while another step is shown, and the browser leads back to it.
    await step(page, 'Open').click();
    await step(page, 'Calibrate, at work').waitFor();
    await page.goBack();
    await page.locator('.busy').waitFor();
    await page.getByText('Data and model at one scale').waitFor();
    expect(await page.locator('.charts figure').count()).toBe(3);
    await page.locator('.answer .sign').waitFor();

    await press(page, 'Draw the twin');
    await page.locator('.viewer canvas').waitFor();
    const before = await firstSlice(page);
    await page.locator('.slider input').first().press('ArrowRight');
    await expect.poll(() => firstSlice(page), patiently).not.toBe(before);
    await button(page, 'Back to the calibrated material').click();
    await expect.poll(() => firstSlice(page), patiently).toBe(before);
    // Scale bars are as long as they say.
    const [bar, picture] = await Promise.all(
      ['.triple .bar', '.triple canvas'].map((path) => page.locator(path).first().boundingBox()),
    );
    const text = await page.locator('.triple .scale').first().textContent();
    expect(text?.trim()).toBe('2 µm');
    expect(bar!.width / picture!.width).toBeCloseTo(2 / 9.6, 2);

    await press(page, 'Conductivity');
    await page.getByLabel('Volume').waitFor();
    await page.getByLabel('Volume').selectOption('32');
    await page.getByLabel('Standard error').selectOption('0.05');
    await press(page, 'Compute');
    await page.getByText('Flux over its mean').waitFor();
    expect(await page.locator('.table').textContent()).toMatch(/realisations of 32 x 32 x 32 voxels/);
    await press(page, 'Export');
    const methods = page.locator('.methods');
    await methods.waitFor();
    expect(await methods.textContent()).toMatch(/^The model class level-set .* \(pixel edge 0\.1 µm\) with Excursa/);
    expect(await methods.textContent()).toMatch(/A twin of 96 × 96 × 96 voxels .* with seed 1\. The effective conduct/);
    const file = JSON.parse(await saved(page, 'model.json'));
    const { model } = await calibrate(project.images, project.settings);
    const own = file.parameters.scalars.lambda1.value;
    // Engines differ in the last digits of powers, which a fit carries on.
    expect(Math.abs(own / model.values[0] - 1)).toBeLessThan(1e-4);
    expect(JSON.parse(await saved(page, 'project.excursa.json')).settings).toEqual(project.settings);

    // The browser keeps all of it, and another tab has a project of its own.
    const second = await watched(page.context());
    await second.goto(server.address);
    await second.getByText('The studio is open in another tab.').waitFor();
    await give(second, 'other.json', await encodeProject(project));
    await second.getByLabel('Name of phase 2').waitFor();
    await page.reload();
    await page.getByText('Methods paragraph').waitFor();
    await second.reload();
    await second.getByLabel('Name of phase 2').waitFor();
    await second.close();
    await page.reload();
    await page.getByRole('button', { name: 'Open another kept project' }).click();
    await page.getByText('Opened from the project other.json.').waitFor();
    await page.getByRole('button', { name: 'Open another kept project' }).click();
    await page.getByText('Methods paragraph').waitFor();
    page.once('dialog', (dialog) => dialog.accept());
    await page.getByRole('button', { name: 'Clear the project' }).click();
    await page.getByText('Open segmented sections').waitFor();
    expect(complaints.get(page)).toEqual([]);
    await page.context().close();
  });

  it('measures the example, and calibrates a model of three phases to it', { tags: ['long'] }, async () => {
    const page = await watched(browser);
    await page.goto(server.address);
    await button(page, 'Try the example').click();
    await page.getByLabel('Name of phase 3').waitFor();
    await button(page, 'Measure').click();
    await page.getByLabel('Descriptors').selectOption('basic');
    await button(page, 'Measure').click();
    await page.locator('.intervals').waitFor();
    expect(await page.locator('.intervals').textContent()).toMatch(/volume fraction/);
    // Every figure of intervals has an axis with numbers.
    expect(await page.locator('.ticks').count()).toBe(await page.locator('.intervals section').count());

    await step(page, 'Calibrate').click();
    await page.getByLabel('Model class').selectOption('plurigaussian');
    await button(page, 'Calibrate').click();
    // Curves are there while it converges.
    await page.getByText('Best fit so far').waitFor();
    // A reload in the middle of a fit leaves what there was before it.
    await page.reload();
    await page.getByLabel('Model class').selectOption('');
    await button(page, 'Calibrate').click();
    await page.getByText('Data and model at one scale').waitFor();
    // A reload keeps the model, and the comparison with the data begins again. It is stopped, and the model is there.
    await page.reload();
    await button(page, 'Cancel').click();
    await button(page, 'Check the model').waitFor();
    // Then the classes are compared, as nobody named one. It is stopped too, and can be had later.
    await page.getByText('choosing a class, plurigaussian').waitFor();
    await button(page, 'Cancel').click();
    await button(page, 'Compare the classes').waitFor();
    expect(await page.locator('.command').textContent()).toContain('--model plurigaussian-correlated');
    await button(page, 'Draw the twin').click();
    await page.locator('.viewer canvas').waitFor();
    await button(page, 'Conductivity').click();
    await button(page, 'Potential and flux alone').click();
    await page.getByText('Flux over its mean').waitFor();
    await step(page, 'Export').click();
    await button(page, 'sections.tif').waitFor();
    await page.getByText('The report and the methods paragraph need the check').waitFor();
    expect(complaints.get(page)).toEqual([]);
    await page.context().close();
  });

  it('segments a grey image with thresholds that are moved', { tags: ['long'] }, async () => {
    const page = await watched(browser);
    await page.goto(server.address);
    // A part of a real image, where there is one.
    const [whole] = existsSync(realImage) ? (await readPhaseMaps([realImage])).maps : project.images;
    const { data } = crop(whole, [0, 0, 0], [1, 128, 128]);
    const file = Buffer.from(encode({ width: 128, height: 128, data: greyOf(data, 128), channels: 1, depth: 8 }));
    /** Share of the pixels that are found to be what they were made of. */
    const right = (found: Uint8Array): number => found.filter((phase, i) => phase === data[i]).length / data.length;
    await give(page, 'grey.png', file);
    await button(page, 'Segment').click();
    await page.getByLabel('Phases', { exact: true }).fill('2');
    await page.getByLabel('Phases', { exact: true }).blur();
    const threshold = page.getByRole('slider', { name: 'threshold 1' });
    await expect.poll(() => page.locator('.threshold').count(), patiently).toBe(1);
    const before = Number(await threshold.getAttribute('aria-valuenow'));
    expect(before).toBeGreaterThan(105);
    expect(before).toBeLessThan(145);
    await threshold.press('PageUp');
    await expect
      .poll(async () => Number(await threshold.getAttribute('aria-valuenow')), patiently)
      .toBeGreaterThan(before);
    // The command finds the same phases.
    await page.locator('.busy').waitFor({ state: 'detached' });
    const [command] = await commandsOf(page);
    expect(command).toContain('excursa segment grey.png --classes 2');
    const folder = scratchFolder();
    writeFileSync(join(folder, 'grey.png'), file);
    const ran = excursa(wordsOf(command), folder);
    expect(ran.code, ran.stderr).toBe(0);
    const { maps: labels } = await readPhaseMaps([join(folder, 'labels.tif')]);
    await step(page, 'Open').click();
    // A pixel beside a border is blurred, and one in thirty is brighter or darker by half the contrast.
    expect(right(labels[0].data)).toBeGreaterThan(0.93);
    const [dark] = countVoxels(labels[0]);
    await page.getByText(`label 0, ${((100 * dark) / 128 ** 2).toFixed(1)} %`).waitFor();
    await step(page, 'Segment').click();

    // The same learned from strokes; both phases are found in a project that is opened again, with its grey image.
    await page.getByLabel('Method').selectOption('trained');
    await page.getByText('Choose phase0 above the image and drag over some of its pixels.').waitFor();
    const box = (await page.locator('svg.drawing').boundingBox())!;
    const isSolid = (x: number, y: number): boolean => data[y * 128 + x] === 1;
    for (const phase of [0, 1]) {
      await page.getByRole('group', { name: 'Brush' }).getByRole('button').nth(phase).click();
      for (const [x, y] of middles(128, (u, v) => isSolid(u, v) === (phase === 1)).slice(0, 12)) {
        await page.mouse.move(box.x + ((x + 0.5) / 128) * box.width, box.y + ((y + 0.5) / 128) * box.height);
        await page.mouse.down();
        await page.mouse.up();
      }
    }
    await page.getByText('24 strokes, preview after').waitFor();
    await page.locator('.busy').waitFor({ state: 'detached' });
    await step(page, 'Measure').click();
    await step(page, 'Calibrate').click();
    await step(page, 'Open').click();
    await page.reload();
    await step(page, 'Segment').click();
    await page.getByText('24 strokes').waitFor();
    expect(await page.locator('svg.drawing path').count()).toBe(2 * 24);

    // The project file has the grey image and the strokes; it opens where nothing is.
    await step(page, 'Calibrate').click();
    await page.getByLabel('Search').selectOption('0');
    await button(page, 'Calibrate').click();
    await page.getByText('Data and model at one scale').waitFor();
    await step(page, 'Export').click();
    const text = await saved(page, 'project.excursa.json');
    const { images: learned } = await decodeProject(text, 'project.excursa.json');
    expect(right(learned[0].data)).toBeGreaterThan(0.9);
    page.once('dialog', (dialog) => dialog.accept());
    await page.getByRole('button', { name: 'Clear the project' }).click();
    await page.getByText('Open segmented sections').waitFor();
    await give(page, 'grey.json', text);
    await button(page, 'Calibrate a model').waitFor();
    await step(page, 'Segment').click();
    await page.getByText('24 strokes').waitFor();
    expect(await page.locator('svg.drawing path').count()).toBe(2 * 24);
    // Thresholds can be gone back to, over the same grey values.
    await page.getByLabel('Method').selectOption('thresholds');
    await expect.poll(() => page.locator('.threshold').count(), patiently).toBe(1);
    expect(complaints.get(page)).toEqual([]);
    await page.context().close();
  });

  it.skipIf(!existsSync(realImage))(
    'takes a real image all the way, with the numbers of the command line',
    {
      tags: ['long'],
    },
    async () => {
      const page = await watched(browser);
      await page.goto(server.address);
      await give(page, 'broken.tif', readFileSync(realImage).subarray(0, 2000));
      await page.getByText('broken.tif: expected a whole file').waitFor();
      await give(page, 'ceramics.tif', readFileSync(realImage));
      await page.getByLabel('Edge of a pixel').waitFor();
      // A region and a mask, drawn or by numbers; a line along a scale bar.
      await drag(page, 'Region', [0, 0], [0.5, 0.625]);
      const region = page.getByRole('group', { name: 'Region' });
      expect(await region.getByLabel('width').inputValue()).toBe('128');
      await region.getByLabel('height').fill('120');
      await region.getByLabel('height').blur();
      await page.getByText('128 × 120 pixels in the region').waitFor();
      await drag(page, 'Mask box', [0.1, 0.1], [0.2, 0.2]);
      await page.getByRole('group', { name: 'Mask 1' }).waitFor();
      await drag(page, 'Mask outline', [0.3, 0.3], [0.4, 0.3], [0.35, 0.4]);
      await page.getByText('outline', { exact: true }).waitFor();
      await drag(page, 'Scale bar', [0, 0.9], [0.5, 0.9]);
      await page.getByLabel('Length of the drawn line').fill('64');
      await page.getByLabel('Length of the drawn line').blur();
      const pixel = Number(await page.getByLabel('Edge of a pixel').inputValue());
      // The line ends within a pixel of the half of 256.
      expect(Math.abs(pixel - 0.5)).toBeLessThan(0.5 / 64);
      await step(page, 'Measure').click();
      await page.getByLabel('Descriptors').selectOption('basic');
      await button(page, 'Measure').click();
      await page.locator('.intervals').waitFor();
      expect(await page.locator('.intervals').textContent()).toContain('[1/µm]');
      expect(await page.locator('.command').textContent()).toMatch(/describe labels\.tif .*--mask 255/);
      const commands = await commandsOf(page);

      await step(page, 'Calibrate').click();
      await button(page, 'Calibrate').click();
      await page.getByText('Data and model at one scale').waitFor();
      await button(page, 'Cancel').click();
      commands.push(...(await commandsOf(page)));
      await button(page, 'Draw the twin').click();
      await page.locator('.followed').waitFor();
      // That of the twin alone first, then a mean with its error.
      await page.getByText('Conductivity: 8 realisations of 48³ voxels').waitFor();
      const conductivity = page.locator('.followed tbody tr:has(td)').first();
      expect(await conductivity.textContent()).toMatch(/Effective conductivity.* ±\s/);
      await page.getByLabel('Size').selectOption('64');
      // Coarser: a preview first, then the twin.
      await page.locator('.sliders h2:has-text("Coarseness") + label input').press('End');
      await page.getByRole('columnheader', { name: 'calibrated' }).waitFor();
      await page.getByLabel('opacity of phase0').press('Home');
      const [picture] = await Promise.all([page.waitForEvent('download'), button(page, 'Save the picture').click()]);
      expect(
        readFileSync(await picture.path())
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      await button(page, 'Back to the calibrated material').click();
      commands.push(...(await commandsOf(page)));

      await button(page, 'Conductivity').click();
      await page.getByLabel('Volume').selectOption('32');
      await page.getByLabel('Standard error').selectOption('0.05');
      await button(page, 'Potential and flux alone').click();
      await page.getByText('Flux over its mean').waitFor();
      commands.push(...(await commandsOf(page)));
      expect(await page.locator('.slice canvas').count()).toBe(3);
      await step(page, 'Export').click();
      const text = await saved(page, 'project.excursa.json');
      const { images, settings, changes } = await decodeProject(text, 'project.excursa.json');
      expect(images[0].grid.shape).toEqual([1, 120, 128]);
      expect(images[0].data.filter((value) => value === 255).length).toBeGreaterThan(26 * 26);
      expect(changes).toEqual({});
      const file = JSON.parse(await saved(page, 'model.json'));

      const folder = scratchFolder();
      const quick = ['--twin', '0', '--realisations', '2', '--quiet'];
      // Each command that a step showed is one that runs, in the order of the steps, on the labels that Export saves.
      const [sections] = await Promise.all([page.waitForEvent('download'), button(page, 'labels.tif').click()]);
      copyFileSync(await sections.path(), join(folder, 'labels.tif'));
      const verbs = ['describe', 'calibrate', 'generate', 'transport', 'transport'];
      expect(commands.map((line) => wordsOf(line)[0])).toEqual(verbs);
      for (const line of commands) {
        const words = wordsOf(line);
        // The fewest realisations that do: it is the words that are tested.
        const fewest = line.includes('--precision') ? ['--realisations', '8', '--quiet'] : ['--quiet'];
        const ran = excursa([...words, ...(words[0] === 'calibrate' ? quick : fewest)], folder);
        expect(ran.code, `${line}: ${ran.stderr}`).toBe(0);
      }
      expect(settings.wideStarts).toBe(0);
      expectSame(file, readFileSync(join(folder, 'run', 'model.json'), 'utf8'));
      // The twin of a model file has the same bytes here and there.
      const { map } = await realise(fromModelFile(file, 'model.json'), { shape: [64, 64, 64], seed: 1 });
      const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'twin.npy').click()]);
      const labels = readFileSync(await download.path()).subarray(-(64 ** 3));
      expect(Buffer.compare(labels, Buffer.from(map.data.map((i) => map.phases[i].label)))).toBe(0);
      // The same voxels as OME-Zarr, with their size.
      const [packed] = await Promise.all([page.waitForEvent('download'), button(page, 'twin.ozx').click()]);
      const { maps: stored } = await readPhaseMaps([await packed.path()]);
      expect(stored[0].data).toEqual(map.data);
      expect(stored[0].grid).toEqual(map.grid);
      expect(complaints.get(page)).toEqual([]);
      await page.context().close();
    },
  );
});
