// Times of the studio in a real browser, as a user has them: node bench/studio.mjs FILE|example [CLASS] [SLIDERS]
// [further]. CLASS is a model class, or '' for the one that the data choose, or a model.json, which takes the place of
// the model that is fitted; SLIDERS is how many are moved, all unless told; `further` waits for the classes that are
// compared behind the fit. Needs Chromium at /usr/bin/chromium and `npm run build`.
//
// A line of a slider has the time from its event to the change of the first slice, milliseconds: two steps of a tenth
// of its length, then both ends. "end" stands where it is at that end already, "same" where the first slice shows no
// difference within 15 s: of a rare phase it may not.
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { adjustableFractions } from '../build/exact/index.js';
import { serveStudio } from '../build/node/index.js';
import { readModel } from '../build/node.js';
import { fractionScalars, parametersOf } from '../build/phase/index.js';
import { root } from '../scripts/prepare.mjs';

const flags = [
  ...['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  ...['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
];
const [file, second, sliders = '99', further] = process.argv.slice(2);
const [className, given] = second?.endsWith('.json') ? [undefined, await readModel(second)] : [second];

/** What sliders need of a model that was fitted before. */
function fittedBefore(model) {
  const { record, family, values, spacing } = model;
  const scales = { number: 1, length: spacing[2], wavenumber: 1 / spacing[2] };
  const moved = record.grains
    ? fractionScalars(record)
        .flat()
        .map((i) => record.scalars[i])
    : record.scalars.filter(({ role }) => role === 'threshold');
  return {
    parameters: parametersOf(record, family).map((own, i) => ({ ...own, value: values[i] * scales[own.dimension] })),
    ...{ fractions: Array.from(adjustableFractions(model)), movedBy: moved.map(({ name }) => name), isFirst: false },
  };
}

/** Puts a model in the place of that of every fit, as the worker sends it. */
const replacing = ({ values, evidence: _, ...model }) => `{
  const parts = ${JSON.stringify(fittedBefore({ ...model, values }))};
  const model = { ...${JSON.stringify(model)}, values: Float64Array.from(${JSON.stringify(Array.from(values))}) };
  const fits = new Set();
  const Own = Worker;
  globalThis.Worker = class extends Own {
    postMessage(order, ...rest) {
      if (order.name === 'fit') fits.add(order.id);
      super.postMessage(order, ...rest);
    }
    set onmessage(listen) {
      super.onmessage = (event) => {
        const { id, result } = event.data;
        if (fits.has(id) && result) {
          Object.assign(result, parts);
          // Its phases have the names of the image's, or nothing could be compared.
          result.calibration.model = { ...model, phases: result.calibration.model.phases };
        }
        listen(event);
      };
    }
  };
}`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
const server = await serveStudio(join(root, 'dist', 'studio'), 0);
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
page.setDefaultTimeout(1_200_000);
if (given) await page.addInitScript(replacing(given));
page.on('pageerror', (error) => console.log(`error of the page: ${error}`));

const button = (name) => page.locator('main').getByRole('button', { name, exact: true });
let began = Date.now();
const log = (what, detail = '') => console.log(`${((Date.now() - began) / 1000).toFixed(1)} s ${what} ${detail}`);

await page.goto(server.address);
await page.getByText('Open segmented').waitFor();
began = Date.now();
if (file === 'example') await button('Try the example').click();
else await page.setInputFiles('input[type=file] >> nth=0', file);
await page.getByLabel('Name of phase 2').waitFor();
log('images');
await button('Calibrate a model').click();
if (className) await page.getByLabel('Model class').selectOption(className);
await button('Calibrate').click();
await page.getByText('Data and model at one scale').waitFor();
log('model');
await button('Draw the twin').click();
await page.locator('.triple canvas').first().waitFor();
log('first twin');
await page.locator('.followed').waitFor();
log('numbers of the twin', (await page.locator('.memory').textContent()).trim());

/** Moves a slider in the page and waits there for the first slice to change. */
const move = ([index, to]) =>
  new Promise((done) => {
    const canvas = document.querySelector('.triple canvas');
    const slider = document.querySelectorAll('.sliders input')[index];
    const [before, from, at] = [canvas.toDataURL(), slider.value, performance.now()];
    if (to === 'step') slider.value = String(Number(from) + 0.1 * (slider.max - slider.min));
    else slider.value = slider[to];
    if (slider.value === from) return done('end');
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const look = () => {
      const time = performance.now() - at;
      if (canvas.toDataURL() !== before) done(String(Math.round(time)));
      else if (time > 15000) done('same');
      else setTimeout(look, 10);
    };
    setTimeout(look, 10);
  });

async function moveSliders() {
  await page.evaluate(() => {
    for (const own of document.querySelectorAll('.sliders details')) own.open = true;
  });
  const inputs = page.locator('.sliders input');
  for (let i = 0; i < Math.min(Number(sliders), await inputs.count()); i++) {
    const name = await inputs.nth(i).evaluate((own) => {
      const group = own.closest('[role=group]')?.getAttribute('aria-label') ?? 'Further parameters';
      return `${group}: ${own.closest('label').querySelector('span').textContent}`;
    });
    const times = [];
    for (const to of ['step', 'step', 'max', 'min']) {
      times.push(await page.evaluate(move, [i, to]));
      await page.waitForTimeout(400);
    }
    console.log(`${name}: ${times.join(', ')}`);
    await button('Back to the calibrated material').click();
    await page.waitForTimeout(1500);
  }
}

// A model that was fitted before has no verdict here.
if (!further && !given) {
  await page.locator('nav button', { hasText: 'Calibrate' }).click();
  await page.locator('.answer .sign').waitFor();
  log('verdict', await page.locator('.answer .sentence').textContent());
  await page.locator('nav button', { hasText: 'Twin' }).click();
  await page.locator('.followed').waitFor();
}
await moveSliders();
if (further) {
  await page.locator('nav button', { hasText: 'Calibrate' }).click();
  await page.locator('main .busy').waitFor({ state: 'detached' });
  log('all classes compared', await page.locator('h2:has-text("Choice of the class") + p').textContent());
  console.log(await page.locator('.command code').textContent());
}
await browser.close();
await server.close();
