import { expect, it } from 'vitest';
import { fastExp } from './normal.ts';

it('fastExp agrees with Math.exp to 1e-14 from -44 to 22, also where its table changes the node', () => {
  // The polynomial leaves (ln 2 / 64)^6 / 720 = 2e-15; the product of node and step is rounded at |x| <= 44, which adds
  // up to 44 x 2^-53 = 5e-15.
  const unit = Math.LN2 / 32;
  let worst = 0;
  for (let i = -2030; i < 1015; i++) {
    for (const share of [-0.5, -0.499999999, -0.37, 0, 0.2, 0.499999999]) {
      const x = (i + share) * unit;
      if (x >= -44 && x <= 22) worst = Math.max(worst, Math.abs(fastExp(x) / Math.exp(x) - 1));
    }
  }
  expect(worst).toBeLessThan(1e-14);
  expect(fastExp(0)).toBe(1);
});

it('fastExp is 0 below -44 and NaN, never a wrong number, beyond its table', () => {
  expect(fastExp(-44.0001)).toBe(0);
  expect(fastExp(-Infinity)).toBe(0);
  expect(fastExp(-44)).toBeGreaterThan(0);
  for (const x of [22.3, 50, 700]) expect(fastExp(x), `${x}`).toBeNaN();
});
