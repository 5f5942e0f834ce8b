// Model classes side by side: each is fitted to the left half of an image (or the first half of a stack) and held
// against both halves. node bench/studies/classes.mjs DATA_FOLDER OUT_FOLDER [--threads N] [--starts N] [--points N]
// [--steps N] [--images a,b] [--models a,b] > table OUT_FOLDER keeps the fitted models; one that is there is not fitted
// again. --steps 0 leaves the two-sample test out. Needs `npm run build` first.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fitExact, settingsSchema } from '../../build/calibrate/index.js';
import { prepareFit } from '../../build/calibrate/methods/exact/exact-fit.js';
import { compare, findCompared } from '../../build/compare/index.js';
import { describe } from '../../build/descriptor/index.js';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { parseLabels, parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, parametersOf, presets, realise, toModelFile, toValues } from '../../build/phase/index.js';
import { realismTest } from '../../build/realism/index.js';
import { tried } from './written-models.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '1' },
    starts: { type: 'string', default: '3' },
    points: { type: 'string', default: '1024' },
    steps: { type: 'string', default: '150' },
    images: { type: 'string', default: 'nmc-slice-2d,sofc-netl,nmc-cycled-2d,nmc-bridge' },
    models: {
      type: 'string',
      default: 'assb,assb-cross,assb-cubic,assb-union,plurigaussian-correlated,plurigaussian-polynomial',
    },
  },
});
const [data, out] = positionals;
const threads = Number(options.threads);
const cases = {
  'nmc-slice-2d': ['nmc-slice-2d/slice.tif', '0=pore,1=nmc,2=binder'],
  'sofc-netl': ['sofc-netl/slice.tif', '0=pore,1=s1,2=s2'],
  'nmc-cycled-2d': ['nmc-cycled-2d/slice.tif', '0=pore,1=nmc,2=matrix'],
  'nmc-bridge': ['nmc-bridge/slices_axis0.tif', '0=pore,1=nmc,2=binder'],
};
/** Realisations that descriptors are averaged over. */
const realisations = 8;

/** Sizes and paths of every realisation would take longer than the fits, and are not in the table. */
const detail = { detail: 'basic' };

/** Left and right half of an image. */
function halves({ grid, data, phases }) {
  const [, ny, nx] = grid.shape;
  const half = nx >> 1;
  return [0, nx - half].map((x0) => {
    const part = new Uint8Array(ny * half);
    for (let y = 0; y < ny; y++) part.set(data.subarray(y * nx + x0, y * nx + x0 + half), y * half);
    return [createPhaseMap(createGrid([ny, half], { spacing: grid.spacing, unit: grid.unit }), part, phases)];
  });
}

async function fitted(name, image, sections) {
  const file = join(out, `${image}-${name}.json`);
  if (!existsSync(file)) {
    const settings = settingsSchema.parse({
      model: name in presets ? name : 'assb',
      seed: 1,
      starts: Number(options.starts),
      points: Number(options.points),
    });
    const began = performance.now();
    const record = presets[name] ?? tried[name];
    const setup = prepareFit(settings, sections, record);
    const { order, raw, summary, discrepancy } = await fitExact(settings, sections, { threads, setup, record });
    const { grid, phases } = sections[0];
    const model = {
      record,
      family: settings.family,
      values: toValues(parametersOf(record, settings.family), raw),
      taper: setup.taper,
      zScale: 1,
      spacing: [grid.spacing[2], grid.spacing[2], grid.spacing[2]],
      unit: grid.unit,
      phases,
      order,
    };
    const seconds = (performance.now() - began) / 1000;
    const misfit = summary.goodnessOfFit;
    const curve = Math.max(
      ...summary.curves.map((c) =>
        Math.sqrt(c.model.reduce((s, m, k) => s + (m - c.data[k]) ** 2, 0) / c.model.length),
      ),
    );
    writeFileSync(file, JSON.stringify({ model: toModelFile(model, '1'), seconds, misfit, discrepancy, curve }));
  }
  const stored = JSON.parse(readFileSync(file, 'utf8'));
  return { ...stored, model: fromModelFile(stored.model, file) };
}

/** Realisations like the sections, numbered from `first` on. */
async function draw(model, sections, first) {
  const maps = [];
  for (const [s, { grid }] of sections.entries()) {
    maps.push((await realise(model, { shape: grid.shape.slice(1), seed: 1, realisation: first + s })).map);
  }
  return maps;
}

const percent = (x) => (100 * x).toFixed(0);
const errors = ({ phases }, name) =>
  phases
    .map((phase) => findCompared(phase, name)?.error)
    .map((error) => (error === undefined ? '-' : percent(error)))
    .join(' / ');

mkdirSync(out, { recursive: true });
console.log(
  '| image | class | parameters | half | two-point rms | chi-square / expected | chord spread % | lineal length % | Euler number % | two-sample accuracy (95 %) | fit s |\n|---|---|---|---|---|---|---|---|---|---|---|',
);
for (const image of options.images.split(',')) {
  const [file, labels] = cases[image];
  const { maps } = await readPhaseMaps([join(data, file)], {
    as: 'sections',
    labels: parseLabels(labels),
    spacing: parseSpacing('1um'),
  });
  const parts = maps.length > 1 ? [maps.slice(0, maps.length / 2), maps.slice(maps.length / 2)] : halves(maps[0]);
  for (const name of options.models.split(',')) {
    const { model, seconds, misfit } = await fitted(name, image, parts[0]);
    const drawn = [];
    for (let r = 0; r < realisations; r++)
      drawn.push(await describe(await draw(model, parts[0], r * parts[0].length), detail));
    for (const [p, part] of parts.entries()) {
      const comparison = compare(drawn, await describe(part, detail));
      let accuracy = '-';
      if (p === 1 && options.steps !== '0') {
        const others = await draw(model, part, 1000);
        const test = await realismTest(part, others, { seed: 1, threads, steps: Number(options.steps) });
        const { accuracy: value, ci95 } = test.modelAgainstData;
        accuracy = `${value.toFixed(2)} (${ci95.map((x) => x.toFixed(2)).join(' - ')})`;
      }
      console.log(
        `| ${image} | ${name} | ${model.values.length} | ${p === 0 ? 'fitted' : 'unseen'} | ${comparison.twoPoint.rootMeanSquareError.toFixed(4)} | ${p === 0 ? `${misfit.chiSquare.toPrecision(3)} / ${misfit.expected.toPrecision(3)}` : '-'} | ${errors(comparison, 'chordLengthStd')} | ${errors(comparison, 'linealPath')} | ${errors(comparison, 'eulerNumber')} | ${accuracy} | ${p === 0 ? seconds.toFixed(0) : '-'} |`,
      );
    }
  }
}
