// Studies of models of real materials, as docs/studies shows them. Needs `npm run build` first. Everything finished is
// kept in OUT_FOLDER, so that an interrupted run goes on.
// nice -n 10 node bench/studies/model-studies.mjs DATA_FOLDER OUT_FOLDER [threads] [study,...]
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../build/cli/run-command.js';

const [data, out, threads = '2', only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

async function excursa(words) {
  console.error(`excursa ${words.join(' ')}`);
  const code = await runCommand([...words, '--threads', threads]);
  if (code !== 0) process.exit(code);
}

/** Calibrates a model once. */
async function model(name, words) {
  const run = join(out, 'models', name);
  if (!existsSync(join(run, 'manifest.json'))) {
    const resumed = existsSync(run) ? ['--resume'] : [];
    await excursa(['calibrate', ...words, '--out', run, '--twin', '0', ...resumed]);
  }
  return join(run, 'model.json');
}

const models = {
  berea: () =>
    model('berea', [
      ...[join(data, 'berea/slices_axis0.tif'), '--labels', '0=pore,1=grain', '--spacing', '5.345um'],
      ...['--model', 'level-set-union'],
    ]),
};

const cube = (n) => ['--shape', `${n},${n},${n}`];

const varied = 'alpha1=0:2,alpha2=-1:1,Z.length=60%:160%';

/** Kind of study, its model and its options, by the name of its folder. */
const studies = {
  'sweep-berea': [
    'sweep',
    'berea',
    '--vary',
    `pore=0.14:0.32,${varied}`,
    '--points',
    '64',
    '--realisations',
    '2',
    ...cube(128),
  ],
  'inverse-berea': [
    ...['inverse', 'berea', '--vary', varied, ...cube(128), '--realisations', '2', '--verification', '24'],
    ...['--targets', 'pore.relativeConductivity=+20%,pore.volumeFraction=same,pore.specificSurfaceArea=same'],
    ...['--descriptors', 'volumeFraction,specificSurfaceArea,relativeConductivity'],
  ],
  'sensitivity-berea': ['sensitivity', 'berea', '--realisations', '8', ...cube(64)],
  'scale-berea': ['scale', 'berea', '--edges', '64,96,128,192,256', '--realisations', '8'],
};

for (const [name, [kind, material, ...words]] of Object.entries(studies)) {
  if (only && !only.split(',').includes(name)) continue;
  const folder = join(out, name);
  await excursa([
    'study',
    kind,
    await models[material](),
    ...words,
    '--out',
    folder,
    '--figures',
    join(folder, 'figures'),
  ]);
}
