// How the loss of a simulated fit depends on one scalar of a model, thresholds set for the volume fractions:
// node bench/studies/loss-along.mjs IMAGE LABELS MODEL.json SCALAR VALUE,VALUE... The first row has the model's own
// value. 48 images of 192 x 192 pixels, the same for all values. Lengths of the model are in voxels or in its unit, as
// the image's spacing is. Needs `npm run build` first.
import { readFileSync } from 'node:fs';
import { settingsSchema } from '../../build/calibrate/index.js';
import { simulatedResiduals } from '../../build/calibrate/methods/simulated/fit.js';
import { prepareSimulated } from '../../build/calibrate/methods/simulated/search.js';
import { createSimulator, permuteSimulated } from '../../build/calibrate/methods/simulated/simulator.js';
import { adjust } from '../../build/calibrate/methods/simulated/volumes.js';
import { parseLabels } from '../../build/io/index.js';
import { readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, parametersOf, thresholdsOf, toRaws } from '../../build/phase/index.js';

const [image, labels, modelPath, scalar, list] = process.argv.slice(2);
const model = fromModelFile(JSON.parse(readFileSync(modelPath, 'utf8')), modelPath);
const { record, family, order, spacing, unit } = model;
const asked = {
  as: 'sections',
  labels: [...parseLabels(labels)],
  spacing: { spacing, unit },
};
const { maps } = await readPhaseMaps([image], asked);
const settings = settingsSchema.parse({ seed: 1 });
const { target, maxLag, taper } = await prepareSimulated(settings, maps);
const [window, images, sets, edge] = [192, 16, 3, target.look?.edge];
const { functions } = settings;
const simulator = await createSimulator({ record, family, taper, maxLag, seed: 1, functions, window, images, edge });
const simulate = async (places) => places.map(({ raw, set }) => simulator.features(raw, set));
const residualsOf = simulatedResiduals(target, order, { window, images: images * sets, edge });

const parameters = parametersOf(record, family);
const place = parameters.findIndex(({ group, name }) => group === 'scalars' && name === scalar);
const wanted = permuteSimulated(target, order);
const { volume, surface, length } = target.twoPoint.layout;
const thresholds = thresholdsOf(record);
const quantities = thresholds.map((_, p) => volume + p);
const adjustment = { quantities, wanted: quantities.map((q) => wanted[q]), moves: thresholds.map((i) => [i]), most: 4 };
console.log(`| ${scalar} | loss | functions | surface areas | higher-order features |\n|---|---|---|---|---|`);
for (const value of [model.values[place], ...list.split(',').map(Number)]) {
  const values = Array.from(model.values, (own, i) => (i === place ? value : own));
  const { features } = await adjust(simulate, toRaws(parameters, values), adjustment, sets);
  const residuals = residualsOf(features);
  const loss = (...ranges) =>
    ranges.reduce((sum, [a, b]) => sum + residuals.subarray(a, b).reduce((own, r) => own + r * r, 0), 0).toFixed(0);
  const end = residuals.length;
  const parts = [loss([0, end]), loss([0, volume], [length, wanted.length]), loss([surface, length])];
  console.log(`| ${[value.toPrecision(3), ...parts, loss([wanted.length, end])].join(' | ')} |`);
}
await simulator.close();
