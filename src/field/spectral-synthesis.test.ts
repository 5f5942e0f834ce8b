import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../test/fuzz/shapes.ts';
import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { families, prepareTapered } from '../correlation/index.ts';
import type { Triple } from '../grid/index.ts';
import { keyOf, normals } from '../random/index.ts';
import { createLagTable } from './lag-table.ts';
import { synthesiseField } from './spectral-synthesis.reference.ts';
import {
  type Box,
  type FieldNoise,
  hermite,
  type Power,
  SpectralSynthesis,
  synthesisScratch,
} from './spectral-synthesis.ts';

interface Case {
  readonly torus: Triple;
  readonly box: Box;
  readonly zScale?: number;
  readonly threads?: number;
  /** Layers at which the noise is drawn in two parts. */
  readonly cut?: number;
}

const taper = 9;
const noise: FieldNoise = { key: keyOf(3, 'noise'), realisation: 2, field: 1, origin: [-2, 5, -7] };

const correlation = ({ torus, zScale = 1 }: Case): Float64Array => {
  const family = families.low;
  const { lags } = createLagTable(torus, taper, zScale);
  const values = Float64Array.from(family.parameters, (p) => p.start);
  return prepareTapered(family, { lags, taper })(values).rho;
};

/** The box of one field of power 1 and of its centred square with weight -2. */
async function drawn(given: Case): Promise<{ field: Float32Array; square: Float32Array; clippedShare: number }> {
  const { torus, box, zScale = 1, threads = 1 } = given;
  const size = box.shape[0] * box.shape[1] * box.shape[2];
  const memory = new MemoryPlan(threads, synthesisScratch(torus));
  const synthesis = new SpectralSynthesis(memory, torus);
  const [field, square] = [memory.reserve(4 * size), memory.reserve(4 * size)];
  const team = await KernelTeam.start(memory);
  synthesis.prepare(team);
  const clippedShare = synthesis.setCorrelation(team, correlation(given), createLagTable(torus, taper, zScale));
  const { cut } = given;
  if (cut === undefined) synthesis.drawNoise(team, noise);
  else for (const part of [[cut, torus[0]] as const, [0, cut] as const]) synthesis.drawNoise(team, noise, part);
  synthesis.colour(team);
  synthesis.addTo(team, box, [
    { address: field, power: 1, weight: 1 },
    { address: square, power: 2, weight: -2 },
  ]);
  const out = { field: team.float32(field, size).slice(), square: team.float32(square, size).slice(), clippedShare };
  await team.close();
  return out;
}

const cases: Case[] = [
  { torus: [1, 1, 24], box: { margin: [0, 0, 3], shape: [1, 1, 17] } },
  { torus: [1, 20, 27], box: { margin: [0, 0, 0], shape: [1, 20, 27] } },
  { torus: [1, 37, 64], box: { margin: [0, 5, 7], shape: [1, 23, 41] } },
  { torus: [24, 1, 18], box: { margin: [0, 0, 0], shape: [24, 1, 18] } },
  { torus: [18, 21, 23], box: { margin: [1, 2, 3], shape: [15, 13, 10] } },
  { torus: [32, 30, 36], box: { margin: [0, 0, 0], shape: [32, 30, 36] }, zScale: 1.6 },
  { torus: [25, 29, 31], box: { margin: [0, 0, 0], shape: [25, 29, 31] } },
];

const unit = fc.double({ min: 0, max: 0.999, noNaN: true });
const coordinate = fc.integer({ min: -1000, max: 1000 });

describe('SpectralSynthesis', () => {
  it('draws noise in parts as in one', async () => {
    const given: Case = { torus: [18, 21, 23], box: { margin: [2, 1, 3], shape: [12, 15, 17] } };
    const [whole, parts] = [await drawn(given), await drawn({ ...given, cut: 7 })];
    expect(parts.field).toEqual(whole.field);
  });

  it.each(cases)('equals the reference on $torus', async (given) => {
    const { torus, box } = given;
    const result = await drawn(given);
    const reference = synthesiseField(torus, correlation(given), taper, given.zScale ?? 1, noise);
    expect(Math.abs(result.clippedShare - reference.clippedShare)).toBeLessThan(1e-12);
    const [, ny, nx] = torus;
    const [wz, wy, wx] = box.shape;
    // Unit variance through six float32 transforms of a dozen roundings each, on numbers no larger than about five.
    const tolerance = 5 * 6 * 12 * 2 ** -24;
    for (let z = 0, i = 0; z < wz; z++) {
      for (let y = 0; y < wy; y++) {
        for (let x = 0; x < wx; x++, i++) {
          const g = reference.values[((z + box.margin[0]) * ny + y + box.margin[1]) * nx + x + box.margin[2]];
          expect(Math.abs(result.field[i] - g)).toBeLessThan(tolerance);
          expect(Math.abs(result.square[i] + 2 * (g * g - 1))).toBeLessThan(4 * (Math.abs(g) + 1) * tolerance);
        }
      }
    }
  });

  it('equals the reference on any torus and box, of any even function, also where much of its spectrum is clipped', async () => {
    const fuzzed = fc.record({
      torus: shapes(6000),
      /** Where the box begins and ends, as shares of what there is. */
      begin: fc.tuple(unit, unit, unit),
      end: fc.tuple(unit, unit, unit),
      zScale: fc.constantFrom(1, 0.7, 1.6),
      /** Of a random even function besides the correlation. */
      roughness: fc.constantFrom(0, 0.1, 1),
      seed: fc.nat(),
      origin: fc.tuple(coordinate, coordinate, coordinate),
      power: fc.constantFrom<Power>(1, 2, 3, 4),
      product: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fuzzed, async ({ torus, begin, end, zScale, roughness, seed, origin, power, product }) => {
        const margin = torus.map((n, a) => Math.floor(begin[a] * n)) as unknown as Triple;
        const shape = torus.map((n, a) => 1 + Math.floor(end[a] * (n - margin[a]))) as unknown as Triple;
        const rough = normals(createLagTable(torus, taper, zScale).lags.length, keyOf(seed, 'rough'), 0);
        const rho = correlation({ torus, zScale, box: { margin, shape } }).map((v, i) => v + roughness * rough[i]);
        const own: FieldNoise = { key: keyOf(seed, 'noise'), realisation: seed % 1000, field: seed % 7, origin };
        const size = shape[0] * shape[1] * shape[2];
        const memory = new MemoryPlan(1, synthesisScratch(torus));
        const synthesis = new SpectralSynthesis(memory, torus);
        const [field, term, factor] = [0, 1, 2].map(() => memory.reserve(4 * size));
        const team = await KernelTeam.start(memory);
        synthesis.prepare(team);
        const clippedShare = synthesis.setCorrelation(team, rho, createLagTable(torus, taper, zScale));
        synthesis.drawNoise(team, own);
        synthesis.colour(team);
        const given = normals(size, keyOf(seed, 'factor'), 0);
        team.float32(factor, size).set(given);
        synthesis.addTo(team, { margin, shape }, [
          { address: field, power: 1, weight: 1 },
          { address: term, power, weight: -2, factor: product ? factor : undefined },
        ]);
        const [values, terms] = [field, term].map((address) => team.float32(address, size).slice());
        await team.close();
        const reference = synthesiseField(torus, rho, taper, zScale, own);
        expect(Math.abs(clippedShare - reference.clippedShare)).toBeLessThan(1e-12);
        const largest = reference.values.reduce((most, g) => Math.max(most, Math.abs(g)), 1);
        // As above; one prime of a length sums as many numbers as it has.
        const tolerance = largest * 6 * 12 * 2 ** -24 * Math.max(1, Math.max(...torus) / 16);
        const [, ny, nx] = torus;
        for (let z = 0, i = 0; z < shape[0]; z++) {
          for (let y = 0; y < shape[1]; y++) {
            for (let x = 0; x < shape[2]; x++, i++) {
              const g = reference.values[((z + margin[0]) * ny + y + margin[1]) * nx + x + margin[2]];
              expect(Math.abs(values[i] - g)).toBeLessThan(tolerance);
              const weight = -2 * (product ? given[i] : 1);
              const slack = Math.abs(weight) * 4 * (Math.abs(g) + 1) ** (power - 1) * power * tolerance;
              expect(Math.abs(terms[i] - weight * hermite(power, g))).toBeLessThan(slack);
            }
          }
        }
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('does not depend on the number of threads', async () => {
    const one = await drawn(cases[5]);
    for (const threads of [2, 4]) expect(await drawn({ ...cases[5], threads })).toEqual(one);
  });
});
