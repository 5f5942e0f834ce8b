import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { formats, writableExtensions } from '../io/index.ts';
import { hashFile } from './byte-file.ts';
import { checkWritable, readPhaseMaps, writePhaseMap } from './phase-map-files.ts';

const scratch = mkdtempSync(join(tmpdir(), 'excursa-phase-map-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const phases = [
  { name: 'pore', label: 0 },
  { name: 'am', label: 7 },
  { name: 'se', label: 200 },
];
const mapOf = (shape: number[], spacing: number[] = [0.1, 0.05, 0.065]): PhaseMap => {
  const grid = createGrid(shape, { spacing, unit: 'um' });
  const size = shape.reduce((product, n) => product * n);
  // All phases and the mask occur from 4 voxels on.
  return createPhaseMap(
    grid,
    Uint8Array.from({ length: size }, (_, i) => [0, 1, 2, 255][(i + (i >> 2)) % 4]),
    phases,
  );
};

const both = Object.values(formats).flatMap((f) => ('read' in f && 'write' in f ? f.extensions : []));

describe('writePhaseMap', () => {
  it.each(both)('%s comes back voxel by voxel', async (extension) => {
    for (const shape of [
      [3, 23, 37],
      [2, 2, 5],
      [23, 37],
    ]) {
      const map = mapOf(shape);
      const path = join(scratch, `map${extension}`);
      await writePhaseMap(path, map);
      const { maps } = await readPhaseMaps([path], { as: 'volume', labels: phases, mask: 255 });
      expect(maps).toHaveLength(1);
      expect(maps[0].grid.shape).toEqual(map.grid.shape);
      expect(maps[0].data).toEqual(map.data);
    }
  });

  it('keeps voxel sizes in TIFF', async () => {
    const path = join(scratch, 'sized.tif');
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 999_999 }))),
        fc.constantFrom('nm', 'um', 'mm', 'voxel'),
        async (thousandths, unit) => {
          const spacing = thousandths.map((n) => n / 1000);
          const map = mapOf([2, 3, 4]);
          const grid = createGrid([2, 3, 4], unit === 'voxel' ? {} : { spacing, unit });
          await writePhaseMap(path, { ...map, grid });
          const { maps } = await readPhaseMaps([path], { as: 'volume', mask: 255 });
          // A decimal spacing p/q is written as the fraction q/p and read as 1/(q/p): two roundings of half an eps
          // each.
          maps[0].grid.spacing.forEach((size, axis) => {
            expect(Math.abs(size / grid.spacing[axis] - 1)).toBeLessThanOrEqual(2 * Number.EPSILON);
          });
          expect(maps[0].grid.unit).toBe(unit);
        },
      ),
      { seed: 3, numRuns: 30 },
    );
  });

  it('writes the same bytes for the same map', async () => {
    for (const extension of writableExtensions) {
      const [a, b] = [join(scratch, `a${extension}`), join(scratch, `b${extension}`)];
      await writePhaseMap(a, mapOf([3, 5, 7]));
      await writePhaseMap(b, mapOf([3, 5, 7]));
      expect((await hashFile(a)).sha256).toBe((await hashFile(b)).sha256);
    }
  });

  it.each(both)('%s keeps labels above 255, as 16 bits, and the names of phases', async (extension) => {
    const map = mapOf([3, 5, 7]);
    const wide = ['pore', 'active material, coated', 'se'].map((name, i) => ({ name, label: 30000 * i }));
    const path = join(scratch, `wide${extension}`);
    await writePhaseMap(path, { ...map, phases: wide });
    const { maps } = await readPhaseMaps([path], { mask: 65535 });
    expect(maps).toHaveLength(1);
    // Its name and voxel size stand in the file, so nothing has to be said.
    expect(maps[0].phases).toEqual(wide);
    maps[0].grid.spacing.forEach((size, axis) => {
      expect(size).toBeCloseTo(map.grid.spacing[axis], 12);
    });
    expect(maps[0].grid.unit).toBe('um');
    expect(maps[0].data).toEqual(map.data);
  });

  it('keeps the layers of a volume without a size', async () => {
    for (const extension of both) {
      const path = join(scratch, `voxels${extension}`);
      await writePhaseMap(path, { ...mapOf([3, 5, 7]), grid: createGrid([3, 5, 7]) });
      const { maps } = await readPhaseMaps([path], { mask: 255 });
      expect(maps.map(({ grid }) => [grid.shape, grid.unit])).toEqual([[[3, 5, 7], 'voxel']]);
    }
  });

  it('refuses names and labels that cannot be written, and writes nothing', async () => {
    const folder = mkdtempSync(join(scratch, 'refused-'));
    const map = mapOf([3, 5, 7]);
    const label = (value: number): PhaseMap => ({
      ...map,
      phases: [...phases.slice(0, 2), { name: 'x', label: value }],
    });
    expect(() => checkWritable('a.PNG')).toThrow(
      /ends in \.tif, \.tiff, \.npy, \.ozx, \.ome\.zarr\.zip, \.vti, got \.PNG; try/,
    );
    expect(() => checkWritable('a')).toThrow(/got none; try/);
    expect(() => checkWritable('a.TIF')).not.toThrow();
    expect(() => checkWritable(join(folder, 'made', 'later', 'a.tif'))).not.toThrow();
    const place = mkdtempSync(join(scratch, 'place-'));
    mkdirSync(join(place, 'a.tif'));
    expect(() => checkWritable(join(place, 'a.tif'))).toThrow(/got a folder of that name; try another name/);
    writeFileSync(join(place, 'file'), '');
    expect(() => checkWritable(join(place, 'file', 'a.tif'))).toThrow(/got a file where a folder is needed; try/);
    await expect(writePhaseMap(join(folder, 'a.png'), map)).rejects.toThrow(/got \.png; try/);
    await expect(writePhaseMap(join(folder, 'a.tif'), label(255))).rejects.toThrow(/below 255, .* for x; try/);
    await expect(writePhaseMap(join(folder, 'a.tif'), label(65535))).rejects.toThrow(/below 65535, .* for x; try/);
    expect(readdirSync(folder)).toEqual([]);
    // Without masked voxels, 255 is a label like any other.
    const unmasked = { ...label(255), data: map.data.map((index) => index % 3) };
    await writePhaseMap(join(folder, 'a.tif'), unmasked);
    const { maps } = await readPhaseMaps([join(folder, 'a.tif')], { as: 'volume' });
    expect(maps[0].phases.map((p) => p.label)).toEqual([0, 7, 255]);
    expect(maps[0].data).toEqual(unmasked.data);
  });
});
