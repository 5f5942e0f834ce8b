import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, crop, type PhaseMap } from '../../src/grid/index.ts';
import { edited } from '../../studio/worker/edits.ts';

const phases = ['a', 'b'].map((name, label) => ({ name, label }));
const [height, width] = [40, 60];
const image = (seed: number): PhaseMap =>
  createPhaseMap(
    createGrid([height, width], { spacing: 0.2, unit: 'um' }),
    Uint8Array.from({ length: height * width }, (_, i) => ((i * seed) >> 3) & 1),
    phases,
  );
const maps = [image(3), image(5)];

describe('what is drawn in images', () => {
  it('cuts a region as crop does, of labels and of grey values', () => {
    const region = { x: 7, y: 4, width: 20, height: 11 };
    const grey = maps.map(({ grid, data }) => ({ grid, values: Float64Array.from(data, (v, i) => v + i / 1e4) }));
    const cut = edited({ maps, grey }, { region, masks: [] });
    expect(cut.maps).toEqual(maps.map((map) => crop(map, [0, 4, 7], [1, 11, 20])));
    const own = cut.grey![1];
    expect(own.grid).toEqual(cut.maps![1].grid);
    expect(own.values[2 * 20 + 3]).toBe(grey[1].values[(4 + 2) * width + 7 + 3]);
    // The part beyond an image that is smaller than the others is no part of it.
    const [over] = edited({ maps }, { region: { x: 50, y: 30, width: 20, height: 20 }, masks: [] }).maps!;
    expect(over.grid.shape).toEqual([1, 10, 10]);
  });

  it('masks the pixels of a rectangle in the place where it was drawn, in one image or in all', () => {
    const box = { x: 10, y: 5, width: 4, height: 6 };
    const isInside = (x: number, y: number): boolean => x >= 10 && x < 14 && y >= 5 && y < 11;
    const [first, second] = edited({ maps }, { masks: [{ image: 1, box }] }).maps!;
    expect(first).toBe(maps[0]);
    second.data.forEach((value, i) => {
      const inside = isInside(i % width, Math.floor(i / width));
      expect(value).toBe(inside ? 255 : maps[1].data[i]);
    });
    // Cut and masked is masked and cut.
    const region = { x: 12, y: 2, width: 30, height: 20 };
    const [cut] = edited({ maps }, { region, masks: [{ image: undefined, box }] }).maps!;
    const [whole] = edited({ maps }, { masks: [{ image: undefined, box }] }).maps!;
    expect(cut.data).toEqual(crop(whole, [0, 2, 12], [1, 20, 30]).data);
  });

  it('masks as many pixels as the area of an outline', () => {
    const outline = Array.from({ length: 90 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 90;
      return [30 + 15 * Math.cos(angle), 20 + 15 * Math.sin(angle)] as const;
    });
    const [map] = edited({ maps: maps.slice(0, 1) }, { masks: [{ image: undefined, outline }] }).maps!;
    const count = map.data.filter((value) => value === 255).length;
    // Pixels along the circle, 94 of them, are counted or not: half of one each, and random in sign.
    expect(Math.abs(count - Math.PI * 15 ** 2)).toBeLessThan(3 * 0.5 * Math.sqrt(94));
  });
});
