import { describe, expect, it } from 'vitest';
import { gaussianProcess } from './gaussian-process.ts';
import { linearRegression } from './linear-regression.ts';

describe('a Gaussian process', () => {
  const grid = Array.from({ length: 25 }, (_, i) => [(i % 5) / 4, Math.floor(i / 5) / 4]);
  const smooth = ([x, y]: readonly number[]): number => Math.sin(3 * x) + 0.3 * y;

  it('passes close to noiseless values and predicts between them', () => {
    const process = gaussianProcess(grid, grid.map(smooth));
    for (const point of grid) expect(process.predict(point).mean).toBeCloseTo(smooth(point), 2);
    // Matern splines of a smooth function on a grid of 1/4: errors of the order of the third power of the step.
    for (const point of [
      [0.4, 0.6],
      [0.9, 0.1],
    ]) {
      expect(Math.abs(process.predict(point).mean - smooth(point))).toBeLessThan(0.02);
    }
    // It changes faster with the first input, and knows little far away.
    expect(process.lengths[0]).toBeLessThan(process.lengths[1]);
    expect(process.predict([9, 9]).deviation).toBeGreaterThan(10 * process.predict([0.5, 0.5]).deviation);
  });

  it('takes alternating errors for noise', () => {
    const process = gaussianProcess(
      grid,
      grid.map((point, i) => smooth(point) + (i % 2 === 0 ? 0.2 : -0.2)),
    );
    expect(process.noise).toBeGreaterThan(0.1);
    expect(process.noise).toBeLessThan(0.4);
    expect(Math.abs(process.predict([0.5, 0.5]).mean - smooth([0.5, 0.5]))).toBeLessThan(0.2);
  });

  it('of equal values is constant', () => {
    const process = gaussianProcess(grid, Array(25).fill(3));
    expect(process.predict([0.3, 0.3]).mean).toBeCloseTo(3, 12);
  });
});

describe('a linear regression', () => {
  it('has the closed form of a straight line', () => {
    const x = [0, 1, 2, 3];
    const fit = linearRegression(
      x.map((v) => [1, v]),
      [1, 3, 5, 9],
    )!;
    // Slope 13 / 5 by hand; intercept 4.5 - 1.5 * 2.6; residuals .4, -.2, -.8, .6; s^2 = 1.2 / 2.
    expect(fit.coefficients[1]).toBeCloseTo(2.6, 12);
    expect(fit.coefficients[0]).toBeCloseTo(0.6, 12);
    expect(fit.deviation).toBeCloseTo(Math.sqrt(0.6), 12);
    expect(fit.standardErrors[1]).toBeCloseTo(Math.sqrt(0.6 / 5), 12);
  });

  it('refuses columns that depend on each other, and too few rows', () => {
    expect(
      linearRegression(
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        [1, 2, 3],
      ),
    ).toBeUndefined();
    expect(linearRegression([[1, 2]], [1])).toBeUndefined();
  });
});
