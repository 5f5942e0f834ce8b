// The ablation of docs/results/discriminator.md: node bench/studies/ablation.mjs DATA_FOLDER OUT_FOLDER [seeds]
// [processes] All variants on four materials, first under seed 1, then under seed 2, ...; stopped, the same command
// goes on. DATA_FOLDER holds the folders named below (docs/results/index.md says where they come from). Needs `npm run
// build` first.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { parseLabels, parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps, writePhaseMap } from '../../build/node/index.js';

const [data, out, seeds = '2', processes = '2'] = process.argv.slice(2);
const here = (file) => new URL(file, import.meta.url).pathname;
/**
 * Every `step`-th pixel of images whose grains are large against a training window of 64 pixels, a corner of `crop`
 * pixels of one that is long to measure. Orders are those that the exact fit finds best.
 */
const materials = [
  {
    name: 'sofc-netl',
    file: 'sofc-netl/slice.tif',
    labels: '0=pore,1=s1,2=s2',
    spacing: 0.065,
    step: 1,
    crop: 512,
    order: '0,1,2',
  },
  {
    name: 'nmc-slice-2d',
    file: 'nmc-slice-2d/slice.tif',
    labels: '0=pore,1=nmc,2=binder',
    spacing: 0.398,
    step: 2,
    order: '1,2,0',
  },
  { name: 'virtual-cathode', labels: '0=pore,1=am,2=se', spacing: 0.1, step: 1, order: '1,0,2' },
  {
    name: 'nmc-cycled-2d',
    file: 'nmc-cycled-2d/slice.tif',
    labels: '0=pore,1=nmc,2=matrix',
    spacing: 1,
    step: 3,
    order: '2,1,0',
  },
];

/** Writes the images of a material as its study reads them. */
async function prepare({ name, file, labels, spacing, step, crop = Number.POSITIVE_INFINITY }) {
  const path = join(out, `${name}.tif`);
  if (existsSync(path)) return;
  if (!file) {
    const { status } = spawnSync(process.execPath, [here('virtual-cathode.mjs'), path], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`no sections of ${name}`);
    return;
  }
  const { maps } = await readPhaseMaps([join(data, file)], {
    as: 'sections',
    labels: parseLabels(labels),
    spacing: parseSpacing(`${spacing}um`),
  });
  const [{ grid, data: full, phases }] = maps;
  const [, ny, nx] = grid.shape;
  const [rows, columns] = [ny, nx].map((edge) => Math.min(crop, Math.floor(edge / step)));
  const thinned = new Uint8Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) thinned[y * columns + x] = full[y * step * nx + x * step];
  }
  const thinnedGrid = createGrid([rows, columns], { spacing: step * spacing, unit: 'um' });
  await writePhaseMap(path, createPhaseMap(thinnedGrid, thinned, phases));
}

/** What a calibration costs: enough that the ways differ, little enough that all of them finish. */
const budget = [
  '--pretraining',
  '50',
  '--iterations',
  '100',
  '--realisations',
  '2',
  '--realism-steps',
  '100',
  '--realism-window',
  '32',
];
/** All but the weights of the refinement in the trust region, which hardly moves. */
const variants =
  'exact,tppf,discriminator,source,source-gamma-0.1,source-gamma-10,combined,combined-last,combined-wide,soft,blurred,soft-blurred,nu-5,nu-30,small-network,large-network,never-skip,instance-noise,gradient-penalty,two-time-scales,hinge,wasserstein';

const excursa = (...args) =>
  new Promise((done) => {
    const child = spawn(process.execPath, [here('../../dist/cli/main.js'), ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    });
    child.on('exit', done);
  });

mkdirSync(out, { recursive: true });
for (const material of materials) await prepare(material);
const jobs = Array.from({ length: Number(seeds) }, (_, k) =>
  materials.map((material) => ({ ...material, seed: k + 1 })),
).flat();
await Promise.all(
  Array.from({ length: Number(processes) }, async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const { name, labels, spacing, step, order, seed } = job;
      const input = [
        join(out, `${name}.tif`),
        '--as',
        'sections',
        '--labels',
        labels,
        '--spacing',
        `${step * spacing}um`,
      ];
      const options = ['--order', order, '--seeds', String(seed), '--threads', '1', '--variants', variants, ...budget];
      const code = await excursa('study', 'ablation', ...input, '--name', name, ...options, '--out', join(out, name));
      console.error(`${name}, seed ${seed}: ${code === 0 ? 'done' : `exit code ${code}`}`);
    }
  }),
);
const folders = materials.map(({ name }) => join(out, name));
await excursa('study', 'pool', ...folders, '--out', join(out, 'all'));
