// Our side of a row, again and again: node ours.mjs WORK FOLDER. Answers every line on stdin with a JSON line of
// seconds, check and memory.
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { works } from './works.mjs';

const [work, folder] = process.argv.slice(2);
const threads = Number(process.env.BENCH_THREADS ?? 1);
const { run, close } = await works[work]({ threads, volume: join(folder, 'volume.npy') });
console.log(JSON.stringify({ ready: true }));
for await (const _ of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const check = await run();
  const seconds = (performance.now() - began) / 1e3;
  console.log(JSON.stringify({ seconds, check, peak: process.resourceUsage().maxRSS * 1024 }));
}
await close?.();
