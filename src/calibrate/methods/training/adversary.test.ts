import { describe, expect, it } from 'vitest';
import '../../../node/onnx-runtime.ts';
import { createGrid, createPhaseMap } from '../../../grid/index.ts';
import { keyOf, uniforms } from '../../../random/index.ts';
import { type Settings, settingsSchema } from '../../settings.ts';
import { Adversary } from './adversary.ts';

const key = keyOf(4, 'adversary');
const phases = ['a', 'b'].map((name, label) => ({ name, label }));
const u = uniforms(64 * 64, key, 0);
const section = createPhaseMap(
  createGrid([64, 64], { spacing: 1, unit: 'um' }),
  Uint8Array.from(u, (v) => (v < 0.4 ? 1 : 0)),
  phases,
);
const common = { window: 16, batch: 16, discriminator: 'small', skipBelow: 0 } as const;
const settings = (more: Partial<Settings>): Settings => settingsSchema.parse({ ...common, ...more });
const open = (chosen: Settings, state: Parameters<typeof Adversary.open>[4] = null) =>
  Adversary.open(chosen, [section], [0, 1], 1, state);
const fake = (stream: number): Float32Array => {
  const images = new Float32Array(16 * 2 * 256);
  uniforms(16 * 256, key, stream).forEach((v, i) => {
    images[(Math.floor(i / 256) * 2 + (v < 0.5 ? 1 : 0)) * 256 + (i % 256)] = 1;
  });
  return images;
};

describe('the adversary', () => {
  it.each([
    ['blur', { blur: 1 }],
    ['noise', { instanceNoise: 0.3 }],
    ['a penalty', { gradientPenalty: 10 }],
    [
      'blur, noise and a penalty of the Wasserstein game',
      { blur: 0.7, instanceNoise: 0.2, gradientPenalty: 10, adversarialLoss: 'wasserstein' },
    ],
  ] as const)('gives the gradient of its loss by the images as they were given, with %s', async (_, more) => {
    const chosen = settings(more);
    const judge = async (images: Float32Array) => {
      const adversary = await open(chosen);
      const opinion = await adversary.judge(images, 3);
      await adversary.close();
      return opinion;
    };
    const images = fake(1);
    const { adversarialGradient } = await judge(images);
    // Along the gradient itself the loss rises by its norm.
    const norm = Math.sqrt(adversarialGradient.reduce((sum, g) => sum + g * g, 0));
    const h = 0.05;
    const moved = (by: number) => images.map((v, i) => v + (by * adversarialGradient[i]) / norm);
    const [up, down] = [await judge(moved(h)), await judge(moved(-h))];
    const slope = (up.adversarialLoss - down.adversarialLoss) / (2 * h);
    // Losses of order 1 in float32 over 2 h, about 1e-5; and few of 16 x 2,000 units cross the kink of their leaky
    // ReLU, each by a sliver.
    expect(Math.abs(slope - norm)).toBeLessThan(0.01 * norm + 1e-5);
    expect(images).toEqual(fake(1));
  });

  it('goes on from a checkpoint to the same bits', async () => {
    const chosen = settings({ blur: 1, instanceNoise: 0.3, gradientPenalty: 10 });
    const straight = await open(chosen);
    for (let step = 0; step < 4; step++) await straight.judge(fake(step), step);
    let broken = await open(chosen);
    for (let step = 0; step < 4; step++) {
      await broken.judge(fake(step), step);
      const state = broken.state();
      await broken.close();
      broken = await open(chosen, state);
    }
    expect(broken.state()).toEqual(straight.state());
    await Promise.all([straight.close(), broken.close()]);
  });

  it('plays every step of the Wasserstein game when no rule is wanted, though its loss falls below zero', async () => {
    const adversary = await open(settings({ adversarialLoss: 'wasserstein' }));
    const losses: number[] = [];
    for (let step = 0; step < 30; step++) {
      const { loss, updated } = await adversary.judge(fake(step), step);
      expect(updated).toBe(true);
      losses.push(loss);
    }
    await adversary.close();
    // 40 % of one phase against 50 %: the mean of an image alone tells them apart.
    expect(losses[losses.length - 1]).toBeLessThan(0);
  });
});
