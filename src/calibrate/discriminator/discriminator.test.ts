import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { keyOf, normals, uniforms } from '../../random/index.ts';
import { Discriminator, type DiscriminatorOptions, initialState } from './discriminator.ts';
import { discriminatorGraph } from './graph.ts';
import { type NetworkShape, weightShapes } from './network.ts';
import { encodeModel } from './onnx-model.ts';
import { referenceDiscriminator, type Weights } from './reference.ts';

const key = keyOf(5, 'test');
const norm = (x: ArrayLike<number>): number => Math.sqrt(Array.from(x).reduce((s, v) => s + v * v, 0));

function start(shape: NetworkShape): Record<string, Float32Array> {
  let stream = 100;
  return { ...initialState(shape, (count) => uniforms(count, key, stream++)).tensors };
}

const doubles = (weights: Record<string, Float32Array>): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, Float64Array.from(values)]));

describe('the reference network', () => {
  it('has the gradients of finite differences to 1e-5', () => {
    const shape = { phases: 3, channels: 'small' } as const;
    const [size, batch] = [16, 2];
    const weights = doubles(start(shape));
    const images = uniforms(batch * 3 * size * size, key, 1);
    const target = Float64Array.of(1, 0);
    const { gradients } = referenceDiscriminator(shape, size, weights, images, target);
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
        ).loss;
      };
      // Small enough that hardly any unit crosses the kink of its leaky ReLU.
      const h = 1e-6;
      const expected = (at(h) - at(-h)) / (2 * h);
      const analytic = gradients[name].reduce((s, g, i) => s + g * direction[i], 0);
      expect(Math.abs(analytic - expected), name).toBeLessThan(1e-5 * norm(gradients[name]) * Math.sqrt(values.length));
    }
  });
});

describe('the network on ONNX Runtime', () => {
  it.each([
    [2, 'small', 32, 5],
    [3, 'small', 48, 2],
    [3, 'medium', 64, 3],
    [2, 'large', 32, 2],
  ] as const)(
    'agrees with the reference: %i phases, %s, %i pixels, batch %i',
    async (phases, channels, size, batch) => {
      const shape = { phases, channels };
      const weights = start(shape);
      const images = Float32Array.from(uniforms(batch * phases * size * size, key, 3), (u) => (u < 0.4 ? 1 : 0));
      const target = Float32Array.from({ length: batch }, (_, n) => n % 2);
      const expected = referenceDiscriminator(
        shape,
        size,
        doubles(weights),
        Float64Array.from(images),
        Float64Array.from(target),
      );
      const session = await InferenceSession.create(encodeModel(discriminatorGraph(shape, batch, size, batch)), {
        logSeverityLevel: 3,
      });
      const feeds: Record<string, Tensor> = {
        images: new Tensor('float32', images, [batch, phases, size, size]),
        target: new Tensor('float32', target, [batch, 1]),
      };
      for (const [name, dims] of Object.entries(weightShapes(shape)))
        feeds[name] = new Tensor('float32', weights[name], dims);
      const results = await session.run(feeds);
      // float32 sums of up to 16 * 128 products in four layers: a few hundred eps of the result's norm. A unit within that of its kink
      // may take the other slope; with these seeds none does.
      const tolerance = 300 * 2 ** -23;
      expect(Math.abs((results.loss.data as Float32Array)[0] - expected.loss)).toBeLessThan(tolerance);
      expected.logits.forEach((z, n) => {
        expect(Math.abs((results.logits.data as Float32Array)[n] - z)).toBeLessThan(tolerance);
      });
      for (const name of [...Object.keys(weightShapes(shape)), 'images']) {
        const got = results[`d_${name}`].data as Float32Array;
        const difference = norm(expected.gradients[name].map((g, i) => g - got[i]));
        expect(difference, name).toBeLessThan(tolerance * norm(expected.gradients[name]));
      }
      await session.release();
    },
  );

  it('gives the generator the gradient of calling its images real', async () => {
    const options = {
      phases: 3,
      channels: 'small',
      size: 32,
      batch: 2,
      threads: 1,
      learningRate: 1e-3,
      beta1: 0.5,
      beta2: 0.99,
    } as const;
    const weights = start(options);
    const count = 2 * 3 * 32 * 32;
    const [real, fake] = [4, 5].map((stream) =>
      Float32Array.from(uniforms(count, key, stream), (u) => (u < 0.4 ? 1 : 0)),
    );
    const discriminator = await Discriminator.open(options, { step: 0, tensors: weights });
    const { adversarialLoss, adversarialGradient } = await discriminator.step(real, fake, { skipBelow: 0 });
    await discriminator.close();
    const expected = referenceDiscriminator(
      options,
      32,
      doubles(weights),
      Float64Array.from(fake),
      Float64Array.of(1, 1),
    );
    const tolerance = 300 * 2 ** -23;
    expect(Math.abs(adversarialLoss - expected.loss)).toBeLessThan(tolerance);
    const difference = norm(expected.gradients.images.map((g, i) => g - adversarialGradient[i]));
    expect(difference).toBeLessThan(tolerance * norm(expected.gradients.images));
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
