// Realisations as training images of 64 pixels, and a discriminator that learns from them.
import { Discriminator, initialState } from '../../../build/calibrate/discriminator/index.js';
import { createSpectra } from '../../../build/calibrate/generator/spectra.js';
import { GeneratorTeam } from '../../../build/calibrate/generator/team.js';
import { createCropSampler } from '../../../build/calibrate/methods/training/crops.js';
import { keyOf, purposes, uniforms } from '../../../build/random/index.js';

/** Periodic images a pass, quarters of them that the network sees, and their edge. */
const [count, window] = [8, 64];
const batch = 4 * count;
/** Number of the first image that is drawn again and again. */
const firstAgain = 2e6;

/** Copies the quarters of periodic images to windows, or gradients of windows back. */
function quarters(edge, phases, channelOf, visit) {
  for (let image = 0; image < count; image++) {
    for (let q = 0; q < 4; q++) {
      for (let p = 0; p < phases; p++) {
        for (let y = 0; y < window; y++) {
          const row = (q >> 1) * window + y;
          const from = ((image * phases + p) * edge + row) * edge + (q & 1) * window;
          visit(from, (((image * 4 + q) * phases + channelOf(p)) * window + y) * window);
        }
      }
    }
  }
}

/** Realisations of a start's class. */
export async function createFakes({ record, taper, phases, order, given }, { seed, passes }) {
  const edge = Math.max(2 * window, 2 * taper);
  const spectraOf = createSpectra(record, 'low', edge, taper);
  const team = await GeneratorTeam.open(
    {
      ...{ record, window: edge, maxLag: 25, nu: 10, key: keyOf(100 + seed, purposes.trainingNoise) },
      grainKey: keyOf(100 + seed, purposes.trainingGrains),
    },
    count,
    1,
  );
  let image = 0;
  // Windows show the phases in the data's order: optima may play them in different ones.
  const make = (raw, firstImage, played = order) => {
    const spectra = spectraOf(raw);
    const made = team.forward({ spectra, mode: 'straight-through', firstImage, count, images: true });
    const images = new Float32Array(batch * phases * window ** 2);
    const channelOf = (p) => played[p];
    quarters(edge, phases, channelOf, (from, to) => images.set(made.images.subarray(from, from + window), to));
    return { images, spectra, made };
  };
  const draw = (raw, played) => {
    image += count;
    return make(raw, image, played);
  };
  const again = (raw, k, played) => make(raw, firstAgain + k * count, played);
  const adversarialLoss = async (raw, network) => {
    let sum = 0;
    for (let k = 0; k < passes; k++) sum += (await network.oppose(again(raw, k).images)).adversarialLoss / passes;
    return sum;
  };
  const gradient = async (raw, network, same = false) => {
    if (!same) await network.settle(() => draw(raw).images, 2);
    const sum = new Float64Array(raw.length);
    for (let k = 0; k < passes; k++) {
      const { images, spectra, made } = same ? again(raw, k) : draw(raw);
      const { adversarialGradient } = await network.oppose(images);
      const byImage = new Float32Array(count * phases * edge ** 2);
      const channelOf = (p) => order[p];
      quarters(edge, phases, channelOf, (from, to) => byImage.set(adversarialGradient.subarray(to, to + window), from));
      const none = made.features.map((own) => new Float64Array(own.length));
      spectra.pullback(team.backward(none, byImage)).forEach((g, i) => {
        sum[i] += g / passes;
      });
    }
    return sum;
  };
  return { draw, again, adversarialLoss, gradient, given, close: () => team.close() };
}

/** A fresh discriminator, and windows of the data for it. */
export async function openNetwork({ given, unseen, phases }, { seed }) {
  const shape = { phases, channels: 'medium' };
  let stream = 0;
  const start = initialState(shape, (n) => uniforms(n, keyOf(11 + seed, purposes.weights), stream++));
  const how = { size: window, batch, threads: 1, learningRate: 1e-3, beta1: 0.5, beta2: 0.99 };
  const network = await Discriminator.open({ ...shape, ...how }, start);
  const order = Array.from({ length: phases }, (_, p) => p);
  const sampler = createCropSampler(given, window, order, keyOf(5 + seed, purposes.crops));
  const others = createCropSampler(unseen, window, order, keyOf(5 + seed, purposes.crops));
  let step = 0;
  const real = () => {
    const images = new Float32Array(batch * phases * window ** 2);
    sampler.fill(images, batch, ++step);
    return images;
  };
  return {
    learn: async (fake) => (await network.step(real(), fake, 0)).loss,
    settle: (fake, batches = 8) => network.settle(Array.from({ length: batches }, (_, k) => [real(), fake(k)])),
    /** Share of unseen windows, and of generated ones, that are judged rightly. */
    accuracy: async (fakes) => {
      let right = 0;
      for (const [k, fake] of fakes.entries()) {
        const images = new Float32Array(batch * phases * window ** 2);
        others.fill(images, batch, k);
        for (const z of await network.judge(images, batch)) right += z > 0 ? 1 : 0;
        for (const z of await network.judge(fake, batch)) right += z <= 0 ? 1 : 0;
      }
      return right / (2 * batch * fakes.length);
    },
    oppose: (fake) => network.oppose(fake),
    meanLogit: async (images) => (await network.judge(images, batch)).reduce((sum, z) => sum + z / batch, 0),
    close: () => network.close(),
  };
}
