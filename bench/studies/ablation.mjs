// The ablation of docs/results/discriminator.md: node bench/studies/ablation.mjs DATA_FOLDER OUT_FOLDER [seeds]
// [processes] [set]. All variants on two materials, first under seed 1, then under seed 2, ...; stopped, the same command
// goes on. The set `gamma` is that of docs/studies/gamma.md. DATA_FOLDER holds the folder named below
// (docs/results/index.md says where it comes from). Needs the modules that `npm run bench` builds.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { writePhaseMap } from '../../build/node/index.js';
import { imagesOf, truths } from './truths-of-optima.mjs';

const [data, out, seeds = '2', processes = '1', set = 'ways'] = process.argv.slice(2);
const here = (file) => new URL(file, import.meta.url).pathname;
const fuelCell = {
  name: 'sofc-netl',
  file: 'sofc-netl/slice.tif',
  labels: '0=pore,1=s1,2=s2',
  spacing: '0.065um',
  order: '0,1,2',
};
const cathode = {
  name: 'nmc-slice-2d',
  file: 'nmc-slice-2d/slice.tif',
  labels: '0=pore,1=nmc,2=binder',
  spacing: '0.398um',
  order: '1,2,0',
};
const truth = { name: 'alpha -3, 2.5', labels: '0=a,1=b,2=c', spacing: '1um', order: '0,1,2' };

/** What is compared on which materials, and what a calibration costs: a discriminator learns in 300 steps what it can. */
const sets = {
  // A real image, and 16 images of a truth of the class with large weights of the squares: 2^20 pixels each.
  ways: {
    materials: [truth, fuelCell],
    options: [
      ...['--variants', 'exact,looks,refined,tppf,source', '--window', '128', '--batch', '16', '--starts', '6'],
      ...['--pretraining', '300', '--iterations', '200', '--realisations', '2'],
    ],
  },
  gamma: {
    materials: [fuelCell, cathode],
    options: [
      ...['--variants', 'exact,source,source-gamma-0.1,source-gamma-10', '--window', '64', '--batch', '16'],
      ...['--starts', '2', '--pretraining', '300', '--iterations', '200', '--realisations', '2'],
    ],
  },
};
const { materials, options: compared } = sets[set];

const slug = (name) => name.replace(/\W+/g, '-');

/** Path of the images of a material; those of a truth are drawn. */
async function imagesFor({ name, file }) {
  if (file) return join(data, file);
  const path = join(out, `${slug(name)}.tif`);
  if (existsSync(path)) return path;
  const { given } = await imagesOf(truths.find((truth) => truth.name === name).model, 16);
  const [{ phases }] = given;
  const grid = createGrid([given.length, 256, 256], { spacing: 1, unit: 'px' });
  const labels = new Uint8Array(given.length * 256 ** 2);
  given.forEach((map, i) => {
    labels.set(map.data, i * 256 ** 2);
  });
  await writePhaseMap(path, createPhaseMap(grid, labels, phases));
  return path;
}

const excursa = (...args) =>
  new Promise((done) => {
    const child = spawn(process.execPath, [here('../../dist/cli/main.js'), ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    });
    child.on('exit', done);
  });

mkdirSync(out, { recursive: true });
// Several processes take whole materials: two of them in one folder would do the same work.
const together = Number(processes) > 1 ? [Number(seeds)] : Array.from({ length: Number(seeds) }, (_, k) => k + 1);
const jobs = together.flatMap((seed) => materials.map((own) => ({ ...own, seed })));
await Promise.all(
  Array.from({ length: Number(processes) }, async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const { name, labels, spacing, order, seed } = job;
      const input = [await imagesFor(job), '--as', 'sections', '--labels', labels, '--spacing', spacing];
      const options = ['--order', order, '--seeds', String(seed), '--threads', '1', ...compared];
      const code = await excursa(
        ...['study', 'ablation', ...input, '--name', name, ...options, '--out', join(out, slug(name))],
      );
      console.error(`${name}, seed ${seed}: ${code === 0 ? 'done' : `exit code ${code}`}`);
    }
  }),
);
const folders = materials.map(({ name }) => join(out, slug(name)));
await excursa('study', 'pool', ...folders, '--out', join(out, 'all'));
