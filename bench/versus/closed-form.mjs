// One start of the exact calibration against the PyTorch reference, single-threaded, interleaved: median of the ratios.
// node bench/versus/closed-form.mjs PYTHON REFERENCE_FOLDER IMAGE [repeats] [minutes]. With minutes, one start of the
// reference's stochastic scheme, capped at so many, is run as well. Needs `npm run build` first.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitExact, settingsSchema } from '../../build/calibrate/index.js';
import { families } from '../../build/correlation/index.js';
import { parseLabels, parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps } from '../../build/node/index.js';
import { parametersOf, presets, toValues } from '../../build/phase/index.js';

const [python, reference, image, repeats = '5', minutes] = process.argv.slice(2);
const labels = '0,1,2';
const { maps } = await readPhaseMaps([image], {
  as: 'sections',
  labels: parseLabels('0=a,1=b,2=c'),
  spacing: parseSpacing('1um'),
});
const env = { ...process.env, OMP_NUM_THREADS: '1' };
const run = (args) =>
  JSON.parse(execFileSync(python, args, { encoding: 'utf8', env, cwd: reference, maxBuffer: 2 ** 26 }));
const largest = (list) => Math.max(...list.map(Math.abs)).toFixed(2);
const summary = ({ volume_fraction, surface_area, mean_chord }) =>
  `${largest(volume_fraction)} / ${largest(surface_area)} / ${largest(mean_chord)}`;
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** Our model in the reference's notation. */
function thetaOf(raw) {
  const record = presets.assb;
  const values = toValues(parametersOf(record, 'low'), raw);
  const scalars = Object.fromEntries(record.scalars.map((p, i) => [p.name, values[i]]));
  const per = families.low.parameters.length;
  const fields = Object.fromEntries(
    record.fields.map((name, k) => {
      const v = values.subarray(record.scalars.length + k * per, record.scalars.length + (k + 1) * per);
      const total = v[0] + v[4] + v[8];
      const pick = (offset) => [v[offset], v[4 + offset], v[8 + offset]];
      return [
        name,
        {
          weights: pick(0).map((w) => w / total),
          ranges: pick(1),
          shapes: pick(2),
          wavenumbers: pick(3),
          mollifier: v[12],
        },
      ];
    }),
  );
  return { ...scalars, taper: 64, fields };
}

const folder = mkdtempSync(join(tmpdir(), 'excursa-versus-'));
const judge = (theta) => {
  const file = join(folder, 'theta.json');
  writeFileSync(file, JSON.stringify(theta));
  return run([new URL('./evaluate.py', import.meta.url).pathname, reference, file, image, labels]);
};

console.log(
  `machine: ${cpus()[0].model}, ${cpus().length} threads, load ${loadavg()[0].toFixed(2)}, Node ${process.version}`,
);
console.log(
  '| start | reference, s | ours, s | ratio | reference: TPPF loss, V / S / chord % | ours |\n|---|---|---|---|---|---|',
);
const ratios = [];
const times = [];
// The first start of a process also compiles the code; it is shown, and left out of the median.
for (let seed = 0; seed <= Number(repeats); seed++) {
  const peer = run([
    'fit_closed_form.py',
    image,
    '--labels',
    labels,
    '--starts',
    '1',
    '--seed',
    String(seed),
    '--threads',
    '1',
  ]);
  // As many quadrature points as the reference has.
  const settings = settingsSchema.parse({ order: labels, starts: 1, seed, points: 2048 });
  let began = 0;
  let ended = 0;
  const fit = await fitExact(settings, maps, {
    threads: 1,
    record: presets[settings.model],
    onProgress: (p) => {
      if (p.kind !== 'search') return;
      began ||= performance.now();
      ended = performance.now();
    },
  });
  const ours = judge(thetaOf(fit.raw));
  const theirs = judge(peer.theta);
  const seconds = (ended - began) / 1000;
  const ratio = peer.starts[0].seconds / seconds;
  if (seed > 0) {
    ratios.push(ratio);
    times.push(seconds);
  }
  console.log(
    `| ${seed === 0 ? '0 (cold)' : seed} | ${peer.starts[0].seconds.toFixed(2)} | ${seconds.toFixed(2)} | ${ratio.toFixed(1)} | ${theirs.tppf_loss.toExponential(2)}, ${summary(theirs.error_percent)} | ${ours.tppf_loss.toExponential(2)}, ${summary(ours.error_percent)} |`,
  );
}
console.log(`\nmedian ratio ${median(ratios).toFixed(1)}`);
if (minutes) {
  const peer = run([
    'fit_monte_carlo.py',
    image,
    '--labels',
    labels,
    '--starts',
    '1',
    '--seed',
    '1',
    '--threads',
    '2',
    '--minutes',
    minutes,
  ]);
  const [{ seconds, iterations, error_percent: errors }] = peer.starts;
  console.log(
    `stochastic scheme of the reference, one start, 2 threads: ${seconds.toFixed(0)} s, ${iterations} iterations, best V / S / chord ${summary(errors)} %; ratio to our median start ${(seconds / median(times)).toFixed(0)}`,
  );
}
