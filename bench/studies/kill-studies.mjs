// Kills every kind of study ten times at random moments by SIGKILL, and compares what it ends in with a run that was
// left alone, byte for byte. Needs `npm run build` first.
// nice -n 10 node bench/studies/kill-studies.mjs FOLDER [kind,...]
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writePhaseMap } from '../../build/node/index.js';
import { createModel, presets, realise, toModelFile } from '../../build/phase/index.js';

const [out, only] = process.argv.slice(2);
const program = join(import.meta.dirname, '../../build/cli/main.js');
const kills = 10;

const phases = ['pore', 'grain'].map((name, label) => ({ name, label }));
const model = createModel(presets['level-set-union'], { phases, taper: 8 });

const small = ['--shape', '20,20,20', '--realisations', '2'];
const radii = ['--descriptors', 'volumeFraction,sizeDistribution'];
const short = ['--initial', '4', '--rounds', '1', '--batch', '2', '--verification', '4'];

/** Options of the least study of every kind that takes some seconds. */
const kinds = {
  sweep: [...small, '--vary', 'pore=0.2:0.4,length=50%:150%', '--points', '6'],
  inverse: [...small, ...radii, ...short, '--targets', 'pore.meanRadius=+10%', '--vary', 'alpha1=0:1'],
  pareto: [
    ...[...small, ...radii, ...short, '--members', '2'],
    ...['--properties', 'pore.meanRadius,grain.meanRadius', '--vary', 'pore=0.2:0.4,alpha1=0:1'],
  ],
  sensitivity: [...small, '--parameters', 'alpha1,X.range1', '--steps', '5', '--combinations', '1'],
  scale: ['--edges', '12,16,20', '--realisations', '4'],
  sigmoid: ['--shape', '20,20,20', '--realisations', '2', '--steepness', '10'],
  anisotropy: [...small, '--stretches', '0.5,1,2'],
  conditional: ['--shape', '24,16,16', '--realisations', '3', '--descriptors', 'volumeFraction'],
  families: ['--families', 'low,gaussian-shell', '--order', '0,1', '--fit-starts', '1', '--quadrature', '256'],
  'particle-sizes': [
    ...[...small, '--descriptors', 'volumeFraction', '--sizes', '4,5,6', '--family', 'gaussian-shell'],
    ...['--order', '0,1', '--fit-starts', '1', '--quadrature', '256'],
  ],
};

/** The least ablation: an exact fit, two-point functions of realisations, and the source's network. */
const ablation = {
  ...{ '--labels': '0=pore,1=grain', '--variants': 'exact,tppf,source', '--seeds': '3', '--order': '0,1' },
  ...{ '--window': '32', '--batch': '16', '--pretraining': '10', '--iterations': '10', '--starts': '1' },
  ...{ '--realisations': '2' },
};
kinds.ablation = Object.entries(ablation).flat();

/** Images of one field with rising lengths, for kinds that fit some. */
const images = [4, 5, 6].map((range) => join(out, `range-${range}.tif`));
const inputOf = { families: images.slice(0, 1), 'particle-sizes': images, ablation: images.slice(0, 1) };

/** Files of a folder that have to be the same: its tables, and the models of an ablation. */
function outcomeOf(folder) {
  const models = join(folder, 'models');
  const paths = existsSync(models) ? readdirSync(models).map((name) => join(models, name)) : [];
  const tables = ['table.csv', 'table.parquet'].map((name) => join(folder, name));
  return [...tables, ...paths].map((path) => readFileSync(path));
}

/** Finished tasks of a folder. */
function finishedIn(folder) {
  try {
    return readdirSync(join(folder, 'tasks')).filter((name) => name.endsWith('.json')).length;
  } catch {
    return 0;
  }
}

/** Longest time after a finished task at which a kill comes, ms: calibrations take seconds, other tasks less. */
const within = (kind) => (kind === 'ablation' ? 4000 : 200);

/** Runs a study. @param until - finished tasks after which it is killed, soon; never without. */
async function run(kind, folder, until) {
  const input = inputOf[kind] ?? [join(out, 'model.json')];
  const words = [program, 'study', kind, ...input, ...kinds[kind], '--out', folder, '--threads', '2'];
  const child = spawn(process.execPath, [...words, '--quiet'], { stdio: 'ignore' });
  let ending;
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      ending = signal ?? code;
      resolve(ending);
    });
  });
  if (until === undefined) return ended;
  while (ending === undefined && finishedIn(folder) < until) await wait(5);
  await wait(within(kind) * Math.random());
  child.kill('SIGKILL');
  return ended;
}

mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'model.json'), JSON.stringify(toModelFile(model, 'kill-studies')));
for (const [k, path] of images.entries()) {
  const parameters = { X: { range1: 4 + k, range2: 4 + k, range3: 4 + k } };
  const own = createModel(presets['level-set'], { phases, taper: 32, parameters });
  await writePhaseMap(path, (await realise(own, { shape: [96, 96], seed: 4 + k })).map);
}
let failed = 0;
for (const kind of Object.keys(kinds)) {
  if (only && !only.split(',').includes(kind)) continue;
  const [whole, broken] = ['whole', 'killed'].map((name) => join(out, `${kind}-${name}`));
  for (const folder of [whole, broken]) rmSync(folder, { recursive: true, force: true });
  if ((await run(kind, whole)) !== 0) throw new Error(`${kind} did not end`);
  const all = finishedIn(whole);
  const moments = [];
  for (let kill = 0; kill < kills; kill++) {
    // Random moments that go on: the k-th lies in the k-th part of the study.
    const ending = await run(kind, broken, Math.floor((all * (kill + Math.random())) / kills));
    moments.push(ending === 'SIGKILL' ? finishedIn(broken) : 'ended');
  }
  if ((await run(kind, broken)) !== 0) throw new Error(`${kind} did not end after kills`);
  const [own, other] = [whole, broken].map(outcomeOf);
  const equal = own.map((bytes, i) => other.length === own.length && bytes.equals(other[i]));
  if (equal.includes(false)) failed++;
  const done = moments.filter((moment) => moment !== 'ended').length;
  console.log(`${kind}: ${done} kills after ${moments.join(', ')} of ${all} tasks; same bytes: ${equal.join(', ')}`);
}
process.exitCode = failed;
