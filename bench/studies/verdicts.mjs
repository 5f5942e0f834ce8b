// Level and power of the verdicts of `validate`: images, sections of one volume, equal models and longer lengths.
// node bench/studies/verdicts.mjs [--scale 1] [--only equal] [--write]: tables, with --write into
// docs/results/verdicts.md. --scale takes so many times the comparisons of every case, --only the cases whose title has
// the word. --record FILE keeps each case as a line and takes those that are there; --recorded takes these alone. Needs
// `npm run build` first.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { compare, createModel, describe, descriptors, presets, realise } from '../../build/index.js';
import { parametersOf } from '../../build/phase/index.js';

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    record: { type: 'string' },
    recorded: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const list = descriptors.filter(({ cost }) => cost === 'fast');
const model = createModel(presets.plurigaussian);
/** The same model with all lengths times a factor. */
const stretched = (factor) => {
  const parameters = parametersOf(model.record, model.family);
  const scale = { length: factor, wavenumber: 1 / factor, number: 1 };
  return {
    ...model,
    taper: model.taper * factor,
    values: model.values.map((v, i) => v * scale[parameters[i].dimension]),
  };
};
const measure = (maps, sectionDistance) => describe(maps, { descriptors: list, detail: 'basic', sectionDistance });
const image = async (own, edge, seed, realisation) =>
  (await realise(own, { shape: [edge, edge], seed, realisation })).map;

/** Four sections of one volume, `gap` voxels apart. */
async function sections(edge, gap, seed, realisation) {
  const coarse = { ...model, zScale: model.zScale / gap };
  const { map } = await realise(coarse, { shape: [4, edge, edge], seed, realisation });
  return Array.from({ length: 4 }, (_, z) =>
    createPhaseMap(createGrid([edge, edge]), map.data.slice(z * edge * edge, (z + 1) * edge * edge), map.phases),
  );
}

const small = { edge: 120, counts: [2, 4, 8, 16] };
const large = { edge: 240, counts: [2, 4, 8, 16] };
const layers = { edge: 96, counts: [8], gap: 4 };
const cases = [
  { title: 'equal', factor: 1, trials: 100, ...small },
  { title: 'lengths 1.1 times', factor: 1.1, trials: 40, ...small },
  { title: 'lengths 1.3 times', factor: 1.3, trials: 40, ...small },
  { title: 'equal, delta 10 %', factor: 1, delta: 0.1, trials: 40, ...large },
  // True differences just beyond delta: agreement there is false.
  { title: 'lengths 1.101 times, delta 10 %', factor: 1.101, delta: 0.1, trials: 40, ...large },
  { title: 'equal, delta 30 %', factor: 1, delta: 0.3, trials: 20, ...large },
  { title: 'lengths 1.31 times, delta 30 %', factor: 1.31, delta: 0.3, trials: 40, ...large },
  { title: 'equal, 4 sections 4 pixels apart', factor: 1, trials: 40, ...layers },
].filter(({ title }) => title.includes(options.only));

/** By which power of the factor on lengths a quantity changes. */
const powers = {
  volumeFraction: 0,
  specificSurfaceArea: -1,
  chordLength: 1,
  chordLengthStd: 1,
  linealPath: 1,
  tripleLines: -2,
  eulerNumber: -2,
};

const known = new Map();
if (options.record && existsSync(options.record)) {
  for (const line of readFileSync(options.record, 'utf8').trim().split('\n')) {
    const { key, tallies } = JSON.parse(line);
    known.set(key, tallies);
  }
}

/** Adds one comparison to a tally. */
function count(tally, { phases }, factor, delta) {
  const overall = phases.flatMap(({ quantities }) =>
    quantities.filter(({ axis }) => axis === undefined || axis === 'mean'),
  );
  const alongAxes = phases.flatMap(({ quantities }) => quantities.filter(({ axis }) => axis && axis !== 'mean'));
  const differs = ({ verdict }) => verdict === 'differs';
  tally.validations++;
  tally.any += overall.some(differs) ? 1 : 0;
  tally.anyAxis += overall.some(differs) || alongAxes.some(differs) ? 1 : 0;
  let wrong = false;
  for (const { name, verdict } of overall) {
    if (!(name in powers)) continue;
    tally.rows++;
    tally.differs += verdict === 'differs' ? 1 : 0;
    tally.agrees += verdict === 'agrees' ? 1 : 0;
    if (Math.abs(factor ** powers[name] - 1) <= delta) continue;
    tally.beyond++;
    tally.wrong += verdict === 'agrees' ? 1 : 0;
    wrong ||= verdict === 'agrees';
  }
  tally.anyWrong += wrong ? 1 : 0;
}

const emptyTally = () => ({
  ...{ validations: 0, any: 0, anyAxis: 0, rows: 0, differs: 0, agrees: 0, beyond: 0, wrong: 0, anyWrong: 0 },
});

/** Tallies of a case - [variant] of [number of realisations, tally]. */
async function talliesOf({ factor, edge, counts, gap, delta = 0.05 }, trials) {
  const own = stretched(factor);
  const variants = gap ? ['distance given', 'distance not given'] : [''];
  const tallies = variants.flatMap((variant) => counts.map((n) => ({ variant, n, tally: emptyTally() })));
  const most = Math.max(...counts);
  for (let t = 0; t < trials; t++) {
    const data = gap ? await sections(edge, gap, 101, t) : [await image(model, edge, 101, t)];
    const drawn = [];
    for (let r = 0; r < most; r++) {
      const maps = [];
      for (let s = 0; s < data.length; s++) maps.push(await image(own, edge, 202, (t * most + r) * data.length + s));
      drawn.push(await measure(maps));
    }
    for (const variant of variants) {
      const reference = await measure(data, variant === 'distance given' ? gap : undefined);
      for (const { n, tally } of tallies.filter((entry) => entry.variant === variant)) {
        count(tally, compare(drawn.slice(0, n), reference, { descriptors: list, delta }), factor, delta);
      }
    }
  }
  return tallies;
}

const percent = (v, of) => (of === 0 ? '-' : `${((100 * v) / of).toFixed(1)} %`);
const rows = [];
for (const one of cases) {
  const trials = Math.max(1, Math.round(one.trials * Number(options.scale)));
  const key = `${one.title} ${one.edge} ${trials}`;
  if (options.recorded && !known.has(key)) continue;
  const tallies = known.get(key) ?? (await talliesOf(one, trials));
  if (options.record && !known.has(key)) appendFileSync(options.record, `${JSON.stringify({ key, tallies })}\n`);
  for (const { variant, n, tally } of tallies) {
    rows.push([
      [one.title, variant].filter((text) => text !== '').join(', '),
      `${one.edge}^2`,
      n,
      tally.validations,
      percent(tally.any, tally.validations),
      percent(tally.anyAxis, tally.validations),
      percent(tally.differs, tally.rows),
      percent(tally.agrees, tally.rows),
      percent(tally.wrong, tally.beyond),
      percent(tally.anyWrong, tally.beyond === 0 ? 0 : tally.validations),
    ]);
    console.log(rows.at(-1).join(' | '));
  }
}
const head = [
  ...['model', 'image', 'realisations', 'comparisons', 'any row differs', 'or any of one axis', 'rows that differ'],
  ...['rows that agree', 'beyond delta that agree', 'comparisons with such a row'],
];
const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
if (options.write) {
  const page = new URL('../../docs/results/verdicts.md', import.meta.url);
  const before = readFileSync(page, 'utf8');
  const [start, end] = [before.indexOf('| model |'), before.lastIndexOf('|\n') + 2];
  writeFileSync(page, `${before.slice(0, start)}${table}\n${before.slice(end)}`);
} else console.log(table);
