// Time until a door of the library is open, in processes of their own: node bench/doors.mjs [runs]. Needs `npm run build` first.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const runs = Number(process.argv[2] ?? 9);
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

for (const [name, file] of [
  ['nothing', undefined],
  ['excursa', 'index.js'],
  ['excursa/node', 'node.js'],
]) {
  const url = file && new URL(`../dist/${file}`, import.meta.url).href;
  const program = `const began = performance.now();
    ${url ? `await import(${JSON.stringify(url)});` : ''}
    const { user, system } = process.cpuUsage();
    console.log(performance.now() - began, (user + system) / 1000);`;
  const times = Array.from({ length: runs }, () => {
    const args = ['--input-type=module', '-e', program];
    const { stdout } = spawnSync(process.execPath, args, {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
    });
    return stdout.trim().split(' ').map(Number);
  });
  const [import_, processor] = [0, 1].map((i) => median(times.map((t) => t[i])).toFixed(0));
  console.log(
    `${name.padEnd(14)} import ${import_.padStart(4)} ms   processor of the whole process ${processor.padStart(4)} ms`,
  );
}
