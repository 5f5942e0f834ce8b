// Coverage of the 95 % intervals of `describe`: node bench/studies/coverage.mjs [--windows N] [--out docs/results/coverage.md]
// Needs `npm run build` first. Truths are means over many further windows of the same size; their error is a small part
// of an interval.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describedQuantities } from '../../build/descriptor/index.js';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { createModel, describe, descriptors, presets, realise } from '../../build/index.js';

const { values: options } = parseArgs({
  options: {
    windows: { type: 'string', default: '400' },
    volumes: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
    out: { type: 'string' },
  },
});
const model = createModel(presets.plurigaussian);
const list = descriptors.filter(({ name }) =>
  ['volumeFraction', 'specificSurfaceArea', 'chordLength', 'linealPath', 'eulerNumber', 'tripleLines'].includes(name),
);
const shown = [
  'volumeFraction',
  'specificSurfaceArea',
  'chordLength',
  'chordLengthStd',
  'linealPath',
  'eulerNumber',
  'tripleLines',
];
/** Lag at which the correlation of the model's phases has fallen to 1 / e, voxels; measured below. */
const correlationLength = 6;

/** Sections of one volume, `gap` voxels apart: a volume that is `gap` times coarser along z has them as its layers. */
async function sections(edge, count, gap, realisation) {
  const coarse = { ...model, zScale: model.zScale / gap };
  const { map } = await realise(coarse, { shape: [count, edge, edge], seed: 11, realisation });
  return Array.from({ length: count }, (_, z) =>
    createPhaseMap(createGrid([edge, edge]), map.data.slice(z * edge * edge, (z + 1) * edge * edge), map.phases),
  );
}

const image = (edge) => async (r) => [(await realise(model, { shape: [edge, edge], seed: 5, realisation: r })).map];
const volume = (edge) => async (r) => [
  (await realise(model, { shape: [edge, edge, edge], seed: 7, realisation: r })).map,
];
const images = [8, 12, 20, 40].map((n) => ({ title: `image, ${n} lengths`, draw: image(n * correlationLength) }));
const layered = [0.6, 2, 6].map((gap) => ({
  title: `8 sections of 16 lengths, ${gap} apart`,
  draw: (r) => sections(16 * correlationLength, 8, gap * correlationLength, r),
  sectionDistance: gap * correlationLength,
}));
const volumes = [8, 14].map((n) => ({ title: `volume, ${n} lengths`, draw: volume(n * correlationLength), few: true }));
const cases = [...images, ...layered, ...volumes].filter(({ title }) => title.includes(options.only));

const rows = [];
for (const { title, draw, sectionDistance, few } of cases) {
  const found = new Map();
  const lengths = [];
  const freedoms = [];
  const count = Number(few ? options.volumes : options.windows);
  for (let r = 0; r < count; r++) {
    const description = await describe(await draw(r), { descriptors: list, detail: 'basic', sectionDistance });
    const { correlationLength: length, degreesOfFreedom } = description.phases[0].standardErrors;
    if (length !== null) {
      lengths.push(length);
      freedoms.push(degreesOfFreedom);
    }
    for (const { name, axis, value, standardError, interval } of describedQuantities(description, list)) {
      if (!shown.includes(name)) continue;
      const entries = found.get(name) ?? new Map();
      const key = `${axis ?? ''}`;
      found.set(name, entries);
      const own = entries.get(key) ?? [];
      entries.set(key, own);
      own.push({ value, standardError, interval });
    }
  }
  const phases = 3;
  const cells = shown.map((name) => {
    let [covered, all, square, missing] = [0, 0, 0, 0];
    let variance = 0;
    for (const own of found.get(name)?.values() ?? []) {
      for (let p = 0; p < phases; p++) {
        // Axes and phases come in order, so that every third entry is of one phase.
        const mine = own.filter((_, k) => k % phases === p).filter(({ value }) => value !== null);
        const truth = mine.reduce((sum, { value }) => sum + value, 0) / mine.length;
        variance += mine.reduce((sum, { value }) => sum + (value - truth) ** 2, 0) / (mine.length - 1) / truth ** 2;
        const known = mine.filter(({ interval }) => interval !== null);
        missing += mine.length - known.length;
        square += known.reduce((sum, { standardError }) => sum + (standardError / truth) ** 2, 0) / known.length;
        covered += known.filter(({ interval: [low, high] }) => low <= truth && truth <= high).length;
        all += known.length;
      }
    }
    return { name, coverage: covered / all, ratio: Math.sqrt(square / variance), missing: missing / (all + missing) };
  });
  const freedom = freedoms.reduce((sum, v) => sum + v, 0) / freedoms.length;
  rows.push({ title, count, cells, freedom });
  console.log(title, count, lengths.sort((a, b) => a - b)[lengths.length >> 1], freedom.toFixed(1));
  for (const { name, coverage, ratio, missing } of cells) {
    console.log(`  ${name.padEnd(20)} ${coverage.toFixed(3)}  se/true ${ratio.toFixed(2)}  none ${missing.toFixed(2)}`);
  }
}
if (options.out) {
  const head = ['windows', 'n', 'degrees of freedom', ...shown];
  const line = ({ title, count, cells, freedom }) => [
    title,
    count,
    freedom.toFixed(1),
    ...cells.map(({ coverage, ratio }) => `${coverage.toFixed(3)} (${ratio.toFixed(2)})`),
  ];
  writeFileSync(
    options.out,
    `# Coverage of intervals

Share of 95 % intervals of \`describe\` that hold the mean over all windows of that size. In brackets: root mean square
of the standard errors over the true scatter. Phases and axes are taken together; the model is \`plurigaussian\`, whose
correlation length (1/e) is about 6 voxels. A gap of sections is in correlation lengths too, and is given to
\`describe\`. Minus-sampled chords have the bias of their window, so coverage is of the mean of such windows.

\`node bench/studies/coverage.mjs --out docs/results/coverage.md\`

| ${head.join(' | ')} |
|${head.map(() => '---').join('|')}|
${rows.map((row) => `| ${line(row).join(' | ')} |`).join('\n')}
`,
  );
}
