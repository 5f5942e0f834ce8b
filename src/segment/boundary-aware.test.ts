import { describe, expect, it } from 'vitest';
import { describe as measure } from '../descriptor/index.ts';
import { createGrid, createPhaseMap, type PhaseMap, type Triple } from '../grid/index.ts';
import { keyOf, normals } from '../random/index.ts';
import { findBar } from './border.ts';
import { segment } from './segment.ts';
import { blurred, watershed } from './watershed.ts';

const shape: Triple = [1, 300, 340];
const size = shape[1] * shape[2];
const phases = ['dark', 'middle', 'bright'].map((name, label) => ({ name, label }));
const grid = createGrid([shape[1], shape[2]]);

/** A smooth random field, its values as ranks between 0 and 1. */
function ranks(stream: number): Float64Array {
  const field = blurred(Float64Array.from(normals(size, keyOf(6, 'grey'), stream)), shape, 6);
  const order = Array.from(field.keys()).sort((a, b) => field[a] - field[b]);
  const out = new Float64Array(size);
  order.forEach((i, rank) => {
    out[i] = rank / size;
  });
  return out;
}

/** Phases of which dark and bright touch, and their image with blur, noise and shading. */
function specimen(stream: number): { truth: PhaseMap; values: Float64Array } {
  const [a, b] = [ranks(stream), ranks(stream + 1)];
  const data = Uint8Array.from(a, (v, i) => (v < 0.4 ? 0 : b[i] < 0.5 ? 2 : 1));
  const noise = normals(size, keyOf(6, 'grey'), stream + 2);
  const clear = blurred(
    Float64Array.from(data, (c) => [30, 110, 190][c]),
    shape,
    1,
  );
  const values = clear.map((v, i) => {
    const ramp = -16 + (32 * (i % shape[2])) / (shape[2] - 1);
    return Math.min(255, Math.max(0, Math.round(v + 12 * noise[i] + ramp)));
  });
  return { truth: createPhaseMap(grid, data, phases), values };
}

const summary = async (map: PhaseMap) => {
  const { phases: measured } = await measure(map, { detail: 'basic', maxLag: 4 });
  return measured.map(({ volumeFraction, specificSurfaceArea }) => ({
    volume: volumeFraction.value!,
    surface: (specificSurfaceArea as { stereological: number }).stereological,
  }));
};

describe('a blurred, noisy and shaded image of three phases', () => {
  const cases = [10, 20].map((stream) => specimen(stream));

  it('has by the boundary-aware method V within 2 % and S_V within 10 % of the truth', async () => {
    for (const { truth, values } of cases) {
      const { maps, doubt } = segment([{ grid, values }], {
        ...{ classes: 3, filter: 'median', method: 'boundary-aware', shading: true },
      });
      const [own, expected] = [await summary(maps[0]), await summary(truth)];
      own.forEach(({ volume, surface }, i) => {
        expect(Math.abs(volume / expected[i].volume - 1)).toBeLessThan(0.02);
        expect(Math.abs(surface / expected[i].surface - 1)).toBeLessThan(0.1);
      });
      expect(doubt.sentences.join()).not.toContain('Skins');
    }
  });

  it('has skins by thresholds, which is said: the surface of the middle phase is far too large', async () => {
    const [{ truth, values }] = cases;
    const { maps, doubt } = segment([{ grid, values }], { classes: 3, filter: 'median' });
    const [own, expected] = [await summary(maps[0]), await summary(truth)];
    expect(own[1].surface / expected[1].surface).toBeGreaterThan(1.3);
    expect(doubt.sentences.join()).toContain('Skins are likely');
  });
});

it('thin dark lines stay, though no pixel of theirs is calm', () => {
  const values = Float64Array.from({ length: size }, (_, i) => (i % 40 < 2 ? 30 : i % 40 < 20 ? 110 : 190));
  const { maps } = segment([{ grid, values }], { classes: 3, filter: 'none', method: 'boundary-aware' });
  const own = Array.from(maps[0].data);
  expect(own.every((c, i) => i % 40 >= 2 || c === 0)).toBe(true);
  // Where a crest lies between two pixels, either may be the last of a phase: one on each side.
  expect(own.every((c, i) => c !== 0 || (i + 1) % 40 < 4)).toBe(true);
});

describe('a bar of information', () => {
  const { values } = specimen(30);
  const [, ny, nx] = shape;
  const bar = Float64Array.from({ length: 40 * nx }, (_, i) => {
    const [y, x] = [Math.floor(i / nx), i % nx];
    return (y >= 12 && y < 16 && x >= 20 && x < 140) || (y >= 20 && y < 30 && x >= 200 && x < 330) ? 255 : 0;
  });

  it('is found at the lower and the upper border', () => {
    const below = Float64Array.from([...values, ...bar]);
    expect(findBar(below, [1, ny + 40, nx])).toEqual([0, ny]);
    const above = Float64Array.from([...bar, ...values]);
    expect(findBar(above, [1, ny + 40, nx])).toEqual([40, ny + 40]);
  });

  it('is not seen where there is none, nor in an image without noise', () => {
    expect(findBar(values, shape)).toBeUndefined();
    expect(findBar(Float64Array.from(specimen(30).truth.data), shape)).toBeUndefined();
    expect(findBar(new Float64Array(size), shape)).toBeUndefined();
  });
});

describe('watershed', () => {
  it('meets on the crest of the gradient', () => {
    const crest = Float64Array.from({ length: 9 }, (_, i) => 10 - Math.abs(i - 5));
    const markers = Uint8Array.from({ length: 9 }, (_, i) => (i === 0 ? 0 : i === 8 ? 2 : 255));
    const out = watershed(crest, markers, [1, 1, 9]);
    expect([...out.slice(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    expect([...out.slice(6)]).toEqual([2, 2, 2]);
  });

  it('divides volumes too', () => {
    const markers = new Uint8Array(27).fill(255);
    [markers[0], markers[26]] = [1, 0];
    const out = watershed(new Float64Array(27), markers, [3, 3, 3]);
    expect(out.includes(255)).toBe(false);
    expect(out[1]).toBe(1);
    expect(out[25]).toBe(0);
  });
});
