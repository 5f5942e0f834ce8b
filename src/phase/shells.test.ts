import { describe, expect, it } from 'vitest';
import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { keyOf, normals } from '../random/index.ts';
import { presets } from './presets.ts';
import { addShells, bindShells, shellNumbers, shellsAdjoint } from './shells.ts';

const record = presets.grains;
const [shell] = bindShells(record);
const scalars = Float64Array.from(record.scalars, (p) => p.start);
scalars[shell.coefficient[0]] = 1.7;
const random = (count: number, stream: number): Float64Array => normals(count, keyOf(5, 'shells'), stream);

describe('a shell', () => {
  it('is its weight inside, half at its thickness and nothing far outside', () => {
    const [weight, length, softness] = shellNumbers(shell, scalars);
    const depth = Float64Array.of(100 * softness, -length, -length - 100 * softness);
    const latents = [depth, new Float64Array(3)];
    addShells([shell], scalars, latents);
    expect(latents[1][0]).toBeCloseTo(weight, 12);
    expect(latents[1][1]).toBeCloseTo(weight / 2, 12);
    expect(latents[1][2]).toBeCloseTo(0, 12);
  });

  it('has the adjoint of finite differences', () => {
    const n = 50;
    const [a, b, byA, byB] = [1, 2, 3, 4].map((stream) => random(n, stream).map((v) => 3 * v));
    const loss = (values: Float64Array, shift: number): number => {
      const latents = [a.map((v) => v + shift), b.slice()];
      addShells([shell], values, latents);
      return latents[0].reduce((s, v, i) => s + v * byA[i], 0) + latents[1].reduce((s, v, i) => s + v * byB[i], 0);
    };
    const h = 1e-5;
    const gradients = [byA.slice(), byB.slice()];
    const out = new Float64Array(scalars.length);
    shellsAdjoint([shell], scalars, [a, b], gradients, out);
    const byShift = (loss(scalars, h) - loss(scalars, -h)) / (2 * h);
    // A central difference of step 1e-5 leaves 1e-9 of sums of order 100.
    expect(gradients[0].reduce((s, v) => s + v, 0)).toBeCloseTo(byShift, 6);
    expect(gradients[1]).toEqual(byB);
    for (const scalar of [...shell.coefficient, shell.length, shell.softness]) {
      const at = (step: number): number =>
        loss(
          scalars.map((v, i) => v + (i === scalar ? step : 0)),
          0,
        );
      expect(out[scalar]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6);
    }
  });

  it.each([1, 3, 4, 97, 4096, 4099])('is added by the kernel as by the reference, %i voxels', async (voxels) => {
    const memory = new MemoryPlan(1, 64);
    const [first, second] = [memory.reserve(4 * voxels), memory.reserve(4 * voxels)];
    const team = await KernelTeam.start(memory);
    const latents = [random(voxels, 7).map((v) => 4 * v), random(voxels, 8)].map((v) => Float32Array.from(v));
    team.float32(first, voxels).set(latents[0]);
    team.float32(second, voxels).set(latents[1]);
    team.run('addShell', Math.ceil(voxels / 4096), first, second, voxels, ...shellNumbers(shell, scalars));
    const expected = latents.map((v) => Float64Array.from(v));
    addShells([shell], scalars, expected);
    const got = team.float32(second, voxels).slice();
    // A sum of two numbers of order 1 in float32, and a logistic function good to a few units in the last place.
    const error = got.reduce((most, v, i) => Math.max(most, Math.abs(v - expected[1][i])), 0);
    expect(error).toBeLessThan(16 * 2 ** -24 * 4);
    expect(team.float32(first, voxels).slice()).toEqual(latents[0]);
    await team.close();
  });
});
