import { describe, expect, it } from 'vitest';
import { areaAdded, chooseFront, chooseTrades, frontOf, type Traded } from './pareto-search.ts';

const point = (a: number, b: number) => ({ values: [a, b] as const });

describe('a front', () => {
  it('leaves out what another point exceeds', () => {
    const list = [point(1, 1), point(2, 0.5), point(1.5, 0.4), point(0.5, 2), point(1, 0.9)];
    expect(frontOf(list).map(({ values }) => values)).toEqual([
      [2, 0.5],
      [1, 1],
      [0.5, 2],
    ]);
  });

  it('gains the area that a point adds', () => {
    const front = [
      [3, 1],
      [1, 2],
    ] as const;
    // Above (0, 0) the front covers 1 x 2 + 2 x 1 = 4. With (2, 2): 2 x 2 + 1 x 1 = 5.
    expect(areaAdded(front, [0, 0], [2, 2])).toBeCloseTo(1, 12);
    expect(areaAdded(front, [0, 0], [4, 3])).toBeCloseTo(8, 12);
    expect(areaAdded(front, [0, 0], [2, 1])).toBe(0);
    expect(areaAdded([], [0, 0], [2, 3])).toBeCloseTo(6, 12);
  });

  it('is found where two properties pull apart along one parameter and a second one helps both', () => {
    const measure = (place: readonly number[]): Traded => ({
      place,
      values: [place[0] - (place[1] - 0.7) ** 2, 1 - place[0] ** 2 - (place[1] - 0.7) ** 2],
      errors: [0, 0],
    });
    const known = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.9].map((y) => measure([x, y])));
    for (let round = 0; round < 2; round++) known.push(...chooseTrades(known, 2, 2, round + 1).map(measure));
    const front = chooseFront(known, 2, 4, 1);
    expect(front).toHaveLength(4);
    // The front is y = 0.7; ten points of quadratics leave a few hundredths.
    for (const [, y] of front) expect(Math.abs(y - 0.7)).toBeLessThan(0.08);
    expect(Math.max(...front.map(([x]) => x)) - Math.min(...front.map(([x]) => x))).toBeGreaterThan(0.8);
    expect(chooseFront(known, 2, 4, 1)).toEqual(front);
  });
});
