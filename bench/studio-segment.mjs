// How much the studio's segmentation finds of a grey image whose phases are known: node bench/studio-segment.mjs LABELS
// DARK,MIDDLE,BRIGHT NOISE. LABELS is a file of one section with three phases. It gets these grey values, a blur of one
// pixel and normal noise; then it is opened in a real browser and segmented in every way. Needs Chromium at
// /usr/bin/chromium and `npm run build`.
import { join } from 'node:path';
import { encode } from 'fast-png';
import { chromium } from 'playwright-core';
import { readPhaseMaps, serveStudio } from '../build/node/index.js';
import { keyOf, normals } from '../build/random/index.js';
import { root } from '../scripts/prepare.mjs';

const [file, values = '45,110,185', deviation = '14'] = process.argv.slice(2);
const truth = (await readPhaseMaps([file])).maps[0];
const [, ny, nx] = truth.grid.shape;
const weights = [0.06136, 0.24477, 0.38774, 0.24477, 0.06136];
const levels = values.split(',').map(Number);
const at = (list, x, y) => list[Math.max(0, Math.min(ny - 1, y)) * nx + Math.max(0, Math.min(nx - 1, x))];
const blurred = (list, dx, dy) =>
  Float64Array.from(list, (_, i) => {
    const [x, y] = [i % nx, Math.floor(i / nx)];
    return weights.reduce((sum, own, d) => sum + own * at(list, x + (d - 2) * dx, y + (d - 2) * dy), 0);
  });
const sharp = Float64Array.from(truth.data, (phase) => levels[phase]);
const smooth = blurred(blurred(sharp, 1, 0), 0, 1);
const noise = normals(smooth.length, keyOf(1, 'grey'), 0);
const grey = Uint8Array.from(smooth, (own, i) => Math.max(0, Math.min(255, Math.round(own + deviation * noise[i]))));

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const server = await serveStudio(join(root, 'dist', 'studio'), 0);
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
const button = (name) => page.locator('main').getByRole('button', { name, exact: true });
await page.goto(server.address);
await page.getByText('Open segmented').waitFor();
const buffer = Buffer.from(encode({ width: nx, height: ny, channels: 1, depth: 8, data: grey }));
await page.setInputFiles('input[type=file] >> nth=0', { name: 'grey.png', mimeType: 'image/png', buffer });
await button('Segment').click();
await page.getByLabel('Name of phase 3').waitFor();

/** The labels that the page keeps. */
const labels = () =>
  new Promise((done) => {
    const request = indexedDB.open('excursa-studio', 1);
    request.onsuccess = () => {
      const own = request.result.transaction('projects').objectStore('projects').get('current');
      own.onsuccess = () => done(Array.from(own.result.maps[0].data));
    };
  });

async function score(name) {
  await page.locator('.busy').waitFor({ state: 'detached' });
  // The project is kept a moment later.
  await page.waitForTimeout(1500);
  const found = await page.evaluate(labels);
  const percent = (share) => (100 * share).toFixed(1);
  const count = (list, holds) => list.reduce((n, own, i) => n + Number(holds(own, i)), 0);
  const right = count(found, (own, i) => own === truth.data[i]) / found.length;
  const fractions = levels.map((_, phase) => {
    const both = [found, Array.from(truth.data)].map((list) =>
      percent(count(list, (own) => own === phase) / list.length),
    );
    return both.join(' of ');
  });
  console.log(`${name}: ${percent(right)} % right; fractions ${fractions.join(', ')} %`);
}

await score('as it opens');
for (const filter of ['none', 'median', 'non-local-means']) {
  for (const method of ['boundary-aware', 'thresholds']) {
    await page.getByLabel('Filter').selectOption(filter);
    await page.getByLabel('Method').selectOption(method);
    await score(`${method}, ${filter}`);
  }
}

// Twelve touches of each phase, in places with pixels of one kind around.
await page.getByLabel('Method').selectOption('trained');
await page.getByText('Labels appear').waitFor();
const box = await page.locator('svg.drawing').boundingBox();
let word = 7;
const next = () => {
  word = (word * 1664525 + 1013904223) >>> 0;
  return word / 2 ** 32;
};
for (const phase of levels.keys()) {
  await page.getByRole('group', { name: 'Brush' }).getByRole('button').nth(phase).click();
  const is = (x, y) => [-1, 0, 1].every((dy) => [-1, 0, 1].every((dx) => at(truth.data, x + dx, y + dy) === phase));
  const places = Array.from(truth.data.keys()).filter((i) => is(i % nx, Math.floor(i / nx)));
  for (let touch = 0; touch < 12; touch++) {
    const i = places[Math.floor(next() * places.length)];
    const [x, y] = [(i % nx) + 0.5, Math.floor(i / nx) + 0.5];
    await page.mouse.move(box.x + (x / nx) * box.width, box.y + (y / ny) * box.height);
    await page.mouse.down();
    await page.mouse.up();
  }
}
await page.getByText('36 strokes').waitFor();
await score('12 touches of each phase');
await browser.close();
await server.close();
