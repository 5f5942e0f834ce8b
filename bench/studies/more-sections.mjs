// Whether more sections make twins conduct right: a class on N equally spaced layers of a volume, and twins of its size.
// nice -n 10 node bench/studies/more-sections.mjs DATA_FOLDER OUT_FOLDER berea|virtual-cathode CLASS SECTIONS[@OFFSET]
// [SEEDS] [REALISATIONS] [OPTIMA]
// CLASS: one of the program, or one of written-models.mjs. SECTIONS is `given` for those that are published with the
// volume. OFFSET: of the first layer, in distances (0.5). OPTIMA: kept optima besides, in the same noise. Needs `npm run
// build`; what is finished is kept in OUT_FOLDER.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { calibrate } from '../../build/calibrate/index.js';
import { provideThreads } from '../../build/compute/index.js';
import { createGrid, createPhaseMap, crop, sectionsOf } from '../../build/grid/index.js';
import { nodeThreads, readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, presets, realise, toModelFile } from '../../build/phase/index.js';
import { conductivity } from '../../build/transport/index.js';
import { buildExamples, root } from '../../scripts/prepare.mjs';
import { virtualSections } from './virtual-sections.mjs';
import { tried } from './written-models.mjs';

const [data, out, name, kind, sections = 'given', seeds = '1', count = '8', optima = '1'] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
provideThreads(nodeThreads);

/** What `make` gives, unless the file has it already. */
async function keep(file, make) {
  const path = join(out, file);
  if (!existsSync(path)) writeFileSync(path, JSON.stringify(await make()));
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** A volume, the sections that belong to it, and volumes of the same size that are compared with twins. */
const materials = {
  berea: async () => {
    const labels = ['pore', 'grain'].map((own, label) => ({ name: own, label }));
    const spacing = { spacing: [1, 1, 1], unit: 'px' };
    const read = async (file, as) => (await readPhaseMaps([join(data, 'berea', file)], { as, labels, spacing })).maps;
    const [volume] = await read('volume_first_half.tif', 'volume');
    const [nz, ny, nx] = volume.grid.shape;
    const [hy, hx] = [ny >> 1, nx >> 1];
    const real = [0, 1, 2, 3].map((k) => crop(volume, [0, (k >> 1) * (ny - hy), (k & 1) * (nx - hx)], [nz, hy, hx]));
    return { volume, given: () => read('slices_axis0.tif', 'sections'), real: () => real };
  },
  'virtual-cathode': async () => {
    buildExamples();
    const { demoRecipe, virtualCathode } = await import(
      pathToFileURL(join(root, 'dist-examples', 'virtual-cathode', 'truth.js')).href
    );
    const made = (seed) => {
      const { grid, data: labels, phases } = virtualCathode({ ...demoRecipe, seed });
      return createPhaseMap(createGrid(grid.shape, { spacing: 1, unit: 'px' }), labels, phases);
    };
    // The recipe is known: its mean over eight volumes is what one volume scatters about.
    const real = () => [demoRecipe.seed, 1, 2, 3, 4, 5, 6, 7].map(made);
    return { volume: made(demoRecipe.seed), given: virtualSections, real, order: '1,0,2' };
  },
};

/** Equally spaced layers of a volume. */
function layersOf(volume, number, offset) {
  const all = sectionsOf(volume, 'volume').map(({ grid, data: labels, phases }) => ({ grid, data: labels, phases }));
  return Array.from({ length: number }, (_, k) => all[Math.floor(((k + offset) * all.length) / number)]);
}

/** Conductivity along every axis, and connected share, of every phase. */
async function measured(map) {
  const rows = {};
  for (const { name: phase } of map.phases) {
    const { axes } = await conductivity(map, {
      conductivities: { [phase]: 1 },
      tolerance: 1e-3,
      discretisation: false,
    });
    const mean = (of) => Object.values(axes).reduce((sum, axis) => sum + of(axis), 0) / 3;
    rows[phase] = {
      ...{ all: mean((a) => a.effective), z: axes.z.effective, plane: (axes.y.effective + axes.x.effective) / 2 },
      share: mean(({ porosity }) => porosity.connected / porosity.all),
    };
  }
  return rows;
}

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
const errorOf = (values) =>
  Math.sqrt(values.reduce((s, v) => s + (v - mean(values)) ** 2, 0) / (values.length - 1) / values.length);
const numbers = (list, phase, key) => list.map((rows) => rows[phase][key]);
const shown = (values) => `${mean(values).toPrecision(3)} ± ${errorOf(values).toPrecision(2)}`;

const { volume, given, real, order } = await materials[name]();
const truth = await keep(`${name}-real.json`, async () => {
  const list = [];
  for (const own of real()) list.push(await measured(own));
  return list;
});
console.log(
  '| model | phase | all axes | z | in plane | share | error, %, of all, z, in plane |\n|---|---|---|---|---|---|---|',
);
/** Prints the rows of a model beside those of the volume. */
function print(title, list) {
  for (const { name: phase } of volume.phases) {
    const errors = ['all', 'z', 'plane'].map((key) => {
      const [a, b] = [numbers(truth, phase, key), numbers(list, phase, key)];
      const error = Math.hypot(errorOf(b) / mean(a), (mean(b) * errorOf(a)) / mean(a) ** 2);
      return `${(100 * (mean(b) / mean(a) - 1)).toFixed(0)} ± ${(100 * error).toFixed(0)}`;
    });
    const values = ['all', 'z', 'plane', 'share'].map((key) => shown(numbers(list, phase, key)));
    console.log(`| ${[title, phase, ...values, errors.join(', ')].join(' | ')} |`);
  }
}
print('real', truth);
const [number, offset = '0.5'] = sections.split('@');
for (const seed of seeds.split(',')) {
  const title = `${name}-${kind}-${sections}-${seed}`;
  const fit = await keep(`${title}.json`, async () => {
    const maps = number === 'given' ? await given() : layersOf(volume, Number(number), Number(offset));
    const asked = { seed: Number(seed), ...(presets[kind] && { model: kind }), ...(order && { order }) };
    const { model, exactFit } = await calibrate(maps, asked, { record: presets[kind] ?? tried[kind], threads: 2 });
    return { model: toModelFile(model, '0'), optima: exactFit?.optima?.optima ?? [] };
  });
  const chosen = fromModelFile(fit.model, title);
  const others = fit.optima.slice(1, Number(optima)).map((own) => ({
    ...{ ...chosen, values: Float64Array.from(own.values), order: own.order },
  }));
  for (const [k, model] of [chosen, ...others].entries()) {
    const list = [];
    for (let realisation = 0; realisation < Number(count); realisation++) {
      const shape = [volume.grid.shape[0], ...(name === 'berea' ? [200, 200] : volume.grid.shape.slice(1))];
      list.push(
        await keep(`${title}-${k + 1}-${realisation}.json`, async () =>
          measured((await realise(model, { shape, seed: 1, realisation })).map),
        ),
      );
    }
    print(k === 0 ? `${title}, score ${fit.optima[0]?.score.toFixed(0) ?? '-'}` : `its optimum ${k + 1}`, list);
  }
}
