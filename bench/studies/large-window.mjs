// A window of the model of a pressed electrode that kernels cannot address at once: drawn in slabs, then measured.
// Needs `npm run build` and the model of model-studies.mjs.
// nice -n 10 node bench/studies/large-window.mjs OUT_FOLDER [edge] [threads] > OUT_FOLDER/large-window.md
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { descriptors, measureAlone } from '../../build/descriptor/index.js';
import '../../build/node/index.js';
import { fromModelFile, realisationBytes, realise } from '../../build/phase/index.js';

const [out, edge = '1024', threads = '2'] = process.argv.slice(2);
const path = join(out, 'models/bridge/model.json');
const model = fromModelFile(JSON.parse(readFileSync(path, 'utf8')), path);
const request = { shape: [edge, edge, edge].map(Number), seed: 1, threads: Number(threads) };

/** Seconds of all threads, and of a clock. */
async function timed(work) {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, cpu: (user + system) / 1e6, wall: (performance.now() - began) / 1000 };
}

const drawn = await timed(async () => (await realise(model, request)).map);
const list = descriptors.filter(({ name }) => ['volumeFraction', 'specificSurfaceArea'].includes(name));
const measured = await timed(() => measureAlone(drawn.result, list, { threads: request.threads }));

const quantityOf = (phase, name) => measured.result.find((one) => one.phase === phase && one.name === name).value;
const planned = realisationBytes(model, request) / 2 ** 30;
const peak = process.resourceUsage().maxRSS / 2 ** 20;
const text = (value) => value.toPrecision(4);
console.log(
  [
    `| quantity | ${edge}³ |`,
    '|---|---|',
    ...model.phases.flatMap(({ name }) => [
      `| ${name} volume fraction | ${text(quantityOf(name, 'volumeFraction'))} |`,
      `| ${name} specific surface area [1/${model.unit}] | ${text(quantityOf(name, 'specificSurfaceArea'))} |`,
    ]),
    `| drawing, processor time [s] | ${drawn.cpu.toFixed(0)} |`,
    `| measuring, processor time [s] | ${measured.cpu.toFixed(0)} |`,
    `| planned memory [GiB] | ${planned.toFixed(2)} |`,
    `| peak memory [GiB] | ${peak.toFixed(2)} |`,
  ].join('\n'),
);
