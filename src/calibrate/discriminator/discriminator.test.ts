import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import '../../node/onnx-runtime.ts';
import { keyOf, normals, uniforms } from '../../random/index.ts';
import { Discriminator, type DiscriminatorOptions, initialState } from './discriminator.ts';
import { discriminatorGraph } from './graph.ts';
import { referenceDiscriminator, type Weights } from './network.reference.ts';
import { type NetworkShape, weightShapes } from './network.ts';
import { encodeModel } from './onnx-model.ts';

const key = keyOf(5, 'test');
const norm = (x: ArrayLike<number>): number => Math.sqrt(Array.from(x).reduce((s, v) => s + v * v, 0));

function start(shape: NetworkShape): Record<string, Float32Array> {
  let stream = 100;
  return { ...initialState(shape, (count) => uniforms(count, key, stream++)).tensors };
}

const doubles = (weights: Record<string, Float32Array>): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, Float64Array.from(values)]));

const games = [
  ['cross-entropy', 0],
  ['hinge', 0],
  ['wasserstein', 0],
  ['cross-entropy', 10],
  ['wasserstein', 10],
] as const;

describe('the reference network', () => {
  it.each(games)('has the gradients of finite differences to 1e-5: %s, penalty %d', (loss, penalty) => {
    const shape = { phases: 3, channels: 'small' } as const;
    const [size, batch] = [16, 2];
    const weights = doubles(start(shape));
    const images = uniforms((penalty > 0 ? 2 : 1) * batch * 3 * size * size, key, 1);
    const target = Float64Array.of(1, 0);
    const { gradients } = referenceDiscriminator(shape, size, weights, images, target, { loss, penalty });
    for (const name of [...Object.keys(weightShapes(shape)), 'images']) {
      const values = name === 'images' ? images : weights[name];
      const direction = normals(values.length, key, 2);
      const at = (h: number): number => {
        const moved = values.map((v, i) => v + h * direction[i]);
        return referenceDiscriminator(
          shape,
          size,
          name === 'images' ? weights : { ...weights, [name]: moved },
          name === 'images' ? moved : images,
          target,
          { loss, penalty },
        ).loss;
      };
      // Small enough that hardly any unit crosses the kink of its leaky ReLU.
      const h = 1e-6;
      const expected = (at(h) - at(-h)) / (2 * h);
      const analytic = gradients[name].reduce((s, g, i) => s + g * direction[i], 0);
      // The offset cancels in differences of means, to rounding errors of losses of order 1 over the step.
      const tolerance = 1e-5 * norm(gradients[name]) * Math.sqrt(values.length) + 1e-9;
      expect(Math.abs(analytic - expected), name).toBeLessThan(tolerance);
    }
  });
});

describe('the network on ONNX Runtime', () => {
  it.each([
    [2, 'small', 32, 5, 'cross-entropy', 0],
    [3, 'small', 48, 2, 'cross-entropy', 0],
    [3, 'medium', 64, 3, 'cross-entropy', 0],
    [2, 'large', 32, 2, 'cross-entropy', 0],
    [3, 'small', 32, 4, 'hinge', 0],
    [3, 'small', 32, 4, 'wasserstein', 0],
    [3, 'small', 32, 4, 'cross-entropy', 10],
    [2, 'small', 32, 3, 'wasserstein', 10],
  ] as const)(
    'agrees with the reference: %i phases, %s, %i pixels, batch %i, %s, penalty %d',
    async (phases, channels, size, batch, loss, penalty) => {
      const shape = { phases, channels };
      const weights = start(shape);
      const count = penalty > 0 ? 2 * batch : batch;
      const images = Float32Array.from(uniforms(count * phases * size * size, key, 3), (u) => (u < 0.4 ? 1 : 0));
      const target = Float32Array.from({ length: batch }, (_, n) => n % 2);
      const expected = referenceDiscriminator(
        shape,
        size,
        doubles(weights),
        Float64Array.from(images),
        Float64Array.from(target),
        { loss, penalty },
      );
      const graph = discriminatorGraph(shape, { batch, size, judged: [1, batch], loss, penalty });
      const session = await InferenceSession.create(encodeModel(graph), { logSeverityLevel: 3 });
      const feeds: Record<string, Tensor> = {
        images: new Tensor('float32', images, [count, phases, size, size]),
        target: new Tensor('float32', target, [batch, 1]),
      };
      for (const [name, dims] of Object.entries(weightShapes(shape)))
        feeds[name] = new Tensor('float32', weights[name], dims);
      const results = await session.run(feeds);
      const of = (name: string): Float32Array => results[name].data as Float32Array;
      // float32 sums of up to 16 * 128 products in four layers: a few hundred eps of the result's norm. A unit within
      // that of its kink may take the other slope; with these seeds none does.
      const tolerance = 300 * 2 ** -23;
      // The penalty divides differences of logits by its step of 0.1, once in its value and once more in its slopes.
      const steep = penalty > 0 ? 10 : 1;
      const total = of('loss')[0] + (penalty > 0 ? penalty * of('penalty')[0] : 0);
      expect(Math.abs(total - expected.loss)).toBeLessThan(steep * tolerance * Math.max(1, expected.loss));
      expected.logits.forEach((z, n) => {
        expect(Math.abs(of('logits')[n] - z)).toBeLessThan(tolerance);
      });
      for (const name of Object.keys(weightShapes(shape))) {
        const difference = norm(expected.gradients[name].map((g, i) => g - of(`d_${name}`)[i]));
        const scale = Math.max(norm(expected.gradients[name]), penalty / batch);
        expect(difference, name).toBeLessThan(steep * tolerance * scale + 2 ** -23);
      }
      const judged = expected.logitGradients.subarray(phases * size * size, batch * phases * size * size);
      expect(norm(judged.map((g, i) => g - of('d_images')[i]))).toBeLessThan(tolerance * norm(judged));
      await session.release();
    },
  );

  it.each(games)('gives the generator the gradient of its own loss: %s, penalty %d', async (loss, penalty) => {
    const options: DiscriminatorOptions = {
      ...{ phases: 3, channels: 'small', size: 32, batch: 2, threads: 1, loss, penalty },
      ...{ learningRate: 1e-3, beta1: 0.5, beta2: 0.99 },
    };
    const weights = start(options);
    const count = 2 * 3 * 32 * 32;
    const [real, fake] = [4, 5].map((stream) =>
      Float32Array.from(uniforms(count, key, stream), (u) => (u < 0.4 ? 1 : 0)),
    );
    const discriminator = await Discriminator.open(options, { step: 0, tensors: weights });
    const directions = normals(2 * count, key, 6);
    const step = await discriminator.step(real, fake, { skipBelow: 0, directions });
    await discriminator.close();
    // To call images real is the discriminator's loss of real images in cross-entropy and in the difference of means;
    // hinge has the latter.
    const game = loss === 'cross-entropy' ? loss : 'wasserstein';
    const images = Float64Array.from(fake);
    const expected = referenceDiscriminator(options, 32, doubles(weights), images, Float64Array.of(1, 1), {
      loss: game,
    });
    const tolerance = 300 * 2 ** -23;
    expect(Math.abs(step.adversarialLoss - expected.loss)).toBeLessThan(tolerance);
    const difference = norm(expected.gradients.images.map((g, i) => g - step.adversarialGradient[i]));
    expect(difference).toBeLessThan(tolerance * norm(expected.gradients.images));
    expect(step.penalty === undefined).toBe(penalty === 0);
  });
});

describe('training', () => {
  const options: DiscriminatorOptions = {
    phases: 2,
    size: 32,
    batch: 8,
    channels: 'small',
    threads: 2,
    learningRate: 3e-3,
    beta1: 0.5,
    beta2: 0.99,
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

  it('learns to tell wide stripes from narrow ones', async () => {
    const discriminator = await open();
    let loss = 1;
    for (let step = 0; step < 40; step++)
      loss = (await discriminator.step(stripes(8, step), stripes(3, step), { skipBelow: 0 })).loss;
    const { adversarialLoss } = await discriminator.step(stripes(8, 99), stripes(3, 99), { skipBelow: 0 });
    await discriminator.close();
    // Below 0.3 the odds of a right answer are better than 2.8 to 1 on average; guessing has 0.69.
    expect(loss).toBeLessThan(0.3);
    expect(adversarialLoss).toBeGreaterThan(1);
  });

  it.each([
    ['hinge', 0],
    ['wasserstein', 10],
  ] as const)(
    'raises the logits of real images above those of generated ones: %s, penalty %d',
    async (loss, penalty) => {
      let stream = 7;
      const start = initialState(options, (n) => uniforms(n, key, stream++));
      const discriminator = await Discriminator.open({ ...options, loss, penalty }, start);
      for (let step = 0; step < 40; step++) {
        const directions = normals(2 * count, key, 200 + step);
        await discriminator.step(stripes(8, step), stripes(3, step), {
          skipBelow: Number.NEGATIVE_INFINITY,
          directions,
        });
      }
      const judged = async (width: number): Promise<number[]> => [
        ...(await discriminator.judge(stripes(width, 99), options.batch)),
      ];
      const [real, fake] = [await judged(8), await judged(3)];
      await discriminator.close();
      expect(Math.min(...real)).toBeGreaterThan(Math.max(...fake));
    },
  );

  it('goes on from its state bit for bit, and skips updates when told', async () => {
    const straight = await open();
    for (let step = 0; step < 6; step++) await straight.step(stripes(8, step), stripes(3, step), { skipBelow: 0 });
    let broken = await open();
    for (let step = 0; step < 6; step++) {
      await broken.step(stripes(8, step), stripes(3, step), { skipBelow: 0 });
      const state = broken.state();
      await broken.close();
      broken = await Discriminator.open(options, state);
    }
    expect(broken.state()).toEqual(straight.state());
    const { updated } = await broken.step(stripes(8, 9), stripes(3, 9), { skipBelow: 100 });
    expect(updated).toBe(false);
    expect(broken.state()).toEqual(straight.state());
    await straight.close();
    await broken.close();
  });
});
