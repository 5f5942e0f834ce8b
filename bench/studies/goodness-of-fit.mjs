// The p-value of the goodness of fit on true models (uniform?) and on a false one (small?).
// node bench/studies/goodness-of-fit.mjs [fits] [--write]: tables, with --write into docs/results/goodness-of-fit.md;
// [fits] is the number for one class and number of images, in place of each case's own.
// --sizes=1,4 takes fewer numbers of images, --only=assb one class (or discs, or sections: those of one volume).
// --starts=4 --wide search further. --record=FILE keeps each fit as a line
// and takes those that are there, so that a study may be stopped; --recorded takes these alone. Needs `npm run build`
// first.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fitExact, settingsSchema } from '../../build/calibrate/index.js';
import { createGrid, sectionsOf } from '../../build/grid/index.js';
import { createModel, presets, realise } from '../../build/phase/index.js';
import { keyOf, uniforms } from '../../build/random/index.js';

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const flag = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const fits = words[0] === undefined ? undefined : Number(words[0]);
const sizes = flag('sizes')?.split(',').map(Number);
const edge = Number(flag('edge') ?? 256);
const only = flag('only');

/** A model of a class with lengths of 4 to 9 pixels, a little different from fit to fit. */
function truth(name, t, options = {}) {
  const classRecord = presets[name];
  const u = uniforms(100, keyOf(2000 + t, 'truth'), 0);
  let next = 0;
  const between = (low, high) => low + (high - low) * u[next++];
  const field = () => {
    const length = between(4, 9);
    return Object.fromEntries([
      ...[1, 2, 3].flatMap((c) => [
        [`range${c}`, length * between(0.8, 1.2)],
        [`shape${c}`, between(1, 1.8)],
        [`wavenumber${c}`, between(0.02, 0.2)],
      ]),
      ['mollifier', between(0.8, 1.5)],
    ]);
  };
  const scalars =
    name === 'assb'
      ? {
          alpha1: between(-0.6, 0.6),
          alpha2: between(-0.6, 0.6),
          beta: between(0.5, 2),
          lambda1: between(-0.2, 0.4),
          lambda2: between(-0.3, 0.5),
        }
      : Object.fromEntries(classRecord.scalars.map(({ name: own }) => [own, between(-0.3, 0.3)]));
  const parameters = { scalars, ...Object.fromEntries(classRecord.fields.map((f) => [f, field()])) };
  return createModel(classRecord, { taper: 64, parameters, ...options });
}

/** An image of overlapping discs of radius 7 that cover half of it: no level set of a Gaussian field. */
function discs(t, r) {
  const [radius, margin] = [7, 8];
  const wide = edge + 2 * margin;
  const mean = (Math.log(2) / (Math.PI * radius ** 2)) * wide ** 2;
  const u = uniforms(4 * Math.ceil(mean), keyOf(88000 + t, 'discs'), r);
  // A normal is near enough to Poisson's law of some hundred discs.
  const count = Math.round(mean + Math.sqrt(mean) * Math.sqrt(-2 * Math.log(u[0])) * Math.cos(2 * Math.PI * u[1]));
  const data = new Uint8Array(edge * edge);
  for (let k = 0; k < count; k++) {
    const [x, y] = [u[2 * k + 2] * wide - margin, u[2 * k + 3] * wide - margin];
    for (let j = Math.max(0, Math.ceil(y - radius)); j <= Math.min(edge - 1, y + radius); j++) {
      for (let i = Math.max(0, Math.ceil(x - radius)); i <= Math.min(edge - 1, x + radius); i++) {
        if ((i - x) ** 2 + (j - y) ** 2 <= radius ** 2) data[j * edge + i] = 1;
      }
    }
  }
  const phases = [0, 1].map((label) => ({ name: `phase${label}`, label }));
  return { grid: createGrid([edge, edge], { spacing: [1, 1, 1], unit: 'px', periodic: false }), data, phases };
}

/** The test of one fit, all defaults but two starts, the known order and 1024 points. */
async function testOf(name, sections, t) {
  const order = sections[0].phases.map(({ label }) => label).join();
  const wideStarts = process.argv.includes('--wide') && { wideStarts: true };
  const settings = settingsSchema.parse({
    seed: t,
    starts: Number(flag('starts') ?? 2),
    order,
    points: 1024,
    ...wideStarts,
  });
  const { summary } = await fitExact(settings, sections, { threads: 1, record: presets[name] });
  return summary.goodnessOfFit;
}

/** Images of a true model. */
async function imagesOf(model, images, t) {
  const sections = [];
  for (let r = 0; r < images; r++) {
    sections.push((await realise(model, { shape: [edge, edge], seed: 77000 + t, realisation: r })).map);
  }
  return sections;
}

/** Sections of one volume, so many pixels apart. @param stated - whether they say so. */
async function stackOf(model, { images, gap, stated }, t) {
  const coarse = { ...model, zScale: model.zScale / gap };
  const { map } = await realise(coarse, { shape: [images, edge, edge], seed: 78000 + t });
  const sections = sectionsOf(map, 'volume');
  return sections.map(({ section, ...rest }) =>
    stated ? { ...rest, section: { ...section, height: gap * section.height } } : rest,
  );
}

/** Largest distance between the distribution of numbers and the uniform one, and its p-value (Kolmogorov's series). */
function kolmogorov(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = Math.max(...sorted.map((p, i) => Math.max((i + 1) / n - p, p - i / n)));
  const x = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  let tail = 0;
  for (let k = 1; k < 100; k++) tail += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * x * x);
  return { distance, pValue: Math.min(1, Math.max(0, tail)) };
}

const share = (values, below) => values.filter((p) => p < below).length / values.length;
const percent = (value) => `${(100 * value).toFixed(1)} %`;

/** Fits of a case: its own number, or the one that was asked for. */
const cases = [
  ...[1, 4, 16, 64].map((images) => ({ name: 'level-set', images, own: 100 })),
  ...[1, 16, 64].map((images) => ({ name: 'plurigaussian', images, own: 50 })),
  ...[1, 16].map((images) => ({ name: 'assb', images, own: 25 })),
];
const powerCases = [1, 4, 16, 64].map((images) => ({ name: 'level-set', images, own: 25, isDiscs: true }));
const stackCases = [true, false].map((stated) => ({ name: 'level-set', images: 4, gap: 3, stated, own: 40 }));
const wanted = ({ name, images, isDiscs, gap }) =>
  (sizes === undefined || sizes.includes(images)) &&
  (only === undefined || only === (isDiscs ? 'discs' : gap ? 'sections' : name));

const record = flag('record');
const recorded = new Map();
if (record && existsSync(record)) {
  for (const line of readFileSync(record, 'utf8').trim().split('\n')) {
    const { key, ...fit } = JSON.parse(line);
    recorded.set(key, fit);
  }
}

const onlyRecorded = process.argv.includes('--recorded');
const search = flag('starts') || process.argv.includes('--wide') ? ' further' : '';
const keyOfFit = ({ name, images, isDiscs, gap, stated }, t) =>
  `${isDiscs ? 'discs' : name}${search}${gap ? ` ${gap} apart${stated ? '' : ', not stated'}` : ''} ${images} ${edge} ${t}`;

/** One fit, or what an earlier run recorded of it. */
async function fitOf(one, t) {
  const { name, images, isDiscs } = one;
  const key = keyOfFit(one, t);
  const known = recorded.get(key);
  if (known) return known;
  const began = performance.now();
  const sections = isDiscs
    ? Array.from({ length: images }, (_, r) => discs(t, r))
    : one.gap
      ? await stackOf(truth(name, t), one, t)
      : await imagesOf(truth(name, t), images, t);
  const { pValue, chiSquare, expected } = await testOf(name, sections, t);
  const fit = { pValue, chiSquare, expected, seconds: (performance.now() - began) / 1000 };
  if (record) appendFileSync(record, `${JSON.stringify({ key, ...fit })}\n`);
  return fit;
}

function rowOf(title, images, found) {
  const p = found.map(({ pValue }) => pValue);
  const n = found.length;
  const { distance, pValue } = kolmogorov(p);
  const ratios = found.map(({ chiSquare, expected }) => chiSquare / expected);
  const ratio = ratios.reduce((sum, v) => sum + v, 0) / n;
  const error = Math.sqrt(ratios.reduce((sum, v) => sum + (v - ratio) ** 2, 0) / (n - 1) / n);
  const seconds = found.reduce((sum, fit) => sum + fit.seconds, 0) / n;
  const cells = [title, images, n, distance.toFixed(3), pValue.toPrecision(2), percent(share(p, 0.05))];
  return [...cells, percent(share(p, 0.01)), `${ratio.toFixed(2)} +- ${error.toFixed(2)}`, seconds.toFixed(1)];
}

const head = ['fitted', 'images', 'fits', 'KS distance', 'KS p', 'p < .05', 'p < .01', 'T^2 / expected', 's a fit'];
const table = (rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

async function rowsOf(list, withTotal) {
  const rows = [];
  const all = [];
  for (const one of list.filter(wanted)) {
    const found = [];
    for (let t = 0; t < (fits ?? one.own); t++) {
      if (onlyRecorded && !recorded.has(keyOfFit(one, t))) continue;
      found.push(await fitOf(one, t));
    }
    if (found.length < 2) continue;
    const apart = one.gap ? `, ${one.gap} pixels apart${one.stated ? '' : ', not stated'}` : '';
    rows.push(rowOf(one.name, `${one.images} x ${edge}^2${apart}`, found));
    all.push(...found);
    console.error(rows.at(-1).join(' | '));
  }
  return withTotal && rows.length > 1 ? [...rows, rowOf('together', '', all)] : rows;
}

const level = await rowsOf(cases, true);
const stacks = await rowsOf(stackCases, false);
const power = await rowsOf(powerCases, false);
const text = `### True models\n\n${table(level)}\n\n### Sections of one volume\n\n${table(stacks)}\n\n### Overlapping discs, fitted by level sets\n\n${table(power)}\n`;
if (process.argv.includes('--write')) {
  const page = new URL('../../docs/results/goodness-of-fit.md', import.meta.url);
  const before = readFileSync(page, 'utf8');
  const start = before.indexOf('### True models');
  const end = before.indexOf('### What', start);
  writeFileSync(page, `${before.slice(0, start)}${text}${end < 0 ? '' : `\n${before.slice(end)}`}`);
} else console.log(text);
