import { describe, expect, it } from 'vitest';
import { addGram, factorise, solveLower, solveLowerColumns, solveUpper } from '../../../numerics/cholesky.ts';
import { fisherTail } from '../../../numerics/fisher.ts';
import { levenbergMarquardt, marquardtQuestions } from '../../../numerics/levenberg-marquardt.ts';
import { keyOf, normals } from '../../../random/index.ts';
import type { Problem } from './problem.ts';

const random = (count: number, stream: number): Float64Array => normals(count, keyOf(8, 'squares'), stream);

describe('Cholesky', () => {
  const n = 7;
  const rows = 20;
  const j = random(rows * n, 1);
  const gram = new Float64Array(n * n);
  addGram(j, rows, n, gram);
  const at = (r: number, c: number): number => gram[Math.max(r, c) * n + Math.min(r, c)];

  it('solves the normal equations', () => {
    const factor = gram.slice();
    expect(factorise(factor, n)).toBe(true);
    const x = random(n, 2);
    const b = Float64Array.from({ length: n }, (_, r) => x.reduce((sum, v, c) => sum + at(r, c) * v, 0));
    solveLower(factor, n, b);
    solveUpper(factor, n, b);
    // The matrix of 20 rows has a condition number below 100: 1e-12 is a hundred times its rounding.
    b.forEach((v, i) => {
      expect(Math.abs(v - x[i])).toBeLessThan(1e-12);
    });
  });

  it('solves columns as it solves vectors', () => {
    const factor = gram.slice();
    factorise(factor, n);
    const columns = 3;
    const matrix = random(n * columns, 3);
    const vectors = Array.from({ length: columns }, (_, c) =>
      Float64Array.from({ length: n }, (_, r) => matrix[r * columns + c]),
    );
    solveLowerColumns(factor, n, matrix, columns);
    vectors.forEach((v, c) => {
      solveLower(factor, n, v);
      v.forEach((value, r) => {
        expect(matrix[r * columns + c]).toBeCloseTo(value, 12);
      });
    });
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(factorise(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(factorise(Float64Array.of(Number.NaN), 1)).toBe(false);
  });
});

describe("Fisher's F", () => {
  const values = [0.01, 0.3, 1, 2.7, 40];
  it('has the closed forms of few degrees of freedom', () => {
    for (const f of values) {
      // F(1, 1) is the square of a Cauchy variable; F(2, m) has the tail (1 + 2 f / m)^(-m/2); F(n, 2) is its inverse.
      expect(fisherTail(f, 1, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(Math.sqrt(f)), 12);
      for (const m of [1, 2, 3.5, 60]) {
        expect(fisherTail(f, 2, m)).toBeCloseTo((1 + (2 * f) / m) ** (-m / 2), 12);
        expect(fisherTail(f, m, 2)).toBeCloseTo(1 - (1 + 2 / (m * f)) ** (-m / 2), 12);
      }
    }
  });

  it('is its own mirror image under exchange of its degrees of freedom', () => {
    for (const f of values) expect(fisherTail(f, 7.3, 19) + fisherTail(1 / f, 19, 7.3)).toBeCloseTo(1, 12);
    expect(fisherTail(0, 3, 4)).toBe(1);
  });
});

/** A problem of residuals with a numerical Jacobian beside it. */
function problemOf(count: number, residuals: (x: Float64Array) => number[], jacobian: (x: Float64Array) => number[]) {
  return {
    count,
    evaluate: (x: Float64Array) => ({
      residuals: Float64Array.from(residuals(x)),
      jacobian: Float64Array.from(jacobian(x)),
    }),
  } as unknown as Problem;
}

describe('Levenberg-Marquardt', () => {
  it('solves a linear problem as the normal equations do', () => {
    const [rows, n] = [12, 4];
    const a = random(rows * n, 4);
    const b = random(rows, 5);
    const problem = problemOf(
      n,
      (x) => Array.from(b, (v, r) => x.reduce((sum, xi, i) => sum + a[r * n + i] * xi, -v)),
      () => Array.from(a),
    );
    const { raw, converged } = levenbergMarquardt(problem, new Float64Array(n), 100);
    const gram = new Float64Array(n * n);
    addGram(a, rows, n, gram);
    factorise(gram, n);
    const exact = Float64Array.from({ length: n }, (_, i) => b.reduce((sum, v, r) => sum + a[r * n + i] * v, 0));
    solveLower(gram, n, exact);
    solveUpper(gram, n, exact);
    expect(converged).toBe(true);
    // It stops when the loss stalls, at about (damping)^2 of it: parameters are right to a few thousandths.
    raw.forEach((v, i) => {
      expect(Math.abs(v - exact[i])).toBeLessThan(5e-3);
    });
  });

  it('walks the valley of Rosenbrock to its end', () => {
    const problem = problemOf(
      2,
      ([x, y]) => [100 * (y - x * x), 10 * (1 - x)],
      ([x]) => [-200 * x, 100, -10, 0],
    );
    const { raw, loss, iterations } = levenbergMarquardt(problem, Float64Array.of(-1.2, 1), 200);
    expect(loss).toBeLessThan(0.1);
    expect(Math.abs(raw[0] - 1)).toBeLessThan(0.04);
    expect(iterations).toBeLessThan(60);
  });

  it('asks for costly derivatives at accepted places alone, at every other one, and ends where it would', () => {
    const problem = problemOf(
      2,
      ([x, y]) => [100 * (y - x * x), 10 * (1 - x)],
      ([x]) => [-200 * x, 100, -10, 0],
    );
    const questions = marquardtQuestions(Float64Array.of(-1.2, 1), { most: 400, costly: true });
    const asked: boolean[] = [];
    let next = questions.next();
    while (!next.done) {
      const { raw, derivatives } = next.value;
      asked.push(derivatives);
      const { residuals, jacobian } = problem.evaluate(raw, true);
      // Nothing that was not asked for.
      next = questions.next({ residuals, jacobian: derivatives ? jacobian : new Float64Array() });
    }
    const { raw, loss, iterations } = next.value;
    expect(loss).toBeLessThan(0.1);
    expect(Math.abs(raw[0] - 1)).toBeLessThan(0.04);
    const derivatives = asked.filter((own) => own).length;
    expect(derivatives).toBeLessThan(iterations);
    expect(asked.length).toBeGreaterThan(derivatives + iterations);
  });

  it('stops at a loss that is enough, and leaves a start alone that has it', () => {
    const problem = problemOf(
      2,
      ([x, y]) => [100 * (y - x * x), 10 * (1 - x)],
      ([x]) => [-200 * x, 100, -10, 0],
    );
    const start = Float64Array.of(-1.2, 1);
    const whole = levenbergMarquardt(problem, start, 200);
    const part = levenbergMarquardt(problem, start, 200, 100);
    expect(part.loss).toBeLessThanOrEqual(100);
    expect(part.iterations).toBeLessThan(whole.iterations);
    // Not one step too many: with one fewer the loss is above.
    expect(levenbergMarquardt(problem, start, part.iterations - 1).loss).toBeGreaterThan(100);
    expect(levenbergMarquardt(problem, part.raw, 200, 100)).toMatchObject({ raw: part.raw, iterations: 0 });
  });

  it('never ends above its start and makes no more steps than allowed', () => {
    const problem = problemOf(
      1,
      ([x]) => [Math.sin(3 * x) + 0.1 * x],
      ([x]) => [3 * Math.cos(3 * x) + 0.1],
    );
    for (const start of [-4, -1, 0.5, 2, 7]) {
      const first = (Math.sin(3 * start) + 0.1 * start) ** 2;
      const { loss, iterations } = levenbergMarquardt(problem, Float64Array.of(start), 3);
      expect(loss).toBeLessThanOrEqual(first);
      expect(iterations).toBeLessThanOrEqual(3);
    }
  });
});
