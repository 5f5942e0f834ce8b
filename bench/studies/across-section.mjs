// Two-point functions across a section in the real volume that it was cut from, beside those of conditional volumes.
// Needs `npm run build` first. node bench/studies/across-section.mjs DATA_FOLDER OUT_FOLDER > table
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPhaseMaps } from '../../build/node/index.js';

const [data, out] = process.argv.slice(2);
const labels = ['pore', 'nmc', 'binder'].map((name, label) => ({ name, label }));
const volume = join(data, 'nmc-bridge/volume_first_half.tif');
// The first section is the layer 4 of the volume; the study took its first 96 x 96 pixels.
const { maps } = await readPhaseMaps([volume], {
  labels,
  as: 'volume',
  spacing: { spacing: [0.398, 0.398, 0.398], unit: 'um' },
});
const [{ grid, data: voxels }] = maps;
const [nz, ny, nx] = grid.shape;
const [layer, edge] = [4, 96];

const both = (phase, z) => {
  let sum = 0;
  for (let y = 0; y < edge; y++) {
    for (let x = 0; x < edge; x++) {
      const at = y * nx + x;
      if (voxels[layer * ny * nx + at] === phase && voxels[z * ny * nx + at] === phase) sum++;
    }
  }
  return sum / edge ** 2;
};

const rows = readFileSync(join(out, 'conditional-bridge/comparison.csv'), 'utf8')
  .split(/\r?\n/)
  .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replaceAll('"', '')));
console.log('| phase | layers apart | real volume | conditional | model |\n|---|---|---|---|---|');
labels.forEach(({ name }, phase) => {
  for (const lag of [1, 2, 4, 8, 16]) {
    const real = [layer - lag, layer + lag].filter((z) => z >= 0 && z < nz).map((z) => both(phase, z));
    const [, mean, error, free, freeError] = rows.find(([title]) =>
      title.startsWith(`${name} two-point function across the section, ${lag} layers`),
    );
    const number = (value, own) => `${Number(value).toFixed(3)} ± ${Number(own).toFixed(3)}`;
    const truth = (real.reduce((sum, v) => sum + v, 0) / real.length).toFixed(3);
    console.log(`| ${name} | ${lag} | ${truth} | ${number(mean, error)} | ${number(free, freeError)} |`);
  }
});
