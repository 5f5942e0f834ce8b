import { existsSync, readFileSync } from 'node:fs';
import { expect, describe as group, it } from 'vitest';
import { families, prepareTapered } from '../../src/correlation/index.ts';
import { describe } from '../../src/descriptor/index.ts';
import type { PhaseMap } from '../../src/grid/index.ts';
import {
  type ExcursionModel,
  fieldValues,
  type ModelRecord,
  parametersOf,
  phaseCount,
  presets,
  realise,
} from '../../src/phase/index.ts';
import {
  chiSquareSet,
  cubicSet,
  type ExcursionLaw,
  levelSet,
  pixelSurface,
  productSet,
  unionSet,
} from './excursions.ts';
import { written } from './written-records.ts';

const oracleFile = new URL('../../../shared/peers/oracle.json', import.meta.url);

/**
 * Four standard errors: a right program fails a comparison with probability 6e-5. Seeds are fixed, so it either always
 * passes or never.
 */
const errors = 4;

function expectMean(values: readonly number[], expected: number, what: string): void {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b) / n;
  const error = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1) / n);
  expect(Math.abs(mean - expected), `${what}: ${mean} for ${expected}, standard error ${error}`).toBeLessThan(
    errors * error,
  );
}

function modelOf(record: ModelRecord, values: Float64Array, taper: number): ExcursionModel {
  const phases = Array.from({ length: phaseCount(record) }, (_, i) => ({ name: `p${i}`, label: i }));
  return {
    record,
    family: 'low',
    values,
    taper,
    zScale: 1,
    spacing: [1, 1, 1],
    unit: 'voxel',
    phases,
    order: phases.map((p) => p.label),
  };
}

/** Correlation parameters: weights, ranges, shapes, wavenumbers of three components, mollifier. */
const correlation = [0.6, 7, 1.8, 0.15, 0.3, 12, 1.4, 0.05, 0.1, 5, 1.2, 0, 1.2];

function rhoOf(model: ExcursionModel, field: number): (lag: number) => number {
  return (lag) => {
    const evaluate = prepareTapered(families.low, { lags: Float64Array.of(lag), taper: model.taper });
    return evaluate(fieldValues(model.record, 'low', model.values, field)).rho[0];
  };
}

/**
 * Share of periodic pairs at an offset [dz, dy, dx] with the first point in phase i and the second in phase j, averaged
 * over both senses.
 */
function pairShare({ data, grid }: PhaseMap, i: number, j: number, [dz, dy, dx]: readonly number[]): number {
  const [nz, ny, nx] = grid.shape;
  let count = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = (z * ny + y) * nx;
      const other = (((z + dz) % nz) * ny + ((y + dy) % ny)) * nx;
      for (let x = 0; x < nx; x++) {
        const [a, b] = [data[row + x], data[other + ((x + dx) % nx)]];
        if (a === i && b === j) count++;
        if (a === j && b === i) count++;
      }
    }
  }
  return count / (2 * data.length);
}

const lags = [1, 2, 5, 9, 17, 30];
const recordOf = (sums: string[], cells?: number[]): ModelRecord => {
  const thresholds = Object.fromEntries(sums.map((_, l) => [`t${l + 1}`, 0]));
  return written('pure', sums, thresholds, cells).record;
};
const cases: [string, ModelRecord, number | number[], ExcursionLaw][] = [
  ['level-set', presets['level-set'], 0.35, levelSet(0.35)],
  [
    'pure chi-square',
    {
      ...presets['level-set'],
      name: 'chi-square',
      latents: [{ name: 'A', terms: [{ kind: 'field', field: 'X', power: 2, coefficient: [] }], threshold: 'lambda1' }],
    },
    0.2,
    // The latent is X^2 - 1.
    chiSquareSet(1.2),
  ],
  ['pure cubic', recordOf(['X^3']), 0.4, cubicSet(0.4)],
  ['pure product', recordOf(['X*Y']), 0, productSet],
  ['union', recordOf(['X', 'Y'], [0, 0, 1]), [0.9, 0.6], unionSet(0.9, 0.6)],
];

/** Classes of which an error in drawing or measuring would show; the others run with the long tests. */
const short = ['level-set', 'union'];

group.each(cases)('%s realisations', (name, record, threshold, law) => {
  const tags = short.includes(name) ? [] : ['long'];
  const correlations = record.fields.flatMap(() => correlation);
  const model = modelOf(record, Float64Array.of(...[threshold].flat(), ...correlations), 48);
  const rho = rhoOf(model, 0);
  const draw = async (shape: number[], realisation: number): Promise<PhaseMap> =>
    (await realise(model, { shape, seed: 5, realisation, periodic: true })).map;

  it('have in 2D the closed-form two-point function, pixel surface area and mean chord', { tags }, async () => {
    const maps = await Promise.all(Array.from({ length: 40 }, (_, r) => draw([128, 128], r)));
    expectMean(
      maps.map((m) => pairShare(m, 0, 0, [0, 0, 0])),
      law.volumeFraction,
      'volume fraction',
    );
    for (const h of lags) {
      const shares = maps.map((m) => (pairShare(m, 0, 0, [0, 0, h]) + pairShare(m, 0, 0, [0, h, 0])) / 2);
      expectMean(shares, law.twoPoint(rho(h)), `C(${h})`);
    }
    const measured = (await Promise.all(maps.map((m) => describe(m)))).map((d) => d.phases[0]);
    const areas = measured.map((p) => (p.specificSurfaceArea as { stereological: number }).stereological);
    expectMean(areas, pixelSurface(law, rho), 'surface area');
    // The mean chord is p / (p - C(1)); as a ratio of means it is compared through p - C(1) <chord> = p, chord by chord
    // ends on the torus.
    const ends = maps.map((m) => (pairShare(m, 0, 1, [0, 0, 1]) + pairShare(m, 0, 1, [0, 1, 0])) / 2);
    const chord = law.volumeFraction / (law.volumeFraction - law.twoPoint(rho(1)));
    const residuals = maps.map((m, i) => pairShare(m, 0, 0, [0, 0, 0]) - chord * ends[i]);
    expectMean(residuals, 0, 'mean chord');
    // Complete chords in a window are a few percent short of that (long ones are cut); on 128 pixels by at most chord /
    // 128 per chord end.
    const complete = measured.map((p) => (p.chordLength.x as { mean: number }).mean);
    const mean = complete.reduce((a, b) => a + b) / complete.length;
    expect(mean / chord).toBeGreaterThan(1 - (4 * chord) / 128);
    expect(mean / chord).toBeLessThan(1.02);
  });

  it('have in 3D, in every direction, the two-point function of 2D', async () => {
    const maps = await Promise.all(Array.from({ length: 10 }, (_, r) => draw([96, 96, 96], 100 + r)));
    for (const h of [1, 5, 17]) {
      for (const offset of [
        [0, 0, h],
        [0, h, 0],
        [h, 0, 0],
      ]) {
        expectMean(
          maps.map((m) => pairShare(m, 0, 0, offset)),
          law.twoPoint(rho(h)),
          `C(${offset})`,
        );
      }
    }
  });
});

interface OracleSet {
  theta: Record<string, number> & {
    fields: Record<
      string,
      { weights: number[]; ranges: number[]; shapes: number[]; wavenumbers: number[]; mollifier: number }
    >;
  };
  volume_fractions: number[];
  two_point: Record<string, number[]>;
}

group.skipIf(!existsSync(oracleFile))('five-field realisations meet the values of an independent program', () => {
  const sets: Record<string, OracleSet> = existsSync(oracleFile)
    ? JSON.parse(readFileSync(oracleFile, 'utf8')).sets
    : {};
  const record = presets.assb;
  it.each(Object.entries(sets))('%s', async (_, set) => {
    const { theta } = set;
    const values = Float64Array.of(
      ...record.scalars.map((p) => theta[p.name]),
      ...record.fields.flatMap((name) => {
        const f = theta.fields[name];
        return [...[0, 1, 2].flatMap((c) => [f.weights[c], f.ranges[c], f.shapes[c], f.wavenumbers[c]]), f.mollifier];
      }),
    );
    expect(values.length).toBe(parametersOf(record, 'low').length);
    // A set without taper gets one so wide that it takes 1 % of rho at the longest lag compared, where rho itself is
    // below 0.1: less than a tenth of the standard errors.
    const model = modelOf(record, values, theta.taper || 1000);
    const edge = theta.taper ? 2 * theta.taper : 192;
    const maps: PhaseMap[] = [];
    for (let r = 0; r < 60; r++) {
      maps.push((await realise(model, { shape: [edge, edge], seed: 9, realisation: r, periodic: true })).map);
    }
    for (const p of [0, 1, 2])
      expectMean(
        maps.map((m) => pairShare(m, p, p, [0, 0, 0])),
        set.volume_fractions[p],
        `V${p + 1}`,
      );
    for (const [i, j] of [
      [0, 0],
      [1, 1],
      [2, 2],
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      set.two_point[`C_${i + 1}${j + 1}`].forEach((expected, k) => {
        const lag = set.two_point.lags[k];
        const offsets = Number.isInteger(lag)
          ? [
              [0, 0, lag],
              [0, lag, 0],
            ]
          : [[0, 1, 1]];
        const shares = maps.map((m) => offsets.reduce((s, o) => s + pairShare(m, i, j, o), 0) / offsets.length);
        expectMean(shares, expected, `C${i + 1}${j + 1}(${lag.toFixed(2)})`);
      });
    }
  });
});
