// What sections leave open in 3D, against real volumes: models calibrated on sections alone, all that they kept, and
// blocks of the volume of the same size. Needs `npm run build` first. Everything finished is kept in OUT_FOLDER.
// nice -n 10 node bench/studies/unseen.mjs DATA_FOLDER OUT_FOLDER [threads] [material;...]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from '../../build/cli/run-command.js';
import { descriptors, measureAlone } from '../../build/descriptor/index.js';
import { createGrid, createPhaseMap, crop, sectionsOf } from '../../build/grid/index.js';
import { parseLabels, parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps, writePhaseMap } from '../../build/node/index.js';
import { buildExamples, root } from '../../scripts/prepare.mjs';

const [data, out, threads = '2', only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const wanted = ['percolatingFraction', 'relativeConductivity', 'eulerNumber'];
const measured = descriptors.filter(({ name }) =>
  ['connectivity', 'relativeConductivity', 'eulerNumber'].includes(name),
);

const read = async (file, labels, spacing) =>
  (
    await readPhaseMaps([join(data, file)], {
      ...{ as: 'volume', labels: parseLabels(labels), spacing: parseSpacing(spacing) },
    })
  ).maps[0];

/** Evenly spaced x-y sections of a volume as one file. */
async function sectionsThrough(volume, count, name) {
  const file = join(out, `${name}-sections.tif`);
  const all = sectionsOf(volume, 'volume');
  const some = Array.from({ length: count }, (_, k) => all[Math.floor(((k + 0.5) * all.length) / count)]);
  const [, ny, nx] = volume.grid.shape;
  const labels = new Uint8Array(count * ny * nx);
  some.forEach((section, k) => {
    labels.set(section.data, k * ny * nx);
  });
  const grid = createGrid([count, ny, nx], { spacing: volume.grid.spacing, unit: volume.grid.unit });
  await writePhaseMap(file, createPhaseMap(grid, labels, volume.phases));
  return file;
}

const materials = {
  berea: async () => ({
    volume: await read('berea/volume_first_half.tif', '0=pore,1=grain', '5.345um'),
    words: [join(data, 'berea/slices_axis0.tif'), '--labels', '0=pore,1=grain', '--spacing', '5.345um'],
  }),
  'berea, grains': async () => {
    const { volume, words } = await materials.berea();
    return { volume, words: [...words, '--model', 'two-phase-grains'] };
  },
  'nmc-bridge': async () => ({
    volume: await read('nmc-bridge/volume_first_half.tif', '0=pore,1=nmc,2=binder', '0.398um'),
    words: [
      ...[join(data, 'nmc-bridge/slices_axis0.tif'), '--labels', '0=pore,1=nmc,2=binder', '--spacing', '0.398um'],
      ...['--anisotropy', join(data, 'nmc-bridge/slices_axis1.tif')],
    ],
  }),
  'fib-3phase': async () => {
    const volume = await read('fib-3phase/volume.tif', '0=a,1=b,2=c', '1um');
    const sections = await sectionsThrough(volume, 10, 'fib-3phase');
    // Cubes of the volume's shortest edge: shares of a block that is thinner than a cube are not those of cubes.
    const words = [sections, '--labels', '0=a,1=b,2=c', '--spacing', '1um', '--as', 'sections', '--twin', '50'];
    return { volume, words };
  },
  'virtual cathode': virtualCathodeCase,
};

/** The virtual cathode, and what is asked for of its calibration. */
async function virtualCathodeCase() {
  buildExamples();
  const { demoRecipe, virtualCathode } = await import(
    pathToFileURL(join(root, 'dist-examples', 'virtual-cathode', 'truth.js')).href
  );
  const made = virtualCathode(demoRecipe);
  const volume = createPhaseMap(createGrid(made.grid.shape, { spacing: 1, unit: 'um' }), made.data, made.phases);
  const sections = await sectionsThrough(volume, 8, 'virtual-cathode');
  const words = [sections, '--labels', '0=pore,1=am,2=se', '--spacing', '1um', '--as', 'sections'];
  return { volume, words };
}

/** Blocks of a volume with an edge or its own where that is shorter, evenly spread without overlap. */
function* blocksOf(volume, edge) {
  const sizes = volume.grid.shape.map((n) => Math.min(n, edge));
  const counts = volume.grid.shape.map((n, a) => Math.floor(n / sizes[a]));
  const starts = (a) =>
    Array.from({ length: counts[a] }, (_, k) =>
      Math.floor(((k + 0.5) * volume.grid.shape[a]) / counts[a] - sizes[a] / 2),
    );
  for (const z of starts(0)) {
    for (const y of starts(1)) {
      for (const x of starts(2)) yield crop(volume, [z, y, x], sizes);
    }
  }
}

/** Blocks that do not show their own scatter. */
const fewBlocks = 4;
const meanOf = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
const errorOf = (values) =>
  values.length < 2
    ? null
    : Math.sqrt(values.reduce((s, v) => s + (v - meanOf(values)) ** 2, 0) / (values.length - 1) / values.length);

/** Quantities of the blocks of a volume: phase, name, axis, values. */
async function truthOf(name, volume, edge) {
  const file = join(out, `${name}-${edge}.json`);
  if (!existsSync(file)) {
    const rows = [];
    for (const block of blocksOf(volume, edge)) {
      const list = await measureAlone(block, measured, { isBlock: true });
      rows.push(list.filter((one) => wanted.includes(one.name)));
    }
    writeFileSync(file, JSON.stringify(rows));
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

const show = (value) => (Math.abs(value) >= 0.001 || value === 0 ? value.toPrecision(3) : value.toExponential(1));
console.log(
  '| material | class | others | edge | phase | quantity | along | real blocks | chosen | from | to | inside |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|---|');
for (const [name, make] of Object.entries(materials)) {
  if (only && !only.split(';').includes(name)) continue;
  const { volume, words } = await make();
  const run = join(out, name.replaceAll(/[ ,]+/g, '-'));
  if (!existsSync(join(run, 'manifest.json'))) {
    const resumed = existsSync(run) ? ['--resume'] : [];
    const code = await runCommand([
      'calibrate',
      ...words,
      '--out',
      run,
      '--seed',
      '1',
      '--threads',
      threads,
      ...resumed,
    ]);
    if (code !== 0) process.exit(code);
  }
  const unseen = JSON.parse(readFileSync(join(run, 'unseen.json'), 'utf8'));
  const edge = unseen.edge * unseen.voxel;
  const truth = await truthOf(name, volume, edge);
  const model = JSON.parse(readFileSync(join(run, 'model.json'), 'utf8'));
  for (const { phase, name: quantity, along, value, scatter, interval } of unseen.quantities) {
    const axes = along?.split(', ');
    const blocks = truth.map((block) =>
      meanOf(
        block
          .filter((one) => one.phase === phase && one.name === quantity && (!axes || axes.includes(one.axis)))
          .map((one) => one.value ?? 0),
      ),
    );
    const [real, error] = [meanOf(blocks), errorOf(blocks)];
    // So few blocks scatter as cubes of the model do.
    const own = 2 * (blocks.length < fewBlocks ? scatter / Math.sqrt(blocks.length) : error);
    const inside = real + own >= interval[0] && real - own <= interval[1];
    console.log(
      `| ${[name, model.model.name, unseen.optima + unseen.rivals + unseen.classes.length, edge, phase, quantity, along ?? '', `${show(real)}${error === null ? '' : ` ± ${show(error)}`}`, show(value), show(interval[0]), show(interval[1]), inside ? 'yes' : 'no'].join(' | ')} |`,
    );
  }
}
