import { fitExact, settingsSchema } from '../../build/calibrate/index.js';
import { createModel, presets, realise } from '../../build/phase/index.js';
import { keyOf, uniforms } from '../../build/random/index.js';

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const flag = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const fits = Number(words[0] ?? 200);
const sizes = (flag('sizes') ?? '1,4,16,64').split(',').map(Number);
const edge = Number(flag('edge') ?? 256);
const only = flag('only');

/** A model of a class with lengths of 4 to 9 pixels, a little different from fit to fit. */
function truth(name, t, options = {}) {
  const record = presets[name];
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
      : { lambda1: between(-0.3, 0.3) };
  const parameters = { scalars, ...Object.fromEntries(record.fields.map((f) => [f, field()])) };
  return createModel(record, { taper: 64, parameters, ...options });
}

/** p-value of one fit, all defaults but two starts, the known order and 1024 points. */
async function pValueOf(model, record, images, t) {
  const sections = [];
  for (let r = 0; r < images; r++) {
    const { map } = await realise(model, { shape: [edge, edge], seed: 77000 + t, realisation: r });
    sections.push(map);
  }
  const order = sections[0].phases.map(({ label }) => label).join();
  const settings = settingsSchema.parse({
    ...{ seed: t, starts: 2, order, points: 1024 },
  });
  const { summary } = await fitExact(settings, sections, { threads: 1, record });
  return summary.goodnessOfFit;
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

async function levelRow(name, images) {
  const began = performance.now();
  const found = [];
  for (let t = 0; t < fits; t++) found.push(await pValueOf(truth(name, t), presets[name], images, t));
  const p = found.map(({ pValue }) => pValue);
  const { distance, pValue } = kolmogorov(p);
  const ratio = found.reduce((sum, f) => sum + f.chiSquare / f.expected, 0) / fits;
  const seconds = (performance.now() - began) / 1000 / fits;
  const deciles = Array.from({ length: 10 }, (_, i) => p.filter((x) => Math.floor(Math.min(9, 10 * x)) === i).length);
  console.error(name, images, deciles.join(' '), `k ${found[0].components}`);
  const row = `| ${name} | ${images} x ${edge}^2 | ${distance.toFixed(3)} | ${pValue.toPrecision(2)} | ${percent(share(p, 0.05))} | ${percent(share(p, 0.01))} | ${ratio.toFixed(2)} | ${seconds.toFixed(1)} |`;
  console.log(row);
  return row;
}

const level = [];
for (const name of ['level-set', 'assb']) {
  if (only && only !== name) continue;
  for (const images of sizes) level.push(await levelRow(name, images));
}
