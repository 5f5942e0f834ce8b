// Optima of equal two-point loss, by the least loss alone and by higher-order statistics: node bench/studies/optima.mjs
// [threads] [seed] [DATA_FOLDER] [name...] [--images=N] [--looks-only] > table. Truths of the class first, N images of each
// (4), then real images where their folder is given. Needs the modules that `npm run bench` builds.
import { join } from 'node:path';
import { calibrate } from '../../build/calibrate/index.js';
import { provideThreads } from '../../build/compute/index.js';
import { featureList, meanFeatures, measureWindows } from '../../build/morphology/index.js';
import { nodeThreads, readPhaseMaps } from '../../build/node/index.js';
import { realise } from '../../build/phase/index.js';
import { discriminantTest } from '../../build/realism/index.js';
import { imagesOf, truths } from './truths-of-optima.mjs';

const flags = process.argv.filter((word) => word.startsWith('--'));
const [threads = '2', seed = '1', folder, ...only] = process.argv.slice(2).filter((word) => !flags.includes(word));
const count = Number(flags.find((word) => word.startsWith('--images='))?.slice(9) ?? 4);
const searches = [
  ['least loss', { wideStarts: 0 }],
  ['by looks', { wideStarts: 12 }],
].slice(flags.includes('--looks-only') ? 1 : 0);
provideThreads(nodeThreads);
const edge = 64;

/** Images of a model as many and as large as others, of another stream. */
async function like(model, maps, stream) {
  const out = [];
  for (const [i, { grid }] of maps.entries()) {
    const request = { shape: grid.shape.slice(1), seed: stream, realisation: 1000 + i, threads: Number(threads) };
    out.push((await realise(model, request)).map);
  }
  return out;
}

/** Root mean square difference of the Euler numbers of all phases, per 1000 pixels. */
function eulerError(a, b) {
  const list = featureList(a[0].phases.length, edge);
  const [x, y] = [a, b].map((maps) => meanFeatures(measureWindows(maps, edge, edge).features));
  const squares = list.flatMap(({ kind, diagonal }, f) =>
    kind === 'Euler number' && !diagonal ? [(x[f] - y[f]) ** 2] : [],
  );
  return Math.sqrt(squares.reduce((sum, s) => sum + s, 0) / squares.length);
}

const percent = (value) => (100 * value).toFixed(2);
const largest = (values) => percent(Math.max(...values.map(Math.abs)));

console.log('| images | search | judge | data | Euler error | V % | S % | optima | looks | score | CPU s |');
console.log('|---|---|---|---|---|---|---|---|---|---|---|');

async function row(name, search, model, unseen, rest = Array.from({ length: 6 }, () => '')) {
  const drawn = await like(model, unseen, 99);
  const { modelAgainstData, dataAgainstData, telling } = discriminantTest(unseen, drawn);
  const [v, s, kept, looks, score, seconds] = rest;
  const interval = modelAgainstData.ci95.map((x) => x.toFixed(2)).join('-');
  const cells = [
    ...[name, search, `${modelAgainstData.accuracy.toFixed(3)} (${interval})`, dataAgainstData.accuracy.toFixed(3)],
    ...[eulerError(drawn, unseen).toFixed(2), v, s, kept, looks, score, seconds],
  ];
  console.log(`| ${cells.join(' | ')} |`);
  console.error(`  ${telling.map(({ meaning, effect }) => `${meaning} (${effect.toFixed(2)})`).join('; ')}`);
}

async function both(name, given, unseen, settings) {
  for (const [search, own] of searches) {
    const began = process.cpuUsage();
    const all = { ...settings, ...own, seed: Number(seed) };
    const { model, errors, exactFit } = await calibrate(given, all, { threads: Number(threads) });
    const { user, system } = process.cpuUsage(began);
    const seconds = ((user + system) / 1e6).toFixed(0);
    const { kept = '', looks = '', optima: [best] = [], sentence = '' } = exactFit.optima ?? {};
    const fits = [largest(errors.volumeFraction), largest(errors.specificSurfaceArea)];
    console.error(`${name}, ${search}: ${sentence}`);
    for (const { order, origin, loss, score, look } of exactFit.optima?.optima ?? []) {
      console.error(`    ${order} ${origin} loss ${loss.toFixed(0)} score ${score.toFixed(0)} look ${look}`);
    }
    await row(name, search, model, unseen, [...fits, kept, looks, best?.score.toFixed(0) ?? '', seconds]);
  }
}

const wanted = (name) => only.length === 0 || only.includes(name);
for (const { name, model } of truths) {
  if (!wanted(name)) continue;
  const { given, unseen } = await imagesOf(model, count);
  await row(name, 'truth', model, unseen);
  await both(name, given, unseen, {});
}

const three = (a, b, c) => [a, b, c].map((phase, label) => ({ name: phase, label }));
const real = [
  { name: 'sofc-netl', file: 'sofc-netl/slice.tif', phases: three('pore', 's1', 's2') },
  { name: 'nmc-slice-2d', file: 'nmc-slice-2d/slice.tif', phases: three('pore', 'nmc', 'binder') },
  { name: 'nmc-bridge', file: 'nmc-bridge/slices_axis0.tif', phases: three('pore', 'nmc', 'binder') },
  { name: 'berea', file: 'berea/slices_axis0.tif', phases: three('pore', 'grain').slice(0, 2), model: 'level-set' },
];
for (const { name, file, phases, model } of folder ? real : []) {
  if (!wanted(name)) continue;
  const { maps } = await readPhaseMaps([join(folder, file)], {
    labels: phases,
    spacing: { spacing: [1, 1, 1], unit: 'px' },
  });
  await both(name, maps, maps, { ...(model && { model }) });
}
