// Level and power of the two-sample tests of `validate --realism`: equal models, and lengths that are longer.
// node bench/studies/two-sample.mjs [trials] [--network] [--write]: the linear discriminant, with --network the
// networks too (minutes a trial); with --write into docs/results/two-sample.md. --record=FILE keeps each trial as a
// line and takes those that are there. Needs `npm run build` first.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createModel, presets, realise } from '../../build/index.js';
import { parametersOf } from '../../build/phase/index.js';
import { discriminantTest, realismTest } from '../../build/realism/index.js';

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const flag = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const asked = words[0] === undefined ? undefined : Number(words[0]);
const withNetwork = process.argv.includes('--network');
const edge = 320;
const model = createModel(presets.plurigaussian);

/** The same model with all lengths times a factor. */
function stretched(factor) {
  const parameters = parametersOf(model.record, model.family);
  const scale = { length: factor, wavenumber: 1 / factor, number: 1 };
  const values = model.values.map((v, i) => v * scale[parameters[i].dimension]);
  return { ...model, taper: model.taper * factor, values };
}

async function sections(own, images, seed) {
  const out = [];
  for (let r = 0; r < images; r++) out.push((await realise(own, { shape: [edge, edge], seed, realisation: r })).map);
  return out;
}

const record = flag('record');
const recorded = new Map();
if (record && existsSync(record)) {
  for (const line of readFileSync(record, 'utf8').trim().split('\n')) {
    const { key, ...trial } = JSON.parse(line);
    recorded.set(key, trial);
  }
}

/** One trial: accuracies, and whether the test distinguishes the samples. */
async function trialOf(test, factor, images, t) {
  const key = `${test} ${factor} ${images} ${t}`;
  const known = recorded.get(key);
  if (known) return known;
  const data = await sections(model, images, 1000 + t);
  const drawn = await sections(stretched(factor), images, 5000 + t);
  let trial;
  if (test === 'discriminant') {
    const { modelAgainstData, dataAgainstData } = discriminantTest(data, drawn);
    const { accuracy, ci95, windows } = modelAgainstData;
    // The report has no verdict on the discriminant: its interval is what a reader goes by.
    trial = { accuracy, control: dataAgainstData.accuracy, windows: windows[0], distinguished: ci95[0] > 0.5 };
  } else {
    const { modelAgainstData, dataAgainstData, distinguished, detectable } = await realismTest(data, drawn, {
      ...{ seed: t, threads: 1 },
    });
    const { accuracy, windows } = modelAgainstData;
    trial = { accuracy, control: dataAgainstData.accuracy, windows: windows[0], distinguished, detectable };
  }
  if (record) appendFileSync(record, `${JSON.stringify({ key, ...trial })}\n`);
  return trial;
}

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
const rows = [];
for (const [test, trials] of withNetwork
  ? [
      ['discriminant', 30],
      ['network', 4],
    ]
  : [['discriminant', 30]]) {
  for (const images of [1, 4]) {
    for (const factor of test === 'network' ? [1, 1.25] : [1, 1.1, 1.25]) {
      const found = [];
      for (let t = 0; t < (asked ?? trials); t++) found.push(await trialOf(test, factor, images, t));
      const seen = found.flatMap(({ detectable }) => (detectable === undefined ? [] : [detectable]));
      rows.push([
        ...[test, `${images} x ${edge}^2`, factor === 1 ? 'equal' : `lengths ${factor} times`, found.length],
        Math.round(mean(found.map(({ windows }) => windows))),
        mean(found.map(({ accuracy }) => accuracy)).toFixed(3),
        mean(found.map(({ control }) => control)).toFixed(3),
        `${found.filter(({ distinguished }) => distinguished).length} of ${found.length}`,
        seen.length > 0 ? mean(seen).toFixed(2) : '-',
      ]);
      console.error(rows.at(-1).join(' | '));
    }
  }
}
const head = [
  ...['test', 'images', 'model', 'trials', 'windows', 'accuracy', 'data against data', 'distinguished'],
  'smallest accuracy seen in four of five',
];
const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
if (process.argv.includes('--write')) {
  const page = new URL('../../docs/results/two-sample.md', import.meta.url);
  const before = readFileSync(page, 'utf8');
  const [start, end] = [before.indexOf('| test |'), before.lastIndexOf('|\n') + 2];
  writeFileSync(page, `${before.slice(0, start)}${table}\n${before.slice(end)}`);
} else console.log(table);
