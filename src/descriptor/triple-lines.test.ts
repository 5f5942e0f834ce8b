import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, parametersOf, presets, realise } from '../phase/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { createSpecimen } from './specimen.ts';
import { measureTripleLines, type TripleLines } from './triple-lines.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));

/** A map whose voxels are labelled by their place [z, y, x]. */
function mapOf(
  shape: readonly number[],
  label: (z: number, y: number, x: number) => number,
  options: { spacing?: number[]; periodic?: boolean; phases?: number } = {},
): PhaseMap {
  const { phases: count = 3, ...own } = options;
  const grid = createGrid(shape, { unit: 'um', ...own });
  const [nz, ny, nx] = grid.shape;
  const data = new Uint8Array(nz * ny * nx);
  for (let i = 0; i < data.length; i++) data[i] = label(Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx);
  return createPhaseMap(grid, data, [...phases, { name: 'd', label: 3 }].slice(0, count));
}

const measure = (map: PhaseMap): TripleLines[] => measureTripleLines(createSpecimen([map])) as TripleLines[];

/** Phase of a point in a fan of sectors that meet at a place; angles in turns, rising, the last sector reaches 1. */
const sectorAt = (y: number, x: number, turn: number, ends: readonly number[]): number => {
  const angle = (((Math.atan2(y, x) / (2 * Math.PI) - turn) % 1) + 1) % 1;
  return ends.findIndex((end) => angle < end);
};

describe('triple lines', () => {
  it('of three sectors that meet at a point are one point', () => {
    const map = mapOf([20, 30], (_, y, x) => (x < 11 ? 0 : y < 7 ? 1 : 2), { spacing: [0.5, 0.2] });
    const expected = 1 / (19 * 29) / (0.5 * 0.2);
    for (const { pointsPerArea, value, unit } of measure(map)) {
      expect(pointsPerArea).toBeCloseTo(expected, 12);
      expect(value).toBeCloseTo(2 * expected, 12);
      expect(unit).toBe('1/um^2');
    }
  });

  it('of a line along z are two thirds of its length: one of three families of planes sees it', () => {
    const map = mapOf([6, 10, 12], (_z, y, x) => (x < 5 ? 0 : y < 4 ? 1 : 2), { spacing: [2, 3, 5] });
    expect(measure(map)[0].value).toBeCloseTo((2 / 3) * (1 / (9 * 11) / 15), 12);
  });

  it('are absent between stripes and in two phases, and have reasons where they cannot be measured', () => {
    expect(measure(mapOf([12, 15], (_, _y, x) => Math.floor(x / 5)))[1]).toMatchObject({ value: 0, pointsPerArea: 0 });
    const two = measureTripleLines(createSpecimen([mapOf([8, 8], (_, y) => (y < 4 ? 0 : 1), { phases: 2 })]));
    expect(two[0]).toEqual({ value: null, reason: 'fewer than three phases' });
    const [a, , c] = measureTripleLines(createSpecimen([mapOf([8, 8], (_, y) => (y < 4 ? 0 : 1))]));
    expect(a).toMatchObject({ value: 0 });
    expect(c).toEqual({ value: null, reason: 'phase c is absent' });
    expect(measureTripleLines(createSpecimen([mapOf([1, 8], (_, _y, x) => x % 3)]))[0]).toMatchObject({ value: null });
  });

  it('count neighbourhoods of 2 x 2 as a double loop does, masked, periodic, with four phases', () => {
    const u = uniforms(9 * 11, keyOf(5, 'vertices'), 0);
    for (const periodic of [false, true]) {
      const labels = (_: number, y: number, x: number): number => {
        const value = Math.floor(4.4 * u[y * 11 + x]);
        return value === 4 ? masked : value;
      };
      const map = mapOf([9, 11], labels, { periodic, phases: 4 });
      const points = [0, 0, 0, 0];
      let seen = 0;
      for (let y = 0; y < 9; y++) {
        for (let x = 0; x < 11; x++) {
          if (!periodic && (y === 8 || x === 10)) continue;
          const [a, b, c, d] = [
            [y, x],
            [y, x + 1],
            [y + 1, x],
            [y + 1, x + 1],
          ].map(([row, column]) => map.data[(row % 9) * 11 + (column % 11)]);
          if ([a, b, c, d].includes(masked)) continue;
          seen++;
          for (const phase of [0, 1, 2, 3]) {
            const kinds = new Set([a, b, c, d]);
            if (!kinds.has(phase)) continue;
            if (kinds.size === 4) points[phase] += 1.5;
            // Three kinds: one occurs twice, on an edge unless on a diagonal.
            if (kinds.size === 3 && a !== d && b !== c) points[phase] += 1;
          }
        }
      }
      measure(map).forEach(({ pointsPerArea }, phase) => {
        expect(pointsPerArea).toBeCloseTo(points[phase] / seen, 12);
      });
    }
  });

  it('of sectors at random places and angles are one point on average, from 45 degrees on', () => {
    // Sectors of 12 x 12 pixels: the tip of 45 degrees lies within. 4000 fans scatter by at most 0.4 each: 4 standard
    // errors are 0.025.
    const draws = uniforms(3 * 4000, keyOf(9, 'fans'), 0);
    for (const ends of [
      [1 / 3, 2 / 3, 1],
      [1 / 4, 1 / 2, 1],
      [1 / 8, 1 / 2, 1],
    ]) {
      let points = 0;
      for (let k = 0; k < 4000; k++) {
        const [y0, x0, turn] = draws.subarray(3 * k, 3 * k + 3);
        const map = mapOf([12, 12], (_, y, x) => sectorAt(y - 5 - y0, x - 5 - x0, turn, ends));
        const [{ pointsPerArea }] = measure(map);
        points += pointsPerArea === undefined ? 0 : pointsPerArea * 121;
      }
      expect(Math.abs(points / 4000 - 1)).toBeLessThan(0.025);
    }
  });

  it('of two truncated Gaussian fields agree with their closed form, in sections and in a volume', async () => {
    // By the formula of Kac and Rice, P_A = phi(l1) phi(l2) sqrt(mu_X mu_Y) and L_V = 2 P_A. Their boundaries meet at
    // an angle t between a straight and an ending line, of density sin(t) / 2, with which the points of a fan have a
    // mean of 1.047 +- 0.007 by integration.
    const record = presets.plurigaussian;
    const [l1, l2, mu] = [0.2, -0.3, 0.0353];
    const shapes: Record<string, number> = { lambda1: l1, lambda2: l2, mollifier: 0.5 };
    const named = (name: string): number | undefined =>
      name.startsWith('range') ? 8 : name.startsWith('shape') ? 2 : name.startsWith('wavenumber') ? 1e-3 : shapes[name];
    const model: ExcursionModel = {
      ...{ record, family: 'low', taper: 64, zScale: 1, spacing: [1, 1, 1], unit: 'um', phases, order: [0, 1, 2] },
      values: Float64Array.from(parametersOf(record, 'low'), ({ name, start }) => named(name) ?? start),
    };
    const density = (u: number): number => Math.exp(-(u * u) / 2) / Math.sqrt(2 * Math.PI);
    const expected = 2 * density(l1) * density(l2) * mu;
    const images = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((realisation) =>
        realise(model, { shape: [512, 512], seed: 3, realisation, periodic: true }),
      ),
    );
    const [{ value: ofImages }] = measureTripleLines(createSpecimen(images.map(({ map }) => map))) as TripleLines[];
    // Images of 512^2 scatter by 2.4 %: 4 standard errors of the mean of six are 4 %; a volume of 128^3 scatters by
    // about 2 %.
    expect(Math.abs(ofImages / expected - 1.047)).toBeLessThan(0.04 + 0.007);
    const { map } = await realise(model, { shape: [128, 128, 128], seed: 3, periodic: true });
    expect(Math.abs(measure(map)[0].value / expected - 1.047)).toBeLessThan(0.08);
  });
});
