/**
 * What parameters of Gaussian latents do to the picture: three values of each, the same noise throughout, two
 * parameters a row: node bench/studies/parameter-strips.mjs OUT.png. The rows are those of docs/models.md. Needs `npm
 * run build` first.
 */
import { writeFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { families } from '../../build/correlation/index.js';
import { realise } from '../../build/phase/index.js';
import { written } from './written-models.mjs';

/** A model of latents written as sums, cut at t1, t2, ... */
function modelOf(sums, values, cells) {
  const scalars = Object.keys(values).map((name) => ({ name }));
  const record = written('strip', sums, scalars, cells);
  const count = cells ? Math.max(...cells) + 1 : sums.length + 1;
  return {
    record,
    family: 'low',
    values: Float64Array.of(
      ...Object.values(values),
      ...record.fields.flatMap(() => families.low.parameters.map((p) => p.start)),
    ),
    taper: 48,
    zScale: 1,
    spacing: [1, 1, 1],
    unit: 'px',
    phases: Array.from({ length: count }, (_, label) => ({ name: `${label}`, label })),
    order: Array.from({ length: count }, (_, set) => set),
  };
}

const five = ['X + alpha1 P^2', 'Y + alpha2 Q^2'];
const rows = [
  ['alpha1', [-0.8, 0, 0.8], five, { alpha1: 0, alpha2: 0.3, t1: 0, t2: 0 }],
  ['gamma1', [0, 1, 3], ['X + alpha1 P^2 + gamma1 P*Z', 'Y'], { alpha1: 0.3, gamma1: 0, t1: 0, t2: 0 }],
  ['gamma1', [0, 0.3, 1], ['X + alpha1 P^2 + gamma1 P^3', 'Y'], { alpha1: 0.3, gamma1: 0, t1: 0, t2: 0 }],
  ['t2', [3, 1, 0.3], ['X', 'Y', 'W'], { t1: 0.4, t2: 3, t3: 0 }, [0, 0, 1, 2]],
  [
    'kappa2',
    [-2, 0, 2],
    ['X + kappa1 Z', 'Y + kappa2 Z + kappa3 Z^2'],
    { kappa1: 3, kappa2: 0, kappa3: 0, t1: 1, t2: 0 },
  ],
  [
    'kappa3',
    [-2, 0, 2],
    ['X + kappa1 Z', 'Y + kappa2 Z + kappa3 Z^2'],
    { kappa1: 3, kappa2: 0, kappa3: 0, t1: 1, t2: 0 },
  ],
];
const [edge, gap] = [150, 5];
/** Between the parameters of a row. */
const wide = 20;
// The colours of reports.
const colours = [
  [222, 138, 30],
  [166, 208, 232],
  [70, 90, 130],
];
const block = 3 * edge + 2 * gap;
const width = 2 * block + wide;
const height = Math.ceil(rows.length / 2) * (edge + gap) - gap;
const pixels = new Uint8Array(3 * width * height).fill(255);
for (const [r, [name, values, sums, scalars, cells]] of rows.entries()) {
  for (const [c, value] of values.entries()) {
    const model = modelOf(sums, { ...scalars, [name]: value }, cells);
    const { map } = await realise(model, { shape: [edge, edge], seed: 4 });
    map.data.forEach((label, i) => {
      const y = (r >> 1) * (edge + gap) + Math.floor(i / edge);
      const x = (r & 1) * (block + wide) + c * (edge + gap) + (i % edge);
      pixels.set(colours[label], 3 * (y * width + x));
    });
  }
}
writeFileSync(process.argv[2], encode({ width, height, data: pixels, channels: 3, depth: 8 }));
