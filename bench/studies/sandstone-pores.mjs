// Whether sections tell which optimum conducts right: classes of two phases on berea, their kept optima by the score of
// the search, by the judge on sections that no fit has seen, and by the conductivity of pores of twins of 200^3.
// nice -n 10 node bench/studies/sandstone-pores.mjs DATA_FOLDER OUT_FOLDER [class:seed,...] [optima] [realisations]
// Needs `npm run build` first. Fits are kept in OUT_FOLDER.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate } from '../../build/calibrate/index.js';
import { provideThreads } from '../../build/compute/index.js';
import { sectionsOf } from '../../build/grid/index.js';
import { nodeThreads, readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, presets, realise, toModelFile } from '../../build/phase/index.js';
import { discriminantTest } from '../../build/realism/index.js';
import { twinConductivity } from '../../build/transport/index.js';
import { tried } from './written-models.mjs';

const [
  data,
  out,
  asked = 'level-set-union:1,channels:1,channels-union:1,two-phase-grains:1',
  optima = '2',
  draws = '4',
] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
provideThreads(nodeThreads);

const phases = ['pore', 'grain'].map((name, label) => ({ name, label }));
const read = async (file, as) =>
  (
    await readPhaseMaps([join(data, 'berea', file)], {
      ...{ as, labels: phases, spacing: { spacing: [1, 1, 1], unit: 'px' } },
    })
  ).maps;
const sections = await read('slices_axis0.tif', 'sections');
const [volume] = await read('volume_first_half.tif', 'volume');
const all = sectionsOf(volume, 'volume').map(({ grid, data: labels, phases: own }) => ({
  ...{ grid, data: labels, phases: own },
}));
const places = sections.map((own) => all.findIndex(({ data: labels }) => labels.every((v, i) => v === own.data[i])));
/** Sections half-way to the next that was fitted to. */
const unseen = places.map((z, i) => all[Math.floor((z + (places[i + 1] ?? all.length)) / 2)]);

async function fitted(name, seed) {
  const file = join(out, `${name}-${seed}.json`);
  if (!existsSync(file)) {
    const { model, exactFit } = await calibrate(
      sections,
      { seed },
      { record: presets[name] ?? tried[name], threads: 2 },
    );
    writeFileSync(file, JSON.stringify({ model: toModelFile(model, '1'), optima: exactFit?.optima?.optima ?? [] }));
  }
  const { model, optima: kept } = JSON.parse(readFileSync(file, 'utf8'));
  return { model: fromModelFile(model, file), kept };
}

console.log(
  '| class | seed | optimum | score | judge, unseen sections | z | in plane |\n|---|---|---|---|---|---|---|',
);
for (const [name, seed] of asked.split(',').map((own) => own.split(':'))) {
  const { model, kept } = await fitted(name, Number(seed));
  const others = kept.slice(1, Number(optima)).map((own, i) => ({
    ...{ title: `${i + 2}`, score: own.score },
    model: { ...model, values: Float64Array.from(own.values), order: own.order },
  }));
  for (const { title, score, model: own } of [{ title: 'chosen', score: kept[0]?.score, model }, ...others]) {
    const drawn = [];
    for (const [realisation, { grid }] of unseen.entries()) {
      drawn.push((await realise(own, { shape: grid.shape.slice(1), seed: 7, realisation, threads: 2 })).map);
    }
    const { accuracy } = discriminantTest(unseen, drawn).modelAgainstData;
    const twin = await twinConductivity(own, {
      ...{ conductivities: { pore: 1 }, shape: [200, 200, 200], seed: 1, tolerance: 1e-3, threads: 2 },
      ...{ precision: 1e-6, mostRealisations: Number(draws), discretisation: false },
    });
    const { z, y, x } = twin.axes;
    const [plane, error] = [(y.effective + x.effective) / 2, (y.standardError + x.standardError) / 2];
    const shown = (value, own2) => `${value.toPrecision(3)} ± ${own2.toPrecision(2)}`;
    console.log(
      `| ${[name, seed, title, score?.toFixed(0) ?? '', accuracy.toFixed(2), shown(z.effective, z.standardError), shown(plane, error)].join(' | ')} |`,
    );
  }
}
