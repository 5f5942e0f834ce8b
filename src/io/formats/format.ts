import { ExcursaError } from '../../errors.ts';
import type { PhaseMap, Triple } from '../../grid/index.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Numbers } from './number-types.ts';

/** Physical voxel size. */
export interface Spacing {
  /** [dz, dy, dx] in `unit`. */
  readonly spacing: Triple;
  readonly unit: string;
}

/**
 * Voxel size as a file states it: dz is undefined where it gives the size of a pixel but not the distance of the
 * layers.
 */
export interface FileSpacing {
  /** [dz, dy, dx] in `unit`. */
  readonly spacing: readonly [number | undefined, number, number];
  readonly unit: string;
}

/** Numbers as they stand in a file, before anyone says what they mean. */
export interface RawStack {
  /** [pages, height, width]. */
  readonly shape: Triple;
  /** Values - shape [pages, height, width] - of the file's own type. */
  readonly values: Numbers;
  /** Voxel size if the file states a physical one. */
  readonly spacing?: FileSpacing;
}

/** A file format: how to recognise, read and write it. */
export interface Format {
  readonly summary: string;
  readonly extensions: readonly string[];
  /** Whether the first bytes are those of the format. */
  readonly recognises?: (head: Uint8Array) => boolean;
  /** @throws ExcursaError (input) when the file is damaged or of a kind that holds no labels. */
  readonly read?: (source: ByteSource) => Promise<RawStack>;
  /** The file's bytes in pieces; voxels as label values, masked ones as 255. */
  readonly write?: (map: PhaseMap) => AsyncIterable<Uint8Array>;
}

/** Label values of one z-layer of a phase map - shape [ny, nx] - uint8. */
export function labelLayer(map: PhaseMap, z: number): Uint8Array {
  const [, ny, nx] = map.grid.shape;
  const table = new Uint8Array(256).fill(255);
  map.phases.forEach((phase, i) => {
    table[i] = phase.label;
  });
  return map.data.subarray(z * ny * nx, (z + 1) * ny * nx).map((index) => table[index]);
}

/**
 * One value a pixel of an image with several channels: grey, grey and alpha, RGB or RGBA.
 * @param pixels - shape [pixel, channel].
 * @param opaque - value of alpha where nothing shines through.
 * @returns values - shape [pixel].
 * @throws ExcursaError (input) when the colours differ anywhere, or a pixel is transparent.
 */
export function mergeChannels(pixels: Numbers, channels: number, opaque: number, name: string): Numbers {
  if (channels === 1) return pixels;
  const count = pixels.length / channels;
  const grey = pixels.slice(0, count);
  const fail = (got: string): never => {
    throw new ExcursaError({
      kind: 'input',
      what: name,
      expected: 'one label a pixel',
      got: got,
      remedy: 'segmenting it first and saving the labels as 8-bit grey',
    });
  };
  if (channels > 4) fail(`${channels} channels`);
  for (let i = 0; i < count; i++) {
    const first = pixels[i * channels];
    if (channels >= 3 && (pixels[i * channels + 1] !== first || pixels[i * channels + 2] !== first)) {
      fail(`a colour image with ${channels} channels`);
    }
    if (channels % 2 === 0 && pixels[(i + 1) * channels - 1] !== opaque) fail('an image with transparent pixels');
    grey[i] = first;
  }
  return grey;
}
