// Two chains of fields on a section, given its phases: one begins at the true fields, the other where the smoothed
// likelihood ends. Both get the same velocities. The first has the law given the phases at every move. What the other
// still differs by, after as many moves as a conditional twin makes, is what its beginning costs; the scatter of truths
// about their law is in both. Needs `npm run build` first.
// nice -n 10 node bench/studies/section-chains.mjs PAIRS MODEL_JSON... > table
import { readFileSync } from 'node:fs';
import { octantModes } from '../../build/field/index.js';
import { studentQuantile } from '../../build/numerics/index.js';
import { lawsOf } from '../../build/phase/conditional.js';
import { bindLatents, fromModelFile, torusOf } from '../../build/phase/index.js';
import { sampleSections, usualSampling } from '../../build/phase/section-fields.js';
import { SectionWalls } from '../../build/phase/section-walls.js';
import { SectionWork } from '../../build/phase/section-work.js';
import { truncate } from '../../build/phase/truncation.js';
import { keyOf, normals } from '../../build/random/index.js';

const [pairs, ...paths] = process.argv.slice(2);
const count = Number(pairs);
const edge = 48;
const distances = [1, 2, 4];
const residuals = 4;

/** What chains need of a model: work on a layer, and shares of pixels that have a phase there and layers away. */
async function layerOf(model) {
  const shape = [2, edge, edge];
  const torus = torusOf(model, { shape, seed: 1 });
  const margin = torus.map((n, axis) => Math.floor((n - shape[axis]) / 2));
  const laws = await lawsOf(model, torus, [margin[0]]);
  const [, ny, nx] = torus;
  const size = ny * nx;
  const modes = octantModes(torus);
  const half = (Math.floor(ny / 2) + 1) * (Math.floor(nx / 2) + 1);
  const workOf = (sets) => new SectionWork(model, laws, { margin: [margin[1], margin[2]], shape: [edge, edge], sets });
  // A work on the same layer whose fields are those of other spectra: white ones, times any factor of the mode.
  const free = workOf(new Uint8Array(edge * edge));
  const factor = (field, d, k) => {
    const { covariances } = laws[field];
    return covariances[k] > 0 ? covariances[d * half + k] / covariances[k] : 0;
  };
  const scaled = (white, by) => {
    const out = { re: white.re.slice(), im: white.im.slice() };
    laws.forEach((_, field) => {
      for (let k = 0; k < size; k++) {
        const own = by(field, modes[k]);
        out.re[field * size + k] *= own;
        out.im[field * size + k] *= own;
      }
    });
    return out;
  };
  const setsOf = (white) => {
    free.fill(white);
    return truncate(free.latents, free.cells);
  };
  /** Kriging from the layer, and residuals of the layer at a distance, which are the same for both chains. */
  const across = (white, noises) => {
    const own = setsOf(white);
    return distances.flatMap((d) => {
      const mean = scaled(white, (field, k) => factor(field, d, k));
      const shares = model.phases.map(() => 0);
      for (const noise of noises) {
        const rest = scaled(noise, (field, k) => Math.sqrt(Math.max(0, 1 - factor(field, d, k) ** 2)));
        for (const part of ['re', 'im']) for (let i = 0; i < rest[part].length; i++) rest[part][i] += mean[part][i];
        const other = setsOf(rest);
        for (let i = 0; i < own.length; i++) if (own[i] === other[i]) shares[own[i]] += 1 / own.length / noises.length;
      }
      return shares;
    });
  };
  /** White spectra of a field that was drawn. */
  const whiteOf = (spectra) => {
    const out = { re: new Float64Array(free.size), im: new Float64Array(free.size) };
    spectra.forEach(([{ re, im }], field) => {
      for (let k = 0; k < size; k++) {
        const root = laws[field].roots[modes[k]];
        if (!(root > 0)) continue;
        out.re[field * size + k] = (re[k] * size) / root;
        out.im[field * size + k] = (im[k] * size) / root;
      }
    });
    return out;
  };
  return { laws, margin, free, workOf, setsOf, across, whiteOf };
}

const key = (name) => keyOf(5, name);
const interval = (list) => {
  const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
  const error = Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (list.length - 1) / list.length);
  return [mean, studentQuantile(0.975, list.length - 1) * error];
};

console.log(
  '| class | at 1 layer [points] | at 2 layers [points] | at 4 layers [points] | beyond 95 % intervals | first chain against truths |',
);
console.log('|---|---|---|---|---|---|');
for (const path of paths) {
  const model = fromModelFile(JSON.parse(readFileSync(path, 'utf8')), path);
  const before = process.cpuUsage();
  const layer = await layerOf(model);
  const white = (name, stream) => layer.free.toSpectra(normals(layer.free.size, key(name), stream));
  const [differences, kept] = [[], []];
  for (let pair = 0; pair < count; pair++) {
    const truth = white('truth', pair);
    const sets = layer.setsOf(truth);
    const noises = Array.from({ length: residuals }, (_, r) => white('rest', pair * residuals + r));
    const given = layer.across(truth, noises);
    const known = { margin: [layer.margin[1], layer.margin[2]], shape: [edge, edge], sets };
    const { spectra } = sampleSections(model, layer.laws, known, {
      ...{ key: key('start'), stream: pair * 2 ** 20, sampling: { ...usualSampling, bouncing: 0, agreement: 0 } },
    });
    const chains = [truth, layer.whiteOf(spectra)].map((place) => {
      const work = layer.workOf(sets);
      const scalars = model.values.subarray(0, model.record.scalars.length);
      return { place, walls: new SectionWalls(work, bindLatents(model.record), scalars) };
    });
    for (let move = 0; move < usualSampling.bouncing; move++) {
      for (const { place, walls } of chains) {
        walls.move(place, white('velocity', pair * usualSampling.bouncing + move), Math.PI / 2);
      }
    }
    const [own, drawn] = chains.map(({ place }) => layer.across(place, noises));
    differences.push(drawn.map((v, i) => 100 * (v - own[i])));
    kept.push(own.map((v, i) => 100 * (v - given[i])));
  }
  const intervalsOf = (lists) => lists[0].map((_, i) => interval(lists.map((list) => list[i])));
  const beyondOf = (own) => `${own.filter(([mean, error]) => Math.abs(mean) > error).length} of ${own.length}`;
  const told = intervalsOf(differences);
  const { user, system } = process.cpuUsage(before);
  console.error(`${path}: ${count} pairs, ${((user + system) / 1e6).toFixed(0)} CPU seconds`);
  const phases = model.phases.length;
  const cells = distances.map((_, d) =>
    told
      .slice(d * phases, (d + 1) * phases)
      .map(([mean, error]) => `${mean.toFixed(2)} ± ${error.toFixed(2)}`.replace('-', '−'))
      .join(', '),
  );
  console.log(
    `| \`${model.record.name}\` | ${cells.join(' | ')} | ${beyondOf(told)} | ${beyondOf(intervalsOf(kept))} |`,
  );
}
