import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type Triple } from '../grid/index.ts';
import { boundaryDirections, measureSurfaceArea, type SpecificSurfaceArea } from './specific-surface-area.ts';
import { createSpecimen } from './specimen.ts';

const phases = ['pore', 'active', 'binder'].map((name, label) => ({ name, label }));

function areas(
  shape: readonly number[],
  data: readonly number[] | Uint8Array,
  options: Parameters<typeof createGrid>[1] = {},
): SpecificSurfaceArea[] {
  const map = createPhaseMap(createGrid(shape, options), Uint8Array.from(data), phases);
  return measureSurfaceArea(createSpecimen([map])) as SpecificSurfaceArea[];
}

describe('directions', () => {
  it('of cubic voxels have the known solid angles', () => {
    const known = { 1: 0.04577789120476, 2: 0.03698062787608, 3: 0.03519563978232 };
    const directions = boundaryDirections(3, [1, 1, 1]);
    expect(directions).toHaveLength(13);
    for (const { offset, weight } of directions) {
      const kind = offset.reduce((sum, step) => sum + Math.abs(step), 0) as 1 | 2 | 3;
      // The constants carry 13 decimals.
      expect(Math.abs(weight - 2 * known[kind])).toBeLessThan(1e-12);
    }
  });

  it('share the sphere and the circle whatever the spacing', () => {
    const spacings: Triple[] = [
      [1, 1, 1],
      [3, 1, 1],
      [0.2, 1, 1.3],
      [10, 1, 0.5],
      [0.065, 0.065, 0.065],
    ];
    for (const spacing of spacings) {
      for (const rank of [2, 3] as const) {
        const directions = boundaryDirections(rank, spacing);
        // Corners are exact to about 1e-12, the threshold at which a fourth cell counts as touching.
        expect(Math.abs(directions.reduce((sum, d) => sum + d.weight, 0) - 1)).toBeLessThan(1e-10);
        expect(Math.min(...directions.map((d) => d.weight))).toBeGreaterThan(0);
      }
    }
  });

  it('of square pixels weigh the same, of wide ones by angular sectors', () => {
    expect(boundaryDirections(2, [1, 1, 1]).map((d) => d.weight)).toEqual([0.25, 0.25, 0.25, 0.25]);
    // dy / dx = tan 60: the diagonals stand at 60 and 120 degrees, so x rules from -30 to 30, y from 75 to 105.
    const weights = boundaryDirections(2, [1, Math.sqrt(3), 1]).map((d) => d.weight);
    [1 / 3, 1 / 6, 1 / 4, 1 / 4].forEach((w, k) => {
      expect(weights[k]).toBeCloseTo(w, 14);
    });
  });
});

describe('specific surface area', () => {
  it('equals a hand count on 3 x 3 pixels', () => {
    const image = [0, 0, 1, 0, 2, 1, 2, 2, 1];
    // Crossing pairs of 6 along x, 6 along y, 4 and 4 along the diagonals, for pore, active and binder.
    const counts = [
      [2, 2, 3, 0],
      [3, 0, 2, 2],
      [3, 2, 3, 2],
    ];
    areas([3, 3], image).forEach(({ stereological, faces }, i) => {
      const [x, y, down, up] = counts[i];
      expect(stereological).toBeCloseTo(0.5 * (x / 6 + y / 6 + (down + up) / 4 / Math.SQRT2), 14);
      expect(faces).toBeCloseTo(1.5 * (x / 6 + y / 6), 14);
    });
  });

  it('leaves out pairs with a masked pixel', () => {
    // Left: x 0-1 of rows 0 and 1, 1-1 of row 0; y 0-0, 1-1; down 0-1, 1-masked; up 1-0.
    const [pore] = areas([2, 3], [0, 1, 1, 0, 1, masked]);
    expect(pore.faces).toBeCloseTo(1.5 * (2 / 3 + 0), 14);
    // Diagonals: down (0,0)-(1,1) crosses; up (0,1)-(1,0) crosses and (0,2)-(1,1) does not.
    expect(pore.stereological).toBeCloseTo(0.5 * (2 / 3 + 0 + (1 + 1 / 2) / Math.SQRT2), 14);
  });

  it('of a periodic laminate is the number of layers per length, by direction', () => {
    const n = 16;
    const data = Array.from({ length: n ** 3 }, (_, t) => Math.floor((t % n) / 4) % 2);
    const [pore, active] = areas([n, n, n], data, { periodic: true, spacing: 0.5, unit: 'um' });
    // Every step that moves in x crosses with probability 1/4 whatever it does in y and z; the others never do.
    const crofton = boundaryDirections(3, [0.5, 0.5, 0.5])
      .filter(({ offset }) => offset[2] !== 0)
      .reduce((sum, { weight, length }) => sum + (2 * weight * 0.25) / length, 0);
    expect(pore.crofton).toBeCloseTo(crofton, 13);
    expect(pore.faces).toBeCloseTo(0.5, 14);
    expect(pore.unit).toBe('1/um');
    expect(active.crofton).toBe(pore.crofton);
    // A plane is what 13 directions do worst along an axis, known to within 8 %.
    expect(Math.abs(pore.crofton! / 0.5 - 1)).toBeLessThan(0.08);
  });

  it('of a periodic checkerboard has three faces a voxel', () => {
    const data = Array.from({ length: 64 }, (_, t) => ((t >> 4) + (t >> 2) + t) % 2);
    expect(areas([4, 4, 4], data, { periodic: true })[0].faces).toBe(3);
  });

  it('of white noise has 6 p (1 - p) faces a voxel', () => {
    const n = 64;
    const p = 0.3;
    const q = 1 - p;
    let state = 11;
    const data = Uint8Array.from({ length: n ** 3 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state < p * 2 ** 32 ? 0 : 1;
    });
    const [pore] = areas([n, n, n], data, { periodic: true });
    // A face has variance 2pq - (2pq)^2; two faces of one voxel have covariance pq - (2pq)^2; a voxel has 3 faces of
    // its own and 15 pairs.
    const variance = (3 * (2 * p * q - (2 * p * q) ** 2) + 30 * (p * q - (2 * p * q) ** 2)) / n ** 3;
    expect(Math.abs(pore.faces - 6 * p * q)).toBeLessThan(4 * Math.sqrt(variance));
  });

  it('of a digital ball is 4 pi r^2 within 2 %, on cubic and on flat voxels', () => {
    const r = 20;
    for (const dz of [1, 2]) {
      const [nz, n] = [48 / dz, 48];
      let inside = 0;
      const data = Uint8Array.from({ length: nz * n * n }, (_, t) => {
        const z = (Math.floor(t / (n * n)) - (nz - 1) / 2) * dz;
        const [y, x] = [(Math.floor(t / n) % n) - 23.5, (t % n) - 23.5];
        const pore = x * x + y * y + z * z <= r * r;
        if (pore) inside++;
        return pore ? 0 : 1;
      });
      const map = createPhaseMap(createGrid([nz, n, n], { spacing: [dz, 1, 1], periodic: true }), data, phases);
      const sample = createSpecimen([map]);
      expect(sample.voxels[0]).toBe(inside);
      const { crofton } = measureSurfaceArea(sample)[0] as SpecificSurfaceArea;
      const area = crofton! * nz * dz * n * n;
      expect(Math.abs(area / (4 * Math.PI * r * r) - 1)).toBeLessThan(0.02);
    }
  });

  it('of a digital disc gives the perimeter: S_V = (4/pi) L_A', () => {
    const n = 256;
    const r = 100;
    const data = Uint8Array.from({ length: n * n }, (_, t) =>
      Math.hypot(Math.floor(t / n) - 127.5, (t % n) - 127.5) <= r ? 0 : 1,
    );
    const [pore] = areas([n, n], data, { periodic: true });
    // Four directions integrate |cos| over the circle with a relative error of up to pi/8 / tan(pi/8) - 1 = -5.2 ...
    // +2.6 %; a disc averages it.
    expect(Math.abs((pore.stereological! * n * n) / (8 * r) - 1)).toBeLessThan(0.01);
  });

  it('gives the areas between phases by the three-phase identity', () => {
    let state = 5;
    const data = Uint8Array.from({ length: 12 ** 3 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 24) % 3;
    });
    const [s0, s1, s2] = areas([12, 12, 12], data).map((a) => a.faces);
    // The interface of pore and active counted by itself.
    let between = 0;
    const pair = (a: number, b: number): boolean => (a === 0 && b === 1) || (a === 1 && b === 0);
    for (let t = 0; t < data.length; t++) {
      [1, 12, 144].forEach((step, axis) => {
        if (Math.floor(t / 12 ** axis) % 12 < 11 && pair(data[t], data[t + step])) between++;
      });
    }
    expect((s0 + s1 - s2) / 2).toBeCloseTo(between / (11 * 12 * 12), 13);
  });

  it('is unmeasured for an absent phase and for a line of pixels', () => {
    expect(areas([2, 2], [0, 1, 0, 1])[2]).toEqual({ value: null, reason: 'phase binder is absent' });
    expect(areas([1, 4], [0, 1, 0, 1])[0]).toEqual({
      value: null,
      reason: 'some direction has no pair of unmasked neighbours',
    });
  });
});

describe("Crofton's formula", () => {
  it('on planes: 7.3 % too small along the grid, up to 2.3 % too large, without bias over all directions', () => {
    const lattice = boundaryDirections(3, [1, 1, 1]);
    // A plane separates the ends of a step d, per unit of its area, with probability |d n|; then X_d = |d n| S_V / 2.
    const ratio = (n: Triple): number =>
      lattice.reduce(
        (sum, { offset: d, weight, length }) =>
          sum + (2 * weight * Math.abs(d[0] * n[0] + d[1] * n[1] + d[2] * n[2])) / length,
        0,
      );
    expect(ratio([0, 0, 1]) - 1).toBeCloseTo(-0.0734, 4);
    // Directions on a spiral, equally dense on the sphere.
    const ratios = Array.from({ length: 20000 }, (_, i) => {
      const z = (2 * i + 1) / 20000 - 1;
      const [r, angle] = [Math.sqrt(1 - z * z), 2.399963 * i];
      return ratio([z, r * Math.cos(angle), r * Math.sin(angle)]);
    });
    expect(Math.min(...ratios) - 1).toBeGreaterThan(-0.0735);
    expect(Math.max(...ratios) - 1).toBeCloseTo(0.0228, 3);
    expect(ratios.reduce((a, b) => a + b, 0) / 20000).toBeCloseTo(1, 5);
  });
});
