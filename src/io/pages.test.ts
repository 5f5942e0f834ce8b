import { describe, expect, it } from 'vitest';
import { textOf } from '../errors.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { byteSource, joinBytes } from './byte-source.ts';
import { decodePhaseMaps, type ReadOptions } from './decode.ts';
import { encodePhaseMap } from './encode.ts';
import { parseLabels } from './label-list.ts';
import { naturalOrder } from './pages.ts';
import { parseRegion, parseStride } from './part.ts';

/** A page of a TIFF that is made by hand: grey pixels, or RGB ones where there are three times as many. */
interface Page {
  readonly size: readonly [height: number, width: number];
  readonly pixels: readonly number[];
  readonly subfile?: number;
}

/** An uncompressed little-endian TIFF of 8 bits; the description stands in the first page. */
function tiffOf(pages: readonly Page[], description = ''): Uint8Array {
  const out: number[] = [0x49, 0x49, 42, 0];
  const short = (n: number): number[] => [n & 255, n >> 8];
  const long = (n: number): number[] => [...short(n & 65535), ...short(n >>> 16)];
  const text = [...new TextEncoder().encode(description), 0];
  let at = 8;
  const bodies = pages.map(({ size: [height, width], pixels, subfile }, p) => {
    const samples = pixels.length / (height * width);
    const textAt = at;
    const pixelsAt = textAt + text.length;
    const directoryAt = pixelsAt + pixels.length;
    const entries = [
      [254, 4, 1, subfile ?? 0],
      [256, 4, 1, width],
      [257, 4, 1, height],
      [258, 3, 1, 8],
      [259, 3, 1, 1],
      [262, 3, 1, samples === 3 ? 2 : 1],
      ...(p === 0 ? [[270, 2, text.length, textAt]] : []),
      [273, 4, 1, pixelsAt],
      [277, 3, 1, samples],
      [278, 4, 1, height],
      [279, 4, 1, pixels.length],
    ];
    at = directoryAt + 2 + 12 * entries.length + 4;
    const bytes = [
      ...[...text, ...pixels],
      ...short(entries.length),
      ...entries.flatMap(([tag, type, count, value]) => [
        ...short(tag),
        ...short(type),
        ...long(count),
        ...long(value),
      ]),
      ...long(p === pages.length - 1 ? 0 : at + text.length + pages[p + 1].pixels.length),
    ];
    return { bytes, directoryAt };
  });
  out.push(...long(bodies[0].directoryAt), ...bodies.flatMap(({ bytes }) => bytes));
  return Uint8Array.from(out);
}

const pixels = (height: number, width: number, shift = 0): number[] =>
  Array.from({ length: height * width }, (_, i) => (i + (i >> 2) + shift) % 3);

/** Reads files of given bytes, with what was told. */
async function readAll(files: Readonly<Record<string, Uint8Array>>, options: ReadOptions = {}) {
  const notes: string[] = [];
  const sources = Object.entries(files).map(([name, bytes]) => byteSource(bytes, name));
  const maps = await decodePhaseMaps(sources, { ...options, onNote: (sentence) => notes.push(textOf(sentence)) });
  return { maps, notes };
}

const describeGrid = ({ grid }: PhaseMap): unknown => [grid.rank, grid.shape, grid.spacing, grid.unit];

describe('pages of a file', () => {
  const volume = (spacing: readonly number[]): PhaseMap =>
    createPhaseMap(
      createGrid([4, 6, 8], { spacing, unit: 'um' }),
      Uint8Array.from(pixels(24, 8)),
      [0, 1, 2].map((label) => ({ label, name: `p${label}` })),
    );

  it('are layers where the file states their distance, and it is told', async () => {
    const bytes = await joinBytes(encodePhaseMap(volume([0.5, 0.05, 0.05]), 'a.tif'));
    const { maps, notes } = await readAll({ 'a.tif': bytes });
    expect(maps.map(describeGrid)).toEqual([[3, [4, 6, 8], [0.5, 0.05, 0.05], 'um']]);
    expect(notes).toEqual([
      'a.tif: its 4 pages are layers of a volume, since the file gives their distance (0.5 um); as: sections makes them sections',
    ]);
  });

  it('as sections have cubes of their pixels, and the place that the distance gives them', async () => {
    const bytes = await joinBytes(encodePhaseMap(volume([0.5, 0.05, 0.05]), 'a.tif'));
    const { maps, notes } = await readAll({ 'a.tif': bytes }, { as: 'sections' });
    expect(maps.map(describeGrid)).toEqual(maps.map(() => [2, [1, 6, 8], [0.05, 0.05, 0.05], 'um']));
    expect(maps.map(({ section }) => section)).toEqual([0, 0.5, 1, 1.5].map((height) => ({ stack: 'a.tif', height })));
    expect(notes).toEqual([]);
    // The same by a size that is given; one number says nothing of the distance of sections.
    const given = { as: 'sections', spacing: { spacing: [500, 50, 50], unit: 'nm' } } as const;
    const { maps: sized } = await readAll({ 'a.tif': bytes }, given);
    expect(describeGrid(sized[1])).toEqual([2, [1, 6, 8], [50, 50, 50], 'nm']);
    expect(sized[1].section?.height).toBe(500);
    const cubic = { as: 'sections', spacing: { spacing: [50, 50, 50], unit: 'nm', cubic: true } } as const;
    expect((await readAll({ 'a.tif': bytes }, cubic)).maps[1].section).toBeUndefined();
  });

  it('have the voxel size of the model where they state none, which is told once, and no distance', async () => {
    const pages = [0, 1, 2].map((z): Page => ({ size: [5, 7], pixels: pixels(5, 7, z) }));
    const size = { spacing: [0.4, 0.4, 0.4], unit: 'um', cubic: true } as const;
    const options = { as: 'sections', fallbackSpacing: { ...size, of: 'the model' } } as const;
    const { maps, notes } = await readAll({ 'a.tif': tiffOf(pages) }, options);
    expect(maps.map(({ grid, section }) => [grid.spacing[2], section])).toEqual(maps.map(() => [0.4, undefined]));
    expect(notes).toEqual([
      'a.tif: it gives no voxel size, so that of the model, 0.4 um, is used; spacing: 0.4um states it',
    ]);
    const several = await readAll({ 'a.tif': tiffOf(pages), 'b.tif': tiffOf(pages) }, options);
    expect(several.notes).toEqual([expect.stringMatching(/^2 files: they give no voxel size, so that of the model/)]);
    // A size that is given leaves nothing to tell.
    expect((await readAll({ 'a.tif': tiffOf(pages) }, { ...options, spacing: size })).notes).toEqual([]);
  });

  it('are sections where it states none', async () => {
    const pages = [0, 1, 2].map((z): Page => ({ size: [5, 7], pixels: pixels(5, 7, z) }));
    const { maps, notes } = await readAll({ 'a.tif': tiffOf(pages) });
    expect(maps.map(({ grid, section }) => [grid.rank, section])).toEqual(maps.map(() => [2, undefined]));
    expect(notes[0]).toMatch(/its 3 pages are 2D sections, .*; as: volume makes them layers/);
    const { maps: layers } = await readAll({ 'a.tif': tiffOf(pages) }, { as: 'volume' });
    expect(layers.map(({ grid }) => grid.shape)).toEqual([[3, 5, 7]]);
  });

  it.each([
    [1, 5, 'a preview or smaller copy'],
    [1, 3, 'a preview or smaller copy'],
    [4, 5, 'a transparency mask'],
  ])('that are marked by %i are left out, whatever their size, and it is told', async (subfile, height, kind) => {
    const page: Page = { size: [5, 7], pixels: pixels(5, 7) };
    const extra: Page = { size: [height, 7], pixels: pixels(height, 7).map((v) => 255 * v), subfile };
    const { maps, notes } = await readAll({ 'a.tif': tiffOf([page, extra]) });
    expect(maps.map(({ data }) => Array.from(data))).toEqual([page.pixels]);
    expect(notes).toEqual([`a.tif: 1 page was left out: marked as ${kind}`]);
  });

  it('may be the channels of a stack that was saved without axes', async () => {
    const pages = [0, 1, 2, 3].map((z): Page => ({ size: [5, 7], pixels: pixels(5, 7, z) }));
    const description = 'ImageJ=1.11a\nimages=4\nchannels=4\nhyperstack=true\n';
    const { maps, notes } = await readAll({ 'a.tif': tiffOf(pages, description) });
    expect(maps).toHaveLength(4);
    expect(notes[0]).toBe('a.tif: its 4 channels are read as pages, since it has neither layers nor times');
  });

  it('are refused where each channel is the mask of a phase', async () => {
    const pages = [0, 1, 2].map((c): Page => ({ size: [5, 7], pixels: pixels(5, 7).map((v) => (v === c ? 255 : 0)) }));
    const description = 'ImageJ=1.11a\nimages=3\nchannels=3\n';
    await expect(readAll({ 'a.tif': tiffOf(pages, description) })).rejects.toThrow(
      /3 channels, each a mask of one phase/,
    );
  });

  it('keep the names of phases in an OME annotation', async () => {
    const ome = `<?xml version="1.0"?><OME xmlns="x"><Image><Pixels SizeZ="1" SizeC="1" SizeT="1"/></Image>
      <StructuredAnnotations><MapAnnotation><Value><M K="phases">0=pore,1=am,2=se</M></Value></MapAnnotation>
      </StructuredAnnotations></OME>`;
    const { maps } = await readAll({ 'a.tif': tiffOf([{ size: [5, 7], pixels: pixels(5, 7) }], ome) });
    expect(maps[0].phases.map(({ name }) => name)).toEqual(['pore', 'am', 'se']);
  });
});

describe('a series of files', () => {
  const page = (z: number): Uint8Array => tiffOf([{ size: [5, 7], pixels: pixels(5, 7, z) }]);
  const files = { 's10.tif': page(10), 's2.tif': page(2), 's1.tif': page(1) };

  it('is one volume in natural order where that is asked for', async () => {
    const { maps, notes } = await readAll(files, { as: 'volume' });
    expect(maps.map(({ grid }) => grid.shape)).toEqual([[3, 5, 7]]);
    expect(Array.from(maps[0].data)).toEqual([1, 2, 10].flatMap((z) => pixels(5, 7, z)));
    expect(notes).toEqual([
      's1.tif to s10.tif: 3 files are the layers of one volume, in the natural order of their names',
      expect.stringMatching(/no voxel size, so its layers count as far apart as its pixels are wide; spacing/),
    ]);
  });

  it('is sections in the given order else', async () => {
    const { maps } = await readAll(files);
    expect(maps.map(({ data }) => Array.from(data))).toEqual([10, 2, 1].map((z) => pixels(5, 7, z)));
  });

  it('refuses a layer of another size by its name', async () => {
    const odd = tiffOf([{ size: [5, 6], pixels: pixels(5, 6) }]);
    await expect(readAll({ ...files, 's3.tif': odd }, { as: 'volume' })).rejects.toThrow(
      /^s3\.tif: expected layers of one size, got 5 x 6 beside 5 x 7 of s1\.tif/,
    );
  });

  it('sorts names as people count', () => {
    expect(['s10', 's9', 'S1', 's010', 'a'].sort(naturalOrder)).toEqual(['a', 'S1', 's9', 's010', 's10']);
  });
});

describe('colours', () => {
  const palette = [
    [20, 20, 20],
    [230, 120, 20],
    [90, 170, 230],
  ];
  const image = (table: readonly (readonly number[])[]): Uint8Array =>
    tiffOf([{ size: [6, 9], pixels: pixels(6, 9).flatMap((v) => table[v]) }]);

  it('are labels from dark to bright, or as they are named', async () => {
    const { maps, notes } = await readAll({ 'a.tif': image(palette) });
    expect(Array.from(maps[0].data)).toEqual(pixels(6, 9));
    expect(notes[0]).toContain('#141414 is 0 (phase0), #e67814 is 1 (phase1), #5aaae6 is 2 (phase2)');
    const labels = parseLabels('#5aaae6=am,#141414+#e67814=rest');
    const { maps: named } = await readAll({ 'a.tif': image(palette) }, { labels });
    expect(Array.from(named[0].data)).toEqual(pixels(6, 9).map((v) => [1, 1, 0][v]));
    expect(named[0].phases).toEqual([
      { label: 0, name: 'am' },
      { label: 1, name: 'rest' },
    ]);
  });

  it('that were blurred are refused', async () => {
    const bytes = tiffOf([{ size: [6, 9], pixels: pixels(6, 9).flatMap((v, i) => [20 * v, i, 200]) }]);
    await expect(readAll({ 'a.tif': bytes })).rejects.toThrow(/at most 8 colours, got 54 colours, as after blur/);
  });

  it('are not mixed with grey values', async () => {
    const grey = tiffOf([{ size: [6, 9], pixels: pixels(6, 9) }]);
    await expect(readAll({ 'a.tif': image(palette), 'b.tif': grey })).rejects.toThrow(/^b\.tif: expected colours/);
    const labels = parseLabels('0=a,1=b,2=c');
    await expect(readAll({ 'a.tif': image(palette) }, { labels })).rejects.toThrow(
      /expected grey label values, got colours/,
    );
  });

  it('that are all grey are grey values', async () => {
    const { maps } = await readAll({ 'a.tif': image([0, 7, 9].map((v) => [v, v, v])) });
    expect(maps[0].phases.map(({ label }) => label)).toEqual([0, 7, 9]);
  });
});

describe('parts', () => {
  const data = Uint8Array.from({ length: 4 * 6 * 8 }, (_, i) => i % 5);
  const grid = createGrid([4, 6, 8], { spacing: [3, 1, 1], unit: 'nm' });
  const phases = [0, 1, 2, 3, 4].map((label) => ({ label, name: `p${label}` }));
  const file = joinBytes(encodePhaseMap(createPhaseMap(grid, data, phases), 'a.tif'));
  const at = (z: number, y: number, x: number): number => data[(z * 6 + y) * 8 + x];

  it('are the voxels of a box', async () => {
    const { maps } = await readAll({ 'a.tif': await file }, { region: parseRegion('1:3,:,2:') });
    expect(maps[0].grid.shape).toEqual([2, 6, 6]);
    expect(maps[0].grid.spacing).toEqual([3, 1, 1]);
    expect(maps[0].data[0]).toBe(at(1, 0, 2));
    expect(maps[0].data[(1 * 6 + 4) * 6 + 5]).toBe(at(2, 4, 7));
    const { maps: sections } = await readAll(
      { 'a.tif': await file },
      { as: 'sections', region: parseRegion('0:5,2:7') },
    );
    expect(sections.map(({ grid: own }) => own.shape)).toEqual([0, 1, 2, 3].map(() => [1, 5, 5]));
    expect(sections[3].data[6]).toBe(at(3, 1, 3));
  });

  it('are every n-th voxel, which grow', async () => {
    const { maps } = await readAll({ 'a.tif': await file }, { stride: parseStride('1,2,3') });
    expect(describeGrid(maps[0])).toEqual([3, [4, 3, 3], [3, 2, 3], 'nm']);
    expect(maps[0].data[(2 * 3 + 1) * 3 + 2]).toBe(at(2, 2, 6));
    const given = { stride: parseStride('2'), spacing: { spacing: [6, 2, 2], unit: 'nm' } } as const;
    expect(describeGrid((await readAll({ 'a.tif': await file }, given)).maps[0])).toEqual([
      3,
      [2, 3, 4],
      [12, 4, 4],
      'nm',
    ]);
    // Sections keep their distance: a stride of one number thins no stack.
    const { maps: sections } = await readAll({ 'a.tif': await file }, { as: 'sections', stride: parseStride('2') });
    expect(sections.map(({ section }) => section?.height)).toEqual([0, 3, 6, 9]);
  });

  it('outside of the image are refused', async () => {
    await expect(readAll({ 'a.tif': await file }, { region: parseRegion('0:5,0:6,0:8') })).rejects.toThrow(
      /^a\.tif: expected region within its 4 voxels along z, got 0:5/,
    );
  });

  it.each(['', '1', '1:2', '3:2,1:4', 'a:b,c:d', '1:2,1:2,1:2,1:2'])('refuses the box %j', (text) => {
    expect(() => parseRegion(text)).toThrow(/^region: expected ranges/);
  });

  it.each(['', '0', '1,2', '-1', '1.5'])('refuses the stride %j', (text) => {
    expect(() => parseStride(text)).toThrow(/^stride: expected one whole number/);
  });
});
