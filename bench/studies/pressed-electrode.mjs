// Fits of grains to the pressed electrode (nmc-bridge): how near their sections look, and how twins conduct.
// nice -n 10 node bench/studies/pressed-electrode.mjs DATA_FOLDER OUT_FOLDER [CLASS:SEED,...] [REALISATIONS]
// Conductivities stand at the volume fraction of the sections: twins scatter about it, and their conductivities with
// it. Needs `npm run build`; what is finished is kept in OUT_FOLDER.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate } from '../../build/calibrate/index.js';
import { provideThreads } from '../../build/compute/index.js';
import { featureList, measureWindows } from '../../build/morphology/index.js';
import { nodeThreads, readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, realise, toModelFile } from '../../build/phase/index.js';
import { discriminantTest, lookDistance } from '../../build/realism/index.js';
import { conductivity } from '../../build/transport/index.js';

const [data, out, asked = 'lined-grains:1,lined-grains:3,clotted-grains:1', count = '16'] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
provideThreads(nodeThreads);

const labels = ['pore', 'nmc', 'binder'].map((name, label) => ({ name, label }));
const pixels = { spacing: [1, 1, 1], unit: 'px' };
const { maps } = await readPhaseMaps([join(data, 'nmc-bridge', 'slices_axis0.tif')], { labels, spacing: pixels });

/** A fit with grains first and binder second, made unless its file is there. */
async function model(name, seed) {
  const file = join(out, `${name}-${seed}.json`);
  if (!existsSync(file)) {
    const fit = await calibrate(maps, { model: name, order: '1,2,0', seed: Number(seed) }, { threads: 2 });
    writeFileSync(file, JSON.stringify(toModelFile(fit.model, '0')));
  }
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
const fractionOf = ({ data: own }, phase) => own.reduce((sum, value) => sum + (value === phase), 0) / own.length;

/** Mean of a list at another value of what it is regressed on, both by their logarithms, and its standard error. */
function meanAt(list, by, at) {
  const [x, y] = [by.map(Math.log), list.map(Math.log)];
  const [mx, my] = [mean(x), mean(y)];
  const slope = mean(x.map((v, i) => (v - mx) * (y[i] - my))) / mean(x.map((v) => (v - mx) ** 2));
  const rest = y.map((v, i) => v - my - slope * (x[i] - mx));
  const deviation = Math.sqrt(rest.reduce((sum, v) => sum + v * v, 0) / (list.length - 2));
  const far = (Math.log(at) - mx) ** 2 / x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  const value = Math.exp(my + slope * (Math.log(at) - mx));
  return [value, value * deviation * Math.sqrt(1 / list.length + far)];
}

async function conductivities(own) {
  const cells = [];
  for (const [p, [phase, wanted]] of Object.entries(real).entries()) {
    const rows = [];
    for (let realisation = 0; realisation < Number(count); realisation++) {
      const stretched = { ...own, zScale: alongZ };
      const { map } = await realise(stretched, { shape: [125, 150, 150], seed: 1, realisation });
      const { axes } = await conductivity(map, {
        ...{ conductivities: { [phase]: 1 }, tolerance: 1e-3, discretisation: false },
      });
      rows.push([axes.z.effective, (axes.y.effective + axes.x.effective) / 2, fractionOf(map, p)]);
    }
    const fractions = rows.map((row) => row[2]);
    cells.push(shown([mean(fractions), errorOf(fractions)]));
    const sections = mean(maps.map((map) => fractionOf(map, p)));
    wanted.forEach((value, axis) => {
      const [found, error] = meanAt(
        rows.map((row) => row[axis]),
        fractions,
        sections,
      );
      cells.push(`${(100 * (found / value - 1)).toFixed(0)} ± ${((100 * error) / value).toFixed(0)}`);
    });
  }
  return cells;
}

const ofPhases = ['pore', 'nmc'].map((name) => `${name} in twins | ${name} z, % | in plane`);
console.log(`| model | seed | judge | look | Euler number of pores | of NMC | ${ofPhases.join(' | ')} |`);
console.log(`|${'---|'.repeat(12)}`);
console.log(`| data | | | | ${shown(eulerOf(maps, 0))} | ${shown(eulerOf(maps, 1))} |${' |'.repeat(6)}`);
for (const [name, seed] of asked.split(',').map((entry) => entry.split(':'))) {
  const own = await model(name, seed);
  const sets = await drawn(own);
  const judge = mean(sets.map((images) => discriminantTest(maps, images).modelAgainstData.accuracy)).toFixed(2);
  const all = sets.flat();
  const cells = [judge, lookDistance(maps, all).value.toFixed(0), shown(eulerOf(all, 0)), shown(eulerOf(all, 1))];
  console.log(`| ${[name, seed, ...cells, ...(await conductivities(own))].join(' | ')} |`);
}
