import { decode } from 'fast-png';
import { ExcursaError } from '../../errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { greyOf, haveColours, mergeChannels, type RawStack } from './format.ts';
import { type Numbers, unpackBits } from './number-types.ts';
import { sizeByDensity } from './voxel-size.ts';

/**
 * Reads a PNG: grey of 1 to 16 bits as its values, palette images as their indices, colour images as colours, or as
 * grey values where all channels agree. The voxel size comes from the resolution where it is none of a screen or
 * printer.
 * @throws ExcursaError (input) for damaged files, colour images and transparent pixels.
 * @source https://www.w3.org/TR/png-3
 */
export async function readPng(source: ByteSource): Promise<RawStack> {
  const { name } = source;
  let image: ReturnType<typeof decode>;
  try {
    const bytes = await source.read(0, source.size);
    // Byte 28 of the file is the interlace method, byte 24 the depth: the decoder does not know interlaced pixels below
    // 8 bits.
    if (bytes[28] === 1 && bytes[24] < 8) {
      throw new ExcursaError({
        kind: 'input',
        what: name,
        expected: 'a PNG of whole bytes or without interlacing',
        got: `an interlaced one of ${bytes[24]} bits`,
        remedy: 'saving it as 8-bit grey',
      });
    }
    image = decode(bytes, { checkCrc: true });
  } catch (error) {
    if (error instanceof ExcursaError) throw error;
    throw new ExcursaError(
      {
        kind: 'input',
        what: name,
        expected: 'a whole PNG',
        got: 'a truncated or damaged one',
        remedy: 'saving it again',
      },
      { cause: error },
    );
  }
  const { width, height, channels, depth, resolution } = image;
  const pixels = image.data as Numbers;
  const merged =
    depth < 8 ? unpackBits(pixels, width, height, depth) : mergeChannels(pixels, channels, 2 ** depth - 1, name);
  const spacing = resolution?.unit === 1 ? sizeByDensity([resolution.y, resolution.x], 1e6) : undefined;
  const coloured = depth === 8 && haveColours(channels, pixels);
  const values = (coloured && greyOf(merged as Uint32Array)) || merged;
  const colours = coloured && values === merged && { colours: true as const };
  return { shape: [1, height, width], values, ...(spacing && { spacing }), ...colours };
}
