import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../../grid/index.ts';
import '../../../node/threads.ts';
import { keyOf, uniforms } from '../../../random/index.ts';
import { CropQueue, type CropRequest, createCropSampler } from './crops.ts';

const u = uniforms(64 * 64, keyOf(1, 'map'), 1);
const data = Uint8Array.from(u, (v) => (v < 0.3 ? 0 : v < 0.7 ? 1 : 2));
const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
const sections = [createPhaseMap(createGrid([64, 64], { spacing: 1, unit: 'um' }), data, phases)];
const request: CropRequest = { sections, window: 16, order: [2, 0, 1], key: keyOf(2, 'crops'), count: 4 };

const byHand = (step: number): Float32Array => {
  const images = new Float32Array(4 * 3 * 256);
  createCropSampler(sections, 16, [2, 0, 1], request.key).fill(images, 4, step);
  return images;
};

describe('batches of real images', () => {
  it.each([1, 2])('are those of the sampler, in turn, again and out of turn, on %i threads', async (threads) => {
    const queue = new CropQueue(request, threads);
    for (const step of [0, 1, 2, 2, 7, 8, 3]) expect(await queue.take(step)).toEqual(byHand(step));
    await queue.close();
  });

  it('end while the next one is on its way', async () => {
    const queue = new CropQueue(request, 2);
    await queue.take(5);
    await queue.close();
  });
});
