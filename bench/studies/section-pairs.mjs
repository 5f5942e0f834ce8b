// Volumes of models beside twins that pass through one of their layers: under the law of a model both can be exchanged,
// so that two-point functions across the layer and conductivities agree in the mean. Beyond the reach of correlations a
// twin is, voxel by voxel, the realisation of its own noise. Needs `npm run build` first.
// nice -n 10 node bench/studies/section-pairs.mjs PAIRS MODEL_JSON... > table
import { readFileSync } from 'node:fs';
import { descriptors, measureAlone } from '../../build/descriptor/index.js';
import { studentQuantile } from '../../build/numerics/index.js';
import { fromModelFile, realise, realiseThrough, stretchInVoxels } from '../../build/phase/index.js';

const [pairs, ...paths] = process.argv.slice(2);
const count = Number(pairs);
const [edge, layer, beyond] = [48, 16, 8];
const size = edge * edge;
const lags = [1, 2, 4, 8, 16];
const conducts = descriptors.filter(({ name }) => name === 'relativeConductivity');

/** Share of the pixels that have a phase in both layers. */
function both(data, phase, a, b) {
  let sum = 0;
  for (let i = 0; i < size; i++) if (data[a * size + i] === phase && data[b * size + i] === phase) sum++;
  return sum / size;
}

/** Two-point functions across the layer, and conductivities of the whole volume, by their names. */
async function quantitiesOf(map) {
  const across = map.phases.flatMap(({ name }, phase) =>
    lags.map((lag) => [
      `${name}, ${lag} layers across`,
      (both(map.data, phase, layer, layer + lag) + both(map.data, phase, layer, layer - lag)) / 2,
    ]),
  );
  const measured = await measureAlone(map, conducts);
  const own = measured.filter(({ name, value }) => name === 'relativeConductivity' && value !== null);
  return new Map([...across, ...own.map(({ phase, axis, value }) => [`${phase}, conductivity ${axis}`, value])]);
}

/** Quantities of a kind: how many differ beyond 95 % intervals of the mean of pairs, and the largest score. */
function judged(differences, kind) {
  const names = [...differences[0].keys()].filter((name) => name.includes(kind));
  const told = names.flatMap((name) => {
    const list = differences.flatMap((own) => own.get(name) ?? []);
    const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
    const error = Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (list.length - 1) / list.length);
    // What no pair has, such as conductivities of a phase that never percolates, is not compared.
    if (list.length < count || !(error > 0)) return [];
    console.error(`${name}: ${mean.toFixed(4)} ± ${error.toFixed(4)}`);
    return [Math.abs(mean / error)];
  });
  const beyondInterval = told.filter((score) => score > studentQuantile(0.975, count - 1)).length;
  return `${beyondInterval} of ${told.length}, largest ${Math.max(...told).toFixed(1)}`;
}

console.log(
  [
    '| class | least share of pixels | two-point functions across that differ | conductivities that differ | voxels beyond the reach that differ |',
    '|---|---|---|---|---|',
  ].join('\n'),
);
for (const path of paths) {
  const model = fromModelFile(JSON.parse(readFileSync(path, 'utf8')), path);
  const reach = Math.ceil(model.taper * stretchInVoxels(model));
  const shape = [layer + reach + beyond, edge, edge];
  const [differences, agreements] = [[], []];
  let [changed, away] = [0, 0];
  const before = process.cpuUsage();
  for (let pair = 0; pair < count; pair++) {
    const { map } = await realise(model, { shape, seed: 77, realisation: pair });
    const data = map.data.slice(layer * size, (layer + 1) * size);
    const section = { grid: { ...map.grid, shape: [1, edge, edge], rank: 2 }, phases: map.phases, data };
    const request = { shape, seed: 78, realisation: pair };
    const twin = await realiseThrough(model, request, [{ layer, map: section }]);
    const { map: free } = await realise(model, request);
    for (let i = (layer + reach) * size; i < free.data.length; i++, away++) {
      if (free.data[i] !== twin.map.data[i]) changed++;
    }
    const [own, other] = [await quantitiesOf(twin.map), await quantitiesOf(map)];
    const shared = [...own].filter(([name]) => other.has(name));
    differences.push(new Map(shared.map(([name, value]) => [name, value - other.get(name)])));
    agreements.push(twin.agreement);
  }
  const { user, system } = process.cpuUsage(before);
  console.error(`${path}: ${count} pairs, ${((user + system) / 1e6).toFixed(0)} CPU seconds`);
  const cells = [
    `\`${model.record.name}\``,
    `${(100 * Math.min(...agreements)).toFixed(2)} %`,
    judged(differences, 'across'),
    judged(differences, 'conductivity'),
    `${changed} of ${away}`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
