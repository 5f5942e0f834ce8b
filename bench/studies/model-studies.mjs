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
  const before = process.cpuUsage();
  const code = await runCommand([...words, '--threads', threads]);
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS / 2 ** 10;
  console.error(`${((user + system) / 1e6).toFixed(1)} CPU seconds, peak memory ${peak.toFixed(0)} MiB`);
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

const bridge = (name) => join(data, `nmc-bridge/${name}.tif`);

const models = {
  berea: () =>
    model('berea', [
      ...[join(data, 'berea/slices_axis0.tif'), '--labels', '0=pore,1=grain', '--spacing', '5.345um'],
      ...['--model', 'level-set-union'],
    ]),
  // Its pores conduct as those of the real volume do, within 15 %: docs/results/conductivities.md.
  bridge: () =>
    model('bridge', [
      ...[bridge('slices_axis0'), '--labels', '0=pore,1=nmc,2=binder', '--spacing', '0.398um'],
      ...['--model', 'plurigaussian', '--anisotropy', bridge('slices_axis1')],
    ]),
};

/** Other classes of the same sections, by short fits. */
for (const [name, own] of Object.entries({ assb: 'assb', correlated: 'plurigaussian-correlated' })) {
  models[`bridge-${name}`] = () =>
    model(`bridge-${name}`, [
      ...[bridge('slices_axis0'), '--labels', '0=pore,1=nmc,2=binder', '--spacing', '0.398um', '--model', own],
      ...['--effort', 'quick', '--starts', '1', '--points', '512'],
    ]);
}

/** Classes of two phases, by short fits of a sandstone. */
for (const own of ['level-set', 'level-set-union']) {
  models[`berea-${own}`] = () =>
    model(`berea-${own}`, [
      ...[join(data, 'berea/slices_axis0.tif'), '--labels', '0=pore,1=grain', '--spacing', '5.345um', '--model', own],
      ...['--effort', 'quick', '--starts', '1', '--points', '512'],
    ]);
}

const cube = (n) => ['--shape', `${n},${n},${n}`];
const conductivities = ['--descriptors', 'volumeFraction,specificSurfaceArea,relativeConductivity'];

/** What a maker of electrodes can change at a fixed share of active material: binder, its size, order of the rest. */
const levers = 'binder=0.03:0.14,X.length=60%:160%,Y.wavenumber1=0:0.25';

/** Parameters whose closed forms show an effect on surface areas of 0.01 and more; others are not drawn. */
const felt = [
  ...['lambda1', 'lambda2', 'Y.range1', 'Y.shape1', 'X.mollifier'],
  ...[1, 2, 3].flatMap((k) => [`X.weight${k}`, `X.range${k}`, `X.shape${k}`]),
  ...['X.wavenumber1'],
].join();

/** A sensitivity to descriptors that the first one does not measure, by the parameters that they feel most. */
const other = (descriptors) => [
  ...['sensitivity', 'bridge', '--steps', '1,2,5,10', '--realisations', '4', ...cube(64), '--combinations', '1'],
  ...['--parameters', 'lambda1,lambda2,Y.range1,Y.shape1,X.mollifier,X.range2,X.range3,X.wavenumber1'],
  ...['--descriptors', descriptors],
];

/** Images of a material for comparisons of families, with the names of their phases. */
const families = (file, labels, ...more) => [
  ...['families', null, join(data, file), '--labels', labels, ...more],
  ...(more.includes('--model') ? [] : ['--model', labels.includes('2=') ? 'plurigaussian' : 'level-set']),
];
const cathode = '0=pore,1=nmc,2=binder';

/** Kind of study, its model or none, and its options, by the name of its folder. */
const studies = {
  'sweep-bridge': [
    ...['sweep', 'bridge', '--vary', `pore=0.3:0.5,${levers}`, '--points', '64'],
    ...['--realisations', '2', ...cube(128)],
  ],
  // A seed whose realisations nobody had seen when the options were chosen.
  'inverse-bridge': [
    ...['inverse', 'bridge', '--vary', levers, ...cube(128), ...conductivities, '--seed', '11'],
    ...['--realisations', '2', '--initial', '8', '--rounds', '2', '--batch', '3'],
    ...['--verification', '24', '--precision', '0.05'],
    ...['--targets', 'pore.relativeConductivity=+20%,nmc.volumeFraction=same,nmc.specificSurfaceArea=same'],
  ],
  // A wish beyond what its bounds allow.
  'inverse-far': [
    ...['inverse', 'bridge', '--vary', levers, ...cube(64), ...conductivities, '--realisations', '2'],
    ...['--initial', '8', '--rounds', '1', '--batch', '3', '--verification', '8'],
    ...['--targets', 'pore.relativeConductivity=+100%,nmc.volumeFraction=same,nmc.specificSurfaceArea=same'],
  ],
  'pareto-bridge': [
    ...['pareto', 'bridge', '--vary', `pore=0.34:0.48,${levers}`, ...cube(96), ...conductivities],
    ...['--properties', 'pore.relativeConductivity,nmc.relativeConductivity', '--kept', 'nmc.specificSurfaceArea=same'],
    ...['--realisations', '1', '--initial', '8', '--rounds', '2', '--batch', '3', '--members', '4'],
    ...['--verification', '6'],
  ],
  // Through the first section of the material, and through sections of the model itself.
  'conditional-bridge': [
    ...['conditional', 'bridge', bridge('slices_axis0'), '--region', '0:96,0:96', '--shape', '112,96,96'],
    ...['--realisations', '4', ...conductivities],
  ],
  'conditional-assb': [
    ...['conditional', 'bridge-assb', bridge('slices_axis0'), '--region', '0:64,0:64', '--shape', '80,64,64'],
    ...['--realisations', '3', ...conductivities],
  ],
  'conditional-correlated': [
    ...['conditional', 'bridge-correlated', bridge('slices_axis0'), '--region', '0:64,0:64', '--shape', '80,64,64'],
    ...['--realisations', '3', ...conductivities],
  ],
  ...Object.fromEntries(
    ['level-set', 'level-set-union'].map((own) => [
      `conditional-${own}`,
      [
        ...['conditional', `berea-${own}`, join(data, 'berea/slices_axis0.tif'), '--region', '0:64,0:64'],
        ...['--shape', '80,64,64', '--realisations', '3', '--descriptors', 'volumeFraction,specificSurfaceArea'],
      ],
    ]),
  ),
  // Through two layers of the published volume, 24 layers apart.
  'conditional-two': [
    ...['conditional', 'bridge', bridge('volume_first_half'), '--as', 'sections', '--region', '4:29,0:64,0:64'],
    ...['--stride', '24,1,1', '--layers', '8,32', '--shape', '88,64,64', '--realisations', '3', ...conductivities],
  ],
  'conditional-model': [
    ...['conditional', 'bridge', '--shape', '96,64,64', '--layers', '20', '--realisations', '6', ...conductivities],
  ],
  // Known stretches, and x-z sections of the material, whose rows lie along z.
  'anisotropy-bridge': ['anisotropy', 'bridge', bridge('slices_axis1'), ...cube(96), '--realisations', '6'],
  'sigmoid-bridge': ['sigmoid', 'bridge', ...cube(64), '--realisations', '4'],
  'scale-bridge': [
    'scale',
    'bridge',
    '--edges',
    '64,96,128,192:6,256:4,512:2',
    '--realisations',
    '8',
    ...conductivities,
  ],
  // Eight realisations are what control variates need.
  'sensitivity-bridge': [
    ...['sensitivity', 'bridge', '--steps', '1,2,5,10', '--realisations', '8', ...cube(64), ...conductivities],
    ...['--parameters', felt, '--combinations', '1'],
  ],
  'families-sofc': families('sofc-netl/slice.tif', '0=pore,1=solid1,2=solid2', '--spacing', '0.065um'),
  'families-nmc': families('nmc-slice-2d/slice.tif', cathode, '--spacing', '0.398um'),
  'families-cycled': families('nmc-cycled-2d/slice.tif', '0=pore,1=nmc,2=matrix'),
  // Another class, with families of few parameters: those of a field count five times.
  'families-nmc-assb': families(
    ...['nmc-slice-2d/slice.tif', cathode, '--spacing', '0.398um', '--order', '1,2,0', '--fit-starts', '1'],
    ...['--families', 'low,matern,generalised-cauchy,gaussian-shell', '--model', 'assb'],
  ),
  'families-berea': families('berea/slices_axis0.tif', '0=pore,1=grain', '--spacing', '5.345um'),
  'families-composite': families('mcrpy-2d/composite.tif', '0=a,1=b,2=c'),
  // Volumes of electrolyte-particles.mjs, beside the studies.
  'particle-sizes': [
    ...['particle-sizes', null, ...[3, 4.2426, 6].map((radius) => join(out, `../cathodes/radius-${radius}.tif`))],
    ...['--as', 'volume', '--labels', '0=pore,1=am,2=se', '--sizes', '0.6,0.84852,1.2', '--model', 'plurigaussian'],
    ...['--order', '1,0,2', '--realisations', '4', ...cube(128), ...conductivities],
  ],
  'sensitivity-descriptors': other('chordLength,linealPath,eulerNumber,tripleLines,connectivity,sizeDistribution'),
  'sensitivity-paths': other('geodesicTortuosity,constrictivity,intrusion,representativity'),
  'sensitivity-berea': ['sensitivity', 'berea', '--realisations', '8', ...cube(64)],
  'scale-berea': ['scale', 'berea', '--edges', '64,96,128,192,256', '--realisations', '8'],
};

for (const [name, [kind, material, ...words]] of Object.entries(studies)) {
  if (only && !only.split(',').includes(name)) continue;
  const folder = join(out, name);
  await excursa([
    'study',
    kind,
    ...(material === null ? [] : [await models[material]()]),
    ...words,
    '--out',
    folder,
    '--figures',
    join(folder, 'figures'),
  ]);
}
