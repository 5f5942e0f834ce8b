// An exact fit to begin from: what it was fitted to, how parameters are judged, and steps in the exact loss's metric.
import { join } from 'node:path';
import { parseSettings } from '../../../build/calibrate/calibrate.js';
import { fitExact } from '../../../build/calibrate/methods/exact/exact-fit.js';
import { openLikeness } from '../../../build/calibrate/methods/exact/likeness.js';
import { largestLoss } from '../../../build/calibrate/methods/exact/optima.js';
import { createProblem } from '../../../build/calibrate/methods/exact/problem.js';
import { provideThreads } from '../../../build/compute/index.js';
import { crop } from '../../../build/grid/index.js';
import { featureList, measureWindows, shrunkCovariance } from '../../../build/morphology/index.js';
import { nodeThreads, readPhaseMaps } from '../../../build/node/index.js';
import { factorise, solveLower, solveUpper } from '../../../build/numerics/index.js';
import { classes, parametersOf, realise, toRaws, toValues } from '../../../build/phase/index.js';
import { discriminantTest, lookDistance } from '../../../build/realism/index.js';
import { imagesOf, truths } from '../truths-of-optima.mjs';

provideThreads(nodeThreads);
const record = classes.assb.record;
const parameters = parametersOf(record, 'low');
/** Rows between the halves of a real image, pixels. */
const gap = 32;

/** Images of the fit, and those that no fit sees. */
async function imagesFor(name, folder) {
  const truth = truths.find((own) => own.name === name);
  if (truth) return imagesOf(truth.model);
  const labels = ['pore', 's1', 's2'].map((phase, label) => ({ name: phase, label }));
  const spacing = { spacing: [1, 1, 1], unit: 'px' };
  const { maps } = await readPhaseMaps([join(folder, name, 'slice.tif')], { labels, spacing });
  const [, ny, nx] = maps[0].grid.shape;
  const rows = (ny - gap) / 2;
  const half = (from) => [crop(maps[0], [0, from, 0], [1, rows, nx])];
  return { given: half(0), unseen: half(ny - rows) };
}

/** Fits, and prepares what all ways need. */
export async function openStart(name, folder, { pick }) {
  const { given, unseen } = await imagesFor(name, folder);
  const settings = parseSettings({ wideStarts: 12, model: 'assb', method: 'exact', seed: 1 });
  const fit = await fitExact(settings, given, { threads: 1, record });
  const { setup } = fit;
  const { phases } = given[0];
  const optima = fit.summary.optima.optima.map(({ order, loss, score, values }) => ({
    ...{ loss, score, raw: Float64Array.from(toRaws(parameters, values)) },
    order: order.map((label) => phases.findIndex((phase) => phase.label === label)),
  }));
  const { order, raw } = pick > 0 ? optima[pick] : fit;
  const problem = createProblem(setup, order, { points: 1024, seed: 1 }, { tolerance: fit.discrepancy });
  const lossOf = (own) => problem.evaluate(own, false).residuals.reduce((sum, r) => sum + r * r, 0);
  const n = problem.count;

  const { taper } = setup;
  const modelOf = (own, played) => ({
    ...{ record, family: 'low', values: toValues(parameters, own), phases, order: played },
    ...{ spacing: [1, 1, 1], unit: 'px', zScale: 1, taper },
  });
  const like = openLikeness(setup, given, { seed: 1, threads: 1 });
  const list = featureList(phases.length, like.edge);
  const measured = measureWindows(given, like.edge, like.edge / 2);
  const floors = list.map(({ floor }) => floor);
  const { scales, matrix } = shrunkCovariance([measured.features], floors, measured.independent);
  factorise(matrix, list.length);
  const deviation = like.errors[0] / scales[0];
  const whiten = (features) => {
    const out = features.map((value, f) => (value - like.data[f]) / scales[f] / deviation);
    solveLower(matrix, list.length, out);
    return out;
  };

  /** Tells how parameters look beside the images that no fit has seen. @returns the distance. */
  const report = async (own, text, played = order) => {
    const model = modelOf(own, played);
    const drawn = [];
    for (const [i, { grid }] of unseen.entries()) {
      const request = { shape: grid.shape.slice(1), seed: 99, realisation: 1000 + i, threads: 1 };
      drawn.push((await realise(model, request)).map);
    }
    const { accuracy, ci95 } = discriminantTest(unseen, drawn).modelAgainstData;
    const { value, expected } = lookDistance(unseen, drawn);
    const [features] = await like.look([{ order: played, raw: own }]);
    const parts = [
      `judge ${accuracy.toFixed(3)} (${ci95.map((x) => x.toFixed(2)).join('-')})`,
      `distance ${value.toFixed(0)}, of a true model ${expected}`,
      `score on the images of the fit ${like.distance(features, like.data).toFixed(0)}`,
      ...(played === order ? [`exact loss ${lossOf(own).toFixed(0)}`] : []),
    ];
    console.log(`${text}: ${parts.join('; ')}`);
    return value;
  };

  /** Normal equations of exact residuals, and of further rows - [parameter] of [row]. */
  const normal = (own, more = []) => {
    const { residuals, jacobian } = problem.evaluate(own, true);
    const out = new Float64Array(n * n);
    const slope = new Float64Array(n);
    residuals.forEach((r, k) => {
      const row = jacobian.subarray(k * n, (k + 1) * n);
      for (let i = 0; i < n; i++) {
        slope[i] += row[i] * r;
        for (let j = 0; j <= i; j++) out[i * n + j] += row[i] * row[j];
      }
    });
    more.forEach((row, i) => {
      for (let j = 0; j <= i; j++) out[i * n + j] += row.reduce((sum, v, k) => sum + v * more[j][k], 0);
    });
    return { out, slope };
  };
  const solveBy = (square, right) => {
    factorise(square, n);
    const x = Float64Array.from(right);
    solveLower(square, n, x);
    solveUpper(square, n, x);
    return x;
  };
  /** Solves (J^T J + 1) x = right. */
  const solve = (own, right) => {
    const { out, slope } = normal(own);
    for (let i = 0; i < n; i++) out[i * n + i] += 1;
    return solveBy(out, right ?? slope);
  };
  const solveBoth = (own, more, root, features, { damping, prior, from }) => {
    const { out, slope } = normal(own, more);
    for (let i = 0; i < n; i++) {
      slope[i] += root * more[i].reduce((sum, v, k) => sum + v * features[k], 0) + prior ** 2 * (own[i] - from[i]);
      out[i * n + i] = (1 + damping) * (out[i * n + i] + prior ** 2);
    }
    return solveBy(out, slope);
  };
  const limit = largestLoss(lossOf(raw), setup.statistics.features.length);
  /** One damped Gauss-Newton step back, where the exact loss exceeds what true parameters have at most. */
  const back = (own) => {
    const before = lossOf(own);
    if (before <= limit) return own;
    const change = solve(own);
    for (let share = 1; share > 0.05; share /= 2) {
      const next = own.map((x, i) => x - share * change[i]);
      if (lossOf(next) < before) return next;
    }
    return own;
  };
  return {
    ...{ given, unseen, order, raw, optima, record, taper, phases: phases.length, problem, like },
    ...{ whiten, report, solve, solveBoth, back },
  };
}
