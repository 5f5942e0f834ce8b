// Classes beside real materials, by what no loss of a fit sees: node bench/studies/materials.mjs DATA_FOLDER OUT_FOLDER
// [--threads N] [--starts N] [--wide N] [--points N] [--images a,b] [--models a,b] [--realisations N] [--seed N] > table.
// Each class is calibrated with wide starts; its optimum is judged. V, S and mean chords: the largest error over the
// phases in the mean of all realisations, with its standard error; V of the law stands in brackets, of grains as 448
// toruses have it. Classes of grains are fitted by simulation. OUT_FOLDER keeps the models; one that is there is not
// fitted again. Needs `npm run build` first.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibrate, settingsSchema } from '../../build/calibrate/index.js';
import { prepareFit } from '../../build/calibrate/methods/exact/exact-fit.js';
import { chooseOptimum } from '../../build/calibrate/methods/exact/optima.js';
import { search } from '../../build/calibrate/methods/exact/search.js';
import { compare, findCompared } from '../../build/compare/index.js';
import { provideThreads } from '../../build/compute/index.js';
import { describe } from '../../build/descriptor/index.js';
import { exactRefusal, expectedVolumeFractions } from '../../build/exact/index.js';
import { referenceLook } from '../../build/morphology/index.js';
import { nodeThreads, readPhaseMaps } from '../../build/node/index.js';
import {
  createGrainFractions,
  fromModelFile,
  parametersOf,
  presets,
  realise,
  toModelFile,
  toValues,
} from '../../build/phase/index.js';
import { discriminantTest } from '../../build/realism/index.js';
import { particleSections, virtualSections } from './virtual-sections.mjs';
import { tried } from './written-models.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '1' },
    starts: { type: 'string', default: '3' },
    wide: { type: 'string', default: '12' },
    points: { type: 'string', default: '2048' },
    images: { type: 'string', default: 'sofc-netl' },
    models: { type: 'string', default: 'assb,plurigaussian-correlated' },
    realisations: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
  },
});
const [folder, out] = positionals;
const [threads, seed] = [Number(options.threads), Number(options.seed)];
provideThreads(nodeThreads);

const three = (a, b, c) => [a, b, c].map((name, label) => ({ name, label }));
const cases = {
  'sofc-netl': ['sofc-netl/slice.tif', three('pore', 's1', 's2')],
  'nmc-slice-2d': ['nmc-slice-2d/slice.tif', three('pore', 'nmc', 'binder')],
  'nmc-bridge': ['nmc-bridge/slices_axis0.tif', three('pore', 'nmc', 'binder')],
  'nmc-cycled-2d': ['nmc-cycled-2d/slice.tif', three('pore', 'nmc', 'matrix')],
  berea: ['berea/slices_axis0.tif', three('pore', 'grain').slice(0, 2)],
};

async function sectionsOf(image) {
  if (image === 'virtual-cathode') return virtualSections();
  if (image === 'particles') return particleSections();
  const [file, labels] = cases[image];
  return (await readPhaseMaps([join(folder, file)], { labels, spacing: { spacing: [1, 1, 1], unit: 'px' } })).maps;
}
/** Realisations that descriptors are averaged over, at least, and the pixels that they have together. */
const [leastRealisations, wantedPixels] = [Number(options.realisations), 4e6];

/** All orders of some labels. */
const permutations = (list) =>
  list.length < 2 ? [list] : list.flatMap((x, i) => permutations(list.toSpliced(i, 1)).map((rest) => [x, ...rest]));

/** A calibrated model of a class, from its file where there is one. */
async function fitted(name, image, sections) {
  const file = join(out, `${image}-${name}${seed === 1 ? '' : `-${seed}`}.json`);
  if (existsSync(file)) {
    const stored = JSON.parse(readFileSync(file, 'utf8'));
    return { ...stored, model: fromModelFile(stored.model, file) };
  }
  const settings = settingsSchema.parse({ seed, points: Number(options.points), starts: Number(options.starts) });
  const record = presets[name] ?? tried[name];
  const began = process.cpuUsage();
  if (exactRefusal(record)) {
    const { model } = await calibrate(sections, { model: name, seed }, { threads });
    const { user, system } = process.cpuUsage(began);
    writeFileSync(file, JSON.stringify({ model: toModelFile(model, '1'), seconds: (user + system) / 1e6 }));
    return { model, seconds: (user + system) / 1e6 };
  }
  const setup = prepareFit(settings, sections, record);
  const { phases, grid } = sections[0];
  const orders = permutations(phases.map((_, i) => i));
  const request = { setup, orders, starts: settings.starts, seed: 1, points: settings.points, threads };
  const wide = Number(options.wide);
  const reference = wide > 0 ? referenceLook(sections, setup.correlationLength) : undefined;
  const narrow = await search({ ...request, isFirst: reference !== undefined });
  const chosen = reference && (await chooseOptimum({ ...request, sections, reference, starts: wide }, narrow));
  const enough = setup.statistics.features.length;
  const found = chosen ? await search({ ...request, orders: [chosen.order], from: chosen.raw, enough }) : narrow;
  const { user, system } = process.cpuUsage(began);
  const values = toValues(parametersOf(record, settings.family), found.raw);
  const { spacing, unit } = grid;
  const common = { taper: setup.taper, zScale: 1, spacing, unit, phases, order: found.order };
  const model = { record, family: settings.family, values, ...common };
  const { statistics } = setup;
  const stored = {
    ...{ loss: found.loss, expected: statistics.features.length, discrepancy: found.discrepancy },
    ...{ optima: chosen?.summary, seconds: (user + system) / 1e6 },
  };
  writeFileSync(file, JSON.stringify({ model: toModelFile(model, '1'), ...stored }));
  return { ...stored, model };
}

/** Realisations like the sections, numbered from `first` on. */
async function draw(model, sections, first) {
  const maps = [];
  for (const [s, { grid }] of sections.entries()) {
    const request = { shape: grid.shape.slice(1), seed: 7, realisation: first + s, threads };
    maps.push((await realise(model, request)).map);
  }
  return maps;
}

const percent = (x) => (x === undefined ? '-' : (100 * x).toFixed(0));
const errors = ({ phases }, name) => phases.map((phase) => percent(findCompared(phase, name)?.error)).join(' / ');
/** The largest error over the phases, and its standard error from the realisations, per cent. */
const worst = ({ phases }, name) => {
  const all = phases.map((phase) => findCompared(phase, name)).filter((own) => own !== undefined);
  const { error, scatter, realisations } = all.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
  return `${(100 * Math.abs(error)).toFixed(1)} ± ${((100 * scatter) / Math.sqrt(realisations)).toFixed(1)}`;
};
/** Toruses of grains that stand for the law: more than a fit has. */
const toruses = 448;
/** Volume fractions of the law: exact, or of grains on many toruses - [phase]. */
const lawOf = (model) => {
  const exact = expectedVolumeFractions(model);
  if (exact) return exact;
  const scalars = model.values.slice(0, model.record.scalars.length);
  const sets = createGrainFractions(model.record, toruses).volumeFractions(scalars);
  return model.order.map((_, phase) => sets[model.order.indexOf(phase)]);
};
/** Largest error of the volume fractions of the law, per cent. */
const worstOfLaw = (model, { phases }) => {
  const expected = lawOf(model);
  const errors = phases.map(({ volumeFraction }, p) => Math.abs(expected[p] / volumeFraction.value - 1));
  return ` (${(100 * Math.max(...errors)).toFixed(1)})`;
};
/** Means over descriptions of shares of what connects - [phase]. */
const shares = (described, pick) =>
  described[0].phases
    .map((_, p) => described.reduce((sum, { phases }) => sum + pick(phases[p].connectivity), 0) / described.length)
    .map((x) => x.toFixed(2))
    .join(' / ');
const percolating = ({ percolating: own }) => (own.x + own.y) / 2;
const largest = ({ largest: own }) => own;

mkdirSync(out, { recursive: true });
const head = [
  ...['image', 'class', 'parameters', 'judge', 'score', 'V %', 'S %', 'chord %', 'chord spread %', 'triple %'],
  ...['Euler %', 'percolating 2D', 'largest', 'discrepancy', 'kept', 'looks', 'CPU s'],
];
console.log(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}`);
for (const image of options.images.split(',')) {
  const maps = await sectionsOf(image);
  const data = await describe(maps, { detail: 'basic' });
  const { dataAgainstData } = discriminantTest(maps, maps);
  const own = [shares([data], percolating), shares([data], largest)];
  console.log(
    `| ${image} | data |  | ${dataAgainstData.accuracy.toFixed(2)} |  |  |  |  |  |  |  | ${own.join(' | ')} |  |  |  |  |`,
  );
  for (const name of options.models.split(',')) {
    const { model, optima, discrepancy, seconds } = await fitted(name, image, maps);
    const drawn = [];
    let judged;
    const pixels = maps.reduce((sum, { data }) => sum + data.length, 0);
    for (let r = 0; r < Math.max(leastRealisations, wantedPixels / pixels); r++) {
      const sections = await draw(model, maps, r * maps.length);
      judged ??= discriminantTest(maps, sections);
      drawn.push(await describe(sections, { detail: 'basic' }));
    }
    const comparison = compare(drawn, data);
    const { accuracy, ci95 } = judged.modelAgainstData;
    const cells = [
      ...[image, name, model.values.length, `${accuracy.toFixed(2)} (${ci95.map((x) => x.toFixed(2)).join('-')})`],
      ...[optima?.optima[0].score.toFixed(0) ?? '', worst(comparison, 'volumeFraction') + worstOfLaw(model, data)],
      ...[worst(comparison, 'specificSurfaceArea'), worst(comparison, 'chordLength')],
      ...[errors(comparison, 'chordLengthStd'), percent(findCompared(comparison.phases[0], 'tripleLines')?.error)],
      ...[errors(comparison, 'eulerNumber'), shares(drawn, percolating), shares(drawn, largest)],
      ...[discrepancy ?? '', optima?.kept ?? '', optima?.looks ?? '', seconds.toFixed(0)],
    ];
    console.log(`| ${cells.join(' | ')} |`);
    console.error(`  ${model.order} ${judged.telling.map((t) => `${t.meaning} (${t.effect.toFixed(2)})`).join('; ')}`);
  }
}
