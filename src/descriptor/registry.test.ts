import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked } from '../grid/index.ts';
import { descriptors, slowDescriptors } from './registry.ts';
import { createSample, type Sample } from './sample.ts';
import { measureTwoPoint } from './two-point.ts';

const phases = ['pore', 'active', 'binder', 'absent'].map((name, label) => ({ name, label }));

/** Images and volumes of three of four phases, also of one voxel, with masks, periodic axes and voxels that are no cubes. */
const samples: fc.Arbitrary<Sample> = fc
  .record({
    rank: fc.constantFrom(2, 3),
    shape: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 7 })),
    values: fc.array(fc.constantFrom(0, 0, 1, 1, 2, masked), { minLength: 210, maxLength: 210 }),
    periodic: fc.boolean(),
    spacing: fc.constantFrom([1, 1, 1], [2, 3, 5], [0.065, 0.065, 0.1]),
  })
  .map(({ rank, shape, values, periodic, spacing }) => {
    const own = shape.slice(3 - rank);
    const data = Uint8Array.from(
      values.slice(
        0,
        own.reduce((a, b) => a * b, 1),
      ),
    );
    data[0] = 0;
    const grid = createGrid(own, { spacing: spacing.slice(3 - rank), unit: 'um', periodic });
    return createSample([createPhaseMap(grid, data, phases)]);
  });

/** Fails at a number that is not finite, anywhere in a value. */
function expectFinite(value: unknown, path: string): void {
  if (typeof value === 'number') expect(Number.isFinite(value), `${path} = ${value}`).toBe(true);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) expectFinite(part, `${path}.${key}`);
  } else expect(['string', 'boolean', 'undefined', 'object']).toContain(typeof value);
}

/** What every descriptor owes: a finite value, or the reason why there is none, for each phase; the same each time; the sample left as it was. */
async function expectContract(measure: (sample: Sample) => unknown, sample: Sample): Promise<void> {
  const before = sample.maps.map(({ data }) => data.slice());
  const values = (await measure(sample)) as readonly unknown[];
  expect(values).toHaveLength(phases.length);
  for (const value of values) {
    expectFinite(value, 'value');
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  }
  expect(await measure(sample)).toEqual(values);
  expect(sample.maps.map(({ data }) => data)).toEqual(before);
}

describe('every registered descriptor keeps its contract:', () => {
  it.each(Object.entries(descriptors))('%s', async (_, measure) => {
    await fc.assert(
      fc.asyncProperty(samples, async (sample) => {
        const curves = await measureTwoPoint(sample, 0);
        await expectContract((s) => measure(s, curves), sample);
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  it.each(Object.entries(slowDescriptors))('%s', async (_, measure) => {
    await fc.assert(
      fc.asyncProperty(samples, async (sample) => {
        await expectContract((s) => measure(s, 1), sample);
        // Threads change nothing.
        expect(await measure(sample, 2)).toEqual(await measure(sample, 1));
      }),
      { numRuns: 8, seed: 7 },
    );
  });
});
