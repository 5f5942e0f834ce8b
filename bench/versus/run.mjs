// npm run bench:versus [-- ROW ...] [--reference FOLDER] [--repeats N]: times our side and a peer's in turn and
// rewrites the rows of docs/results/benchmarks.md that were run. Makes a Python environment of its own with pinned
// peers (bench/versus/.venv) when there is none. Rows against the PyTorch reference need its folder.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rows } from './rows.mjs';
import { writeTables } from './tables.mjs';
import { folder, volumePath } from './volume.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { reference: { type: 'string' }, python: { type: 'string' }, repeats: { type: 'string', default: '7' } },
});
const needsReference = ['step', 'exact', 'volume'];
const reference = values.reference && resolve(values.reference);
const chosen = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

function findPython() {
  if (values.python) return values.python;
  const folder = join(here, '.venv');
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) {
    console.log('making a Python environment with the peers, some minutes ...');
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', join(here, 'requirements.txt')], {
      stdio: 'inherit',
    });
  }
  return python;
}

/** A process that answers every line with one of JSON. */
async function startSide(command, args, env) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${args.join(' ')}: ended without an answer`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  };
  await next();
  return {
    run: () => {
      child.stdin.write('run\n');
      return next();
    },
    end: () => child.stdin.end(),
  };
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

async function runRow(row, python, folder) {
  const env = {
    ...process.env,
    BENCH_THREADS: String(row.threads),
    OMP_NUM_THREADS: String(row.threads),
    NUMBA_NUM_THREADS: String(row.threads),
    ...(reference && { BENCH_REFERENCE: reference }),
  };
  const ours = await startSide(process.execPath, [join(here, 'ours.mjs'), row.ours, folder], env);
  const theirs = await startSide(python, [join(here, 'peer.py'), row.theirs, folder], env);
  const load = loadavg()[0];
  const a = [];
  const b = [];
  let peaks;
  const repeats = row.repeats ?? Number(values.repeats);
  for (let r = 0; r < repeats + 1; r++) {
    // Threads of the side before may still spin, waiting for more: let them go to sleep.
    await pause(500);
    const own = await ours.run();
    await pause(500);
    const peer = await theirs.run();
    // Memory of one run: later ones may hold what the one before has left.
    peaks ??= [own.peak, peer.peak];
    // The first run warms caches and compilers on both sides.
    if (r > 0 || repeats === 1) {
      a.push(own);
      b.push(peer);
    }
    if (repeats === 1) break;
  }
  ours.end();
  theirs.end();
  const [own, peer] = [a.at(-1), b.at(-1)];
  if (row.check !== null && Math.abs(own.check - peer.check) > row.check * Math.abs(peer.check)) {
    throw new Error(`${row.name}: the sides did different work, ${own.check} and ${peer.check}`);
  }
  return {
    ours: median(a.map(({ seconds }) => seconds)),
    theirs: median(b.map(({ seconds }) => seconds)),
    ratio: median(a.map(({ seconds }, i) => b[i].seconds / seconds)),
    oursPeak: peaks[0],
    theirsPeak: peaks[1],
    repeats: a.length,
    load,
    date: new Date().toISOString().slice(0, 10),
  };
}

await volumePath();
const python = findPython();
const store = join(here, 'results.json');
const results = existsSync(store) ? JSON.parse(readFileSync(store, 'utf8')) : { rows: {} };
results.machine = `${cpus()[0].model.trim()}, ${cpus().length} threads, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().split('-')[0]}, Node ${process.version}`;
for (const row of chosen) {
  if (!reference && needsReference.some((work) => row.theirs === work || row.theirs === `${work}-generator`)) {
    console.log(`${row.name}: skipped, needs --reference FOLDER`);
    continue;
  }
  const result = await runRow(row, python, folder);
  results.rows[row.name] = result;
  writeFileSync(store, `${JSON.stringify(results, null, 1)}\n`);
  console.log(
    `${row.name}: ${result.ours.toFixed(4)} s, peer ${result.theirs.toFixed(4)} s, ratio ${result.ratio.toFixed(2)}`,
  );
}
writeTables(results);
