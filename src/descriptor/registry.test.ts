import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { describe as measure } from './describe.ts';
import { describedQuantities, valueIn } from './description.ts';
import type { Descriptor } from './descriptor.ts';
import { checkDescriptors, descriptors } from './registry.ts';

const phases = ['pore', 'active', 'binder', 'absent'].map((name, label) => ({ name, label }));

/**
 * Images and volumes of three of four phases, also of one voxel, with masks, periodic axes and voxels that are no
 * cubes.
 */
const maps: fc.Arbitrary<PhaseMap> = fc
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
    return createPhaseMap(grid, data, phases);
  });

/** Fails at a number that is not finite, anywhere in a value. */
function expectFinite(value: unknown, path: string): void {
  if (typeof value === 'number') expect(Number.isFinite(value), `${path} = ${value}`).toBe(true);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) expectFinite(part, `${path}.${key}`);
  } else expect(['string', 'boolean', 'undefined', 'object']).toContain(typeof value);
}

/**
 * What every descriptor owes: a finite value, or the reason why there is none, for each phase; the same each time and
 * with more threads; the specimen left as it was; and of each quantity a finite number, or the reason why there is
 * none.
 */
async function expectContract(descriptor: Descriptor, map: PhaseMap): Promise<void> {
  const before = map.data.slice();
  const measured = await measure(map, { descriptors: [descriptor], maxLag: 0 });
  const values = measured.phases.map((phase) => valueIn(phase, descriptor));
  expect(values).toHaveLength(phases.length);
  for (const value of values) {
    expectFinite(value, 'value');
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  }
  for (const threads of [1, 2]) {
    const again = await measure(map, { descriptors: [descriptor], maxLag: 0, threads });
    expect(again).toEqual(measured);
  }
  expect(map.data).toEqual(before);
  const axes = map.grid.rank === 2 ? ['x', 'y'] : ['x', 'y', 'z'];
  for (const own of describedQuantities(measured, [descriptor])) {
    expectFinite(own, own.name);
    expect(own.value === null ? own.reason : 'measured').toBeTruthy();
    if (own.axis) expect(axes).toContain(own.axis);
  }
}

describe('every registered descriptor keeps its contract:', () => {
  it.each(descriptors.map((descriptor): [string, Descriptor] => [descriptor.name, descriptor]))(
    '%s',
    async (_, descriptor) => {
      await fc.assert(
        fc.asyncProperty(maps, (map) => expectContract(descriptor, map)),
        { numRuns: descriptor.cost === 'fast' ? 40 : 8, seed: 6 },
      );
    },
  );
});

describe('the registry', () => {
  it('explains every descriptor and quantity, and names each once', () => {
    checkDescriptors(descriptors);
    for (const { summary, estimator, quantities } of descriptors as readonly Descriptor[]) {
      expect(summary.length).toBeGreaterThan(10);
      expect(estimator.length).toBeGreaterThan(10);
      expect(quantities.length).toBeGreaterThan(0);
      for (const { title, definition } of quantities) {
        expect(title.length).toBeGreaterThan(3);
        expect(definition).toMatch(/\.$/);
      }
    }
  });

  it('refuses names that are taken', () => {
    const named = (name: string, quantity: string): Descriptor => ({
      ...{ name, summary: '', estimator: '', cost: 'fast', measure: () => [] },
      quantities: [{ name: quantity, title: '', unit: 'number', definition: '', pick: () => 0 }],
    });
    expect(() => checkDescriptors([...descriptors, named('linealPath', 'other')])).toThrow('got linealPath twice');
    expect(() => checkDescriptors([...descriptors, named('other', 'linealPath')])).toThrow('got linealPath twice');
    expect(() => checkDescriptors([named('label', 'other')])).toThrow('got label twice');
  });
});
