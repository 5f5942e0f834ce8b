// Distributions of chords along z and across, before and after lengths along z are divided by b_s: of the model of a
// pressed electrode at known b_s, and of its real x-z sections. Needs `npm run build` and the model of model-studies.mjs.
// nice -n 10 node bench/studies/chord-distributions.mjs DATA_FOLDER OUT_FOLDER
// Writes OUT_FOLDER/chord-distributions.md, and docs/images/studies/chord-distributions.png.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureChordLength } from '../../build/descriptor/chord-length.js';
import { createSpecimen } from '../../build/descriptor/specimen.js';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { readPhaseMaps, writeFigures } from '../../build/node/index.js';
import { fromModelFile, realise } from '../../build/phase/index.js';
import { chartFigure } from '../../build/report/figures/chart.js';

const [data, out] = process.argv.slice(2);
const path = join(out, 'models/bridge/model.json');
const model = fromModelFile(JSON.parse(readFileSync(path, 'utf8')), path);
const { phases } = model;
const voxel = model.spacing[2];

/** Chords of a phase along an axis as counts by length in voxels, of several maps - [length - 1]. */
const chordsOf = (maps) => {
  const measured = measureChordLength(createSpecimen(maps));
  return (phase, axes) => {
    const lists = axes.map((axis) => measured[phase][axis].histogram ?? []);
    const longest = Math.max(...lists.map((list) => list.length));
    return Array.from({ length: longest }, (_, k) => lists.reduce((sum, list) => sum + (list[k] ?? 0), 0));
  };
};

/** Share of chords up to a length in voxels: a chord of k voxels counts in equal parts from k - 1 to k. */
function shareUpTo(counts, length) {
  const total = counts.reduce((sum, n) => sum + n, 0);
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += counts[k] * Math.min(1, Math.max(0, length - k));
  return sum / total;
}

/** Largest distance of two distributions. @param factor - that lengths of the first are divided by. */
function distance(along, across, factor) {
  const lengths = Array.from({ length: 4 * Math.max(along.length, across.length) }, (_, i) => i / 4);
  return Math.max(...lengths.map((l) => Math.abs(shareUpTo(along, l * factor) - shareUpTo(across, l))));
}

const rows = [];
function compare(what, stretch, counts, [z, ...plane]) {
  for (const [phase, { name }] of phases.entries()) {
    const [along, across] = [counts(phase, [z]), counts(phase, plane)];
    const [before, after] = [1, stretch].map((factor) => distance(along, across, factor));
    const chance = plane.length > 1 ? distance(counts(phase, [plane[0]]), counts(phase, [plane[1]]), 1) : undefined;
    const text = (value) => (value === undefined ? '' : (100 * value).toFixed(1));
    rows.push(`| ${what} | ${name} | ${stretch.toFixed(2)} | ${[before, after, chance].map(text).join(' | ')} |`);
  }
}

for (const stretch of [0.5, 0.8, 1.5]) {
  const maps = [];
  for (let realisation = 0; realisation < 6; realisation++) {
    const shape = [Math.round(96 * stretch), 96, 96];
    maps.push((await realise({ ...model, zScale: stretch }, { shape, seed: 1, realisation })).map);
  }
  compare('model, known b_s', stretch, chordsOf(maps), ['z', 'y', 'x']);
}

// Rows of the sections lie along z, so that z is their y.
const labels = phases.map(({ name }, label) => ({ name, label }));
const { maps } = await readPhaseMaps([join(data, 'nmc-bridge/slices_axis1.tif')], {
  ...{ labels, as: 'sections', spacing: { spacing: [voxel, voxel, voxel], unit: model.unit } },
});
/** Columns of a section, so that borders cut as many chords along both axes. */
function columns({ grid, phases: own, data: pixels }, from, width) {
  const [, ny, nx] = grid.shape;
  const cut = Uint8Array.from(
    { length: ny * width },
    (_, i) => pixels[Math.floor(i / width) * nx + from + (i % width)],
  );
  return createPhaseMap(createGrid([ny, width], { spacing: voxel, unit: model.unit }), cut, own);
}
const [, depth, width] = maps[0].grid.shape;
const part = Math.min(Math.round(depth / model.zScale), width >> 1);
const real = chordsOf(maps.flatMap((map) => [0, width - part].map((from) => columns(map, from, part))));
compare('x-z sections of `nmc-bridge`', model.zScale, real, ['y', 'x']);

writeFileSync(
  join(out, 'chord-distributions.md'),
  [
    '| structure | phase | b_s | before [%] | after [%] | x against y [%] |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    '![distributions of chords](../images/studies/chord-distributions.png)',
  ].join('\n'),
);

const curve = (counts, factor) =>
  Array.from({ length: 90 }, (_, i) => ({ x: i * 0.5 * voxel, y: shareUpTo(counts, i * 0.5 * factor) }));
const shown = phases.findIndex(({ name }) => name === 'nmc');
const figure = chartFigure({
  ...{ name: 'chord-distributions', title: 'Chords of active material in x-z sections' },
  ...{ xLabel: `length [${model.unit}]`, yLabel: 'share of chords up to it [1]' },
  series: [
    { label: 'along x', look: 'line', colour: 1, points: curve(real(shown, ['x']), 1) },
    { label: 'along z', look: 'dashed', colour: 2, points: curve(real(shown, ['y']), 1) },
    { label: 'along z, divided by b_s', look: 'line', colour: 3, points: curve(real(shown, ['y']), model.zScale) },
  ],
});
const folder = mkdtempSync(join(tmpdir(), 'excursa-chords-'));
const [, png] = await writeFigures(folder, [figure]);
copyFileSync(png, join(import.meta.dirname, '../../docs/images/studies/chord-distributions.png'));
rmSync(folder, { recursive: true, force: true });
