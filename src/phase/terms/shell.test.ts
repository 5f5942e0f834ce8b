import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counts } from '../../../test/fuzz/shapes.ts';
import { KernelTeam, MemoryPlan } from '../../compute/index.ts';
import { keyOf, normals } from '../../random/index.ts';
import { presets } from '../classes/index.ts';
import { addLatentTerms, bindLatentTerms, latentNumbers, latentTermsAdjoint } from '../latent-terms.ts';

const record = presets.grains;
const [shell] = bindLatentTerms(record);
const scalars = Float64Array.from(record.scalars, (p) => p.start);
scalars[shell.coefficient[0]] = 1.7;
const random = (count: number, stream: number): Float64Array => normals(count, keyOf(5, 'shells'), stream);

describe('a shell', () => {
  it('is its weight inside, half at its thickness and nothing far outside', () => {
    const [weight, length, softness] = latentNumbers(shell, scalars);
    const depth = Float64Array.of(100 * softness, -length, -length - 100 * softness);
    const latents = [depth, new Float64Array(3)];
    addLatentTerms([shell], scalars, latents);
    expect(latents[1][0]).toBeCloseTo(weight, 12);
    expect(latents[1][1]).toBeCloseTo(weight / 2, 12);
    expect(latents[1][2]).toBeCloseTo(0, 12);
  });

  it('has the adjoint of finite differences', () => {
    const n = 50;
    const [a, b, byA, byB] = [1, 2, 3, 4].map((stream) => random(n, stream).map((v) => 3 * v));
    const loss = (values: Float64Array, shift: number): number => {
      const latents = [a.map((v) => v + shift), b.slice()];
      addLatentTerms([shell], values, latents);
      return latents[0].reduce((s, v, i) => s + v * byA[i], 0) + latents[1].reduce((s, v, i) => s + v * byB[i], 0);
    };
    const h = 1e-5;
    const gradients = [byA.slice(), byB.slice()];
    const out = new Float64Array(scalars.length);
    latentTermsAdjoint([shell], scalars, [a, b], gradients, out);
    const byShift = (loss(scalars, h) - loss(scalars, -h)) / (2 * h);
    // A central difference of step 1e-5 leaves 1e-9 of sums of order 100.
    expect(gradients[0].reduce((s, v) => s + v, 0)).toBeCloseTo(byShift, 6);
    expect(gradients[1]).toEqual(byB);
    for (const scalar of [...shell.coefficient, ...shell.scalars]) {
      const at = (step: number): number =>
        loss(
          scalars.map((v, i) => v + (i === scalar ? step : 0)),
          0,
        );
      expect(out[scalar]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6);
    }
  });

  it('is added by the kernel as by the reference, whatever its numbers', { tags: ['long'] }, async () => {
    const cases = fc.record({
      voxels: counts,
      seed: fc.nat(),
      thickness: fc.double({ min: 0, max: 10, noNaN: true }),
      softness: fc.double({ min: 0.01, max: 2, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ voxels, seed, thickness, softness }) => {
        const memory = new MemoryPlan(1, 64);
        const [first, second] = [memory.reserve(4 * voxels), memory.reserve(4 * voxels)];
        const team = await KernelTeam.start(memory);
        const latents = [7, 8].map((stream) =>
          Float32Array.from(normals(voxels, keyOf(seed, 'shells'), stream), (v) => (15 - 2 * stream) * v),
        );
        team.float32(first, voxels).set(latents[0]);
        team.float32(second, voxels).set(latents[1]);
        const own = scalars.slice();
        own[shell.scalars[0]] = thickness;
        own[shell.scalars[1]] = softness;
        const numbers = latentNumbers(shell, own);
        team.run('addShell', Math.ceil(voxels / 4096), first, second, voxels, ...numbers);
        const expected = latents.map((v) => Float64Array.from(v));
        addLatentTerms([shell], own, expected);
        const got = team.float32(second, voxels).slice();
        // A sum of two numbers of order 4 in float32, and a logistic function of (depth + thickness) / softness, whose
        // rounding its slope carries.
        const [weight] = numbers;
        got.forEach((v, i) => {
          const argument = (Math.abs(latents[0][i]) + thickness) / softness;
          const slack = 2 ** -24 * (8 * (Math.abs(weight) + Math.abs(latents[1][i])) + 2 * Math.abs(weight) * argument);
          expect(Math.abs(v - expected[1][i])).toBeLessThan(slack);
        });
        expect(team.float32(first, voxels).slice()).toEqual(latents[0]);
        await team.close();
      }),
      { numRuns: 100, seed: 5 },
    );
  });
});
