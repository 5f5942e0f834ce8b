// Effective conductivity against other programs, on volumes that Python makes. After npm run build:
//   node bench/versus/transport.mjs PYTHON FOLDER [edges, default 64,128,200] [peers, default porespy,taufactor]
//        [rounds, default 1] [native, a program that is called with FILE nz ny nx CONDUCTIVITIES, or none]
//        [kinds, default two,three; also islands,noise]
// PYTHON has numpy and scipy, and the peers that are named. Prints a JSON line for every run: processor seconds, wall
// seconds, bytes a voxel beyond the volume, the value, and how far it is from the solver's own value at 1e-6. Programs
// take turns in every round; medians of processor seconds come last.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const [first, ...rest] = process.argv.slice(2);

/** Solves once in this process, which does nothing else. */
async function once([path, edge, sigma, tolerance, threads]) {
  await import('../../build/node/threads.js');
  const { createGrid } = await import('../../build/grid/index.js');
  const { solveTransport } = await import('../../build/transport/index.js');
  const n = Number(edge);
  const data = new Uint8Array(readFileSync(path));
  const conductivities = sigma.split(',').map(Number);
  const volume = { grid: createGrid([n, n, n]), data, conductivities };
  const resident = process.resourceUsage().maxRSS;
  const began = performance.now();
  const cpu = process.cpuUsage();
  const { effective, iterations, history, status } = await solveTransport(
    { volume, axis: 0, sides: 'insulated' },
    { threads: Number(threads), tolerance: Number(tolerance), mostIterations: 200, keepPotential: false },
  );
  const used = process.cpuUsage(cpu);
  const bytes = (1024 * (process.resourceUsage().maxRSS - resident)) / n ** 3;
  const seconds = (performance.now() - began) / 1e3;
  return { effective, iterations, history, status, cpu: (used.user + used.system) / 1e6, seconds, bytes };
}

if (first === '--once') {
  console.log(JSON.stringify(await once(rest)));
} else {
  const [
    folder = 'bench-transport',
    edges = '64,128,200',
    peers = 'porespy,taufactor',
    rounds = '1',
    native = 'none',
    kinds,
  ] = rest;
  mkdirSync(folder, { recursive: true });
  const script = fileURLToPath(new URL('./transport.py', import.meta.url));
  const answer = (command, words) => {
    const { stdout, stderr, status } = spawnSync(command, words, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (status !== 0) return { failed: stderr.trim().split('\n').at(-1) };
    return JSON.parse(stdout.trim().split('\n').at(-1));
  };
  /** Values of TauFactor that change by less than 0.01 % from one look to the next: within 0.1 % of them it is done. */
  const tight = { 'two 200': '0.14295', 'three 200': '0.20977' };
  const seconds = {};
  const turns = Array.from({ length: Number(rounds) }, () => edges.split(',')).flat();
  for (const edge of turns) {
    for (const [kind, sigma] of [
      ['two', '0,1'],
      ['three', '1,.1,0'],
      ['islands', '0,1e-2,1'],
      ['islands', '0,1e-4,1'],
      ['islands', '0,1e-6,1'],
      ['noise', '0,1'],
    ].filter(([name]) => (kinds ?? 'two,three').split(',').includes(name))) {
      const path = join(folder, `${kind}-${edge}.u8`);
      if (!existsSync(path)) answer(first, [script, 'make', path, edge, kind]);
      const own = (tolerance, threads) =>
        answer(process.execPath, [self, '--once', path, edge, sigma, tolerance, threads]);
      const exact = own('1e-6', '2').effective;
      const report = (tool, { history, ...result }) => {
        const error = result.effective / exact - 1;
        const within = history ? history.findIndex((value) => Math.abs(value / exact - 1) < 1e-3) + 1 : undefined;
        const volume = `${kind} ${sigma} ${edge}^3`;
        const title = `${volume}, ${tool}`;
        if (result.cpu !== undefined) seconds[title] = [...(seconds[title] ?? []), result.cpu];
        console.log(JSON.stringify({ volume, tool, ...result, error, within }));
      };
      for (const threads of ['1', '2']) report(`excursa, ${threads} threads`, own('1e-3', threads));
      for (const peer of peers.split(',').filter((name) => name !== 'none')) {
        if (peer === 'porespy' && !['two', 'noise'].includes(kind)) continue;
        const known = peer === 'taufactor' ? tight[`${kind} ${edge}`] : undefined;
        report(peer, answer(first, [script, peer, path, edge, sigma, ...(known ? ['1e-4', known] : [])]));
      }
      if (native !== 'none') {
        const { stdout } = spawnSync(native, [path, edge, edge, edge, sigma], {
          encoding: 'utf8',
          env: { ...process.env, OMP_NUM_THREADS: '1' },
        });
        // What it prints: the iteration within 0.1 % and its processor seconds, and the same for 0.01 %.
        const [, cpu, closer] = stdout.match(/; \.1%: \d+ it ([\d.]+)c.*; 1e-4: \d+ ([\d.]+)c/) ?? [];
        report('native, 0.1 %', { effective: Number(stdout.match(/S=([\d.]+)/)?.[1]), cpu: Number(cpu) });
        report('native, 0.01 %', { effective: Number(stdout.match(/S=([\d.]+)/)?.[1]), cpu: Number(closer) });
      }
    }
  }
  for (const [what, list] of Object.entries(seconds)) {
    const sorted = [...list].sort((a, b) => a - b);
    console.log(`${what}: median ${sorted[sorted.length >> 1].toFixed(2)} s of ${sorted.length} runs, ${sorted}`);
  }
}
