import { readFile } from 'node:fs/promises';
import { decode } from 'fast-png';
import { ExcursaError } from '../../errors.ts';
import type { RawStack } from './format.ts';

/** Samples below 8 bits come packed, each row padded to whole bytes. */
function unpack(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  const perByte = 8 / depth;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const byte = data[y * rowBytes + Math.floor(x / perByte)];
      out[i] = (byte >> (8 - depth * ((x % perByte) + 1))) & ((1 << depth) - 1);
    }
  }
  return out;
}

/**
 * Reads a PNG: grey of 1 to 16 bits as its values, palette images as their indices, colour images only where all channels agree. A PNG's
 * resolution is that of a print and never taken for a voxel size.
 * @throws ExcursaError (input) for damaged files and colour images.
 */
export async function readPng(path: string): Promise<RawStack> {
  let image: ReturnType<typeof decode>;
  try {
    image = decode(await readFile(path));
  } catch (error) {
    throw new ExcursaError(
      'input',
      `${path}: expected a whole PNG, got a truncated or damaged one; try saving it again`,
      { cause: error },
    );
  }
  const { width, height, channels, data, depth } = image;
  const shape = [1, height, width] as const;
  if (channels === 1) return { shape, values: depth < 8 ? unpack(data, width, height, depth) : data };
  const values = data.slice(0, width * height);
  for (let i = 0; i < width * height; i++) {
    const first = data[i * channels];
    if (channels >= 3 && (data[i * channels + 1] !== first || data[i * channels + 2] !== first)) {
      throw new ExcursaError(
        'input',
        `${path}: expected one label a pixel, got a colour image with ${channels} channels; try segmenting it first and saving the labels as 8-bit grey`,
      );
    }
    values[i] = first;
  }
  return { shape, values };
}
