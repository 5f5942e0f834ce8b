// Level and power of the verdicts of `validate`: node bench/studies/verdicts.mjs [--trials N] [--out docs/results/verdicts.md]
// Needs `npm run build` first. Equal models, lengths 1.3 times too long, and sections of one volume that lie close together.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { compare, createModel, describe, descriptors, presets, realise } from '../../build/index.js';
import { parametersOf } from '../../build/phase/index.js';

const { values: options } = parseArgs({
  options: { trials: { type: 'string', default: '200' }, out: { type: 'string' } },
});
const trials = Number(options.trials);
const edge = 120;
const counts = [2, 4, 8, 16];
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
const image = async (own, seed, realisation) => (await realise(own, { shape: [edge, edge], seed, realisation })).map;

/** Four sections of one volume, 4 voxels apart. */
async function sections(seed, realisation, own = model) {
  const gap = 4;
  const { map } = await realise({ ...own, zScale: own.zScale / gap }, { shape: [4, edge, edge], seed, realisation });
  return Array.from({ length: 4 }, (_, z) =>
    createPhaseMap(createGrid([edge, edge]), map.data.slice(z * edge * edge, (z + 1) * edge * edge), map.phases),
  );
}

const cases = [
  { title: 'equal models, one image', factor: 1 },
  { title: 'lengths 1.1 times too long, one image', factor: 1.1 },
  { title: 'lengths 1.3 times too long, one image', factor: 1.3 },
  { title: 'equal models, 4 sections 4 voxels apart, distance given', factor: 1, layered: true, known: true },
  { title: 'equal models, 4 sections 4 voxels apart, distance unknown', factor: 1, layered: true },
];
/** True relative difference of a quantity with all lengths times a factor. */
const powers = {
  volumeFraction: 0,
  specificSurfaceArea: -1,
  chordLength: 1,
  chordLengthStd: 1,
  linealPath: 1,
  tripleLines: -2,
  eulerNumber: -2,
};

const rows = [];
for (const { title, factor, layered, known } of cases) {
  const own = stretched(factor);
  const tally = new Map(
    counts.map((n) => [n, { false: 0, validations: 0, agrees: 0, wrong: 0, differs: 0, rows: 0, distances: 0 }]),
  );
  for (let t = 0; t < trials; t++) {
    const data = layered ? await sections(101, t) : [await image(model, 101, t)];
    const reference = await measure(data, known ? 4 : undefined);
    const drawn = [];
    const n = layered ? 8 : Math.max(...counts);
    for (let r = 0; r < n; r++) {
      const maps = [];
      for (let s = 0; s < data.length; s++) maps.push(await image(own, 202, (t * n + r) * data.length + s));
      drawn.push(await measure(maps));
    }
    for (const count of counts.filter((c) => c <= n)) {
      const { phases } = compare(drawn.slice(0, count), reference, { descriptors: list });
      const sum = tally.get(count);
      const quantities = phases.flatMap((phase) =>
        phase.quantities.filter(({ axis }) => axis === undefined || axis === 'mean'),
      );
      const distances = phases.flatMap((phase) => phase.distributions.map(({ compared }) => compared.verdict));
      sum.validations++;
      if (quantities.some(({ verdict }) => verdict === 'differs')) sum.false++;
      if (distances.includes('differs')) sum.distances++;
      for (const { name, verdict } of quantities) {
        if (!(name in powers)) continue;
        sum.rows++;
        if (verdict === 'differs') sum.differs++;
        if (verdict === 'agrees') sum.agrees++;
        const truth = Math.abs(factor ** powers[name] - 1);
        if (truth > 0.05 && verdict === 'agrees') sum.wrong++;
      }
    }
  }
  for (const [n, sum] of tally) {
    if (sum.validations === 0) continue;
    const share = (v, of) => `${((100 * v) / of).toFixed(1)} %`;
    rows.push([
      title,
      n,
      sum.validations,
      share(sum.false, sum.validations),
      share(sum.distances, sum.validations),
      share(sum.differs, sum.rows),
      share(sum.agrees, sum.rows),
      share(sum.wrong, sum.rows),
    ]);
    console.log(rows.at(-1).join(' | '));
  }
}
if (options.out) {
  writeFileSync(
    options.out,
    `# Level and power of verdicts

Shares over validations of images of ${edge} x ${edge} pixels (about 20 correlation lengths) by realisations of
\`plurigaussian\`. With equal models every difference is false.

\`node bench/studies/verdicts.mjs --out docs/results/verdicts.md\`

| data | realisations | validations | any quantity differs | any distance differs | rows that differ | rows that agree | rows that agree though beyond 5 % |
|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`,
  );
}
