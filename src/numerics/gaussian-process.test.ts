import { describe, expect, it } from 'vitest';
import { gaussianProcess, processWith } from './gaussian-process.ts';
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

  it('given its covariance, has the closed form of one and of two measurements', () => {
    const covariance = { lengths: [0.5], signal: 2, noise: 0.3 };
    // One: the mean is the value itself; at the point only the error of the value is left, far away the signal too.
    const one = processWith([[0]], [7], [0.4], covariance);
    expect(one.predict([0]).mean).toBeCloseTo(7, 12);
    expect(one.predict([0]).deviation).toBeCloseTo(Math.hypot(0.3, 0.4), 12);
    expect(one.predict([1e3]).deviation).toBeCloseTo(Math.sqrt(2 * 4 + 0.25), 12);
    // Two, far apart: far from both, the mean weighted by 1 / (signal^2 + noise^2 + error^2).
    const two = processWith([[0], [1e3]], [1, 4], [0, 3], covariance);
    const [a, b] = [1 / (4 + 0.09), 1 / (4 + 0.09 + 9)];
    const mean = (a + 4 * b) / (a + b);
    expect(two.predict([500]).mean).toBeCloseTo(mean, 12);
    expect(two.predict([500]).deviation).toBeCloseTo(Math.sqrt(4 + 1 / (a + b)), 12);
    // At the second, its value counts for signal^2 of signal^2 + noise^2 + error^2.
    expect(two.predict([1e3]).mean).toBeCloseTo(mean + 4 * b * (4 - mean), 12);
  });

  it('takes n measurements of one error for their mean with an error less by the root of n', () => {
    const covariance = { lengths: [0.4, 0.7], signal: 1, noise: 0 };
    const [p, q] = [
      [0.2, 0.3],
      [0.6, 0.9],
    ];
    const several = processWith([p, p, p, p, q], [1, 2, 4, 5, 2], [0.6, 0.6, 0.6, 0.6, 0.1], covariance);
    const means = processWith([p, q], [3, 2], [0.3, 0.1], covariance);
    for (const point of [p, q, [0.4, 0.5], [2, 2]]) {
      expect(several.predict(point).mean).toBeCloseTo(means.predict(point).mean, 10);
      expect(several.predict(point).deviation).toBeCloseTo(means.predict(point).deviation, 10);
    }
  });

  it('does not follow scatter that is known, and follows it where it is said to be none', () => {
    const scattered = grid.map((point, i) => smooth(point) + (i % 2 === 0 ? 0.2 : -0.2));
    const known = gaussianProcess(grid, scattered, Array(25).fill(0.2));
    // All of the scatter is in the errors: less than half of it is left for noise of its own.
    expect(known.noise).toBeLessThan(0.1);
    // The mean of a point and its neighbours: an alternating error cancels, but for the corners.
    for (const point of grid.filter(([x, y]) => x > 0 && x < 1 && y > 0 && y < 1)) {
      expect(Math.abs(known.predict(point).mean - smooth(point))).toBeLessThan(0.1);
    }
    // A point with a large error is passed by; the same value without one is met.
    const outlier = grid.map((point, i) => smooth(point) + (i === 12 ? 1 : 0));
    const errors = grid.map((_, i) => (i === 12 ? 10 : 0));
    expect(Math.abs(gaussianProcess(grid, outlier, errors).predict(grid[12]).mean - smooth(grid[12]))).toBeLessThan(
      0.05,
    );
  });

  it('has the trend of generalised least squares, and its error far away', () => {
    const covariance = { lengths: [0.5], signal: 0.001, noise: 0.5 };
    const x = [0, 1, 2, 3];
    // Next to no signal: a straight line by least squares, slope 2.6 and intercept 0.6 by hand.
    const line = processWith(
      x.map((v) => [v]),
      [1, 3, 5, 9],
      [0, 0, 0, 0],
      covariance,
      'linear',
    );
    expect(line.predict([10]).mean).toBeCloseTo(26.6, 4);
    // Variance of a line: noise^2 (1 / 4 + (10 - 1.5)^2 / 5).
    expect(line.predict([10]).deviation).toBeCloseTo(0.5 * Math.sqrt(0.25 + 8.5 ** 2 / 5), 4);
  });

  it('with a linear mean goes on beyond the points', () => {
    const slope = ([a, b]: readonly number[]): number => 2 * a - b;
    const process = gaussianProcess(grid, grid.map(slope), undefined, 'linear');
    expect(process.predict([2, 2]).mean).toBeCloseTo(2, 2);
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
