import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { ExcursaError, type Phrase, textOf } from '../errors.ts';
import { countVoxels } from '../grid/index.ts';
import { parseLabels, parseSpacing } from '../io/index.ts';
import { readPhaseMaps } from './phase-map-files.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../io/fixtures/${name}`, import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'excursa-maps-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const refusal = async (...args: Parameters<typeof readPhaseMaps>): Promise<string> => {
  const error: unknown = await readPhaseMaps(...args).then(
    () => expect.unreachable(),
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ExcursaError);
  expect((error as ExcursaError).message).toMatch(/^[^\n]*: expected [^\n]*, got [^\n]*; try [^\n]+$/);
  return (error as ExcursaError).message;
};

describe('readPhaseMaps', () => {
  it('reads the pages of a file as sections or as a volume', async () => {
    const { maps: sections } = await readPhaseMaps([fixture('imagej.tif')], { as: 'sections' });
    expect(sections.map(({ grid }) => [grid.rank, grid.shape, grid.unit])).toEqual(
      [0, 1, 2].map(() => [2, [1, 23, 37], 'um']),
    );
    const { maps } = await readPhaseMaps([fixture('imagej.tif')], { as: 'volume' });
    expect(maps.map(({ grid }) => [grid.rank, grid.shape])).toEqual([[3, [3, 23, 37]]]);
    expect(Buffer.concat(sections.map((map) => map.data)).equals(maps[0].data)).toBe(true);
    expect(maps[0].phases).toEqual(parseLabels('0,127,255'));
  });

  it('reads a single page as an image even where volumes are asked for', async () => {
    const { maps } = await readPhaseMaps([fixture('grey8.png')], { as: 'volume' });
    expect(maps[0].grid).toMatchObject({ rank: 2, shape: [1, 23, 37], spacing: [1, 1, 1], unit: 'voxel' });
  });

  it('gives all files the same phases, and their hashes', async () => {
    // One page with the labels 0 and 1 alone beside one with 0, 1 and 2: an index means the same phase in both.
    const paths = ['bit-none.tif', 'palette8.png'].map(fixture);
    const { maps, sources } = await readPhaseMaps(paths, { as: 'sections' });
    expect(maps.map((map) => map.phases.map((p) => p.label))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(countVoxels(maps[0])[2]).toBe(0);
    sources.forEach((source, i) => {
      const bytes = readFileSync(paths[i]);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(source).toEqual({ path: paths[i], sha256, bytes: bytes.length });
    });
  });

  it('puts phases in the order of the labels and masks', async () => {
    const options = { labels: parseLabels('255=solid,0=pore'), mask: 127, as: 'sections' } as const;
    const { maps } = await readPhaseMaps([fixture('u1-2d.npy')], options);
    const { maps: plain } = await readPhaseMaps([fixture('u1-2d.npy')], { as: 'sections' });
    expect(maps[0].data).toEqual(plain[0].data.map((index) => [1, 255, 0][index]));
  });

  it('asks for the distance of layers where a file gives the pixel size alone', async () => {
    const path = fixture('imagej-no-depth.tif');
    expect(await refusal([path], { as: 'volume' })).toMatch(/got only the pixel size of 0\.05 x 0\.065 um/);
    const { maps: sections } = await readPhaseMaps([path], { as: 'sections' });
    expect(sections[0].grid.spacing).toEqual([0.05, 0.05, 0.065]);
    const { maps } = await readPhaseMaps([path], { as: 'volume', spacing: parseSpacing('3,2,1nm') });
    expect(maps[0].grid).toMatchObject({ spacing: [3, 2, 1], unit: 'nm' });
  });

  it('refuses labels that do not fit, with value, count and file', async () => {
    const path = fixture('u1-2d.npy');
    const counts = countVoxels((await readPhaseMaps([path], { as: 'sections' })).maps[0]);
    const known = { labels: parseLabels('0=pore,255=am'), as: 'sections' } as const;
    expect(await refusal([fixture('grey1.png'), path], { ...known, mask: 1 })).toContain(
      `${path}: expected only the labels 0, 255, got ${counts[1]} voxels of 127;`,
    );
    expect(await refusal([path], { as: 'sections', labels: parseLabels('0=a,127=b,255=c,3=empty') })).toMatch(
      /the phase empty with label 3, got none \(labels found: 0, 127, 255\)/,
    );
    expect(await refusal([path], { ...known, mask: 255 })).toMatch(/^mask: .* got 255/);
    const notes: string[] = [];
    const labels = parseLabels('0=a,127=b,255=c,3=empty');
    const allowed = { as: 'sections', labels, onNote: (own: Phrase) => notes.push(textOf(own)) } as const;
    const { maps } = await readPhaseMaps([path], { ...allowed, mayLack: ['empty', 'b'] });
    expect(countVoxels(maps[0])).toEqual([...counts, 0]);
    expect(notes).toEqual([expect.stringMatching(/no voxel of the phase empty \(3\), which counts as absent; labels/)]);
    expect(await refusal([path], { ...allowed, mayLack: ['b'] })).toMatch(/the phase empty with label 3, got none/);
  });

  it.each(['f4-nan.npy', 'f32-nan.tif', 'f4-infinite.npy'])('refuses %s, whose numbers are no labels', async (name) => {
    expect(await refusal([fixture(name)], { as: 'sections' })).toMatch(/a number as label in every voxel/);
  });

  it.each([
    ['f8-fractions.npy', [0, 0.25, 1]],
    ['f32-fractions.tif', [0, 0.5, 1]],
    ['i1-negative.npy', [-1, 0, 1]],
    ['i8-negative.tif', [-1, 0, 1]],
  ])('%s: few values that are no labels get labels in order, and it is told', async (name, values) => {
    const notes: string[] = [];
    const onNote = (sentence: Phrase): unknown => notes.push(textOf(sentence));
    const { maps } = await readPhaseMaps([fixture(name)], { as: 'sections', onNote });
    expect(maps[0].phases.map(({ label }) => label)).toEqual([0, 1, 2]);
    expect(notes.join()).toContain(values.map((value, i) => `${value} is ${i} (phase${i})`).join(', '));
    const named = parseLabels(`${values[0]}+${values[2]}=a,${values[1]}=b`);
    const { maps: merged } = await readPhaseMaps([fixture(name)], { as: 'sections', labels: named });
    expect(merged[0].data).toEqual(maps[0].data.map((index) => [0, 1, 0][index]));
  });

  it('refuses what is no image, whatever its name says', async () => {
    const as = 'sections' as const;
    expect(await refusal([], { as })).toMatch(/at least one file/);
    expect(await refusal([join(scratch, 'none.tif')], { as })).toMatch(/got no such file/);
    expect(await refusal([scratch], { as })).toMatch(/a folder with .*got none of them/);
    const write = (name: string, bytes: string | Uint8Array): string => {
      writeFileSync(join(scratch, name), bytes);
      return join(scratch, name);
    };
    expect(await refusal([write('empty.tif', '')], { as })).toMatch(/got an empty file of 0 bytes/);
    expect(await refusal([write('text.tif', 'a')], { as })).toMatch(/got another kind/);
    expect(await refusal([write('photo.png', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))], { as })).toMatch(/a JPEG image/);
    expect(await refusal([write('a.npz', Uint8Array.of(0x50, 0x4b, 3, 4, 0))], { as })).toMatch(/numpy\.savez/);
    expect(await refusal([write('head.tif', Uint8Array.of(0x49, 0x49, 42, 0))], { as })).toMatch(/truncated/);
  });

  it('takes a folder that is an OME-Zarr store as one image, with the hash of its files', async () => {
    const archive = readFileSync(fixture('zarr2-be.ome.zarr.zip'));
    const folder = mkdtempSync(join(scratch, 'store-'));
    for (const [path, bytes] of Object.entries(unzipSync(archive))) {
      const own = join(folder, path);
      mkdirSync(dirname(own), { recursive: true });
      writeFileSync(own, bytes);
    }
    const store = join(folder, 'big.zarr');
    const { maps, sources } = await readPhaseMaps([store]);
    const inOneFile = await readPhaseMaps([fixture('zarr2-be.ome.zarr.zip')]);
    expect(maps).toEqual(inOneFile.maps);
    expect(maps[0].grid).toMatchObject({ shape: [3, 23, 37], spacing: [0.1, 0.05, 0.065], unit: 'um' });
    const again = await readPhaseMaps([store]);
    expect(again.sources).toEqual(sources);
    // A chunk of other bytes, and the hash is another.
    writeFileSync(join(store, 'scale0', '0.0.0'), new Uint8Array(3 * 23 * 20 * 2));
    expect((await readPhaseMaps([store])).sources[0].sha256).not.toBe(sources[0].sha256);
  });

  it('goes by the content where the extension is wrong', async () => {
    const path = join(scratch, 'really-a-png.tif');
    copyFileSync(fixture('grey8.png'), path);
    expect((await readPhaseMaps([path], { as: 'sections' })).maps[0].grid.shape).toEqual([1, 23, 37]);
  });
});

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

describe.skipIf(!existsSync(data))('real images, where ../shared/data is present', () => {
  it.each([
    ['sofc-netl/slice.tif', [1, 1024, 1024], 3],
    ['nmc-bridge/slices_axis0.tif', [8, 301, 301], 3],
    ['nmc-bridge/slices_axis1.tif', [4, 120, 301], 3],
    ['nmc-cycled-2d/slice_4labels.tif', [1, 1150, 1200], 4],
    ['berea/slices_axis0.tif', [6, 400, 400], 2],
    ['fib-3phase/volume.tif', [100, 50, 60], 3],
    ['mcrpy-2d/composite.tif', [1, 256, 256], 3],
  ])('%s', async (name, shape, phases) => {
    const { maps } = await readPhaseMaps([join(data, name)], { as: 'volume' });
    expect(maps[0].grid.shape).toEqual(shape);
    expect(maps[0].phases).toHaveLength(phases);
  });

  it.each(['sofc-netl/slice', 'nmc-sem-2d/slice', 'nmc-cycled-2d/slice', 'mcrpy-2d/ceramics'])(
    '%s: TIFF and PNG hold the same phases',
    async (name) => {
      const [tiff, png] = await Promise.all(
        [`${name}.tif`, `${name}_gray.png`].map((file) => readPhaseMaps([join(data, file)], { as: 'sections' })),
      );
      expect(Buffer.compare(tiff.maps[0].data, png.maps[0].data)).toBe(0);
    },
  );
});
