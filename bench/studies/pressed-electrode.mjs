// Other optima of grains for the pressed electrode (nmc-bridge): how near its sections look, and how twins conduct.
// nice -n 10 node bench/studies/pressed-electrode.mjs DATA_FOLDER OUT_FOLDER [NAME,...] [REALISATIONS]
// Names, each made from those before it: lined and clotted, usual fits; balls, a fit of lined-grains from small balls far
// apart that grow together; mixed, the grains of balls with the binder of lined; middle, half-way to lined; long, the
// same with a rough surface of long range. Those after balls end with five steps of the polish. Needs `npm run build`;
// what is finished is kept in OUT_FOLDER.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate, settingsSchema } from '../../build/calibrate/index.js';
import { simulatedResiduals } from '../../build/calibrate/methods/simulated/fit.js';
import { polishSimulated } from '../../build/calibrate/methods/simulated/polish.js';
import { centreSimulated, prepareSimulated } from '../../build/calibrate/methods/simulated/search.js';
import { simulationProgram } from '../../build/calibrate/methods/simulated/simulator.js';
import { provideThreads, TaskPool } from '../../build/compute/index.js';
import { featureList, measureWindows } from '../../build/morphology/index.js';
import { nodeThreads, readPhaseMaps } from '../../build/node/index.js';
import {
  classes,
  fromModelFile,
  parametersOf,
  realise,
  toModelFile,
  toRaws,
  toValues,
} from '../../build/phase/index.js';
import { discriminantTest, lookDistance } from '../../build/realism/index.js';
import { conductivity } from '../../build/transport/index.js';

const [data, out, asked = 'lined,clotted,balls,mixed,middle,long', count = '8'] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
provideThreads(nodeThreads);

const labels = ['pore', 'nmc', 'binder'].map((name, label) => ({ name, label }));
const pixels = { spacing: [1, 1, 1], unit: 'px' };
const { maps } = await readPhaseMaps([join(data, 'nmc-bridge', 'slices_axis0.tif')], { labels, spacing: pixels });
const settings = settingsSchema.parse({ seed: 1 });
const threads = 2;

/** A fit of a class with grains first and binder second. */
const calibrated = async (model, starts) =>
  (await calibrate(maps, { model, order: '1,2,0', seed: 1 }, { threads, ...(starts && { starts }) })).model;

/** How small balls far apart grow together: density, radius and growth in radii of the balls that chords give. */
const together = [
  { density: 0.8, radius: 0.5, swelling: 0.45 },
  { density: 1.2, radius: 0.4, swelling: 0.55 },
  { density: 0.5, radius: 0.3, swelling: 0.65 },
];

/** Usual starts of the class with grains that are as told. */
const startsTogether = (measured) => {
  const usual = classes['lined-grains'].starts(measured);
  const [first] = usual;
  // The first packing has balls of 0.95 radii.
  const ball = first.radius / 0.95;
  const coatings = usual.slice(0, 4);
  return together.flatMap(({ density, radius, swelling }) =>
    coatings.map((own) => ({ ...own, density, radius: radius * ball, lambda1: -swelling * ball })),
  );
};

/** Five steps of the polish, and the closing adjustment. */
async function polished(model) {
  const { record, family, order } = model;
  const prepared = await prepareSimulated(settings, maps);
  const { target, maxLag, taper } = prepared;
  const [sets, images, window, edge] = [3, 16, 192, target.look.edge];
  const setup = { record, family, taper, maxLag, seed: 1, functions: settings.functions, window, images, edge };
  const pool = new TaskPool('simulation', simulationProgram, undefined, threads);
  const simulate = (places) =>
    pool.run(
      places.map((place) => ({ setup, ...place })),
      () => undefined,
    );
  const residualsOf = simulatedResiduals(target, order, { ...setup, images: sets * images, loose: 3 });
  const parameters = parametersOf(record, family);
  const { raw } = await polishSimulated(simulate, residualsOf, toRaws(parameters, model.values), { sets, steps: 5 });
  await pool.close();
  const closed = await centreSimulated({ record, family, settings, threads }, prepared, order, raw);
  return { ...model, values: toValues(parameters, closed.raw) };
}

/** A model whose values are those of another for which `take` holds. */
function withValues(model, other, take) {
  const parameters = parametersOf(model.record, model.family);
  return { ...model, values: model.values.map((own, i) => (take(parameters[i]) ? other.values[i] : own)) };
}
const ofGrains = ['density', 'radius', 'spread', 'elongation', 'roughness', 'fillet', 'lambda1'];
const isOfGrains = ({ group, name }) => group === 'X' || (group === 'scalars' && ofGrains.includes(name));

/** A model with some values set: scalars by name, others as group.name. */
function set(model, values) {
  const own = parametersOf(model.record, model.family);
  const named = own.map(({ group, name }) => values[group === 'scalars' ? name : `${group}.${name}`]);
  return { ...model, values: model.values.map((value, i) => named[i] ?? value) };
}

const longRange = {
  ...{ roughness: 2, 'X.weight1': 0.02, 'X.weight2': 0.4, 'X.weight3': 0.58, 'X.range3': 25, 'X.wavenumber3': 0.03 },
};
const made = {
  lined: () => calibrated('lined-grains'),
  clotted: () => calibrated('clotted-grains'),
  balls: () => calibrated('lined-grains', startsTogether),
  mixed: async () => polished(withValues(await model('lined'), await model('balls'), isOfGrains)),
  middle: async () => {
    const [a, b] = [await model('mixed'), await model('lined')];
    const parameters = parametersOf(a.record, a.family);
    const raws = [a, b].map(({ values }) => toRaws(parameters, values));
    return polished({
      ...a,
      values: toValues(
        parameters,
        raws[0].map((x, i) => (x + raws[1][i]) / 2),
      ),
    });
  },
  long: async () => polished(set(await model('middle'), longRange)),
};

/** A model by its name, made unless its file is there. */
async function model(name) {
  const file = join(out, `${name}.json`);
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(toModelFile(await made[name](), '0')));
  return fromModelFile(JSON.parse(readFileSync(file, 'utf8')), file);
}

const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;
const errorOf = (list) => Math.sqrt(mean(list.map((v) => (v - mean(list)) ** 2)) / (list.length - 1));
const features = featureList(3, 64);
/** Mean Euler number of a phase in windows, per 1000 pixels, and its standard error. */
const eulerOf = (images, phase) => {
  const k = features.findIndex((own) => own.kind === 'Euler number' && own.phases[0] === phase && !own.diagonal);
  const values = measureWindows(images, 64, 64).features.map((window) => window[k]);
  return [mean(values), errorOf(values)];
};
const shown = ([value, error]) => `${value.toPrecision(3)} ± ${error.toPrecision(1)}`;

/** Four sets of sections like the data. */
const drawn = async (own, sets = 4) => {
  const list = [];
  for (let s = 0; s < sets; s++) {
    const images = [];
    for (const [k, { grid }] of maps.entries()) {
      images.push((await realise(own, { shape: grid.shape.slice(1), seed: 5, realisation: s * maps.length + k })).map);
    }
    list.push(images);
  }
  return list;
};
/** Scale along z that the x-z sections give, and conductivities of the real volume along z and in the plane. */
const [alongZ, real] = [0.798, { pore: [0.139, 0.159], nmc: [0.138, 0.189] }];

async function conductivities(own) {
  const cells = [];
  for (const [phase, wanted] of Object.entries(real)) {
    const rows = [];
    for (let realisation = 0; realisation < Number(count); realisation++) {
      const stretched = { ...own, zScale: alongZ };
      const { map } = await realise(stretched, { shape: [125, 150, 150], seed: 1, realisation });
      const { axes } = await conductivity(map, {
        ...{ conductivities: { [phase]: 1 }, tolerance: 1e-3, discretisation: false },
      });
      rows.push([axes.z.effective, (axes.y.effective + axes.x.effective) / 2]);
    }
    wanted.forEach((value, axis) => {
      const list = rows.map((row) => row[axis] / value - 1);
      cells.push(`${(100 * mean(list)).toFixed(0)} ± ${(100 * errorOf(list)).toFixed(0)}`);
    });
  }
  return cells;
}

console.log('| model | judge | look | Euler number of pores | of NMC | pores z, % | in plane | NMC z, % | in plane |');
console.log('|---|---|---|---|---|---|---|---|---|');
console.log(`| data | | | ${shown(eulerOf(maps, 0))} | ${shown(eulerOf(maps, 1))} | | | | |`);
for (const name of asked.split(',')) {
  const own = await model(name);
  const sets = await drawn(own);
  const judge = mean(sets.map((images) => discriminantTest(maps, images).modelAgainstData.accuracy)).toFixed(2);
  const all = sets.flat();
  const cells = [judge, lookDistance(maps, all).value.toFixed(0), shown(eulerOf(all, 0)), shown(eulerOf(all, 1))];
  console.log(`| ${[name, ...cells, ...(await conductivities(own))].join(' | ')} |`);
}
