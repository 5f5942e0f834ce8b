import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceFft } from '../fft/fft.reference.ts';
import { radices } from '../fft/index.ts';
import { fftPlanBytes, KernelTeam, MemoryPlan, writeFftPlan } from '../index.ts';

describe('transforms of lines in lanes', () => {
  it.each([
    ['float32', 4, 2 ** -24],
    ['float64', 8, 2 ** -53],
  ] as const)('equal the definition in %s, primes and length one included', async (_, lane, rounding) => {
    const check = async (n: number, seed: number) => {
      const memory = new MemoryPlan(1, 0);
      const plan = memory.reserve(fftPlanBytes(n, lane));
      const data = memory.reserve(32 * n);
      const spare = memory.reserve(32 * n);
      const team = await KernelTeam.start(memory);
      writeFftPlan(team, plan, n, lane);
      const lanes = 16 / lane;
      const view = (address: number) => (lane === 4 ? team.float32(address, 8 * n) : team.float64(address, 4 * n));
      const value = (i: number) => Math.sin(1 + seed + 7 * i * i) + (i === 3 ? 2 : 0);
      const input = view(data);
      for (let i = 0; i < input.length; i++) input[i] = value(i);
      const given = Float64Array.from(input);
      const at = lane === 4 ? team.kernels.transform32(plan, data, spare) : team.kernels.transform64(plan, data, spare);
      const out = view(at);
      for (let l = 0; l < lanes; l++) {
        const re = Float64Array.from({ length: n }, (__, i) => given[i * 2 * lanes + l]);
        const im = Float64Array.from({ length: n }, (__, i) => given[i * 2 * lanes + lanes + l]);
        const expected = referenceFft([n], re, im);
        // No intermediate exceeds the sum of magnitudes; a stage of radix p adds p numbers and multiplies by one
        // rounded factor.
        const magnitude = re.reduce((sum, x, i) => sum + Math.hypot(x, im[i]), 0);
        const roundings = radices(n).reduce((sum, p) => sum + p + 3, 1);
        for (let k = 0; k < n; k++) {
          const error = Math.hypot(
            out[k * 2 * lanes + l] - expected.re[k],
            out[k * 2 * lanes + lanes + l] - expected.im[k],
          );
          expect(error, `n = ${n}, k = ${k}`).toBeLessThan(roundings * rounding * magnitude);
        }
      }
      await team.close();
    };
    // Every length up to 130 once, so all small primes and radices; longer ones at random.
    for (let n = 1; n <= 130; n++) await check(n, 0);
    const lengths = fc.integer({ min: 131, max: 700 });
    await fc.assert(fc.asyncProperty(lengths, fc.nat({ max: 1000 }), check), { numRuns: 25, seed: 2 });
  });
});
