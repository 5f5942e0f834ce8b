import { describe, expect, it } from 'vitest';
import { studentQuantile, studentTail } from './student.ts';

describe("Student's t", () => {
  it('has the quantiles of printed tables', () => {
    const table = [
      [1, 0.975, 12.706204736],
      [2, 0.975, 4.30265273],
      [7, 0.975, 2.364624252],
      [14, 0.975, 2.144786688],
      [30, 0.995, 2.749995654],
      [1e6, 0.975, 1.959966],
    ];
    for (const [degrees, probability, value] of table) {
      expect(studentQuantile(probability, degrees) / value).toBeCloseTo(1, 6);
    }
  });

  it('of one degree of freedom is Cauchy: P(|t| > x) = 1 - 2 atan(x) / pi', () => {
    for (const x of [0.1, 1, 7]) expect(studentTail(x, 1)).toBeCloseTo(1 - (2 * Math.atan(x)) / Math.PI, 12);
  });

  it('takes degrees of freedom between whole numbers', () => {
    const between = studentQuantile(0.975, 2.5);
    expect(between).toBeLessThan(studentQuantile(0.975, 2));
    expect(between).toBeGreaterThan(studentQuantile(0.975, 3));
  });
});
