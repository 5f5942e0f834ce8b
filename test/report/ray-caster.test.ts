import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type Triple } from '../../src/grid/index.ts';
import { phaseColour, toRgb } from '../../src/report/notation.ts';
import { largestEdge, middleOf, packedVolume } from '../../src/report/pictures/packed-volume.ts';
import { renderVolume, right, toCamera, up, viewOf } from '../../src/report/pictures/render-volume.ts';
import { renderReport } from '../../src/report/render.ts';
import { unpackLabels } from '../../viewer/labels.ts';
import { firstOrientation, lengthOfPixel, planeOf, turned, zoomed } from '../../viewer/orientation.ts';
import { hasBrowser, openBrowser } from './browser.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));

/** Waves of three phases without any symmetry. */
function waves(shape: Triple, spacing: Triple = [1, 1, 1]) {
  const [nz, ny, nx] = shape;
  const data = Uint8Array.from({ length: nz * ny * nx }, (_, i) => {
    const [z, y, x] = [Math.floor(i / ny / nx), Math.floor(i / nx) % ny, i % nx];
    const wave = Math.sin(0.5 * x + 0.2 * z) + Math.sin(0.4 * y) + Math.sin(0.7 * z + 1);
    return wave > 0.8 ? 0 : wave > -0.7 ? 1 : 2;
  });
  return createPhaseMap(createGrid(shape, { spacing, unit: 'um' }), data, phases);
}

describe('the view of the program of a page', () => {
  it('begins as the still pictures look', () => {
    const plane = planeOf(firstOrientation);
    for (const [own, still] of [
      [plane.right, right],
      [plane.up, up],
      [plane.toCamera, toCamera],
    ]) {
      own.forEach((c, axis) => {
        expect(c).toBeCloseTo(still[2 - axis], 12);
      });
    }
  });

  it('turns without mirroring, and lets the front follow the hand', () => {
    for (const [dx, dy] of [
      [0.3, 0.1],
      [-2, 3],
      [9, -9],
    ]) {
      const { right: r, up: u, toCamera: c } = planeOf(turned(firstOrientation, dx, dy));
      const determinant =
        r[0] * (u[1] * c[2] - u[2] * c[1]) - r[1] * (u[0] * c[2] - u[2] * c[0]) + r[2] * (u[0] * c[1] - u[1] * c[0]);
      expect(determinant).toBeCloseTo(1, 12);
    }
    const front = planeOf(firstOrientation).toCamera;
    const after = planeOf(turned(firstOrientation, 0.01, 0)).right;
    expect(front.reduce((sum, c, i) => sum + c * after[i], 0)).toBeGreaterThan(0);
  });

  it('enlarges lengths by its factor', () => {
    const [before, after] = [firstOrientation, zoomed(firstOrientation, 2)].map((o) =>
      lengthOfPixel([3, 4, 12], o, 100, 200),
    );
    expect(before).toBeCloseTo(13 / 100, 12);
    expect(after).toBeCloseTo(before / 2, 12);
  });
});

describe('labels in a page', () => {
  it('come back as they were, from the middle of large volumes', async () => {
    const map = waves([5, largestEdge + 3, 7], [2, 1, 0.5]);
    const middle = middleOf(map);
    expect(middle.grid.shape).toEqual([5, largestEdge, 7]);
    // One of three layers is left out before the middle, two behind it.
    expect(middle.data[0]).toBe(map.data[7]);
    const [, header, text] = /data-header="(.*?)">(.*)<\/script>/.exec(packedVolume(middle, 'model'))!;
    const { shape, spacing } = JSON.parse(header.replaceAll('&quot;', '"'));
    expect(spacing).toEqual([2, 1, 0.5]);
    expect(await unpackLabels(text, { shape })).toEqual(middle.data);
    await expect(unpackLabels(text, { shape: [1, 1, 1] })).rejects.toThrow('expected 1 voxels');
  });
});

describe.skipIf(!hasBrowser)('a drawn volume', () => {
  const isStillPicture = async (shape: Triple, spacing: Triple): Promise<void> => {
    const map = waves(shape, spacing);
    const provenance = { version: '1', command: 'c', seed: 1, inputs: [] };
    const html = await renderReport({ title: 't', provenance, twin: map, citations: [] });
    const browser = await openBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.setContent(html);
    await page.addStyleTag({ content: '.stage svg { display: none; }' });
    await page.waitForSelector('.twin.live canvas');
    await page.waitForTimeout(800);
    const { width, height, data, channels } = decode(await page.locator('canvas').screenshot());
    await browser.close();
    // The same lengths in both: the still picture is as wide as the volume, the other leaves room around it.
    const view = viewOf(map.grid);
    const extent = shape.map((n, axis) => n * spacing[axis]).toReversed() as unknown as Triple;
    const pixel = lengthOfPixel(extent, firstOrientation, width, height);
    const still = renderVolume(map, { width: 600 });
    const perPixel = view.width / still.width;
    const [colours, nearest] = [
      phases.map((_, i) => toRgb(phaseColour(i))),
      (pixelColour: readonly number[]): number => {
        // Shades of a colour have its hue: the nearest direction.
        const length = Math.hypot(...pixelColour);
        const along = colours.map(
          (c) => c.reduce((sum, v, i) => sum + v * pixelColour[i], 0) / Math.hypot(...c) / length,
        );
        return along.indexOf(Math.max(...along));
      },
    ];
    let [same, all] = [0, 0];
    for (let v = 4; v < still.height; v += 7) {
      for (let u = 4; u < still.width; u += 7) {
        const at = 4 * (v * still.width + u);
        if (still.rgba[at + 3] < 255) continue;
        const x = Math.floor(width / 2 + ((u + 0.5) * perPixel - view.width / 2) / pixel);
        const y = Math.floor(height / 2 + ((v + 0.5) * perPixel - view.height / 2) / pixel);
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const place = channels * (y * width + x);
        all++;
        if (nearest([...still.rgba.subarray(at, at + 3)]) === nearest([...data.subarray(place, place + 3)])) same++;
      }
    }
    expect(all).toBeGreaterThan(1000);
    // A tenth of the places lies within a pixel of an edge between phases, where the two grids of rays may differ.
    expect(same / all).toBeGreaterThan(0.9);
  };
  it('of voxels of unequal edges is the still picture', () => isStillPicture([12, 30, 20], [2, 0.5, 1]));
  it('of cubes is the still picture', { tags: ['long'] }, () => isStillPicture([24, 30, 36], [1, 1, 1]));
});
