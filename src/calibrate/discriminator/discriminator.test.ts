import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import '../../node/onnx-runtime.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { createModel, presets, realise } from '../../phase/index.ts';
import { keyOf, normals, uniforms } from '../../random/index.ts';
import { createCropSampler } from '../methods/training/crops.ts';
import { Discriminator, type DiscriminatorOptions, initialState } from './discriminator.ts';
import { judgingGraph, learningGraph } from './graph.ts';
import { referenceDiscriminator, type Weights } from './network.reference.ts';
import { type NetworkShape, normShapes, weightShapes } from './network.ts';
import { encodeModel } from './onnx-model.ts';

const key = keyOf(5, 'test');
const norm = (x: ArrayLike<number>): number => Math.sqrt(Array.from(x).reduce((s, v) => s + v * v, 0));

function start(shape: NetworkShape): Record<string, Float32Array> {
  let stream = 100;
  return { ...initialState(shape, (count) => uniforms(count, key, stream++)).tensors };
}

const doubles = (weights: Record<string, Float32Array>): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, Float64Array.from(values)]));

/** Half of the pixels of the first images, a third of the last: images differ, as normalisation wants. */
const patterns = (count: number, image: number, stream: number): Float32Array =>
  Float32Array.from(uniforms(count * image, key, stream), (u, i) =>
    u < 0.5 - (0.17 * Math.floor(i / image)) / count ? 1 : 0,
  );

describe('the reference network', () => {
  it('has the gradients of finite differences to 1e-5', () => {
    const shape = { phases: 3, channels: 'small' } as const;
    const [size, batch] = [16, 4];
    const weights = doubles(start(shape));
    const images = uniforms(batch * 3 * size * size, key, 1);
    const target = Float64Array.of(1, 0, 1, 0);
    const { gradients } = referenceDiscriminator(shape, size, weights, images, target);
    for (const name of [...Object.keys(weightShapes(shape)), 'images']) {
      const values = name === 'images' ? images : weights[name];
      const direction = normals(values.length, key, 2);
      const at = (h: number): number => {
        const moved = values.map((v, i) => v + h * direction[i]);
        const own = name === 'images' ? weights : { ...weights, [name]: moved };
        return referenceDiscriminator(shape, size, own, name === 'images' ? moved : images, target).loss;
      };
      // Small enough that hardly any unit crosses the kink of its leaky ReLU.
      const h = 1e-7;
      const expected = (at(h) - at(-h)) / (2 * h);
      const analytic = gradients[name].reduce((s, g, i) => s + g * direction[i], 0);
      const tolerance = 1e-5 * norm(gradients[name]) * Math.sqrt(values.length) + 1e-8;
      expect(Math.abs(analytic - expected), name).toBeLessThan(tolerance);
    }
  });
});

describe('the network on ONNX Runtime', () => {
  it.each([
    [2, 'small', 32, 6],
    [3, 'small', 48, 4],
    [3, 'medium', 32, 4],
    [2, 'large', 16, 4],
  ] as const)(
    'agrees with the reference: %i phases, %s, %i pixels, batch %i',
    async (phases, channels, size, batch) => {
      const shape = { phases, channels };
      const weights = start(shape);
      const images = patterns(batch, phases * size * size, 3);
      const target = Float32Array.from({ length: batch }, (_, n) => n % 2);
      const [x, t] = [Float64Array.from(images), Float64Array.from(target)];
      const expected = referenceDiscriminator(shape, size, doubles(weights), x, t);
      const feeds: Record<string, Tensor> = { images: new Tensor('float32', images, [batch, phases, size, size]) };
      for (const [name, dims] of Object.entries(weightShapes(shape)))
        feeds[name] = new Tensor('float32', weights[name], dims);
      const run = async (graph: Parameters<typeof encodeModel>[0], more: Record<string, Tensor>) => {
        const session = await InferenceSession.create(encodeModel(graph), { logSeverityLevel: 3 });
        const results = await session.run({ ...feeds, ...more });
        await session.release();
        return (name: string): Float32Array => results[name].data as Float32Array;
      };
      // float32 sums of up to 16 * 128 products in four layers, each divided by the scatter of a batch of few: a few
      // thousand eps of the result's norm. A unit within that of its kink may take the other slope.
      const tolerance = 3000 * 2 ** -23;
      const learned = await run(learningGraph(shape, { batch, size }), {
        target: new Tensor('float32', target, [batch, 1]),
      });
      expect(Math.abs(learned('loss')[0] - expected.loss)).toBeLessThan(tolerance);
      for (const name of Object.keys(normShapes(shape))) {
        expect(norm(expected.norms[name].map((v, c) => v - learned(name)[c])), name).toBeLessThan(
          tolerance * norm(expected.norms[name]) + 2 ** -20,
        );
      }
      for (const name of Object.keys(weightShapes(shape))) {
        const difference = norm(expected.gradients[name].map((g, i) => g - learned(`d_${name}`)[i]));
        expect(difference, name).toBeLessThan(tolerance * norm(expected.gradients[name]) + 2 ** -20);
      }
      // Given normalisation, images do not know of each other.
      const norms = Object.fromEntries(
        Object.entries(normShapes(shape)).map(([name, dims]) => [
          name,
          new Tensor('float32', Float32Array.from(expected.norms[name]), dims),
        ]),
      );
      const judged = await run(judgingGraph(shape, { batch, size }), norms);
      expected.logits.forEach((z, n) => {
        expect(Math.abs(judged('logits')[n] - z)).toBeLessThan(tolerance * Math.max(1, norm(expected.logits)));
      });
      // With targets of 1 the loss of the mean logit has the slope sigmoid(z) - 1 by each.
      const ones = new Float64Array(batch).fill(1);
      const { gradients } = referenceDiscriminator(shape, size, doubles(weights), x, ones, expected.norms);
      const slopes = expected.logits.map((z) => (1 / (1 + Math.exp(-z)) - 1) / batch);
      const image = images.length / batch;
      const difference = norm(
        gradients.images.map((g, i) => g - slopes[Math.floor(i / image)] * judged('d_images')[i]),
      );
      expect(difference).toBeLessThan(tolerance * norm(gradients.images));
    },
  );
});

describe('training', () => {
  const options: DiscriminatorOptions = {
    ...{ phases: 2, size: 32, batch: 8, channels: 'small', threads: 2 },
    ...{ learningRate: 3e-3, beta1: 0.5, beta2: 0.99 },
  };
  const count = options.batch * 2 * options.size ** 2;
  /** Indicators of two phases: stripes of a given width, shifted by the step. */
  const stripes = (width: number, step: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => {
      const x = (i % options.size) + 3 * step + Math.floor(i / (2 * options.size ** 2));
      return (Math.floor(x / width) + Math.floor(i / options.size ** 2)) % 2;
    });
  const open = (): Promise<Discriminator> => {
    let stream = 7;
    return Discriminator.open(
      options,
      initialState(options, (n) => uniforms(n, key, stream++)),
    );
  };

  it('learns to tell wide stripes from narrow ones, and which way to go', async () => {
    const discriminator = await open();
    for (let step = 0; step < 40; step++) await discriminator.step(stripes(8, step), stripes(3, step), 0);
    await discriminator.settle([50, 51].map((step) => [stripes(8, step), stripes(3, step)] as const));
    const narrow = stripes(3, 99);
    const { adversarialLoss, adversarialGradient } = await discriminator.oppose(narrow);
    // Below 0.3 the odds of a right answer are better than 2.8 to 1 on average; guessing has 0.69.
    expect(adversarialLoss).toBeGreaterThan(-Math.log(1 - Math.exp(-0.3)));
    // Along the gradient itself the loss falls by its norm.
    const length = norm(adversarialGradient);
    const h = 0.02;
    const at = async (by: number) =>
      (await discriminator.oppose(narrow.map((v, i) => v + (by * adversarialGradient[i]) / length))).adversarialLoss;
    expect(Math.abs(((await at(h)) - (await at(-h))) / (2 * h) / length - 1)).toBeLessThan(0.05);
    const [wide, own] = [await discriminator.judge(stripes(8, 99), 8), await discriminator.judge(narrow, 8)];
    expect(Math.min(...wide)).toBeGreaterThan(Math.max(...own));
    await discriminator.close();
  });

  it('learns in 300 steps that lengths differ by half, on images that it has not seen', {
    tags: ['long'],
  }, async () => {
    const window = 64;
    const own: DiscriminatorOptions = { ...options, size: window, batch: 16, learningRate: 1e-3 };
    const draw = async (range: number, seed: number) => {
      const X = { range1: range, range2: range, range3: range };
      const model = createModel(presets['level-set'], { parameters: { X }, taper: 40 });
      return (await realise(model, { shape: [640, 640], seed })).map;
    };
    const sampler = (map: PhaseMap, stream: string) => createCropSampler([map], window, [0, 1], keyOf(3, stream));
    const image = 2 * window ** 2;
    const cut = (from: ReturnType<typeof sampler>, count: number, step: number): Float32Array => {
      const out = new Float32Array(count * image);
      from.fill(out, count, step);
      return out;
    };
    const [real, fake] = [sampler(await draw(6, 1), 'real'), sampler(await draw(9, 2), 'fake')];
    let stream = 7;
    const start = initialState(own, (n) => uniforms(n, key, stream++));
    const network = await Discriminator.open(own, start);
    let last = 0;
    for (let step = 0; step < 300; step++) {
      const { loss } = await network.step(cut(real, 16, step), cut(fake, 16, step), 0);
      if (step >= 250) last += loss / 50;
    }
    const pairs = [300, 301, 302, 303].map((step) => [cut(real, 16, step), cut(fake, 16, step)] as const);
    await network.settle(pairs);
    const unseen = [sampler(await draw(6, 3), 'real'), sampler(await draw(9, 4), 'fake')];
    const judged = async (from: (typeof unseen)[number]) => [...(await network.judge(cut(from, 64, 0), 64))];
    const [a, b] = [await judged(unseen[0]), await judged(unseen[1])];
    await network.close();
    // Well below ln 2; and right in more of 128 windows than a guess would be, by four standard errors and more.
    expect(last).toBeLessThan(0.55);
    expect(a.filter((z) => z > 0).length + b.filter((z) => z < 0).length).toBeGreaterThan(64 + 4 * Math.sqrt(32));
  });

  it('goes on from its state bit for bit, and skips updates when told', async () => {
    const straight = await open();
    for (let step = 0; step < 6; step++) await straight.step(stripes(8, step), stripes(3, step), 0);
    let broken = await open();
    for (let step = 0; step < 6; step++) {
      await broken.step(stripes(8, step), stripes(3, step), 0);
      const state = broken.state();
      await broken.close();
      broken = await Discriminator.open(options, state);
    }
    expect(broken.state()).toEqual(straight.state());
    const { updated } = await broken.step(stripes(8, 9), stripes(3, 9), 100);
    expect(updated).toBe(false);
    for (const name of Object.keys(weightShapes(options))) {
      expect(broken.state().tensors[name]).toEqual(straight.state().tensors[name]);
    }
    await straight.close();
    await broken.close();
  });
});
