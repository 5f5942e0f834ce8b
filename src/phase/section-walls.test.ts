import { describe, expect, it } from 'vitest';
import type { PlaneLaw, PlaneSpectrum } from '../field/index.ts';
import { keyOf, normals } from '../random/index.ts';
import { bindLatents, createModel, type ExcursionModel, type ModelRecord, presets } from './index.ts';
import { SectionWalls } from './section-walls.ts';
import { type KnownSections, SectionWork } from './section-work.ts';
import { truncate } from './truncation.ts';

const [n, octant] = [12, 7];

/** Independent fields of long waves on planes; two planes share half of their variance. */
function lawOf(planes: number): PlaneLaw {
  const spectrum = Float64Array.from({ length: octant * octant }, (_, k) => {
    const [y, x] = [Math.floor(k / octant), k % octant];
    return Math.exp(-0.5 * (y * y + x * x));
  });
  let sum = 0;
  for (let i = 0; i < n * n; i++) {
    const [y, x] = [Math.floor(i / n), i % n];
    sum += spectrum[Math.min(y, n - y) * octant + Math.min(x, n - x)] / (n * n);
  }
  const roots = new Float64Array(octant * octant * planes * planes);
  spectrum.forEach((value, k) => {
    const root = Math.sqrt(value / sum);
    const own = planes === 1 ? [1] : [1, 0, Math.SQRT1_2, Math.SQRT1_2];
    own.forEach((part, i) => {
      roots[k * planes * planes + i] = part * root;
    });
  });
  return {
    torus: [n, n, n],
    planes: Array.from({ length: planes }, (_, i) => 2 * i),
    covariances: new Float64Array(),
    roots,
  };
}

/** Walls of a model around the phases of its own noise, or around given ones. */
function wallsOf(model: ExcursionModel, edge: number, planes: number, given?: Uint8Array) {
  const laws = model.record.fields.map(() => lawOf(planes));
  const sets = new Uint8Array(planes * edge * edge);
  const known: KnownSections = { margin: [0, 0], shape: [edge, edge], sets };
  const work = new SectionWork(model, laws, known);
  const white = (stream: number): PlaneSpectrum => work.toSpectra(normals(work.size, keyOf(3, 'walls'), stream));
  const place = white(0);
  work.fill(place);
  sets.set(given ?? truncate(work.latents, work.cells));
  const scalars = model.values.subarray(0, model.record.scalars.length);
  return { work, white, place, walls: new SectionWalls(work, bindLatents(model.record), scalars) };
}

const length = ({ re, im }: PlaneSpectrum): number => [...re, ...im].reduce((sum, v) => sum + v * v, 0);

/** A record with every kind of term of Gaussian fields. */
const { 'level-set': levelSet, ...others } = presets;
const everyTerm: ModelRecord = {
  ...others.plurigaussian,
  name: 'every-term',
  latents: others.plurigaussian.latents.map((own, l) => ({
    ...own,
    terms: [
      ...own.terms,
      ...([2, 3, 4] as const).map((power) => ({ kind: 'field' as const, field: 'X', power, coefficient: [] })),
      {
        kind: 'product' as const,
        field: 'X',
        power: l === 0 ? (1 as const) : (3 as const),
        times: 'Y',
        coefficient: [],
      },
    ],
  })),
};
const gaussian = [...Object.values(presets).filter(({ grains }) => grains === undefined), everyTerm];

describe('noise that moves between the walls of its phases', () => {
  it.each(gaussian.map((record) => [record.name, record] as const))(
    'keeps phases and energy, and comes back the same way: %s',
    (_, record) => {
      const { walls, white, place } = wallsOf(createModel(record, { taper: 8 }), 10, 2);
      const velocity = white(1);
      const start = place.re.slice();
      const energy = length(place) + length(velocity);
      walls.move(place, velocity, 0.2);
      expect(walls.bounces).toBeGreaterThan(3);
      expect(walls.agreement()).toBe(1);
      expect(length(place) + length(velocity)).toBeCloseTo(energy, 6);
      for (const part of [velocity.re, velocity.im]) for (let i = 0; i < part.length; i++) part[i] = -part[i];
      walls.move(place, velocity, 0.2);
      // Bounces amplify rounding.
      place.re.forEach((v, i) => {
        expect(v).toBeCloseTo(start[i], 5);
      });
    },
  );

  it('has the law of two correlated normals that are both positive', () => {
    const model = createModel(levelSet, { taper: 8, parameters: { scalars: { lambda1: 0 } } });
    const sets = Uint8Array.of(0, 0, 255, 255);
    const { work, walls, white, place } = wallsOf(model, 2, 1, sets);
    const correlation = work.covariance(0, 0, 0)[1];
    const moves = 1500;
    const values = Array.from({ length: moves }, (_, move) => {
      walls.move(place, white(move + 1), Math.PI / 2);
      work.fill(place);
      return [work.fields[0][0], work.fields[0][1]];
    });
    expect(walls.agreement()).toBe(1);
    const kept = values.slice(20);
    const mean = kept.reduce((sum, [a, b]) => sum + (a + b) / 2, 0) / kept.length;
    // By Sheppard's formula the quadrant has 1/4 + asin(rho) / (2 pi); the mean of a normal over it is (1 + rho) / (2
    // sqrt(2 pi)) of the whole plane.
    const exact = (1 + correlation) / (2 * Math.sqrt(2 * Math.PI)) / (0.25 + Math.asin(correlation) / (2 * Math.PI));
    // Batches of 37 moves are independent; 3.7 standard errors.
    const batches = Array.from({ length: 40 }, (_, k) => kept.slice(37 * k, 37 * (k + 1)));
    const means = batches.map((own) => own.reduce((sum, [a, b]) => sum + (a + b) / 2, 0) / own.length);
    const error = Math.sqrt(means.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 39 / 40);
    expect(error).toBeLessThan(0.02);
    expect(Math.abs(mean - exact)).toBeLessThan(3.7 * error);
  });
});
