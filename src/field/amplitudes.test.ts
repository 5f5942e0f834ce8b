import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../test/fuzz/shapes.ts';
import { fft, fftPlanBytes, KernelTeam, MemoryPlan, writeFftPlan } from '../compute/index.ts';
import { keyOf, normals } from '../random/index.ts';

/** An octant of random numbers as the kernels keep it, and the even function on the torus that it stands for. */
const octants = fc.record({ torus: shapes(20000), seed: fc.nat() }).map(({ torus, seed }) => {
  const [nz, ny, nx] = torus;
  const [mz, my, mx] = torus.map((n) => Math.floor(n / 2) + 1);
  const row = 4 * Math.ceil(mx / 4);
  const random = normals(mz * my * row, keyOf(seed, 'octant'), 0);
  const octant = random.map((v, i) => (i % row < mx ? v : 0));
  const whole = new Float64Array(nz * ny * nx);
  const near = (i: number, n: number): number => Math.min(i, n - i);
  for (let i = 0; i < whole.length; i++) {
    const [z, y, x] = [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
    whole[i] = octant[(near(z, nz) * my + near(y, ny)) * row + near(x, nx)];
  }
  return { torus, octant, whole, mz, my, mx, row };
});

describe('kernels of amplitudes', () => {
  it('sum the spectrum of any torus', async () => {
    await fc.assert(
      fc.asyncProperty(octants, async ({ torus, octant, whole, mz, row }) => {
        const memory = new MemoryPlan(1, 0);
        const [address, sums] = [memory.reserve(8 * octant.length), memory.reserve(16 * mz)];
        const team = await KernelTeam.start(memory);
        team.float64(address, octant.length).set(octant);
        team.run('spectrumSums', mz, address, ...torus, row, sums);
        const got = [0, 1].map((k) => team.float64(sums, 2 * mz).reduce((s, v, i) => s + (i % 2 === k ? v : 0), 0));
        const expected = [whole.reduce((s, v) => s + Math.max(0, v), 0), whole.reduce((s, v) => s + v, 0)];
        // Up to 20000 numbers of order 1, each added with a rounding of a sum that is no larger than all of them.
        const slack = 2 ** -53 * whole.length * whole.reduce((s, v) => s + Math.abs(v), 0);
        got.forEach((sum, k) => {
          expect(Math.abs(sum - expected[k])).toBeLessThan(slack);
        });
        await team.close();
      }),
      { numRuns: 150, seed: 6 },
    );
  });

  it('take roots, and nothing of what is below 0', async () => {
    const cases = fc.record({
      vectors: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1020, max: 1030 }), fc.constant(2500)),
      seed: fc.nat(),
      scale: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      factor: fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ vectors, seed, scale, factor }) => {
        const count = 4 * vectors;
        const memory = new MemoryPlan(2, 0);
        const [spectrum, out] = [memory.reserve(8 * count), memory.reserve(4 * count)];
        const team = await KernelTeam.start(memory);
        const values = normals(count, keyOf(seed, 'spectrum'), 0).map((v, i) => (i % 11 === 5 ? 0 : v));
        team.float64(spectrum, count).set(values);
        team.run('amplitudesOf', Math.ceil(count / 4096), spectrum, out, count, scale, factor);
        // The same operations in the same order: the same bits.
        const expected = Float32Array.from(values, (v) => Math.sqrt(Math.max(0, v) * scale) * factor);
        expect(team.float32(out, count).slice()).toEqual(expected);
        await team.close();
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('transform an octant along any axis', async () => {
    await fc.assert(
      fc.asyncProperty(octants, async ({ torus, octant, whole, mz, my, mx, row }) => {
        const memory = new MemoryPlan(1, 2 * 32 * Math.max(...torus));
        const address = memory.reserve(8 * octant.length);
        const plans = torus.map((n) => memory.reserve(fftPlanBytes(n, 8)));
        const team = await KernelTeam.start(memory);
        torus.forEach((n, axis) => {
          writeFftPlan(team, plans[axis], n, 8);
        });
        team.float64(address, octant.length).set(octant);
        const layer = 8 * my * row;
        const along = [
          { m: mz, step: layer, lineStep: 8, lines: my * row, blocks: 1 },
          { m: my, step: 8 * row, lineStep: 8, lines: row, blocks: mz },
          { m: mx, step: 8, lineStep: 8 * row, lines: mz * my, blocks: 1 },
        ];
        along.forEach(({ m, step, lineStep, lines, blocks }, axis) => {
          const groups = Math.ceil(lines / 4);
          const n = torus[axis];
          if (n === 1) return;
          const steps = [n, m, step, lineStep, 4 * lineStep, groups, layer];
          team.run('evenLines', blocks * groups, address, ...steps, lines, plans[axis]);
        });
        const values = team.float64(address, octant.length);
        const [re, im] = [whole.slice(), new Float64Array(whole.length)];
        fft(torus, re, im, 'forward');
        // A stage of radix p adds p numbers; no sum exceeds that of all magnitudes.
        const slack = 100 * 2 ** -53 * whole.reduce((s, v) => s + Math.abs(v), 0);
        for (let z = 0; z < mz; z++) {
          for (let y = 0; y < my; y++) {
            for (let x = 0; x < mx; x++) {
              const expected = re[(z * torus[1] + y) * torus[2] + x];
              expect(Math.abs(values[(z * my + y) * row + x] - expected)).toBeLessThan(slack);
            }
          }
        }
        await team.close();
      }),
      { numRuns: 150, seed: 8 },
    );
  });
});
