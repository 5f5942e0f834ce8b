import { ExcursaError } from '../../errors.ts';
import { largestVoxelCount, type Triple } from '../../grid/index.ts';
import type { ByteSource } from '../byte-source.ts';
import { greyOf, mergeChannels, type RawStack } from './format.ts';
import { type ByteOrder, bytesOf, type Numbers, toNumbers, zerosLike } from './number-types.ts';
import { phasesOf } from './phase-names.ts';
import { type Directory, readDirectories, textOf } from './tiff-directory.ts';
import { layoutOf, type PageLayout, readPixels } from './tiff-pixels.ts';
import { checkPageAxes, pagesOfImageJ, sizeByDescription } from './voxel-size.ts';

/** Pixels per unit of length along y and x. */
function resolutionOf(page: Directory): [number, number] | undefined {
  const { xResolution: x, yResolution: y } = page;
  return x && y ? [y[0] / y[1], x[0] / x[1]] : undefined;
}

/**
 * All pages of a stack that has a single directory: they follow the first one, uncompressed, as ImageJ writes them
 * above 4 GiB.
 */
async function readFollowing(
  source: ByteSource,
  layout: PageLayout,
  pages: number,
  order: ByteOrder,
): Promise<Numbers> {
  if (layout.compression !== 1 || layout.tiled || layout.bits < 8 || layout.samples > 1) {
    throw new ExcursaError({
      kind: 'input',
      what: source.name,
      expected: `the ${pages} pages that its description promises`,
      got: '1',
      remedy: 'saving it again',
    });
  }
  const bytes = layout.width * layout.height * pages * bytesOf(layout.type);
  return toNumbers(await source.read(layout.offsets[0], bytes), layout.type, order);
}

/** The pages of a file one after the other - shape [pages, height, width]. */
async function readPages(source: ByteSource, layouts: readonly PageLayout[], order: ByteOrder): Promise<Numbers> {
  const [{ width, height, type, bits, samples }] = layouts;
  let stack: Numbers | undefined;
  for (const [p, layout] of layouts.entries()) {
    if (layout.width !== width || layout.height !== height || layout.type !== type || layout.samples !== samples) {
      throw new ExcursaError({
        kind: 'input',
        what: source.name,
        expected: 'pages of one size and type',
        got: `${width} x ${height} ${type} and ${layout.width} x ${layout.height} ${layout.type}`,
        remedy: 'one file for each',
      });
    }
    const pixels = await readPixels(source, layout, order);
    const page = mergeChannels(pixels, samples, type.startsWith('f') ? 1 : 2 ** bits - 1, source.name);
    if (layouts.length === 1) return page;
    stack ??= zerosLike(page, width * height * layouts.length);
    stack.set(page, p * width * height);
  }
  return stack!;
}

/**
 * The pages that are images of their own: without previews and smaller copies (bit 1 of NewSubfileType) and
 * transparency masks (bit 4).
 */
function separatePages(all: readonly Directory[]): { pages: readonly Directory[]; notes: string[] } {
  const isCopy = ({ subfile, oldSubfile }: Directory): boolean =>
    ((subfile?.[0] ?? 0) & 1) !== 0 || (subfile === undefined && oldSubfile?.[0] === 2);
  const isMask = ({ subfile }: Directory): boolean => ((subfile?.[0] ?? 0) & 4) !== 0;
  const pages = all.filter((page) => !isCopy(page) && !isMask(page));
  // A file of nothing else is read as it is.
  if (pages.length === 0) return { pages: all, notes: [] };
  const said = (kind: string, count: number): string[] =>
    count === 0 ? [] : [`${count} ${count === 1 ? 'page was' : 'pages were'} left out: ${kind}`];
  const copies = all.filter(isCopy).length;
  return {
    pages,
    notes: [
      ...said('marked as a preview or smaller copy', copies),
      ...said('marked as a transparency mask', all.length - pages.length - copies),
    ],
  };
}

/** Colours as they are, or grey values where all are grey. */
function settleColours(values: Numbers, samples: number): Pick<RawStack, 'values' | 'colours'> {
  if (samples < 3 || !(values instanceof Uint32Array)) return { values };
  const grey = greyOf(values);
  return grey ? { values: grey } : { values, colours: true };
}

/**
 * Channels that are the pages of a stack, as NumPy arrays without axes are saved for ImageJ.
 * @throws ExcursaError (input) where each pixel is set in exactly one of them: then a channel is a phase.
 */
function checkChannels(values: Numbers, pages: number, name: string): void {
  const size = values.length / pages;
  for (let i = 0; i < size; i++) {
    let set = 0;
    for (let p = 0; p < pages; p++) if (values[p * size + i] !== 0) set++;
    if (set !== 1) return;
  }
  throw new ExcursaError({
    kind: 'input',
    what: name,
    expected: 'one label a pixel',
    got: `${pages} channels, each a mask of one phase`,
    remedy: 'saving the number of the channel as the label (numpy.argmax)',
  });
}

/**
 * Reads a TIFF or BigTIFF: any number of pages of one size; strips or tiles; integers of 1 to 64 bits and floats;
 * uncompressed, LZW, deflate or PackBits. Palette images give their indices, 1-bit images their bits, whether white is
 * zero or not. The voxel size comes from OME-XML, ImageJ's tags, or a resolution that is none of a screen or printer.
 * Previews, smaller copies and masks are left out. Names of phases come from ImageJ's description or OME annotations.
 * @throws ExcursaError (input) for damaged files, channels beside layers, and pages of different sizes.
 */
export async function readTiff(source: ByteSource): Promise<RawStack> {
  const { pages: all, order } = await readDirectories(source);
  const { pages, notes } = separatePages(all);
  const layouts = pages.map((page) => layoutOf(page, source.name));
  const [first] = layouts;
  const description = textOf(pages[0].description);
  const channels = checkPageAxes(description, first.samples, source.name);
  const promised = pagesOfImageJ(description) ?? 1;
  const count = pages.length === 1 ? promised : pages.length;
  const voxels = first.width * first.height * count;
  if (!(voxels <= largestVoxelCount)) {
    throw new ExcursaError({
      kind: 'input',
      what: source.name,
      expected: 'at most 2^32 - 1 voxels',
      got: `${voxels.toExponential(2)}`,
      remedy: 'a part of it',
    });
  }
  const values =
    count > pages.length ? await readFollowing(source, first, count, order) : await readPages(source, layouts, order);
  if (channels > 1) {
    checkChannels(values, count, source.name);
    notes.push(`its ${channels} channels are read as pages, since it has neither layers nor times`);
  }
  const spacing = sizeByDescription(description, resolutionOf(pages[0]), pages[0].resolutionUnit?.[0]);
  const phases = phasesOf(description);
  return {
    shape: [count, first.height, first.width] satisfies Triple,
    ...settleColours(values, first.samples),
    ...{ ...(spacing && { spacing }), ...(phases && { phases }), ...(notes.length > 0 && { notes }) },
  };
}
