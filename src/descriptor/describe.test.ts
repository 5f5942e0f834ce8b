import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { fromFile } from 'geotiff';
import { describe, expect, it } from 'vitest';
import { type ByAxis, createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import type { ChordLength } from './chord-length.ts';
import { describe as measure } from './describe.ts';
import { type Description, descriptionJson } from './description.ts';
import { descriptors } from './registry.ts';
import type { SpecificSurfaceArea } from './specific-surface-area.ts';

const phases = ['pore', 'active', 'binder'].map((name, label) => ({ name, label }));
const area = (d: Description, i: number): SpecificSurfaceArea => d.phases[i].specificSurfaceArea as SpecificSurfaceArea;

/** Maps of three phases, each present, with masked voxels. */
const volumes = fc
  .record({
    shape: fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 })),
    values: fc.array(fc.constantFrom(0, 0, 1, 1, 2, masked), { minLength: 216, maxLength: 216 }),
  })
  .map(({ shape, values }) => {
    const data = Uint8Array.from(values.slice(0, shape[0] * shape[1] * shape[2]));
    data.set([0, 1, 2, 0, 1, 2, 0]);
    return createPhaseMap(createGrid(shape), data, phases);
  });

/** The map with its voxels moved: `from` gives the index [z, y, x] in the old map of a voxel of the new one. */
function moved(map: PhaseMap, shape: readonly number[], from: (index: number[]) => number[]): PhaseMap {
  const [, ny, nx] = map.grid.shape;
  const data = new Uint8Array(map.data.length);
  for (let t = 0; t < data.length; t++) {
    const [z, y, x] = from([Math.floor(t / (shape[1] * shape[2])), Math.floor(t / shape[2]) % shape[1], t % shape[2]]);
    data[t] = map.data[(z * ny + y) * nx + x];
  }
  return createPhaseMap(createGrid(shape), data, phases);
}

/** Every number of a description within the rounding of sums taken in another order: 1e-12 of it. */
function expectSame(a: unknown, b: unknown): void {
  if (typeof a === 'number' && typeof b === 'number') {
    expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(a), Math.abs(b), 1));
  } else if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
    for (const key of Object.keys(a)) expectSame(Reflect.get(a, key), Reflect.get(b, key));
  } else {
    expect(a).toEqual(b);
  }
}

/**
 * Tortuosity and intrusion begin at one of two faces, and their float32 lengths feel the order of sums: they have tests
 * of their own.
 */
const basic = { detail: 'basic' } as const;

describe('a description', () => {
  it('has every registered descriptor of every phase', async () => {
    const d = await measure(
      createPhaseMap(
        createGrid([4, 4]),
        Uint8Array.from({ length: 16 }, (_, t) => t % 3),
        phases,
      ),
    );
    for (const phase of d.phases)
      expect(Object.keys(phase)).toEqual([
        ...['name', 'label'],
        ...descriptors.map(({ name }) => name),
        'standardErrors',
      ]);
    expect(Object.keys(d.twoPoint.pairs)).toEqual([
      'pore-pore',
      'active-active',
      'binder-binder',
      'pore-active',
      'pore-binder',
      'active-binder',
    ]);
    expect(d.grid).toEqual({ shape: [4, 4], spacing: [1, 1], unit: 'voxel' });
  });

  it('reports every measurement before it begins, and waits for its listener', async () => {
    const map = createPhaseMap(
      createGrid([8, 8]),
      Uint8Array.from({ length: 64 }, (_, i) => i % 3),
      phases,
    );
    const seen: string[] = [];
    await measure(map, {
      onProgress: async ({ what, done, total }) => {
        await Promise.resolve();
        expect([done, total]).toEqual([seen.length, descriptors.length + 2]);
        seen.push(what);
      },
    });
    expect([...seen].sort()).toEqual(
      [...descriptors.map(({ name }) => name), 'standard errors', 'two-point functions'].sort(),
    );
  });

  it('does not change when axes are exchanged, but for their names', async () => {
    await fc.assert(
      fc.asyncProperty(volumes, async (map) => {
        const [nz, ny, nx] = map.grid.shape;
        const turned = await measure(
          moved(map, [nx, nz, ny], ([a, b, c]) => [b, c, a]),
          basic,
        );
        const original = await measure(map, basic);
        const rename = <T>({ z, y, x }: ByAxis<T>): ByAxis<T> => ({ z: y, y: x, x: z });
        const phases = turned.phases.map(({ connectivity, ...phase }) => ({
          ...phase,
          chordLength: rename(phase.chordLength),
          linealPath: rename(phase.linealPath),
          connectivity:
            'percolating' in connectivity
              ? { ...connectivity, percolating: rename(connectivity.percolating) }
              : connectivity,
        }));
        const twoPoint = { ...turned.twoPoint, byAxis: rename(turned.twoPoint.byAxis) };
        expectSame({ ...turned, phases, twoPoint, grid: original.grid }, original);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('does not change under reflection', async () => {
    await fc.assert(
      fc.asyncProperty(volumes, fc.integer({ min: 0, max: 2 }), async (map, axis) => {
        const { shape } = map.grid;
        const mirrored = moved(map, shape, (index) => index.map((t, a) => (a === axis ? shape[a] - 1 - t : t)));
        expectSame(await measure(mirrored, basic), await measure(map, basic));
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  it('scales with the voxel', { tags: ['long'] }, async () => {
    await fc.assert(
      fc.asyncProperty(volumes, fc.constantFrom(0.065, 0.398, 7), async (map, spacing) => {
        const grid = createGrid(map.grid.shape, { spacing, unit: 'um' });
        const [big, one] = [await measure(createPhaseMap(grid, map.data, phases)), await measure(map)];
        expectSame(
          big.twoPoint.lags,
          one.twoPoint.lags.map((h) => h * spacing),
        );
        expectSame(big.twoPoint.pairs, one.twoPoint.pairs);
        one.phases.forEach((phase, i) => {
          expectSame(big.phases[i].volumeFraction, phase.volumeFraction);
          if ('crofton' in phase.specificSurfaceArea) {
            expectSame(area(big, i).crofton! * spacing, area(one, i).crofton);
            expectSame(area(big, i).faces * spacing, area(one, i).faces);
          }
          for (const axis of ['x', 'y', 'z'] as const) {
            const [chords, path] = [phase.chordLength[axis]!, phase.linealPath[axis]!];
            if ('mean' in chords) {
              const longer = <T extends { mean: number; std: number }>(value: T): T => ({
                ...value,
                mean: value.mean * spacing,
                std: value.std * spacing,
              });
              const { lengthWeighted, kaplanMeier } = chords;
              const scaled = {
                ...longer(chords),
                lengthWeighted: longer(lengthWeighted),
                kaplanMeier: longer(kaplanMeier),
                unit: 'um',
              };
              expectSame(big.phases[i].chordLength[axis], scaled);
            }
            if ('mean' in path) {
              const lags = path.lags.map((r) => r * spacing);
              expectSame(big.phases[i].linealPath[axis], { ...path, mean: path.mean * spacing, lags, unit: 'um' });
            }
          }
        });
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('of a phase and of its complement share a boundary; periodic curves are each other’s complement', async () => {
    const bits = fc.array(fc.constantFrom(0, 1), { minLength: 35, maxLength: 35 });
    await fc.assert(
      fc.asyncProperty(bits, async (values) => {
        const data = Uint8Array.from([0, 1, ...values.slice(2)]);
        const two = phases.slice(0, 2);
        const d = await measure(createPhaseMap(createGrid([5, 7], { periodic: true }), data, two));
        expect(area(d, 0)).toEqual(area(d, 1));
        const p = d.phases[0].volumeFraction.value;
        d.twoPoint.pairs['pore-pore'].forEach((c, r) => {
          expect(Math.abs(d.twoPoint.pairs['active-active'][r] - (1 - 2 * p + c))).toBeLessThan(1e-14);
        });
      }),
      { numRuns: 50, seed: 6 },
    );
  });

  it('of several maps pools voxels, pairs, chords and segments', async () => {
    const data = Uint8Array.from({ length: 64 * 64 }, (_, t) => (t * t + (t >> 3)) % 3);
    const map = createPhaseMap(createGrid([64, 64]), data, phases);
    const [one, two] = [await measure(map), await measure([map, map])];
    expectSame(two.twoPoint, one.twoPoint);
    one.phases.forEach((phase, i) => {
      expect(two.phases[i].volumeFraction.value).toBe(phase.volumeFraction.value);
      expectSame(two.phases[i].specificSurfaceArea, phase.specificSurfaceArea);
      const [a, b] = [phase.chordLength.x as ChordLength, two.phases[i].chordLength.x as ChordLength];
      expect(b.count).toBe(2 * a.count);
      expectSame([b.mean, b.std], [a.mean, a.std]);
      expectSame(two.phases[i].linealPath, phase.linealPath);
    });
    // Sizes may differ: 4 pixels of pore and 12 of active.
    const square = (n: number, value: number): PhaseMap =>
      createPhaseMap(createGrid([2, n]), new Uint8Array(2 * n).fill(value), phases);
    expect((await measure([square(2, 0), square(6, 1)])).phases.map((p) => p.volumeFraction.value)).toEqual([
      0.25, 0.75, 0,
    ]);
  });

  it('of an image has intervals that do not depend on how long its curves are', async () => {
    const data = Uint8Array.from({ length: 40 * 50 }, (_, t) => (Math.floor(t / 250) + Math.floor((t % 50) / 5)) % 3);
    const map = createPhaseMap(createGrid([40, 50]), data, phases);
    const [short, long] = [await measure(map, { maxLag: 1 }), await measure(map)];
    expect(short.phases).toEqual(long.phases);
    expect(short.phases[0].standardErrors.volumeFraction).not.toBeNull();
    expect([short.twoPoint.lags.length, long.twoPoint.lags.length]).toEqual([2, 21]);
    expect(short.twoPoint.pairs['pore-binder']).toEqual(long.twoPoint.pairs['pore-binder'].slice(0, 2));
  });

  it('prints as JSON without histograms', async () => {
    const d = await measure(createPhaseMap(createGrid([1, 5]), Uint8Array.of(0, 1, 1, 0, 0), phases));
    const active = (JSON.parse(JSON.stringify(descriptionJson(d))) as Description).phases[1];
    expect(active.chordLength).toEqual({
      y: { value: null, reason: 'no complete chord' },
      x: {
        mean: 2,
        std: 0,
        count: 1,
        unit: 'voxel',
        lengthWeighted: { mean: 2, std: 0 },
        kaplanMeier: { mean: 2, std: 0, remaining: 0 },
      },
    });
    expect((d.phases[1].chordLength.x as ChordLength).histogram).toEqual([0, 1]);
    // Curves are printed as measured, like two-point functions.
    expect(active.linealPath.x).toEqual(d.phases[1].linealPath.x);
    expect(active.linealPath.x).toMatchObject({ lags: [0, 1, 2], values: [2 / 5, 1 / 4, 0], unit: 'voxel' });
  });

  it('refuses what it cannot measure in one sentence', async () => {
    const map = createPhaseMap(createGrid([4, 6]), new Uint8Array(24), phases);
    const error = (run: () => Promise<unknown>): Promise<string> =>
      run().then(
        () => '',
        (e: Error) => e.message,
      );
    expect(await error(() => measure(map, { maxLag: 3 }))).toContain(
      '0 to 2 voxels (half the shortest axis), got 3; try 2',
    );
    expect(await error(() => measure(map, { maxLag: 0.5 }))).toContain('got 0.5');
    expect(await error(() => measure([]))).toContain('got an empty list');
    expect(await error(() => measure({ ...map, data: new Uint8Array(24).fill(masked) }))).toContain(
      'masked voxels only',
    );
    expect(await error(() => measure({ ...map, data: new Uint8Array(24).fill(7) }))).toContain(
      'expected phase indices below 3 or 255, got 7',
    );
    const other = createPhaseMap(createGrid([4, 6], { spacing: 2 }), map.data, phases);
    expect(await error(() => measure([map, other]))).toContain('got 2D at 1 x 1 voxel and 2D at 2 x 2 voxel');
    expect(await error(() => measure([map, { ...map, phases: phases.slice(0, 2) }]))).toContain('the same phases');
    expect(await error(() => measure({ ...map, phases: [phases[0], phases[0]] }))).toContain('pore twice');
  });
});

const slice = fileURLToPath(new URL('../../../shared/data/sofc-netl/slice.tif', import.meta.url));

describe.skipIf(!existsSync(slice))('the fuel-cell slice (skipped where ../shared/data is absent)', () => {
  it('measures as an independent program does', { tags: ['long'] }, async () => {
    const image = await (await fromFile(slice)).getImage();
    const [height, width] = [image.getHeight(), image.getWidth()];
    const data = Uint8Array.from((await image.readRasters({ interleave: true })) as unknown as ArrayLike<number>);
    const d = await measure(createPhaseMap(createGrid([height, width]), data, phases));
    // Both count exactly; the figures are given to 17 digits, and differ by the rounding of a few operations.
    const expected = [
      [0.35924625396728516, 0.13192077071181169],
      [0.33255481719970703, 0.13223059445453317],
      [0.3081989288330078, 0.12111939888021689],
    ];
    expected.forEach(([fraction, surface], i) => {
      expect(Math.abs(d.phases[i].volumeFraction.value - fraction)).toBeLessThan(1e-14);
      expect(Math.abs(area(d, i).stereological! - surface)).toBeLessThan(1e-14);
    });
  });
});
