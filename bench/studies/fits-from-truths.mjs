// Whether fits that begin at the true parameters stay there, by points of the two-point rule:
// node bench/studies/fits-from-truths.mjs [name...] [--points=1024,16384] > table. Loss of the truth by two-point
// functions alone, then of the fit, which stops at the number of features; scores by looks. Sixteen images.

import { prepareFit } from '../../build/calibrate/methods/exact/exact-fit.js';
import { openLikeness } from '../../build/calibrate/methods/exact/likeness.js';
import { createProblem } from '../../build/calibrate/methods/exact/problem.js';
import { exactFitProgram } from '../../build/calibrate/methods/exact/search.js';
import { settingsSchema } from '../../build/calibrate/settings.js';
import { parametersOf, toRaws } from '../../build/phase/index.js';
import { imagesOf, truths } from './truths-of-optima.mjs';

const words = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith('--'));
const list = words.find((word) => word.startsWith('--points='))?.slice(9) ?? '1024,16384';
const order = [0, 1, 2];

console.log('| truth | points | loss of the truth | its score | loss of the fit | steps | its score |');
console.log('|---|---|---|---|---|---|---|');
for (const { name, model } of truths) {
  if (names.length > 0 && !names.includes(name)) continue;
  const { given } = await imagesOf(model, 16);
  const setup = prepareFit(settingsSchema.parse({}), given, model.record);
  const start = toRaws(parametersOf(model.record, model.family), model.values);
  const likeness = openLikeness(setup, given, { seed: 1, threads: 1 });
  const scoreOf = async (raw) => {
    const [features] = await likeness.look([{ order, raw }]);
    return likeness.distance(features, likeness.data).toFixed(0);
  };
  for (const points of list.split(',').map(Number)) {
    const problem = createProblem(setup, order, { points, seed: 1 });
    const { residuals } = problem.evaluate(start, false);
    const loss = residuals.subarray(0, problem.whitened).reduce((sum, r) => sum + r * r, 0);
    const how = { tolerances: {}, most: 40, enough: setup.statistics.features.length };
    const fit = exactFitProgram(setup)({ order, raw: start, points, seed: 1, ...how });
    const cells = [loss.toFixed(0), await scoreOf(start), fit.loss.toFixed(0), fit.iterations, await scoreOf(fit.raw)];
    console.log(`| ${[name, points, ...cells].join(' | ')} |`);
  }
  await likeness.close();
}
