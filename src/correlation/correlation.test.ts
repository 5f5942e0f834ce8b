import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toValue } from './family.ts';
import { shell } from './gaussian-shell.ts';
import { generalisedCauchy } from './generalised-cauchy.ts';
import { families, prepareTapered } from './index.ts';
import { low, stretched } from './low.ts';
import { matern } from './matern.ts';

const oracleFile = new URL('../../../shared/peers/oracle.json', import.meta.url);

describe.each(Object.entries(families))('family %s', (_, family) => {
  const lags = Float64Array.from([0, 0.8, 1, Math.SQRT2, 2, 3.3, 7, 20, 41, 63.5, 64]);
  const evaluate = prepareTapered(family, { lags, taper: 64 });
  const start = Float64Array.from(family.parameters, (p, i) => toValue(p.transform, Math.sin(3 * i + 1) * 0.5));

  it('is a correlation: 1 at lag 0, within [-1, 1], 0 at the taper, curvature as the second difference at 0', () => {
    const { rho, curvature } = evaluate(start);
    expect(rho[0]).toBeCloseTo(1, 14);
    for (const value of rho) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-14);
    expect(Math.abs(rho.at(-1)!)).toBe(0);
    const h = 0.02;
    const near = prepareTapered(family, { lags: Float64Array.of(h, 2 * h), taper: 64 })(start).rho;
    // Richardson: (16 d(h) - d(2h)) / 15-like elimination of the h^4 term leaves O(h^4) plus rounding 1e-9 / h^2 of the
    // interpolation.
    const d1 = (2 * (1 - near[0])) / h ** 2;
    const d2 = (2 * (1 - near[1])) / (2 * h) ** 2;
    expect(Math.abs((4 * d1 - d2) / 3 / curvature - 1)).toBeLessThan(2e-3);
  });

  it('has the gradient of finite differences to 1e-5', () => {
    const weights = Float64Array.from(lags, (_, i) => Math.cos(2 * i));
    const loss = (values: Float64Array): number => evaluate(values).rho.reduce((s, r, i) => s + r * weights[i], 0);
    const gradient = evaluate(start).pullback(weights);
    const scale = Math.max(...gradient.map((g, i) => Math.abs(g * start[i])));
    family.parameters.forEach((_, i) => {
      const step = 1e-5 * Math.max(Math.abs(start[i]), 1e-3);
      const shifted = (sign: number): number => {
        const values = start.slice();
        values[i] += sign * step;
        return loss(values);
      };
      const difference = (shifted(1) - shifted(-1)) / (2 * step);
      // Relative to the largest sensitivity: a component that hardly matters is known no better than the others'
      // rounding.
      expect(Math.abs(difference - gradient[i]) * Math.abs(start[i])).toBeLessThan(1e-5 * scale);
    });
  });
});

describe.each(Object.entries(families))('family %s', (_, family) => {
  it('has a Jacobian whose transpose is the pullback', () => {
    const lags = Float64Array.of(0, 1, Math.SQRT2, 5, 30);
    const evaluate = prepareTapered(family, { lags, taper: 64 });
    const { pullback, jacobian } = evaluate(
      Float64Array.from(family.parameters, (p, i) => toValue(p.transform, Math.cos(2 * i) * 0.5)),
    );
    const rows = jacobian();
    lags.forEach((_, i) => {
      const unit = new Float64Array(lags.length);
      unit[i] = 1;
      pullback(unit).forEach((g, p) => {
        expect(Math.abs(g - rows[p][i])).toBeLessThan(1e-12);
      });
    });
  });
});

describe('components', () => {
  const radii = Float64Array.from({ length: 200 }, (_, n) => n / 4);
  const evaluate = (component: typeof matern, ...values: number[]) =>
    component.evaluate(Float64Array.from(values), radii, radii.map(Math.log)).value;
  const expectNear = (found: Float64Array, closed: (r: number) => number): void => {
    for (const [n, value] of found.entries()) expect(Math.abs(value - closed(radii[n]))).toBeLessThan(1e-13);
  };

  it('of Matern are exponentials times polynomials for half-integer smoothness', () => {
    const a = 7;
    expectNear(evaluate(matern, a, 0.5), (r) => Math.exp(-r / a));
    expectNear(evaluate(matern, a, 1.5), (r) => {
      const x = (Math.sqrt(3) * r) / a;
      return (1 + x) * Math.exp(-x);
    });
    expectNear(evaluate(matern, a, 2.5), (r) => {
      const x = (Math.sqrt(5) * r) / a;
      return (1 + x + (x * x) / 3) * Math.exp(-x);
    });
  });

  it('of generalised Cauchy and of the Gaussian shell are what they are at special parameters', () => {
    expectNear(evaluate(generalisedCauchy, 5, 2, 4), (r) => 1 / (1 + (r / 5) ** 2) ** 2);
    const same = evaluate(stretched, 9, 2, 0.3);
    const shells = evaluate(shell, 9, 0.3);
    for (const [n, value] of shells.entries()) expect(Math.abs(value - same[n])).toBeLessThan(1e-14);
  });
});

describe('low', () => {
  it('is exp(-(h/a)^2) convolved with its mollifier in closed form', () => {
    // A Gaussian exp(-(h/a)^2) has spectrum exp(-a^2 k^2 / 4); the mollifier adds s^2: range a' with a'^2 = a^2 + 4
    // s^2.
    const values = Float64Array.of(1, 6, 2, 0, 1e-12, 6, 2, 0, 1e-12, 6, 2, 0, 1.5);
    const lags = Float64Array.from({ length: 40 }, (_, i) => i / 2);
    const { rho, curvature } = low.prepare({ lags, taper: 64 })(values);
    const wide = 36 + 4 * 1.5 ** 2;
    lags.forEach((h, i) => {
      expect(Math.abs(rho[i] - Math.exp(-(h * h) / wide))).toBeLessThan(1e-13);
    });
    expect(curvature).toBeCloseTo(2 / wide, 10);
  });

  it.skipIf(!existsSync(oracleFile))('meets the adaptive quadrature of an independent program', () => {
    const oracle = JSON.parse(readFileSync(oracleFile, 'utf8'));
    const limit = 1.1e-5;
    for (const [name, set] of Object.entries<OracleSet>(oracle.sets)) {
      for (const [field, p] of Object.entries(set.theta.fields)) {
        const values = Float64Array.of(
          ...[0, 1, 2].flatMap((c) => [p.weights[c], p.ranges[c], p.shapes[c], p.wavenumbers[c]]),
          p.mollifier,
        );
        const lags = Float64Array.from(set.rho.lags);
        // A taper of 0 stands for none in the oracle; the transform's radius then follows the usual one.
        const taper = set.theta.taper || 64;
        const prepare = set.theta.taper ? prepareTapered.bind(null, low) : low.prepare;
        const { rho, curvature } = prepare({ lags, taper })(values);
        // A component with p <= 1 has a cusp at 0, where the sum's error falls with the fourth power of the step of
        // 0.25 voxels.
        rho.forEach((value, i) => {
          expect(Math.abs(value - set.rho[field][i]), `${name} ${field} lag ${lags[i]}`).toBeLessThan(limit);
        });
        // 1 - rho(1) is half the curvature, so twice the error of rho.
        const difference = Math.abs(curvature - set.minus_second_derivative_at_0[field]);
        expect(difference, `${name} ${field}`).toBeLessThan(2 * limit);
      }
    }
  });
});

interface OracleSet {
  theta: {
    taper: number;
    fields: Record<
      string,
      { weights: number[]; ranges: number[]; shapes: number[]; wavenumbers: number[]; mollifier: number }
    >;
  };
  rho: Record<string, number[]>;
  minus_second_derivative_at_0: Record<string, number>;
}
