// Coverage of the 95 % intervals of `describe`: images, sections of one volume, volumes.
// node bench/studies/coverage.mjs [--scale 1] [--only image] [--write]: tables, with --write into
// docs/results/coverage.md. --scale takes so many times the windows of every row, --only the rows whose title has the
// word. --record FILE keeps each row as a line and takes those that are there; --recorded takes these alone. Needs
// `npm run build` first. --stretch measures the second table again.
// The truth of a row is the mean over its windows; its error is a small part of an interval.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inPlaneStretch } from '../../build/calibrate/suitability.js';
import { describedQuantities } from '../../build/descriptor/index.js';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { createModel, describe, descriptors, presets, realise } from '../../build/index.js';

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    record: { type: 'string' },
    recorded: { type: 'boolean', default: false },
    stretch: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const shown = [
  'volumeFraction',
  'specificSurfaceArea',
  'chordLength',
  'chordLengthStd',
  'linealPath',
  'eulerNumber',
  'tripleLines',
  'relativeConductivity',
];
const named = (names) => descriptors.filter(({ quantities }) => quantities.some(({ name }) => names.includes(name)));
const fast = named(shown).filter(({ cost }) => cost === 'fast');
const all = named(shown);
/** Lag at which the correlation of the presets' phases has fallen to 1 / e, voxels. */
const correlationLength = 6;

const image = (model, lengths) => async (realisation) => {
  const shape = [lengths * correlationLength, lengths * correlationLength];
  return [(await realise(model, { shape, seed: 5, realisation })).map];
};
const volume = (model, lengths) => async (realisation) => {
  const edge = lengths * correlationLength;
  return [(await realise(model, { shape: [edge, edge, edge], seed: 7, realisation })).map];
};
/** Sections of one volume, `gap` voxels apart: a volume that is `gap` times coarser along z has them as its layers. */
const sections = (model, lengths, count, gap) => async (realisation) => {
  const edge = lengths * correlationLength;
  const coarse = { ...model, zScale: model.zScale / gap };
  const { map } = await realise(coarse, { shape: [count, edge, edge], seed: 11, realisation });
  return Array.from({ length: count }, (_, z) =>
    createPhaseMap(createGrid([edge, edge]), map.data.slice(z * edge * edge, (z + 1) * edge * edge), map.phases),
  );
};

const windowsOf = { 8: 500, 12: 300, 20: 200, 40: 150 };
const [plurigaussian, levelSet] = ['plurigaussian', 'level-set'].map((name) => createModel(presets[name]));
const cases = [
  ...[8, 12, 20, 40].map((n) => ({
    ...{ title: `plurigaussian image, ${n} lengths`, draw: image(plurigaussian, n), count: windowsOf[n] },
  })),
  ...[8, 12, 20, 40].map((n) => ({
    ...{ title: `level-set image, ${n} lengths`, draw: image(levelSet, n), count: windowsOf[n] },
  })),
  ...[0.6, 2, 6].map((gap) => ({
    title: `4 sections of 12 lengths, ${gap} apart`,
    draw: sections(plurigaussian, 12, 4, gap * correlationLength),
    ...{ sectionDistance: gap * correlationLength, count: 200 },
  })),
  {
    title: '4 sections of 12 lengths, 0.6 apart, distance not given',
    ...{ draw: sections(plurigaussian, 12, 4, 0.6 * correlationLength), count: 80 },
  },
  ...[8, 12].map((n) => ({
    title: `volume, ${n} lengths`,
    draw: volume(plurigaussian, n),
    ...{ count: 150, list: n === 8 ? all : fast },
  })),
].filter(({ title }) => title.includes(options.only));

const known = new Map();
if (options.record && existsSync(options.record)) {
  for (const line of readFileSync(options.record, 'utf8').trim().split('\n')) {
    const row = JSON.parse(line);
    known.set(`${row.title} ${row.count}`, row);
  }
}

/** Coverage of one quantity from its values by axis and phase - [entry] of {window, value, standardError, interval}. */
function cellOf(entries) {
  let [covered, intervals, square, missing, variance] = [0, 0, 0, 0, 0];
  /** Intervals that hold the truth, and intervals, of each window: its phases and axes are not independent. */
  const byWindow = new Map();
  for (const own of entries.values()) {
    const mine = own.filter(({ value }) => value !== null);
    const truth = mine.reduce((sum, { value }) => sum + value, 0) / mine.length;
    variance += mine.reduce((sum, { value }) => sum + (value - truth) ** 2, 0) / (mine.length - 1) / truth ** 2;
    const held = mine.filter(({ interval }) => interval !== null);
    missing += mine.length - held.length;
    if (held.length === 0) continue;
    square += held.reduce((sum, { standardError }) => sum + (standardError / truth) ** 2, 0) / held.length;
    for (const { window, interval } of held) {
      const [low, high] = interval;
      const own = byWindow.get(window) ?? { held: 0, all: 0 };
      const holds = low <= truth && truth <= high ? 1 : 0;
      byWindow.set(window, { held: own.held + holds, all: own.all + 1 });
      covered += holds;
      intervals++;
    }
  }
  if (intervals === 0) return null;
  const windows = byWindow.size;
  const mean = intervals / windows;
  let spread = 0;
  for (const { held, all } of byWindow.values()) spread += ((held - (covered / intervals) * all) / mean) ** 2;
  return {
    coverage: covered / intervals,
    error: Math.sqrt(spread / (windows * (windows - 1))),
    ratio: Math.sqrt(square / variance),
    missing: missing / (intervals + missing),
  };
}

async function rowOf({ title, draw, sectionDistance, count, list = fast }) {
  const found = new Map(shown.map((name) => [name, new Map()]));
  const freedoms = [];
  for (let r = 0; r < count; r++) {
    const maps = await draw(r);
    const description = await describe(maps, { descriptors: list, detail: 'standard', sectionDistance });
    for (const { standardErrors } of description.phases) freedoms.push(standardErrors.degreesOfFreedom);
    for (const { name, phase, axis, value, standardError, interval } of describedQuantities(description, list)) {
      const entries = found.get(name);
      if (!entries) continue;
      const key = `${phase} ${axis}`;
      entries.set(key, [...(entries.get(key) ?? []), { window: r, value, standardError, interval }]);
    }
  }
  const own = freedoms.filter((freedom) => freedom !== null);
  const cells = shown.map((name) => (found.get(name).size === 0 ? null : cellOf(found.get(name))));
  return { title, count, cells, freedom: own.reduce((sum, v) => sum + v, 0) / own.length };
}

const rows = [];
for (const one of cases) {
  const count = Math.max(2, Math.round(one.count * Number(options.scale)));
  const recorded = known.get(`${one.title} ${count}`);
  if (options.recorded && !recorded) continue;
  const row = recorded ?? (await rowOf({ ...one, count }));
  rows.push(row);
  console.log(row.title, count, row.freedom.toFixed(1));
  row.cells.forEach((cell, k) => {
    if (!cell) return;
    const { coverage, error, ratio, missing } = cell;
    console.log(
      `  ${shown[k].padEnd(22)} ${coverage.toFixed(3)} +- ${error.toFixed(3)}  se/true ${ratio.toFixed(2)}  none ${missing.toFixed(2)}`,
    );
  });
  if (options.record && !known.has(`${one.title} ${count}`)) appendFileSync(options.record, `${JSON.stringify(row)}\n`);
}

/** Coverage of the stretch in the plane, whose truth is 1 - [row]. */
async function stretchRows() {
  const rows = [];
  for (const [name, model] of Object.entries({ plurigaussian, 'level-set': levelSet })) {
    for (const [lengths, count] of [
      [8, 250],
      [12, 250],
      [20, 150],
    ]) {
      let held = 0;
      for (let r = 0; r < count; r++) {
        const { interval } = inPlaneStretch(await image(model, lengths)(r));
        if (interval[0] <= 1 && 1 <= interval[1]) held++;
      }
      rows.push([`${name} image, ${lengths} lengths`, count, (held / count).toFixed(3)]);
    }
  }
  return rows;
}

const tableOf = (lines) =>
  [lines[0], lines[0].map(() => '---'), ...lines.slice(1)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const head = ['windows', 'n', 'without', 'degrees of freedom', 'V', 'S', 'chord', 'chord spread', 'lineal'];
const heads = [...head, 'Euler', 'triple points', 'conductivity'];
const line = ({ title, count, cells, freedom }) => [
  ...[title, count, `${(100 * (cells[0]?.missing ?? 1)).toFixed(0)} %`, freedom.toFixed(1)],
  ...cells.map((cell) =>
    cell ? `${cell.coverage.toFixed(3)} ± ${cell.error.toFixed(3)} (${cell.ratio.toFixed(2)})` : '-',
  ),
];
const table = tableOf([heads, ...rows.map(line)]);
const stretch =
  options.only === '' && options.stretch
    ? tableOf([['images', 'n', 'stretch in the plane'], ...(await stretchRows())])
    : '';
if (options.write) {
  const page = new URL('../../docs/results/coverage.md', import.meta.url);
  const before = readFileSync(page, 'utf8');
  const [start, end] = [before.indexOf('| windows |'), before.lastIndexOf('|\n') + 2];
  const own = stretch || before.slice(before.indexOf('| images |'), end).trimEnd();
  writeFileSync(page, `${before.slice(0, start)}${table}\n\n${own}\n${before.slice(end)}`);
} else console.log(`${table}\n\n${stretch}`);
