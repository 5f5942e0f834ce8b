// Recovery of descriptors: random ground truths of the model class, 64 images each, calibrated from scratch.
// node bench/studies/recovery.mjs [truths] [threads] > table; progress on stderr. Needs `npm run build` first.
import { fitExact, settingsSchema } from '../../build/calibrate/index.js';
import { createMarginals, structureOf } from '../../build/exact/index.js';
import { presets, realise } from '../../build/phase/index.js';
import { keyOf, uniforms } from '../../build/random/index.js';

const truths = Number(process.argv[2] ?? 20);
const threads = Number(process.argv[3] ?? 2);
const [images, edge] = [64, 256];
const record = presets.assb;
const phases = ['am', 'se', 'pore'].map((name, label) => ({ name, label }));
const marginals = createMarginals(structureOf(record));

/** A random truth: cathode-like volume fractions, moderately to strongly non-Gaussian, several length scales. */
function randomTruth(t) {
  const u = uniforms(200, keyOf(1000 + t, 'truth'), 0);
  let next = 0;
  const between = (low, high) => low + (high - low) * u[next++];
  const sign = () => (u[next++] < 0.5 ? -1 : 1);
  const pore = between(0.05, 0.2);
  const am = between(0.4, 0.6);
  const scalars = [
    sign() * between(0.1, 0.8),
    sign() * between(0.1, 0.8),
    Math.exp(between(Math.log(0.3), Math.log(2))),
    0,
    0,
  ];
  // Thresholds by bisection on the exact volume fractions: the first fixes phase 1, then the second phase 2.
  for (const [which, wanted] of [
    [3, am],
    [4, 1 - am - pore],
  ]) {
    let [low, high] = [-6, 6];
    for (let i = 0; i < 60; i++) {
      scalars[which] = (low + high) / 2;
      if (marginals.volumeFractions(scalars)[which - 3] > wanted) low = scalars[which];
      else high = scalars[which];
    }
  }
  const fields = record.fields.flatMap(() => [
    ...[1, 2, 3].flatMap(() => [
      between(0.1, 1),
      Math.exp(between(Math.log(5), Math.log(20))),
      between(1, 1.9),
      between(0, 0.3),
    ]),
    Math.exp(between(Math.log(0.8), Math.log(2))),
  ]);
  const order = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ][t % 6];
  // The order permutes which excursion set a material phase is; fractions above are those of the excursion sets.
  return { values: Float64Array.of(...scalars, ...fields), order };
}

const percent = (x) => `${(100 * x).toFixed(2)}`;
const rows = [];
for (let t = 0; t < truths; t++) {
  const { values, order } = randomTruth(t);
  const model = { record, family: 'low', values, taper: 64, zScale: 1, spacing: [1, 1, 1], unit: 'px', phases, order };
  const sections = Array.from(
    { length: images },
    (_, r) => realise(model, { shape: [edge, edge], seed: 500 + t, realisation: r }).map,
  );
  const began = performance.now();
  const fit = await fitExact(settingsSchema.parse({ seed: t }), sections, { threads, record });
  const seconds = (performance.now() - began) / 1000;
  const worst = (name) =>
    Math.max(...fit.summary.quantities.filter((q) => q.quantity === name).map((q) => Math.abs(q.error)));
  const errors = ['volume fraction', 'specific surface area', 'mean chord', 'interface area'].map(worst);
  const { pValue, chiSquare, expected } = fit.summary.goodnessOfFit;
  const v = fit.summary.quantities
    .slice(0, 3)
    .map((q) => q.data.toFixed(3))
    .join(' / ');
  const same = fit.order.join() === order.join();
  rows.push({ errors, pValue, all: Math.max(...errors.slice(0, 3)) });
  console.log(
    `| ${t + 1} | ${v} | ${errors.map(percent).join(' | ')} | ${chiSquare.toFixed(1)} / ${expected.toFixed(1)} | ${pValue.toPrecision(2)} | ${same ? 'yes' : 'no'} | ${seconds.toFixed(1)} |`,
  );
}
const within = rows.filter(({ all }) => all < 0.01).length;
const sorted = rows.map(({ all }) => all).sort((a, b) => a - b);
const median = (sorted[(truths - 1) >> 1] + sorted[truths >> 1]) / 2;
console.log(
  `\nwithin 1 %: ${within} of ${truths}; median of the largest error ${percent(median)} %; p < 0.01: ${rows.filter(({ pValue }) => pValue < 0.01).length}`,
);
