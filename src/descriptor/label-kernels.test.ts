import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { describe as describeMap } from './describe.ts';
import { addChords, addCrossings, type Chords, noCrossings } from './label-counts.ts';
import { LabelKernels } from './label-kernels.ts';
import { boundaryDirections } from './specific-surface-area.ts';
import { createSpecimen } from './specimen.ts';

/** Lengths around the width of a vector and of a block of columns, primes, and one. */
const edges = fc.constantFrom(1, 2, 3, 7, 15, 16, 17, 31, 33, 37);

/**
 * Structures of runs of some length, so that chords are not all short; up to seven phases, some absent, masks or none.
 */
const maps: fc.Arbitrary<PhaseMap> = fc
  .record({
    rank: fc.constantFrom(2, 3),
    shape: fc.tuple(edges, edges, edges),
    phases: fc.integer({ min: 1, max: 7 }),
    run: fc.constantFrom(1, 2, 9, 40),
    masks: fc.constantFrom(0, 0.2, 0.9),
    periodic: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ rank, shape, phases, run, masks, periodic, seed }) => {
    const own = shape.slice(3 - rank);
    let state = seed;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    let value = 0;
    const data = Uint8Array.from({ length: own.reduce<number>((a, b) => a * b, 1) }, () => {
      if (uniform() < 1 / run) value = uniform() < masks ? masked : Math.floor(uniform() * phases);
      return value;
    });
    // A sample has a voxel of some phase.
    data[0] = 0;
    const names = Array.from({ length: phases }, (_, label) => ({ label, name: `p${label}` }));
    return createPhaseMap(createGrid(own, { periodic }), data, names);
  });

const noChords = (phases: number, length: number): Chords[] =>
  Array.from({ length: phases }, () => ({
    complete: new Float64Array(length),
    censored: new Float64Array(length),
  }));

/** Chords along every axis and crossings along every direction, by the references or by kernels. */
function count(map: PhaseMap, kernels?: LabelKernels) {
  const { grid, phases } = map;
  const chords = [0, 1, 2].map((axis) => {
    const own = noChords(phases.length, grid.shape[axis]);
    if (kernels) kernels.addChords(map, axis, own);
    else addChords(map, axis, own);
    return own;
  });
  const offsets = boundaryDirections(grid.rank, grid.spacing).map(({ offset }) => offset);
  const crossings = noCrossings(offsets.length, phases.length);
  if (kernels) kernels.addCrossings(map, offsets, crossings);
  else addCrossings(map, offsets, crossings);
  return { chords, crossings };
}

describe('chords and crossings by kernels', () => {
  it.each([1, 3])('equal the references with %d threads', async (threads) => {
    await fc.assert(
      fc.asyncProperty(maps, async (map) => {
        const kernels = await LabelKernels.open(createSpecimen([map]), threads, 1);
        expect(kernels?.serves(map)).toBe(true);
        expect(count(map, kernels)).toEqual(count(map));
        await kernels?.close();
      }),
      { numRuns: threads === 1 ? 300 : 20, seed: 4 },
    );
  });

  it.each([
    [2, 2500],
    [2500, 2],
    [1, 70000],
  ])('equal the references on %d x %d pixels, beyond a block of columns and what a byte counts', async (ny, nx) => {
    const data = Uint8Array.from({ length: ny * nx }, (_, i) => (i % 7 === 3 ? masked : (i >> 1) % 2));
    const names = [0, 1].map((label) => ({ label, name: `p${label}` }));
    const map = createPhaseMap(createGrid([ny, nx], { periodic: true }), data, names);
    const kernels = await LabelKernels.open(createSpecimen([map]), 1, 1);
    expect(count(map, kernels)).toEqual(count(map));
    await kernels?.close();
  });

  it('serve several maps one after the other, small ones and large ones not at all', async () => {
    const names = [0, 1].map((label) => ({ label, name: `p${label}` }));
    const [small, middle, large] = [2, 8, 9].map((n) =>
      createPhaseMap(
        createGrid([n, n]),
        Uint8Array.from({ length: n * n }, (_, i) => ((i * i) % 3) & 1),
        names,
      ),
    );
    const kernels = await LabelKernels.open(createSpecimen([small, middle]), 1, 9);
    expect([small, middle, large].map((map) => kernels?.serves(map))).toEqual([false, true, false]);
    expect(await LabelKernels.open(createSpecimen([small]), 1)).toBeUndefined();
    await kernels?.close();
  });

  it('describe a large image as its parts, each too small for kernels, are described', async () => {
    // Rows repeat, so that shares of pairs along x and chords along x of the whole are those of any part.
    const names = [0, 1].map((label) => ({ label, name: `p${label}` }));
    const of = (ny: number) =>
      createPhaseMap(
        createGrid([ny, 600], { periodic: true }),
        Uint8Array.from({ length: ny * 600 }, (_, i) => ((i % 600) % 6 < 2 ? 0 : 1)),
        names,
      );
    const [whole, part] = [
      await describeMap(of(600), { maxLag: 0, detail: 'basic' }),
      await describeMap(of(30), { maxLag: 0, detail: 'basic' }),
    ];
    whole.phases.forEach((phase, p) => {
      expect(phase.specificSurfaceArea).toEqual(part.phases[p].specificSurfaceArea);
      expect(phase.chordLength.x).toMatchObject({ mean: 2 + 2 * p, std: 0 });
    });
  });
});
