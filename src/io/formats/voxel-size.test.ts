import { describe, expect, it } from 'vitest';
import { checkPageAxes, sizeByDensity, sizeByDescription } from './voxel-size.ts';

const imagej = (...lines: string[]): string => ['ImageJ=1.54f', ...lines, ''].join('\n');
const ome = (attributes: string): string =>
  `<?xml version="1.0"?><OME xmlns="x"><Image ID="Image:0"><Pixels ID="Pixels:0" ${attributes}/></Image></OME>`;

describe('sizeByDescription', () => {
  it('takes each of the units of ImageJ for itself', () => {
    const text = imagej('images=4', 'unit=nm', 'yunit=micron', 'zunit=mm', 'spacing=0.5');
    expect(sizeByDescription(text, [2, 0.125], 1)).toEqual({ spacing: [500_000, 500, 8], unit: 'nm' });
  });

  it.each([
    ['µm', 'um'],
    ['\\u00B5m', 'um'],
    ['micron', 'um'],
    ['nm', 'nm'],
    ['mm', 'mm'],
  ])('reads the unit %s', (written, unit) => {
    expect(sizeByDescription(imagej(`unit=${written}`), [4, 2], 1)).toEqual({ spacing: [undefined, 0.25, 0.5], unit });
  });

  it.each(['pixel', 'inch', 'toString', ''])('takes %s for no unit', (unit) => {
    expect(sizeByDescription(imagej(`unit=${unit}`), [4, 2], 1)).toBeUndefined();
  });

  it('reads OME-XML, with micrometres as its default and entities for the letter mu', () => {
    const sizes = 'PhysicalSizeX="0.5" PhysicalSizeY="0.25"';
    expect(sizeByDescription(ome(sizes), undefined, undefined)).toEqual({
      spacing: [undefined, 0.25, 0.5],
      unit: 'um',
    });
    const entities = `${sizes} PhysicalSizeXUnit="&#181;m" PhysicalSizeYUnit="&#xB5;m" PhysicalSizeZ="250" PhysicalSizeZUnit="nm"`;
    expect(sizeByDescription(ome(entities), undefined, undefined)).toEqual({ spacing: [0.25, 0.25, 0.5], unit: 'um' });
    expect(sizeByDescription(ome(`${sizes} PhysicalSizeXUnit="pixel"`), undefined, undefined)).toBeUndefined();
  });

  it('trusts no resolution without a unit', () => {
    expect(sizeByDescription('', [1e7, 1e7], 1)).toBeUndefined();
    expect(sizeByDescription('', undefined, 3)).toBeUndefined();
  });
});

describe('sizeByDensity', () => {
  it.each([72, 75, 96, 100, 150, 300, 600, 1200, 2400])('takes %i dots per inch for a print', (dpi) => {
    expect(sizeByDensity([dpi, dpi], 25400)).toBeUndefined();
    expect(sizeByDensity([Math.round(dpi / 2.54), Math.round(dpi / 2.54)], 1e4)).toBeUndefined();
    expect(sizeByDensity([Math.round(dpi / 0.0254), Math.round(dpi / 0.0254)], 1e6)).toBeUndefined();
  });

  it('takes finer ones for a voxel size', () => {
    // 1e4 / (1e4 / 0.398) is 0.39799999999999996.
    expect(sizeByDensity([1e4 / 0.398, 1e4 / 0.398], 1e4)?.spacing).toEqual([undefined, 0.398, 0.398]);
    expect(sizeByDensity([254_000, 508_000], 25400)).toEqual({ spacing: [undefined, 0.1, 0.05], unit: 'um' });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('ignores the resolution %d', (density) => {
    expect(sizeByDensity([density, 254_000], 25400)).toBeUndefined();
  });
});

describe('checkPageAxes', () => {
  it('accepts layers or times, an RGB image counted as three channels, and no description at all', () => {
    for (const text of [imagej('images=5', 'slices=5'), imagej('images=5', 'frames=5'), '', 'a note']) {
      expect(() => checkPageAxes(text, 1, 'a.tif')).not.toThrow();
    }
    expect(() => checkPageAxes(ome('SizeC="3" SizeZ="4" SizeT="1"'), 3, 'a.tif')).not.toThrow();
  });

  it('refuses channels, and layers at several times', () => {
    expect(() => checkPageAxes(imagej('channels=2', 'slices=5'), 1, 'a.tif')).toThrow(/a\.tif: .* got 2 channels/);
    expect(() => checkPageAxes(imagej('slices=5', 'frames=2'), 1, 'a.tif')).toThrow(/5 layers x 2 times/);
    expect(() => checkPageAxes(ome('SizeC="1" SizeZ="4" SizeT="2"'), 1, 'a.tif')).toThrow(/4 layers x 2 times/);
  });
});
