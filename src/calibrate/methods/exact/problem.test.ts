import { describe, expect, it } from 'vitest';
import { type FamilyName, families } from '../../../correlation/index.ts';
import { createGrid, type PhaseMap } from '../../../grid/index.ts';
import { type ModelRecord, parametersOf, phaseCount, presets, toRaws } from '../../../phase/index.ts';
import { keyOf, normals, uniforms } from '../../../random/index.ts';
import { createProblem, type FitSetup } from './problem.ts';
import { correlationLengthOf, covariances, measureStatistics } from './statistics.ts';
import { createTrustRegion } from './trust-region.ts';

/** An image of independent blots: squares of 4 x 4 pixels of one phase each. */
function blots(phases: number, edge: number, stream: number): PhaseMap {
  const cells = edge / 4;
  const u = uniforms(cells * cells, keyOf(6, 'problem'), stream);
  const data = Uint8Array.from({ length: edge * edge }, (_, i) => {
    const cell = (Math.floor(i / edge) >> 2) * cells + ((i % edge) >> 2);
    return Math.min(phases - 1, Math.floor(phases * u[cell] ** 1.3));
  });
  const grid = createGrid([1, edge, edge], { spacing: [1, 1, 1], unit: 'um', periodic: false });
  return { grid, data, phases: Array.from({ length: phases }, (_, label) => ({ name: `p${label}`, label })) };
}

function setupOf(record: ModelRecord, family: FamilyName): FitSetup {
  const image = blots(phaseCount(record), 96, 1);
  return {
    record,
    family,
    taper: 24,
    correlationLength: 4,
    statistics: measureStatistics([image], 10, 4),
    weights: { volume: 1e4, surface: 1e4, interface: 100, chord: 100, smoothness: 1 },
  };
}

const startOf = ({ record, family }: FitSetup, stream: number): Float64Array => {
  const parameters = parametersOf(record, family);
  const shift = normals(parameters.length, keyOf(7, 'start'), stream);
  const centre = toRaws(
    parameters,
    parameters.map((p) => p.start),
  );
  return centre.map((x, i) => x + 0.5 * parameters[i].spread * shift[i]);
};

describe('the loss', () => {
  const cases = Object.keys(families).flatMap((family) =>
    Object.values<ModelRecord>(presets)
      // Grains have no exact two-point functions.
      .filter(({ grains }) => !grains)
      .map((record) => ({ family: family as FamilyName, record })),
  );
  it.each(cases)('has the Jacobian of finite differences: $record.name, $family, two orders', ({ family, record }) => {
    const setup = setupOf(record, family);
    const phases = phaseCount(record);
    const orders = [
      Array.from({ length: phases }, (_, i) => i),
      Array.from({ length: phases }, (_, i) => (i + 1) % phases),
    ];
    const raw = startOf(setup, 1);
    for (const order of orders) {
      const problem = createProblem(setup, order, { points: 64, seed: 3 });
      const { residuals, jacobian } = problem.evaluate(raw, true);
      const direction = normals(raw.length, keyOf(7, 'direction'), 2);
      const at = (h: number): Float64Array =>
        problem.evaluate(
          raw.map((x, i) => x + h * direction[i]),
          false,
        ).residuals;
      // Richardson's combination of central differences has an error of h^4; at 2e-4 that is below the rounding of
      // residuals / h.
      const h = 2e-4;
      const [a, b, c, d] = [at(h), at(-h), at(2 * h), at(-2 * h)];
      const scale = Math.max(...residuals.map((_, r) => Math.abs(a[r] - b[r]) / (2 * h)));
      residuals.forEach((_, r) => {
        const numerical = (8 * (a[r] - b[r]) - (c[r] - d[r])) / (12 * h);
        const exact = direction.reduce((sum, v, i) => sum + v * jacobian[r * raw.length + i], 0);
        expect(Math.abs(numerical - exact)).toBeLessThan(1e-6 * scale);
      });
    }
  });

  it('vanishes, but for the prior, for data that are the model itself, in any order of phases', () => {
    const setup = setupOf(presets.assb, 'low');
    const raw = startOf(setup, 4);
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      const quadrature = { points: 64, seed: 3 };
      const { values } = createProblem(setup, order, quadrature).features(raw, false);
      const statistics = { ...setup.statistics, features: values };
      const problem = createProblem({ ...setup, statistics }, order, quadrature);
      const { residuals } = problem.evaluate(raw, false);
      residuals.subarray(0, problem.whitened).forEach((r) => {
        expect(Math.abs(r)).toBeLessThan(1e-9);
      });
    }
  });
});

describe('statistics of blocks', () => {
  it('know the covariance of independent squares: a product of triangles', () => {
    const statistics = measureStatistics([blots(2, 512, 9)], 6, 4);
    const { lags, values } = covariances(statistics);
    // At the axis neighbours (averaged over both axes) a covariance is 3/4 of that at 0, at the diagonal ones 9/16.
    const p = statistics.features[0];
    expect(values[0][0]).toBeCloseTo(p * (1 - p), 12);
    // 16384 squares: the ratio scatters by about 1/128.
    expect(Math.abs(values[0][1] / values[0][0] - 0.75)).toBeLessThan(4 / 128);
    expect(Math.abs(values[0][2] / values[0][0] - 0.5625)).toBeLessThan(4 / 128);
    expect(lags.slice(0, 3)).toEqual([0, 1, Math.SQRT2]);
    expect(correlationLengthOf(statistics)).toBeGreaterThan(1);
  });

  it('estimate the variance of the volume fraction of independent squares', () => {
    // Var = p (1 - p) 16 / area; the estimate from 64 blocks scatters by sqrt(2 / 64) of itself.
    const ratios = Array.from({ length: 8 }, (_, k) => {
      const s = measureStatistics([blots(2, 256, 20 + k)], 6, 4);
      const p = s.features[0];
      const variance = s.influences.reduce((sum, z) => sum + (z[0] * s.scales[0]) ** 2, 0);
      return variance / ((p * (1 - p) * 16) / 256 ** 2);
    });
    const mean = ratios.reduce((a, b) => a + b, 0) / 8;
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(2 / 64 / 8));
  });
});

describe('trust region', () => {
  it('leaves what is inside alone, leads back what is outside, and steps along what the loss does not feel', () => {
    const setup = setupOf(presets['level-set'], 'low');
    const raw = startOf(setup, 5);
    const { values } = createProblem(setup, [0, 1], { points: 2048, seed: 3 }).features(raw, false);
    // Data near the model, so that the loss at the optimum is small but not 0.
    const statistics = { ...setup.statistics, features: values.map((v, i) => v * (1 + 0.002 * Math.sin(i))) };
    const region = createTrustRegion({ ...setup, statistics }, [0, 1], raw, {
      trust: 0.5,
      seed: 3,
      discrepancy: 0.003,
    });
    expect(region.restore(raw)).toEqual({ raw, moved: false, relativeLoss: 1 });
    const away = raw.map((x) => x + 0.3);
    const restored = region.restore(away);
    expect(restored.moved).toBe(true);
    expect(restored.relativeLoss).toBeGreaterThan(1.5);
    let back = restored;
    for (let step = 0; step < 8 && back.moved; step++) back = region.restore(back.raw);
    expect(back.moved).toBe(false);
    // Against a gradient, and to first order the loss rises by no more than the square of the rate.
    const gradient = normals(raw.length, keyOf(4, 'gradient'), 0);
    const rate = 0.1;
    const stepped = region.step(raw, gradient, rate);
    expect(stepped.reduce((sum, x, i) => sum + (x - raw[i]) * gradient[i], 0)).toBeLessThan(0);
    const problem = createProblem({ ...setup, statistics }, [0, 1], { points: 1024, seed: 3 }, { tolerance: 0.003 });
    const { residuals, jacobian } = problem.evaluate(raw, true);
    const rise = residuals.reduce((sum, _, k) => {
      const along = stepped.reduce((s, x, i) => s + (x - raw[i]) * jacobian[k * raw.length + i], 0);
      return sum + along ** 2;
    }, 0);
    expect(rise).toBeLessThan(rate ** 2);
    // The same gradient alone, as far, is felt much more.
    const length = Math.hypot(...stepped.map((x, i) => x - raw[i])) / Math.hypot(...gradient);
    const plain = residuals.reduce((sum, _, k) => {
      const along = gradient.reduce((s, g, i) => s + g * length * jacobian[k * raw.length + i], 0);
      return sum + along ** 2;
    }, 0);
    expect(plain).toBeGreaterThan(4 * rise);
  });
});
