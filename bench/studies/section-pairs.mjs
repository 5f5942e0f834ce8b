// Volumes of a model beside twins that pass through their middle layer: under the law of the model both can be
// exchanged, so that two-point functions across the layer agree in the mean. Needs `npm run build` first.
// nice -n 10 node bench/studies/section-pairs.mjs MODEL_JSON [pairs]
import { readFileSync } from 'node:fs';
import { fromModelFile, realise, realiseThrough } from '../../build/phase/index.js';

const [path, pairs = '12'] = process.argv.slice(2);
const model = fromModelFile(JSON.parse(readFileSync(path, 'utf8')), path);
const [edge, depth] = [64, 48];
const [size, middle, shape] = [edge * edge, depth / 2, [depth, edge, edge]];
const lags = [1, 2, 4, 8, 16];

/** Share of the pixels that have a phase in both layers. */
function both(data, phase, a, b) {
  let sum = 0;
  for (let i = 0; i < size; i++) if (data[a * size + i] === phase && data[b * size + i] === phase) sum++;
  return sum / size;
}
const across = ({ data }) =>
  model.phases.flatMap((_, phase) =>
    lags.map((lag) => (both(data, phase, middle, middle + lag) + both(data, phase, middle, middle - lag)) / 2),
  );

const differences = [];
const before = process.cpuUsage();
for (let pair = 0; pair < Number(pairs); pair++) {
  const { map } = await realise(model, { shape, seed: 77, realisation: pair });
  const data = map.data.slice(middle * size, (middle + 1) * size);
  const section = { grid: { ...map.grid, shape: [1, edge, edge], rank: 2 }, phases: map.phases, data };
  const request = { shape, seed: 78, realisation: pair };
  const twin = await realiseThrough(model, request, [{ layer: middle, map: section }]);
  const [own, other] = [across(twin.map), across(map)];
  differences.push(own.map((value, i) => value - other[i]));
  console.error(`pair ${pair}: ${(100 * twin.agreement).toFixed(2)} % of the pixels`);
}
const { user, system } = process.cpuUsage(before);
console.log(`${pairs} pairs, ${((user + system) / 1e6).toFixed(0)} CPU seconds`);
console.log('| phase | layers apart | twin minus volume | over its error |\n|---|---|---|---|');
model.phases.forEach(({ name }, phase) => {
  lags.forEach((lag, l) => {
    const list = differences.map((row) => row[phase * lags.length + l]);
    const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
    const error = Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (list.length - 1) / list.length);
    console.log(
      `| ${name} | ${lag} | ${mean.toFixed(4)} ± ${error.toFixed(4)} | ${(mean / error).toFixed(1)} |`.replaceAll(
        '-',
        '−',
      ),
    );
  });
});
