import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap, type Triple } from '../../grid/index.ts';
import { phaseColour, toRgb } from '../notation.ts';
import { encodePng, type Picture } from './png.ts';
import { renderVolume, right, toCamera, up, viewOf } from './render-volume.ts';

const phases = ['a', 'b', 'c', 'd'].map((name, label) => ({ name, label }));

function volume(shape: Triple, phaseAt: (z: number, y: number, x: number) => number, spacing: Triple = [1, 1, 1]) {
  const [nz, ny, nx] = shape;
  const data = new Uint8Array(nz * ny * nx);
  for (let i = 0; i < data.length; i++) data[i] = phaseAt(Math.floor(i / ny / nx), Math.floor(i / nx) % ny, i % nx);
  return createPhaseMap(createGrid(shape, { spacing }), data, phases);
}

/** Area of what a picture shows, in the grid's unit squared. */
function shownArea(map: PhaseMap, { rgba, width }: Picture): number {
  let opacity = 0;
  for (let i = 3; i < rgba.length; i += 4) opacity += rgba[i] / 255;
  return opacity * (viewOf(map.grid).width / width) ** 2;
}

/** The pixel at a place on the block, each coordinate from 0 to 1. */
function pixelAt(map: PhaseMap, { rgba, width }: Picture, place: Triple): number[] {
  const view = viewOf(map.grid);
  const [u, v] = view.corner(...place).map((length) => Math.floor((length / view.width) * width));
  return [...rgba.subarray(4 * (v * width + u), 4 * (v * width + u) + 4)];
}

/** Whether a pixel is a phase's colour, darker or brighter. */
function isShade(pixel: readonly number[], phase: number): boolean {
  const colour = toRgb(phaseColour(phase));
  const brightness = pixel[0] / colour[0];
  // Bytes are rounded down once, so that the other channels may be off by one and by the ratio of the channels.
  return colour.every((c, i) => Math.abs(pixel[i] - c * brightness) <= 1 + c / colour[0]);
}

describe('the view', () => {
  it('turns the sample without mirroring it', () => {
    const [a, b, c] = [right, up, toCamera].map(([z, y, x]) => [x, y, z]);
    const determinant =
      a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
    // In a stack x points right, y down and z away from the reader: a right-handed frame, which a rotation (+1) keeps.
    expect(determinant).toBeCloseTo(1, 12);
  });

  it('just holds the block', () => {
    const view = viewOf(createGrid([3, 5, 7], { spacing: [2, 1, 0.5] }));
    const corners = [0, 1].flatMap((z) => [0, 1].flatMap((y) => [0, 1].map((x) => view.corner(z, y, x))));
    const [us, vs] = [corners.map(([u]) => u), corners.map(([, v]) => v)];
    // A few roundings of sums of three products of size 10.
    expect(Math.min(...us)).toBeCloseTo(0, 12);
    expect(Math.max(...us)).toBeCloseTo(view.width, 12);
    expect(Math.min(...vs)).toBeCloseTo(0, 12);
    expect(Math.max(...vs)).toBeCloseTo(view.height, 12);
  });
});

describe('a rendered volume', () => {
  it('shows a ball as a disc of its size', () => {
    const [n, radius] = [188, 92];
    const centre = (n - 1) / 2;
    const inside = (z: number, y: number, x: number) =>
      (z - centre) ** 2 + (y - centre) ** 2 + (x - centre) ** 2 <= radius ** 2;
    const ball = volume([n, n, n], (z, y, x) => (inside(z, y, x) ? 1 : 0));
    const area = shownArea(ball, renderVolume(ball, { width: 400, phases: [1] }));
    // Voxel centres lie within the radius, and corners half a diagonal, 0.87 voxels, beyond: at most 1.9 % of the area.
    expect(Math.abs(area / (Math.PI * radius ** 2) - 1)).toBeLessThan(0.02);
  });

  it('fills the outline of the block exactly, whatever the voxels measure', () => {
    const map = volume([6, 10, 4], () => 0, [2, 0.5, 1]);
    const [ez, ey, ex] = [12, 5, 4];
    // The shadow of a box: each face times the cosine to the camera.
    const shadow = ex * ey * -toCamera[0] + ex * ez * toCamera[1] + ey * ez * toCamera[2];
    const picture = renderVolume(map, { width: 500 });
    // A pixel's edge of error along the outline, 500 pixels wide, at the four rays of a pixel: well below 1 / 500.
    expect(shownArea(map, picture) / shadow).toBeCloseTo(1, 2);
    expect(picture.height / picture.width).toBeCloseTo(viewOf(map.grid).height / viewOf(map.grid).width, 2);
  });

  it('shows the first layer on top, the last row at the left and the last column at the right', () => {
    const map = volume([40, 40, 40], (z, y, x) => (z === 0 ? 1 : y === 39 ? 2 : x === 39 ? 3 : 0));
    const picture = renderVolume(map, { width: 300 });
    const faces: [Triple, number][] = [
      [[0, 0.5, 0.5], 1],
      [[0.5, 1, 0.5], 2],
      [[0.5, 0.5, 1], 3],
    ];
    for (const [place, phase] of faces) {
      const pixel = pixelAt(map, picture, place);
      expect(pixel[3]).toBe(255);
      expect(isShade(pixel, phase)).toBe(true);
      expect([0, 1, 2, 3].filter((other) => isShade(pixel, other))).toEqual([phase]);
    }
    const view = viewOf(map.grid);
    const [top, left, side] = faces.map(([place]) => view.corner(...place));
    expect(top[1]).toBeLessThan(Math.min(left[1], side[1]));
    expect(left[0]).toBeLessThan(side[0]);
  });

  it('puts the start of x and y of the first layer where a slice has them', () => {
    const map = volume([4, 40, 40], (_, y, x) =>
      x < 10 && y < 10 ? 1 : x >= 30 && y < 10 ? 2 : y >= 30 && x < 10 ? 3 : 0,
    );
    const picture = renderVolume(map, { width: 300 });
    expect(isShade(pixelAt(map, picture, [0, 0.1, 0.1]), 1)).toBe(true);
    expect(isShade(pixelAt(map, picture, [0, 0.1, 0.9]), 2)).toBe(true);
    expect(isShade(pixelAt(map, picture, [0, 0.9, 0.1]), 3)).toBe(true);
  });

  it('leaves out what is not asked for, and masked voxels', () => {
    const map = volume([8, 8, 8], (z) => (z < 4 ? 1 : masked));
    expect(shownArea(map, renderVolume(map, { width: 64, phases: [0] }))).toBe(0);
    const half = volume([4, 8, 8], () => 1);
    // The same block, alone in a smaller picture: their areas differ by the sampling of two outlines of about 64
    // pixels.
    const [whole, alone] = [map, half].map((m) => shownArea(m, renderVolume(m, { width: 400 })));
    expect(whole / alone).toBeCloseTo(1, 2);
  });

  it('survives PNG byte for byte', () => {
    const map = volume([8, 8, 8], (z, y, x) => (z + y + x) % 4);
    const picture = renderVolume(map, { width: 50, phases: [1, 2] });
    const { data, width, height, channels } = decode(encodePng(picture));
    expect([width, height, channels]).toEqual([picture.width, picture.height, 4]);
    expect(Buffer.from(data.buffer).equals(Buffer.from(picture.rgba.buffer))).toBe(true);
  });

  it('refuses what cannot be drawn', () => {
    const map = volume([4, 4, 4], () => 0);
    const image = createPhaseMap(createGrid([4, 4]), new Uint8Array(16), phases);
    expect(() => renderVolume(image, { width: 64 })).toThrow('expected a volume, got an image');
    expect(() => renderVolume(map, { width: 64, phases: [4] })).toThrow('expected phase indices below 4, got 4');
    expect(() => renderVolume(map, { width: 0.5 })).toThrow('width: expected a whole number from 16 to 4096, got 0.5');
  });
});
