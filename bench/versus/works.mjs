// What is timed on our side, by name. Preparation is not timed; each `run` returns a number for the check that both
// sides do the same. Modules are loaded by the work that needs them, so that memory is that of the work.

import '../../build/node/threads.js';
import { parametersOf, presets, toRaws, toValues } from '../../build/phase/index.js';
import { keyOf, purposes, uniforms } from '../../build/random/index.js';

const built = (path) => import(`../../build/${path}.js`);

const window = 128;
const batch = 32;
const record = presets.assb;
const parameters = parametersOf(record, 'low');
const start = toRaws(
  parameters,
  parameters.map((p) => p.start),
);

/**
 * One iteration: 32 images, their two-point loss, with an adversary also the discriminator's opinion and step, and
 * Adam.
 */
async function trainingStep(threads, adversary) {
  const { adamStep, createAdamState } = await built('numerics/index');
  const { createSpectra } = await built('calibrate/generator/spectra');
  const { GeneratorTeam } = await built('calibrate/generator/team');
  const { twoPointLayout } = await built('calibrate/two-point/two-point-features');
  const { featureWeights, twoPointLoss } = await built('calibrate/two-point/two-point-loss');
  const spectraOf = createSpectra(record, 'low', window, window / 2);
  const keys = { key: keyOf(1, purposes.trainingNoise), grainKey: keyOf(1, purposes.trainingGrains) };
  const setup = { record, window, maxLag: 50, nu: 10, ...keys };
  const team = await GeneratorTeam.open(setup, batch, threads);
  const layout = twoPointLayout(3, 50);
  const target = new Float64Array(layout.length).fill(0.3);
  const weights = featureWeights(layout, target, { volume: 1, surface: 1 });
  const options = {
    phases: 3,
    size: window,
    batch,
    channels: 'medium',
    threads,
    learningRate: 1e-3,
    beta1: 0.5,
    beta2: 0.99,
  };
  let stream = 0;
  const openDiscriminator = async () => {
    await built('node/onnx-runtime');
    const { Discriminator, initialState } = await built('calibrate/discriminator/index');
    const weights = initialState(options, (count) => uniforms(count, keyOf(1, 'weights'), stream++));
    return Discriminator.open(options, weights);
  };
  const discriminator = adversary ? await openDiscriminator() : undefined;
  const raw = start.slice();
  const adam = createAdamState([raw]);
  let image = 0;
  const real = team
    .forward({ spectra: spectraOf(raw), mode: 'straight-through', firstImage: 2 ** 20, count: batch, images: true })
    .images.slice();
  const run = async () => {
    const spectra = spectraOf(raw);
    const made = team.forward({
      spectra,
      mode: 'straight-through',
      firstImage: image,
      count: batch,
      images: adversary,
    });
    image += batch;
    if (adversary) team.prepare(image, batch);
    const loss = twoPointLoss(made.features, target, weights, 'unbiased');
    const opinion = discriminator && (await discriminator.step(real, made.images, { skipBelow: 0 }));
    const gradient = team.backward(loss.gradients, opinion?.adversarialGradient);
    team.prepare(image, batch);
    adamStep([raw], [spectra.pullback(gradient)], adam, { learningRate: 1e-3, beta1: 0.5, beta2: 0.99, epsilon: 1e-8 });
    return batch * 3 * window * window;
  };
  return { run, close: () => team.close() };
}

async function load(path) {
  const { readPhaseMaps } = await built('node/index');
  const { parseSpacing } = await built('io/index');
  const { createSpecimen } = await built('descriptor/specimen');
  const labels = [0, 1, 2].map((label) => ({ label, name: `p${label}` }));
  const { maps } = await readPhaseMaps([path], { as: 'volume', labels, spacing: parseSpacing('1um') });
  return createSpecimen(maps);
}

/** Measures by kernels of its own: starting them is timed. */
async function withKernels(sample, threads, measure) {
  const { LabelKernels } = await built('descriptor/label-kernels');
  const kernels = await LabelKernels.open(sample, threads);
  const value = measure(kernels);
  await kernels?.close();
  return value;
}

const twin = () => ({
  record,
  family: 'low',
  values: toValues(parameters, start),
  taper: 64,
  zScale: 1,
  spacing: [1, 1, 1],
  unit: 'um',
  order: [0, 1, 2],
  phases: ['a', 'b', 'c'].map((name, label) => ({ name, label })),
});

export const works = {
  step: ({ threads }) => trainingStep(threads, true),
  'step-generator': ({ threads }) => trainingStep(threads, false),
  exact: async () => {
    const { createExactModel } = await built('calibrate/methods/exact/exact-model');
    const lags = Float64Array.from({ length: 32 }, (_, i) => i + 1);
    const model = createExactModel({ record, family: 'low', taper: 64, lags, points: 2048, seed: 1 });
    return { run: () => model.evaluate(start, true).jacobian.length - 3 * parameters.length };
  },
  volume: async ({ threads }) => {
    const { realise } = await built('phase/realise');
    const request = { shape: [256, 256, 256], seed: 1, periodic: true, threads };
    return { run: async () => (await realise(twin(), request)).map.data.length };
  },
  field: async ({ threads }) => {
    const { realise } = await built('phase/realise');
    // One field of a level set, thresholded: more than a field alone.
    const levelSet = presets['level-set'];
    const own = parametersOf(levelSet, 'low');
    const model = {
      ...twin(),
      record: levelSet,
      values: Float64Array.from(own, (p) => p.start),
      order: [0, 1],
      phases: twin().phases.slice(0, 2),
    };
    return {
      run: async () =>
        (await realise(model, { shape: [128, 128, 128], seed: 1, periodic: true, threads })).map.data.length,
    };
  },
  'two-point': async ({ threads, volume }) => {
    const { measureTwoPoint } = await built('descriptor/two-point');
    const sample = await load(volume);
    return { run: async () => (await measureTwoPoint(sample, 50, threads)).curves[0][0] };
  },
  distances: async ({ threads, volume }) => {
    const { squaredDistances } = await built('descriptor/distance-transform');
    const { maps } = await load(volume);
    return { run: async () => (await squaredDistances(maps[0], 0, threads)).reduce((sum, d) => sum + d, 0) };
  },
  chords: async ({ threads, volume }) => {
    const { measureChordLength } = await built('descriptor/chord-length');
    const sample = await load(volume);
    const measure = (kernels) => measureChordLength(sample, kernels)[0].x.histogram.reduce((sum, n) => sum + n, 0);
    return { run: () => withKernels(sample, threads, measure) };
  },
  surface: async ({ threads, volume }) => {
    const { measureSurfaceArea } = await built('descriptor/specific-surface-area');
    const sample = await load(volume);
    const measure = (kernels) => measureSurfaceArea(sample, kernels)[0].crofton * sample.maps[0].data.length;
    return { run: () => withKernels(sample, threads, measure) };
  },
  components: async ({ volume }) => {
    const { measureConnectivity } = await built('descriptor/connectivity');
    const sample = await load(volume);
    return { run: () => measureConnectivity(sample)[0].components };
  },
  sizes: async ({ threads, volume }) => {
    const { measureOpenings, pooledCounts } = await built('descriptor/openings');
    const sample = await load(volume);
    const opened = async () => pooledCounts((await measureOpenings(sample, { threads }))[0].opened);
    return { run: async () => (await opened()).reduce((sum, n) => sum + n, 0) };
  },
  // 8192 transforms of 256 complex float32 numbers, four lines to a register, as the kernels hold them.
  fft: async () => {
    const { fftPlanBytes, KernelTeam, MemoryPlan, writeFftPlan } = await built('compute/index');
    const [n, groups] = [256, 2048];
    const memory = new MemoryPlan(1, 64);
    const plan = memory.reserve(fftPlanBytes(n, 4));
    const data = memory.reserve(32 * n * groups);
    const spare = memory.reserve(32 * n);
    const team = await KernelTeam.start(memory);
    writeFftPlan(team, plan, n, 4);
    const values = team.float32(data, 8 * n * groups);
    return {
      run: () => {
        // Transforms grow by 16 each; the values start over before they overflow.
        for (let i = 0; i < values.length; i += 1024) values[i] = 1;
        for (let g = 0; g < groups; g++) team.kernels.transform32(plan, data + 32 * n * g, spare);
        return 4 * n * groups;
      },
    };
  },
};
