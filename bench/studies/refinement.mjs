// What a discriminator adds to an exact fit: node bench/studies/refinement.mjs WAY IMAGES DATA_FOLDER [name=value...]
// WAY: follow (the adversarial direction in the exact loss's metric), statistics (Gauss-Newton on exact residuals and on
// the features of the linear discriminant), rank (what a network learns, as a score of optima of equal loss), slope (the
// straight-through gradient against finite differences). IMAGES: a truth of truths-of-optima.mjs, or sofc-netl, whose
// upper half is fitted and whose lower half is judged. pick: optimum to begin from, by score. Needs the modules that
// `npm run bench` builds.
import { createFakes, openNetwork } from './refinement/network.mjs';
import { openStart } from './refinement/start.mjs';

const [way, images, folder, ...rest] = process.argv.slice(2);
const given = Object.fromEntries(rest.map((word) => word.split('=')).map(([name, value]) => [name, Number(value)]));
const o = { pick: 0, seed: 1, warm: 300, steps: 40, rate: 0.3, passes: 4, back: 4, weight: 1, count: 12, ...given };
const squares = (r) => r.reduce((sum, x) => sum + x * x, 0);
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const start = await openStart(images, folder, o);
const { problem, solve, report, like, order } = start;
let raw = start.raw.slice();

/** Follows the running mean of adversarial gradients, projected softly on what the exact loss does not feel. */
async function follow() {
  const fakes = await createFakes(start, o);
  const network = await openNetwork(start, o);
  const learn = async () => network.learn(fakes.draw(raw).images);
  let loss = 0;
  for (let step = 1; step <= o.warm; step++) {
    loss += (await learn()) / 100;
    if (step % 100 > 0) continue;
    console.log(`learned ${step} steps, loss ${loss.toFixed(3)}`);
    loss = 0;
  }
  await network.settle(() => fakes.draw(raw).images);
  const drawn = [0, 1, 2, 3].map((k) => fakes.again(raw, k).images);
  console.log(`right on unseen windows: ${(await network.accuracy(drawn)).toFixed(2)}`);
  const mean = new Float64Array(problem.count);
  for (let step = 1; step <= o.steps; step++) {
    if (step % o.back === 1) raw = start.back(raw);
    for (let k = 0; k < 2; k++) loss = await learn();
    const gradient = await fakes.gradient(raw, network);
    gradient.forEach((g, i) => {
      mean[i] = 0.8 * mean[i] + 0.2 * g;
    });
    const direction = solve(raw, mean);
    const largest = Math.max(...direction.map(Math.abs));
    const fall = step <= o.steps / 2 ? 1 : 0.1 + 1.8 * (1 - step / o.steps);
    const factor = Math.min((o.rate * fall) / Math.sqrt(dot(direction, mean)), 0.15 / largest);
    raw = raw.map((x, i) => x - factor * direction[i]);
    if (step % 20 === 0) await report(raw, `step ${step}, loss of the discriminator ${loss.toFixed(3)}`);
  }
  await network.close();
  await fakes.close();
}

/** Gauss-Newton on both residuals; features by finite differences with common noise. */
async function statistics() {
  const look = async (list) => (await like.look(list.map((own) => ({ order, raw: own })))).map(start.whiten);
  const root = Math.sqrt(o.weight);
  const [step, longest, prior] = [0.25, 0.7, 0.5];
  let [features] = await look([raw]);
  const total = (own, f) =>
    squares(problem.evaluate(own, false).residuals) +
    o.weight * squares(f) +
    prior ** 2 * squares(own.map((x, i) => x - start.raw[i]));
  for (let k = 1; k <= Math.min(o.steps, 4); k++) {
    const moved = await look(Array.from(raw, (_, i) => raw.map((x, j) => (i === j ? x + step : x))));
    const more = moved.map((f) => f.map((v, n) => (root * (v - features[n])) / step));
    const before = total(raw, features);
    for (let damping = 1e-2; damping < 1e3; damping *= 6) {
      const change = start.solveBoth(raw, more, root, features, { damping, prior, from: start.raw });
      const share = Math.min(1, longest / Math.max(...change.map(Math.abs)));
      const next = raw.map((x, i) => x - share * change[i]);
      const [there] = await look([next]);
      if (total(next, there) >= before) continue;
      raw = next;
      features = there;
      break;
    }
    await report(raw, `step ${k}`);
  }
}

/** Ranks of values. */
const ranks = (values) => {
  const out = [];
  values
    .map((value, i) => [value, i])
    .sort((a, b) => a[0] - b[0])
    .forEach(([, i], rank) => {
      out[i] = rank;
    });
  return out;
};
const spearman = (a, b) => {
  const middle = (a.length - 1) / 2;
  const [x, y] = [ranks(a), ranks(b)].map((own) => own.map((rank) => rank - middle));
  return (dot(x, y) / squares(x)).toFixed(2);
};

/** A network learns the data against a mixture of optima; its mean logit ranks them. */
async function rank() {
  const { optima } = start;
  const count = Math.min(o.count, optima.length);
  const chosen = Array.from({ length: count }, (_, k) => optima[Math.round((k * (optima.length - 1)) / (count - 1))]);
  const fakes = await createFakes(start, o);
  const network = await openNetwork(start, o);
  for (let step = 0; step < o.warm; step++) {
    const own = chosen[step % count];
    await network.learn(fakes.draw(own.raw, own.order).images);
  }
  await network.settle((k) => fakes.draw(chosen[k % count].raw, chosen[k % count].order).images);
  const rows = [];
  for (const { raw: own, order: played, loss, score } of chosen) {
    let logit = 0;
    for (let k = 0; k < 4; k++) logit -= await network.meanLogit(fakes.again(own, k, played).images);
    const look = await report(own, `score ${score.toFixed(0)}, logit ${(logit / 4).toFixed(2)}`, played);
    rows.push({ loss, score, logit, look });
  }
  const of = (name) => rows.map((row) => row[name]);
  for (const name of ['loss', 'score', 'logit']) {
    console.log(`rank correlation of ${name} with the distance on unseen images: ${spearman(of(name), of('look'))}`);
  }
  await network.close();
  await fakes.close();
}

/** The gradient through straight-through images against finite differences with the same noise. */
async function slope() {
  const fakes = await createFakes(start, o);
  const network = await openNetwork(start, o);
  for (let step = 0; step < o.warm; step++) await network.learn(fakes.draw(raw).images);
  await network.settle(() => fakes.draw(raw).images);
  const at = (own) => fakes.adversarialLoss(own, network);
  const step = 0.2;
  const moved = (i, by) => raw.map((x, j) => (i === j ? x + by : x));
  const exact = new Float64Array(raw.length);
  for (const i of exact.keys()) exact[i] = ((await at(moved(i, step))) - (await at(moved(i, -step)))) / (2 * step);
  const through = await fakes.gradient(raw, network, true);
  const cosine = dot(exact, through) / Math.sqrt(squares(exact) * squares(through));
  console.log(`cosine of the straight-through gradient with finite differences: ${cosine.toFixed(2)}`);
  await network.close();
  await fakes.close();
}

await report(raw, 'start');
await { follow, statistics, rank, slope }[way]();
await like.close();
