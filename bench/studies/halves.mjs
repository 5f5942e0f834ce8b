// Split test: calibrate on one half of an image (or of a stack), hold the exact model against the other half, both ways
// round. node bench/studies/halves.mjs DATA_FOLDER [threads] > table. Needs `npm run build` first.
import { join } from 'node:path';
import { fitExact, settingsSchema } from '../../build/calibrate/index.js';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { parseLabels, parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps } from '../../build/node/index.js';
import { presets } from '../../build/phase/index.js';

const [data, threads = '2'] = process.argv.slice(2);
const cases = [
  ['sofc-netl', 'sofc-netl/slice.tif', '0=pore,1=s1,2=s2', 'assb'],
  ['nmc-slice-2d', 'nmc-slice-2d/slice.tif', '0=pore,1=nmc,2=binder', 'assb'],
  ['nmc-cycled-2d', 'nmc-cycled-2d/slice.tif', '0=pore,1=nmc,2=matrix', 'assb'],
  ['nmc-bridge x-y', 'nmc-bridge/slices_axis0.tif', '0=pore,1=nmc,2=binder', 'assb'],
  ['berea', 'berea/slices_axis0.tif', '0=pore,1=grain', 'level-set'],
];

/** Left and right half of an image. */
function halves({ grid, data, phases }) {
  const [, ny, nx] = grid.shape;
  const half = nx >> 1;
  return [0, nx - half].map((x0) => {
    const out = new Uint8Array(ny * half);
    for (let y = 0; y < ny; y++) out.set(data.subarray(y * nx + x0, y * nx + x0 + half), y * half);
    return createPhaseMap(createGrid([ny, half], { spacing: grid.spacing, unit: grid.unit }), out, phases);
  });
}

const percent = (x) => (100 * x).toFixed(1);
console.log(
  '| image | quantity | in-sample error, % | error on the other half, % | difference of the halves, % | its standard error, % |\n|---|---|---|---|---|---|',
);
for (const [name, file, labels, model] of cases) {
  const { maps } = await readPhaseMaps([join(data, file)], {
    as: 'sections',
    labels: parseLabels(labels),
    spacing: parseSpacing('1um'),
  });
  const parts =
    maps.length > 1 ? [maps.slice(0, maps.length / 2), maps.slice(maps.length / 2)] : halves(maps[0]).map((m) => [m]);
  const settings = settingsSchema.parse({ model, seed: 1 });
  const fits = [];
  for (const part of parts)
    fits.push(
      (await fitExact(settings, part, { threads: Number(threads), record: presets[settings.model] })).summary
        .quantities,
    );
  for (const quantity of ['volume fraction', 'specific surface area', 'mean chord', 'interface area']) {
    const of = (fit) => fit.filter((q) => q.quantity === quantity);
    const [a, b] = fits.map(of);
    if (a.length === 0) continue;
    const largest = (f) => Math.max(...a.map((_, i) => Math.abs(f(a[i], b[i]))));
    const inSample = Math.max(
      largest((x) => x.error),
      largest((_, y) => y.error),
    );
    const across = Math.max(
      largest((x, y) => x.model / y.data - 1),
      largest((x, y) => y.model / x.data - 1),
    );
    const apart = largest((x, y) => x.data / y.data - 1);
    const scatter = largest((x, y) => Math.hypot(x.dataStandardError, y.dataStandardError));
    console.log(
      `| ${name} | ${quantity} | ${percent(inSample)} | ${percent(across)} | ${percent(apart)} | ${percent(scatter)} |`,
    );
  }
}
