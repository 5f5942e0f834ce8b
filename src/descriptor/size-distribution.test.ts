import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../test/fuzz/shapes.ts';
import { createGrid, createPhaseMap, masked, type PhaseMap, type Triple } from '../grid/index.ts';
import { keyOf, normals, uniforms } from '../random/index.ts';
import { type Constrictivity, constrictivity } from './constrictivity.ts';
import { describe as measure } from './describe.ts';
import { referenceDistances } from './distance-transform.reference.ts';
import { intrusion } from './intrusion.ts';
import { ballRadii, measureOpenings, pooledCounts } from './openings.ts';
import { type SizeDistribution, sizeDistribution } from './size-distribution.ts';
import { createSpecimen } from './specimen.ts';

const phases = ['solid', 'pore'].map((name, label) => ({ name, label }));
type Inside = (z: number, y: number, x: number) => boolean;

function draw(shape: readonly number[], inside: Inside, spacing: number | Triple = 1, periodic = false): PhaseMap {
  const [nz, ny, nx] = shape.length === 2 ? [1, ...shape] : shape;
  const data = Uint8Array.from({ length: nz * ny * nx }, (_, i) =>
    inside(Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx) ? 1 : 0,
  );
  return createPhaseMap(createGrid(shape, { spacing, unit: 'um', periodic }), data, phases);
}

/** Noise that is averaged over 2 range + 1 voxels along each axis, twice - shape [n, n, n]; closed to a torus. */
function smoothed(n: number, range: number): Float64Array {
  let field = Float64Array.from(normals(n ** 3, keyOf(range, 'smooth'), 0));
  for (const stride of [1, n, n * n, 1, n, n * n]) {
    const next = new Float64Array(field.length);
    for (let i = 0; i < field.length; i++) {
      const at = Math.floor(i / stride) % n;
      for (let d = -range; d <= range; d++) next[i] += field[i + (((at + d + n) % n) - at) * stride];
    }
    field = next;
  }
  return field;
}

/** Sizes of every phase of some maps. */
const allSizesOf = async (maps: PhaseMap[]) => {
  const { phases } = await measure(maps, { descriptors: [sizeDistribution, intrusion, constrictivity], maxLag: 0 });
  return phases.map((phase) => ({
    sizeDistribution: phase.sizeDistribution!,
    intrusion: phase.intrusion!,
    constrictivity: phase.constrictivity!,
  }));
};
const sizesOf = async (...maps: PhaseMap[]) => (await allSizesOf(maps))[1];
/** Distances of radii on the ladder are half a voxel below 6: so far a radius can be missed. */
const rung = 0.5;

describe('continuous phase size distribution', () => {
  it.each([3, 5, 9])('gives a slab of %i voxels half its thickness everywhere', async (width) => {
    const slab = draw([8, 8, 20], (_, _y, x) => x >= 5 && x < 5 + width, 0.5);
    const sizes = (await sizesOf(slab)).sizeDistribution as SizeDistribution;
    expect(sizes.radii[sizes.radii.length - 1]).toBeCloseTo((width / 2) * 0.5, 12);
    expect(sizes.values.every((share) => share === 1)).toBe(true);
    expect(sizes.mean).toBeCloseTo((width / 2) * 0.5, 12);
    expect(sizes.median).toBeCloseTo((width / 2) * 0.5, 12);
  });

  it('gives slabs of two widths their shares of the volume', async () => {
    const map = draw([6, 6, 30], (_, _y, x) => (x >= 3 && x < 6) || (x >= 12 && x < 21));
    const { radii, values } = (await sizesOf(map)).sizeDistribution as SizeDistribution;
    expect(values[radii.indexOf(1.5)]).toBe(1);
    expect(values[radii.findIndex((r) => r > 1.5)]).toBe(9 / 12);
    expect(values[radii.indexOf(4.5)]).toBe(9 / 12);
  });

  it('finds the radius of a ball', async () => {
    const ball = draw([31, 31, 31], (z, y, x) => Math.hypot(z - 15, y - 15, x - 15) < 10);
    const { radii, values } = (await sizesOf(ball)).sizeDistribution as SizeDistribution;
    // The digital surface lies within half a voxel of the true one, and a rung is 8 % here.
    expect(Math.abs(radii[radii.length - 1] - 10)).toBeLessThan(0.5 + 0.08 * 10);
    // Nearly all of it is covered by its largest ball: what is not is the rough surface, a shell of half a voxel, 15 %
    // of the volume.
    expect(values[values.length - 1]).toBeGreaterThan(0.85);
  });

  it('is what its definition says on any small map, periodic or not, with any spacing', async () => {
    const cases = fc.record({
      shape: shapes(1200),
      spacing: fc.constantFrom<number | Triple>(1, [1, 1.5, 2], [0.3, 0.3, 0.3]),
      porosity: fc.constantFrom(0.6, 0.97, 1),
      periodic: fc.boolean(),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, spacing, porosity, periodic, seed }) => {
        const [nz, ny, nx] = shape;
        const u = uniforms(nz * ny * nx, keyOf(seed, 'sizes'), 1);
        // An image is not a volume of one layer: its spacing along z is none.
        const own = nz === 1 ? shape.slice(1) : shape;
        const map = draw(own, (z, y, x) => u[(z * ny + y) * nx + x] < porosity, spacing, periodic);
        const distances = referenceDistances(map, 1);
        const s = map.grid.spacing;
        const edge = Math.min(...(nz === 1 ? s.slice(1) : s));
        const radii = ballRadii.map((r) => r * edge);
        const centre = (i: number): Triple => [
          Math.floor(i / (ny * nx)) * s[0],
          (Math.floor(i / nx) % ny) * s[1],
          (i % nx) * s[2],
        ];
        /** Largest ball, counted on the ladder, that has its centre in each voxel. */
        const fits = Array.from(distances, (d) => radii.findLastIndex((r) => d >= r * r * (1 - 1e-5)));
        const opened = pooledCounts((await measureOpenings(createSpecimen([map]), { threads: 1 }))[1].opened);
        const expected = new Float64Array(opened.length);
        for (let i = 0; i < map.data.length; i++) {
          if (map.data[i] !== 1) continue;
          let best = 0;
          for (let j = 0; j < map.data.length; j++) {
            if (map.data[j] !== 1 || fits[j] < best) continue;
            const [a, b] = [centre(i), centre(j)];
            const squared = a.reduce((sum, at, axis) => {
              const apart = Math.abs(at - b[axis]);
              return sum + (periodic ? Math.min(apart, shape[axis] * s[axis] - apart) : apart) ** 2;
            }, 0);
            for (let level = fits[j]; level >= best && squared < radii[level] ** 2 * (1 - 1e-5); level--) {
              best = Math.max(best, level + 1);
            }
          }
          expected[best]++;
        }
        expect(opened).toEqual(expected);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it.each([1, 2, 4])(
    'has the mean within a hundredth of openings by all distances, noise smoothed by %i voxels',
    async (range) => {
      const field = smoothed(40, range);
      const map = draw([40, 40, 40], (z, y, x) => field[(z * 40 + y) * 40 + x] > 0);
      const distances = Array.from(referenceDistances(map, 1), Math.sqrt);
      const largest = new Float64Array(map.data.length);
      const n = 40;
      for (let i = 0; i < distances.length; i++) {
        const radius = distances[i];
        const reach = Math.ceil(radius) - 1;
        const [z, y, x] = [Math.floor(i / (n * n)), Math.floor(i / n) % n, i % n];
        for (let c = Math.max(0, z - reach); c <= Math.min(n - 1, z + reach); c++) {
          for (let b = Math.max(0, y - reach); b <= Math.min(n - 1, y + reach); b++) {
            for (let a = Math.max(0, x - reach); a <= Math.min(n - 1, x + reach); a++) {
              const j = (c * n + b) * n + a;
              const squared = (c - z) ** 2 + (b - y) ** 2 + (a - x) ** 2;
              if (radius > largest[j] && squared < radius ** 2 - 1e-6) largest[j] = radius;
            }
          }
        }
      }
      const own = largest.filter((_, i) => map.data[i] === 1);
      const brute = own.reduce((sum, radius) => sum + radius - 0.5, 0) / own.length;
      const { mean } = (await sizesOf(map)).sizeDistribution as SizeDistribution;
      expect(Math.abs(mean / brute - 1)).toBeLessThan(0.01);
    },
  );

  it('does not end at the border or at a mask, and pools maps', async () => {
    const half = draw([6, 6, 9], (_, _y, x) => x >= 5);
    // Four voxels up to the border may be the half of eight.
    const { radii } = (await sizesOf(half)).sizeDistribution as SizeDistribution;
    expect(radii[radii.length - 1]).toBeGreaterThan(3);
    const hidden = { ...half, data: half.data.map((label, i) => (i % 9 < 5 && i % 9 > 1 ? masked : label)) };
    const beside = (await sizesOf(hidden)).sizeDistribution as SizeDistribution;
    expect(beside.radii[beside.radii.length - 1]).toBeGreaterThan(radii[radii.length - 1]);
    const one = draw([5, 20], (_, _y, x) => x >= 3 && x < 6);
    const two = draw([5, 20], (_, _y, x) => x >= 3 && x < 12);
    const pooled = (await sizesOf(one, two)).sizeDistribution as SizeDistribution;
    expect(pooled.values[pooled.radii.findIndex((r) => r > 1.5)]).toBe(9 / 12);
  });

  it('says why there is none', async () => {
    const alone = draw([5, 5, 5], () => true);
    const [solid, pore] = await allSizesOf([alone]);
    expect(solid.sizeDistribution).toEqual({ value: null, reason: 'phase solid is absent' });
    expect(pore.sizeDistribution).toEqual({ value: null, reason: 'phase pore is alone' });
  });
});

describe('intrusion and constrictivity', () => {
  const wide = 7;
  const narrow = 3;
  /** A tube along x of radius 7, and of radius 3 for a few voxels in the middle. */
  const tube = draw([21, 21, 60], (z, y, x) => {
    const r = Math.hypot(z - 10, y - 10);
    return r < (x >= 6 && x < 12 ? narrow : wide);
  });

  it('sees the neck of a tube: (neck / bulge)^2', async () => {
    const { constrictivity, sizeDistribution } = await sizesOf(tube);
    const { value, neck, bulge } = constrictivity.x as Constrictivity;
    expect(bulge).toBe((sizeDistribution as SizeDistribution).median);
    // Radii are right to a rung (8 % above 6) and the half voxel of a digital circle.
    expect(Math.abs(bulge - wide)).toBeLessThan(0.08 * wide + 0.5);
    expect(Math.abs(neck - narrow)).toBeLessThan(rung + 0.5);
    expect(value).toBeCloseTo((neck / bulge) ** 2, 12);
    // (3 / 7)^2 = 0.18; without the neck it would be 1.
    expect(value).toBeGreaterThan(0.08);
    expect(value).toBeLessThan(0.33);
  });

  it('is 1 without a neck, and intrusion needs a face to begin at', async () => {
    const straight = draw([21, 21, 40], (z, y) => Math.hypot(z - 10, y - 10) < wide);
    const { constrictivity } = await sizesOf(straight);
    expect(constrictivity.x).toMatchObject({ value: 1 });
    // Closed along z and y: nothing enters from there.
    expect(constrictivity.z).toMatchObject({
      value: null,
      reason: 'phase does not percolate along the axis',
    });
  });

  it('needs half of the phase behind a face, even where some of it percolates', async () => {
    // A block that touches nothing, beside a thin bar along x.
    const block = draw([20, 20, 20], (z, y, x) => (z === 1 && y === 1) || (z > 4 && y > 4 && x > 4 && x < 15));
    const { constrictivity } = await sizesOf(block);
    expect(constrictivity.x).toMatchObject({
      value: null,
      reason: 'less than half of the phase is reached from the face',
    });
  });

  it('comes from one side: ahead of the neck the wide ball is enough', async () => {
    const { intrusion } = await sizesOf(tube);
    const { radii, values } = intrusion.x as SizeDistribution;
    const ahead = values[radii.findIndex((r) => r > narrow + rung + 0.5)];
    // Six of sixty slices lie ahead of the neck, of a tube that has 54 wide ones.
    expect(ahead).toBeGreaterThan(0.05);
    expect(ahead).toBeLessThan(0.16);
  });
});
