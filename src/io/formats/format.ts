import { ExcursaError } from '../../errors.ts';
import type { Phase, PhaseMap, Triple } from '../../grid/index.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Numbers } from './number-types.ts';

/** Physical voxel size. */
export interface Spacing {
  /** [dz, dy, dx] in `unit`. */
  readonly spacing: Triple;
  readonly unit: string;
  /** Whether one number was given, which says nothing of the distance of sections. */
  readonly cubic?: true;
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
  /** Names of phases if the file states them. */
  readonly phases?: readonly Phase[];
  /** Whether the values are colours, 0xRRGGBB. */
  readonly colours?: true;
  /** What was done with the file that its reader should know: pages that were left out. */
  readonly notes?: readonly string[];
}

/** A file format: how to recognise, read and write it. */
export interface Format {
  /** Its name in sentences; default: that of the registry in capitals. */
  readonly title?: string;
  readonly summary: string;
  readonly extensions: readonly string[];
  /** Whether the first bytes are those of the format. */
  readonly recognises?: (head: Uint8Array) => boolean;
  /** @throws ExcursaError (input) when the file is damaged or of a kind that holds no labels. */
  readonly read?: (source: ByteSource) => Promise<RawStack>;
  /** The file's bytes in pieces; voxels as label values, masked ones as 255, or as 65535 beside labels above 255. */
  readonly write?: (map: PhaseMap) => AsyncIterable<Uint8Array>;
  /** Whether names and voxel size need a file beside it. */
  readonly needsCompanion?: true;
  /** Why it holds no labels; such a file is read as a grey image alone. */
  readonly onlyGrey?: string;
}

/** Bytes that a label of a map takes in a file: 1, or 2 where a label is above 255. */
export function labelBytes({ phases }: Pick<PhaseMap, 'phases'>): 1 | 2 {
  return phases.some(({ label }) => label > 255) ? 2 : 1;
}

/** Bytes of the label values of one z-layer of a phase map, low byte first - shape [ny, nx, byte] - uint8. */
export function labelLayer(map: PhaseMap, z: number): Uint8Array {
  const [, ny, nx] = map.grid.shape;
  const indices = map.data.subarray(z * ny * nx, (z + 1) * ny * nx);
  const table = new Uint16Array(256).fill(65535);
  map.phases.forEach((phase, i) => {
    table[i] = phase.label;
  });
  if (labelBytes(map) === 1) {
    const narrow = Uint8Array.from(table);
    return indices.map((index) => narrow[index]);
  }
  const out = new Uint8Array(2 * indices.length);
  for (let i = 0; i < indices.length; i++) {
    const label = table[indices[i]];
    out[2 * i] = label & 255;
    out[2 * i + 1] = label >> 8;
  }
  return out;
}

/** Whether pixels of several channels can be colours of one byte a channel. */
export const haveColours = (channels: number, pixels: Numbers): boolean =>
  (channels === 3 || channels === 4) && pixels instanceof Uint8Array;

/** Grey values of colours 0xRRGGBB if all are grey; undefined if any is not. */
export function greyOf(colours: Uint32Array): Uint8Array | undefined {
  const out = new Uint8Array(colours.length);
  for (let i = 0; i < colours.length; i++) {
    const grey = colours[i] & 255;
    if (colours[i] !== grey * 0x010101) return undefined;
    out[i] = grey;
  }
  return out;
}

/**
 * One value a pixel of an image with several channels: grey; of RGB or RGBA of a byte a channel the colour 0xRRGGBB.
 * @param pixels - shape [pixel, channel].
 * @param opaque - value of alpha where nothing shines through.
 * @returns values - shape [pixel].
 * @throws ExcursaError (input) when colours of more bits differ anywhere, or a pixel is transparent.
 */
export function mergeChannels(pixels: Numbers, channels: number, opaque: number, name: string): Numbers {
  if (channels === 1) return pixels;
  const count = pixels.length / channels;
  const colours = haveColours(channels, pixels);
  const out = colours ? new Uint32Array(count) : pixels.slice(0, count);
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
    if (!colours && channels >= 3 && (pixels[i * channels + 1] !== first || pixels[i * channels + 2] !== first)) {
      fail('colours of more than 8 bits a channel');
    }
    if (channels % 2 === 0 && pixels[(i + 1) * channels - 1] !== opaque) fail('an image with transparent pixels');
    out[i] = colours ? first * 65536 + pixels[i * channels + 1] * 256 + pixels[i * channels + 2] : first;
  }
  return out;
}
