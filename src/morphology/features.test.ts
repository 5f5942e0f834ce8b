import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { featureList, speckArea } from './feature-list.ts';
import { createFeatureMeter } from './features.ts';
import { measureWindows } from './windows.ts';

const edge = 48;

/** Patches of 3 x 3 pixels of three phases, and single pixels between them. */
function labelsOf(stream: number): Uint8Array {
  const coarse = uniforms(16 * 16, keyOf(4, 'features'), stream);
  const fine = uniforms(edge * edge, keyOf(4, 'features'), 100 + stream);
  return Uint8Array.from(fine, (u, k) => {
    const patch = coarse[16 * Math.floor(k / edge / 3) + Math.floor((k % edge) / 3)];
    return u < 0.05 ? Math.floor(60 * u) % 3 : Math.floor(3 * patch ** 1.5);
  });
}

/** The features pixel by pixel, as their definitions read. */
function plainFeatures(labels: Uint8Array): number[] {
  const inside = (y: number, x: number): boolean => y >= 0 && x >= 0 && y < edge && x < edge;
  const share = (reach: [number, number], holds: (y: number, x: number) => boolean, from = 0): number => {
    let [n, all] = [0, 0];
    for (let y = from; y + reach[0] < edge; y++) {
      for (let x = from; x + reach[1] < edge; x++) {
        all++;
        if (holds(y, x)) n++;
      }
    }
    return n / all;
  };
  const is = (phase: number) => (y: number, x: number) => inside(y, x) && labels[y * edge + x] === phase;
  const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  return featureList(3, edge).map(({ kind, phases: [phase, other], size, diagonal }): number => {
    const own = is(phase);
    const corners = (y: number, x: number): boolean[] => [own(y, x), own(y, x + 1), own(y + 1, x), own(y + 1, x + 1)];
    const square = (y: number, x: number): boolean =>
      range(size ** 2).every((k) => own(y + (k % size), x + Math.floor(k / size)));
    const vertices = (test: (y: number, x: number) => number): number => {
      let sum = 0;
      for (let y = 0; y + 1 < edge; y++) for (let x = 0; x + 1 < edge; x++) sum += test(y, x);
      return (1000 * sum) / (edge - 1) ** 2;
    };
    const parts = (): number[] => {
      const seen = new Set<number>();
      const areas: number[] = [];
      labels.forEach((label, k) => {
        if (label !== phase || seen.has(k)) return;
        const queue = [k];
        seen.add(k);
        for (const at of queue) {
          const [y, x] = [Math.floor(at / edge), at % edge];
          for (const [v, u] of [
            [y - 1, x],
            [y + 1, x],
            [y, x - 1],
            [y, x + 1],
          ] as const) {
            if (own(v, u) && !seen.has(v * edge + u)) {
              seen.add(v * edge + u);
              queue.push(v * edge + u);
            }
          }
        }
        areas.push(queue.length);
      });
      return areas;
    };
    const density = (n: number): number => (1000 * n) / edge ** 2;
    switch (kind) {
      case 'volume fraction':
        return share([0, 0], own);
      case 'lineal path':
        return (
          (share([0, size - 1], (y, x) => range(size).every((k) => own(y, x + k))) +
            share([size - 1, 0], (y, x) => range(size).every((k) => own(y + k, x)))) /
          2
        );
      case 'erosion':
        return share([size - 1, size - 1], square);
      case 'opening':
        return share(
          [size - 1, size - 1],
          (y, x) => own(y, x) && range(size ** 2).some((k) => square(y - (k % size), x - Math.floor(k / size))),
          size - 1,
        );
      case 'three points in a corner':
        return (
          range(4).reduce((sum, left) => {
            const places = [
              [0, 0],
              [0, size],
              [size, 0],
              [size, size],
            ].filter((_, k) => k !== left);
            return sum + share([size, size], (y, x) => places.every(([dy, dx]) => own(y + dy, x + dx)));
          }, 0) / 4
        );
      case 'three points in a row':
        return (
          (share([0, 2 * size], (y, x) => [0, 1, 2].every((k) => own(y, x + k * size))) +
            share([2 * size, 0], (y, x) => [0, 1, 2].every((k) => own(y + k * size, x)))) /
          2
        );
      case 'Euler number':
        return vertices((y, x) => {
          const four = corners(y, x);
          const n = four.filter(Boolean).length;
          if (n === 2 && four[0] === four[3]) return diagonal ? -0.5 : 0.5;
          return n === 1 ? 0.25 : n === 3 ? -0.25 : 0;
        });
      case 'parts':
        return density(parts().length);
      case 'specks':
        return density(parts().filter((area) => area <= speckArea).length);
      case 'largest part':
        return Math.max(...parts()) / edge ** 2;
      case 'interface': {
        const differ = (dy: number, dx: number) => (y: number, x: number) =>
          (own(y, x) && is(other)(y + dy, x + dx)) || (is(other)(y, x) && own(y + dy, x + dx));
        return (share([0, 1], differ(0, 1)) + share([1, 0], differ(1, 0))) / 2;
      }
      default:
        return vertices((y, x) => {
          const around = new Set([0, 1].flatMap((dy) => [0, 1].map((dx) => labels[(y + dy) * edge + x + dx])));
          return around.size > 2 ? 1 : 0;
        });
    }
  });
}

describe('features of windows', () => {
  it('are what their definitions give pixel by pixel', () => {
    const { measure, count } = createFeatureMeter(3, edge);
    for (const stream of [0, 1]) {
      const labels = labelsOf(stream);
      const out = new Float64Array(count);
      measure(labels, out);
      const plain = plainFeatures(labels);
      expect(plain).toHaveLength(count);
      featureList(3, edge).forEach(({ kind, phases, size }, f) => {
        expect(out[f], `${kind} ${size} of ${phases}`).toBeCloseTo(plain[f], 12);
      });
      expect(new Set(plain).size).toBeGreaterThan(0.8 * count);
    }
  });

  it('change with the phases when these change their names', () => {
    const labels = labelsOf(2);
    const { measure, count } = createFeatureMeter(3, edge);
    const [one, other] = [new Float64Array(count), new Float64Array(count)];
    measure(labels, one);
    measure(
      labels.map((label) => (label + 1) % 3),
      other,
    );
    const perPhase = featureList(3, edge).filter(({ phases }) => phases.length === 1).length / 3;
    for (let f = 0; f < perPhase; f++) expect(other[perPhase + f]).toBe(one[f]);
    expect(other[count - 1]).toBe(one[count - 1]);
  });

  it('do not see which way a window lies', () => {
    const labels = labelsOf(3);
    const { measure, count } = createFeatureMeter(3, edge);
    const [one, other] = [new Float64Array(count), new Float64Array(count)];
    measure(labels, one);
    measure(
      labels.map((_, k) => labels[(k % edge) * edge + (edge - 1 - Math.floor(k / edge))]),
      other,
    );
    one.forEach((value, f) => {
      expect(other[f]).toBeCloseTo(value, 12);
    });
  });

  it('are measured where nothing is masked', () => {
    const grid = createGrid([96, 144], { spacing: 1, unit: 'px' });
    const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
    const data = new Uint8Array(96 * 144);
    data[0] = masked;
    const map = createPhaseMap(grid, data, phases);
    expect(measureWindows([map], edge, edge).features).toHaveLength(5);
    const half = measureWindows([map], edge, edge / 2);
    expect(half.features).toHaveLength(14);
    expect(half.independent).toBe(3.5);
  });
});
