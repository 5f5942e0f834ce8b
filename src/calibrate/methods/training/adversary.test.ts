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
  it('goes on from a checkpoint to the same bits', async () => {
    const chosen = settings({});
    const straight = await open(chosen);
    for (let step = 0; step < 4; step++) await straight.judge(fake(step), step, false);
    let broken = await open(chosen);
    for (let step = 0; step < 4; step++) {
      await broken.judge(fake(step), step, false);
      const state = broken.state();
      await broken.close();
      broken = await open(chosen, state);
    }
    expect(broken.state()).toEqual(straight.state());
    await Promise.all([straight.close(), broken.close()]);
  });

  it('leads where it is asked, and learns from the same images', async () => {
    const adversary = await open(settings({}));
    const losses: number[] = [];
    for (let step = 0; step < 30; step++) {
      const { loss, updated, adversarialGradient } = await adversary.judge(fake(step), step, step === 29);
      expect(updated).toBe(true);
      expect(adversarialGradient?.length).toBe(step === 29 ? fake(step).length : undefined);
      losses.push(loss);
    }
    await adversary.close();
    // 40 % of one phase against 50 %: the mean of an image alone tells them apart.
    expect(losses[losses.length - 1]).toBeLessThan(0.5);
  });
});
