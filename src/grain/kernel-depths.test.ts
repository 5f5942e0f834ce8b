import { describe, expect, it } from 'vitest';
import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { keyOf } from '../random/index.ts';
import { type DepthRequest, type DepthWindow, grainDepths } from './depth.ts';
import { drawGrains, type GrainRegion } from './grains.ts';
import { depthScratch, KernelDepths } from './kernel-depths.ts';
import type { GrainProcess } from './process.ts';

const key = keyOf(5, 'grains');
const open = [undefined, undefined, undefined] as const;
const around = ({ shape, periods, layer }: DepthWindow, margin: number): GrainRegion => {
  const ends = [shape[0] * layer, shape[1], shape[2]];
  const low = ends.map((_, axis) => (periods[axis] === undefined ? -margin : 0)) as unknown as Triple;
  const high = ends.map((end, axis) => periods[axis] ?? end + margin) as unknown as Triple;
  return { low, high, periods };
};

describe('depths by kernels', () => {
  const process: GrainProcess = { density: 1, radius: 4, spread: 0.3, elongation: 0.25 };
  const bubbles: GrainProcess = { density: 4, radius: 1.1, spread: 0.3, elongation: 0, overlapping: true };
  const shape: Triple = [9, 21, 18];

  it.each([
    ['near', { origin: [0, 0, 0], shape, layer: 1, periods: open }, 3],
    ['far, in thick layers', { origin: [2, -5, 7], shape, layer: 1.6, periods: open }, 40],
    ['around periods', { origin: [0, 0, 0], shape, layer: 1, periods: [9, 21, 18] }, 8],
    ['in a section', { origin: [3, 1, 0], shape: [1, 30, 31], layer: 1, periods: open }, 24],
  ] as [string, DepthWindow, number][])('have the bits of their definition: %s', async (_, window, reach) => {
    const request: DepthRequest = { process, reach, bubbles: { process: bubbles, reach: 8 } };
    // More bubbles than kernels take at once.
    const inBubbles = drawGrains(bubbles, around(window, 14), 2, key);
    expect(inBubbles.radius.length).toBeGreaterThan(window.periods === open ? 2 ** 13 : 2 ** 11);
    const grains = { ...drawGrains(process, around(window, reach + 20), 1, key), bubbles: inBubbles };
    const memory = new MemoryPlan(2, depthScratch);
    const drawn = new KernelDepths(memory, window.shape[0] * window.shape[1] * window.shape[2], true);
    const team = await KernelTeam.start(memory);
    try {
      const own = drawn.depths(team, grains, window, request);
      const wanted = grainDepths(grains, window, request);
      expect(own.first).toEqual(wanted.first);
      expect(own.second).toEqual(wanted.second);
      expect(own.bubbles?.first).toEqual(wanted.bubbles?.first);
    } finally {
      await team.close();
    }
  });
});
