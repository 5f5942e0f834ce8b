import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../test/fuzz/shapes.ts';
import { createGrid, createPhaseMap, masked, type PhaseMap, type Triple } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { type Connectivity, measureConnectivity } from './connectivity.ts';
import { type EulerNumber, measureEulerNumber } from './euler-number.ts';
import { type GeodesicTortuosity, measureGeodesicTortuosity } from './geodesic-tortuosity.ts';
import { createSpecimen } from './specimen.ts';

const phases = ['solid', 'pore'].map((name, label) => ({ name, label }));
type Inside = (z: number, y: number, x: number) => boolean;

/** A map that shows phase 'pore' where a function says so. */
function draw(shape: readonly number[], inside: Inside, options: Parameters<typeof createGrid>[1] = {}): PhaseMap {
  const [nz, ny, nx] = shape.length === 2 ? [1, ...shape] : shape;
  const data = new Uint8Array(nz * ny * nx);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, i++) data[i] = inside(z, y, x) ? 1 : 0;
  }
  return createPhaseMap(createGrid(shape, options), data, phases);
}

const pores = (map: PhaseMap): Connectivity => measureConnectivity(createSpecimen([map]))[1] as Connectivity;
const tortuosity = async (map: PhaseMap) =>
  (await measureGeodesicTortuosity(createSpecimen([map]), { threads: 1 }))[1]!;

/**
 * Euler number of the pores of a body that does not touch the window's border: density times the places of a voxel's
 * block.
 */
function euler(map: PhaseMap): { touching: number; faces: number } {
  // A periodic window has as many places for every block, and the body does not wrap.
  const periodic = createPhaseMap(
    createGrid(map.grid.shape.slice(map.grid.rank === 2 ? 1 : 0), { periodic: true }),
    map.data,
    phases,
  );
  const { value, cornerConnected } = measureEulerNumber(createSpecimen([periodic]))[1] as EulerNumber;
  return { touching: cornerConnected * map.data.length, faces: value * map.data.length };
}

describe('Euler number', () => {
  const ball: Inside = (z, y, x) => Math.hypot(z - 10, y - 10, x - 10) < 7.3;
  const hollow: Inside = (z, y, x) => ball(z, y, x) && Math.hypot(z - 10, y - 10, x - 10) > 4;
  const torus: Inside = (z, y, x) => Math.hypot(Math.hypot(y - 10, x - 10) - 6, z - 10) < 2.4;
  const twoBalls: Inside = (z, y, x) => Math.hypot(z - 5, y - 5, x - 5) < 3 || Math.hypot(z - 14, y - 14, x - 14) < 4;
  it.each([
    ['ball', ball, 1],
    ['hollow ball', hollow, 2],
    ['solid torus', torus, 0],
    ['two balls', twoBalls, 2],
  ] as const)('of a %s', (_, inside, number) => {
    const { touching, faces } = euler(draw([21, 21, 21], inside));
    expect(touching).toBeCloseTo(number, 8);
    expect(faces).toBeCloseTo(number, 8);
  });

  it('of a disc with two holes in an image', () => {
    const inside: Inside = (_, y, x) =>
      Math.hypot(y - 15, x - 15) < 12 && Math.hypot(y - 15, x - 9) > 3 && Math.hypot(y - 15, x - 21) > 3;
    expect(euler(draw([31, 31], inside)).touching).toBeCloseTo(-1, 8);
  });

  it('tells neighbours at edges and corners from neighbours at faces', () => {
    const edge: Inside = (z, y, x) => z === 2 && ((y === 2 && x === 2) || (y === 3 && x === 3));
    expect(euler(draw([6, 6, 6], edge))).toEqual({ touching: expect.closeTo(1, 8), faces: expect.closeTo(2, 8) });
    const corner: Inside = (z, y, x) => z === y && y === x && (z === 2 || z === 3);
    expect(euler(draw([6, 6, 6], corner))).toEqual({ touching: expect.closeTo(1, 8), faces: expect.closeTo(2, 8) });
  });

  it('is dual to that of the complement, with the other neighbours', () => {
    const volumes = fc.uint8Array({ minLength: 210, maxLength: 210, max: 1 });
    fc.assert(
      fc.property(volumes, fc.constantFrom([5, 6, 7], [14, 15]), (data, shape) => {
        if (!data.includes(0) || !data.includes(1)) return;
        const map = createPhaseMap(createGrid(shape, { periodic: true }), data, phases);
        const [solid, pore] = measureEulerNumber(createSpecimen([map])) as EulerNumber[];
        const sign = shape.length === 3 ? 1 : -1;
        expect(pore.cornerConnected).toBeCloseTo(sign * solid.value, 10);
        expect(solid.cornerConnected).toBeCloseTo(sign * pore.value, 10);
      }),
    );
  });

  it('has the closed form of white noise', () => {
    // Independent voxels: P(all of a block) = p^voxels; the sum over a point, 3 edges, 3 squares and a cube.
    const p = 0.3;
    const n = 64;
    const u = uniforms(n ** 3, keyOf(5, 'euler'), 1);
    const map = draw([n, n, n], (z, y, x) => u[(z * n + y) * n + x] < p, { spacing: [2, 3, 5], unit: 'um' });
    const { value, cornerConnected, unit } = measureEulerNumber(createSpecimen([map]))[1] as EulerNumber;
    const face = p - 3 * p ** 2 + 3 * p ** 4 - p ** 8;
    const q = 1 - p;
    const touching = q - 3 * q ** 2 + 3 * q ** 4 - q ** 8;
    expect(unit).toBe('1/um^3');
    // A voxel's share scatters by less than 1; blocks overlap 27 others: four standard errors of the mean are 4 sqrt(27
    // / n^3) / 4.
    const tolerance = Math.sqrt(27 / n ** 3);
    expect(Math.abs(value * 30 - face)).toBeLessThan(tolerance);
    expect(Math.abs(cornerConnected * 30 - touching)).toBeLessThan(tolerance);
  });

  it('counts solid squares that touch at corners as components, percolation and paths do: one by one', async () => {
    const map = draw([50, 50], (y0, y, x) => {
      const inside = y0 === 0 && y > 0 && y < 49 && x > 0 && x < 49;
      return inside && Math.floor((y - 1) / 6) === Math.floor((x - 1) / 6);
    });
    expect(pores(map)).toMatchObject({ components: 8, percolating: { x: 0, y: 0 } });
    expect(euler(map).faces).toBeCloseTo(8, 10);
    expect(euler(map).touching).toBeCloseTo(1, 10);
    expect((await tortuosity(map)).x).toMatchObject({ value: null });
  });

  it('leaves out what a mask hides', () => {
    const n = 48;
    const u = uniforms(2 * n ** 3, keyOf(5, 'euler'), 2);
    const map = draw([n, n, n], (z, y, x) => u[(z * n + y) * n + x] < 0.4);
    const hidden = { ...map, data: map.data.map((label, i) => (u[n ** 3 + i] < 0.2 ? masked : label)) };
    const [a, b] = [map, hidden].map((m) => (measureEulerNumber(createSpecimen([m]))[1] as EulerNumber).value);
    // Blocks of eight are unmasked in one place of six: their share scatters by sqrt(0.026 / 18000) = 0.0012, times
    // overlaps of 2.
    expect(Math.abs(a - b)).toBeLessThan(4 * 2 * 0.0012 + (4 * Math.sqrt(27 / n ** 3)) / 8);
  });
});

describe('connectivity', () => {
  it('counts components by faces and their shares by hand', () => {
    // A column through z, a lone voxel inside, and a voxel in a corner that touches the column's edge only.
    const map = draw(
      [5, 5, 5],
      (z, y, x) => (y === 1 && x === 1) || (z === 2 && y === 3 && x === 3) || z + y + x === 0,
    );
    expect(pores(map)).toEqual({
      components: 3,
      largest: 5 / 7,
      isolated: 1 / 7,
      percolating: { z: 5 / 7, y: 0, x: 0 },
    });
  });

  it('follows a path that winds, and separates a checkerboard', () => {
    const snake = draw([7, 7], (_, y, x) => y % 2 === 0 || (y % 4 === 1 ? x === 6 : x === 0));
    expect(pores(snake)).toMatchObject({ components: 1, largest: 1, percolating: { y: 1, x: 1 } });
    const board = draw([6, 6, 6], (z, y, x) => (z + y + x) % 2 === 0);
    expect(pores(board)).toMatchObject({ components: 108, largest: 1 / 108, percolating: { z: 0, y: 0, x: 0 } });
  });

  it('agrees with a flood fill on any small map', () => {
    const maps = fc.uint8Array({ minLength: 4 * 5 * 6, maxLength: 4 * 5 * 6, max: 1 });
    fc.assert(
      fc.property(maps, (data) => {
        const map = createPhaseMap(createGrid([4, 5, 6]), data, phases);
        if (!data.includes(1)) return;
        const seen = new Set<number>();
        let components = 0;
        data.forEach((label, i) => {
          if (label !== 1 || seen.has(i)) return;
          components++;
          const stack = [i];
          while (stack.length > 0) {
            const j = stack.pop()!;
            if (seen.has(j)) continue;
            seen.add(j);
            const [z, y, x] = [Math.floor(j / 30), Math.floor(j / 6) % 5, j % 6];
            const near = [
              [z - 1, y, x],
              [z + 1, y, x],
              [z, y - 1, x],
              [z, y + 1, x],
              [z, y, x - 1],
              [z, y, x + 1],
            ];
            for (const [c, b, a] of near) {
              if (c < 0 || c > 3 || b < 0 || b > 4 || a < 0 || a > 5) continue;
              if (data[(c * 5 + b) * 6 + a] === 1) stack.push((c * 5 + b) * 6 + a);
            }
          }
        });
        expect(pores(map).components).toBe(components);
      }),
    );
  });
});

/** Whether one can go along a step by face neighbours inside a phase. */
function leadsByFaces(step: readonly number[], inside: (offset: readonly number[]) => boolean): boolean {
  const left = [0, 1, 2].filter((axis) => step[axis] !== 0);
  if (left.length === 1) return true;
  return left.some((axis) => {
    const before = step.map((v, a) => (a === axis ? 0 : v));
    return inside(before) && leadsByFaces(before, inside);
  });
}

describe('mean geodesic tortuosity', () => {
  it('is 1 in a straight channel and sqrt 2 in one of 45 degrees', async () => {
    const straight = await tortuosity(draw([9, 9, 9], (_, y, x) => y > 2 && y < 6 && x === 4));
    expect(straight.z).toMatchObject({ mean: 1, std: 0, reached: 1 });
    // A voxel beside each step of the diagonal connects it by faces; the best of them starts the way: 7 oblique steps
    // and a straight one.
    const inclined = draw([9, 9, 9], (z, y, x) => (z === y || z === y + 1) && x === 4);
    const { mean } = (await tortuosity(inclined)).y as GeodesicTortuosity;
    expect(mean).toBeCloseTo((7 * Math.SQRT2 + 1) / 8, 6);
    const diagonal = draw([9, 9, 9], (z, y, x) => z <= y + 1 && z >= y && y <= x + 1 && y >= x && z <= x + 1);
    expect(((await tortuosity(diagonal)).x as GeodesicTortuosity).mean).toBeCloseTo((7 * Math.sqrt(3) + 1) / 8, 6);
  });

  it('finds no path between voxels that touch at edges or corners, as percolation does not', async () => {
    const none = { value: null, reason: 'no path through phase pore' };
    for (const inside of [
      (z: number, y: number, x: number) => (z + y + x) % 2 === 0,
      (z: number, y: number, x: number) => z === y && y === x,
      (z: number, y: number, x: number) => z === y && x === 4,
    ]) {
      const map = draw([9, 9, 9], inside);
      expect((await tortuosity(map)).z).toEqual(none);
      expect(pores(map).percolating.z).toBe(0);
    }
  });

  it('measures steps by the edges of the voxel', async () => {
    // In a plane of slope 45 degrees in voxels a step is sqrt(2^2 + 5^2) long and brings 2.
    const along =
      (axis: 'z' | 'x'): Inside =>
      (z, _, x) =>
        z === x || (axis === 'z' ? x === z + 1 : z === x + 1);
    const spacing = { spacing: [2, 3, 5] as const };
    const onZ = (await tortuosity(draw([9, 3, 9], along('z'), spacing))).z as GeodesicTortuosity;
    expect(onZ.mean).toBeCloseTo((7 * Math.hypot(2, 5) + 2) / 16, 6);
    const onX = (await tortuosity(draw([9, 3, 9], along('x'), spacing))).x as GeodesicTortuosity;
    expect(onX.mean).toBeCloseTo((7 * Math.hypot(2, 5) + 5) / 40, 6);
  });

  it('goes the length of a winding path', async () => {
    // Rows joined at alternating ends: down 6 rows, between the ends of the rows diagonal steps cut the corners.
    const snake = draw([5, 9], (_, y, x) => y % 2 === 0 || (y === 1 ? x === 8 : x === 0));
    const { mean } = (await tortuosity(snake)).y as GeodesicTortuosity;
    // From x on the last row: to the gap at 0, up to the row between, across to the gap at 8, up to the first row,
    // right above.
    const across = 6 + 2 * Math.SQRT2;
    const from = (x: number): number => (x === 0 ? 1 : Math.SQRT2 + (x - 1)) + across + 1;
    const expected = Array.from({ length: 9 }, (_, x) => from(x)).reduce((a, b) => a + b, 0) / 9 / 4;
    expect(mean).toBeCloseTo(expected, 6);
  });

  it('leaves out dead ends and says so of a blocked phase', async () => {
    const deadEnd = draw([8, 8], (_, y, x) => x === 2 || (x === 5 && y > 3));
    // Of the parts of the far face that hold the phase one is not reached: no error from parts.
    expect((await tortuosity(deadEnd)).y).toEqual({ mean: 1, std: 0, reached: 0.5, error: null });
    const blocked = draw([8, 8], (_, y) => y !== 4);
    expect((await tortuosity(blocked)).y).toMatchObject({ value: null, reason: 'no path through phase pore' });
    expect((await tortuosity(blocked)).x).toMatchObject({ mean: 1 });
  });

  it('does not care for names of axes, mirrors across, or threads', async () => {
    const n = 14;
    const u = uniforms(n ** 3, keyOf(5, 'paths'), 1);
    const at: Inside = (z, y, x) => u[(z * n + y) * n + x] < 0.5;
    const original = await tortuosity(draw([n, n, n], at));
    const turned = await tortuosity(draw([n, n, n], (z, y, x) => at(y, x, z)));
    // The parts of a face are summed in another order: a few roundings.
    const pairs = [
      [turned.y, original.z],
      [turned.x, original.y],
      [turned.z, original.x],
    ] as [GeodesicTortuosity, GeodesicTortuosity][];
    for (const [a, b] of pairs) {
      expect(a.reached).toBe(b.reached);
      for (const key of ['mean', 'std', 'error'] as const) expect(a[key]).toBeCloseTo(b[key]!, 11);
    }
    const mirrored = await tortuosity(draw([n, n, n], (z, y, x) => at(z, n - 1 - y, x)));
    expect((mirrored.z as GeodesicTortuosity).mean).toBeCloseTo((original.z as GeodesicTortuosity).mean, 6);
    const map = draw([n, n, n], at);
    expect((await measureGeodesicTortuosity(createSpecimen([map]), { threads: 3 }))[1]).toEqual(original);
  });

  it('agrees with Bellman and Ford on any small map', async () => {
    const cases = fc.record({
      shape: shapes(400),
      spacing: fc.constantFrom<number | Triple>(1, [1, 2, 3], [0.4, 0.3, 0.3]),
      open: fc.constantFrom(0.4, 0.6, 0.95),
      seed: fc.nat(),
    });
    let measured = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, spacing, open, seed }) => {
        const [nz, ny, nx] = shape;
        const size = nz * ny * nx;
        const data = Uint8Array.from(uniforms(size, keyOf(seed, 'paths'), 0), (v) => (v < open ? 1 : 0));
        const map = createPhaseMap(createGrid(nz === 1 ? shape.slice(1) : shape, { spacing }), data, phases);
        const step = map.grid.spacing;
        const place = (i: number): number[] => [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
        const neighbours = Array.from({ length: size }, (_, i) => {
          const at = place(i);
          return Array.from({ length: 27 }, (_, k) => [Math.floor(k / 9) - 1, (Math.floor(k / 3) % 3) - 1, (k % 3) - 1])
            .filter((d) => d.some((v) => v !== 0) && d.every((v, a) => at[a] + v >= 0 && at[a] + v < shape[a]))
            .filter((d) => leadsByFaces(d, (e) => data[i + (e[0] * ny + e[1]) * nx + e[2]] === 1))
            .map((d) => ({
              j: i + (d[0] * ny + d[1]) * nx + d[2],
              length: Math.hypot(...d.map((v, a) => v * step[a])),
            }))
            .filter(({ j }) => data[j] === 1);
        });
        const result = await tortuosity(map);
        for (const axis of [0, 1, 2]) {
          const value = result[(['z', 'y', 'x'] as const)[axis]];
          if (nz === 1 && axis === 0) {
            expect(value).toBeUndefined();
            continue;
          }
          const lengths = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
          for (let i = 0; i < size; i++) if (data[i] === 1 && place(i)[axis] === 0) lengths[i] = 0;
          for (let changed = true; changed; ) {
            changed = false;
            for (let i = 0; i < size; i++) {
              if (data[i] !== 1) continue;
              for (const { j, length } of neighbours[i]) {
                if (lengths[j] + length < lengths[i]) {
                  lengths[i] = lengths[j] + length;
                  changed = true;
                }
              }
            }
          }
          const far = lengths.filter((length, i) => place(i)[axis] === shape[axis] - 1 && Number.isFinite(length));
          if (far.length === 0 || shape[axis] === 1) {
            expect((value as GeodesicTortuosity).mean).toBeUndefined();
            continue;
          }
          measured++;
          const straight = (shape[axis] - 1) * step[axis];
          const mean = far.reduce((a, b) => a + b) / far.length / straight;
          expect((value as GeodesicTortuosity).mean).toBeCloseTo(mean, 5);
        }
      }),
      { numRuns: 60, seed: 3 },
    );
    expect(measured).toBeGreaterThan(50);
  });
});
