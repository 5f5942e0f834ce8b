import { ExcursaError } from '../../errors.ts';
import type { Grid, PhaseMap } from '../../grid/index.ts';
import { deflate } from '../deflate.ts';
import { labelBytes, labelLayer } from './format.ts';
import { namesLine } from './phase-names.ts';

/** One directory entry: tag, type (2 ASCII, 3 SHORT, 4 LONG, 5 RATIONAL), count, value or offset. */
type Entry = readonly [tag: number, type: 2 | 3 | 4 | 5, count: number, value: number];

const largest32 = 2 ** 32 - 1;

/** Length on file: everything begins at an even offset. */
const even = (bytes: number): number => bytes + (bytes % 2);

/**
 * A fraction of 32-bit numbers for a positive value: the first convergent of its continued fraction that double
 * precision cannot tell from it, or the last that fits. A decimal spacing comes back exactly.
 */
export function toRational(value: number): [numerator: number, denominator: number] {
  let [previous, current]: [number, number][] = [
    [0, 1],
    [1, 0],
  ];
  for (let rest = value; ; ) {
    const whole = Math.floor(rest);
    const next: [number, number] = [whole * current[0] + previous[0], whole * current[1] + previous[1]];
    if (next[0] > largest32 || next[1] > largest32) return current;
    [previous, current] = [current, next];
    if (current[0] / current[1] === value || rest === whole) return current;
    rest = 1 / (rest - whole);
  }
}

/** ImageJ's lines of key=value. */
function describe({ grid, phases }: PhaseMap): string {
  const [nz] = grid.shape;
  const labels = phases.map((phase) => phase.label);
  return [
    'ImageJ=1.54f',
    `images=${nz}`,
    ...(nz > 1 ? [`slices=${nz}`] : []),
    ...(grid.unit === 'voxel' && nz === 1 ? [] : [`unit=${grid.unit}`]),
    ...(nz > 1 ? [`spacing=${grid.spacing[0]}`] : []),
    'loop=false',
    `min=${Math.min(...labels)}`,
    `max=${Math.max(...labels)}`,
    `phases=${namesLine(phases)}`,
    '',
  ].join('\n');
}

/** A directory's bytes; `next` is the offset of the one that follows, 0 for the last. */
function directoryBytes(entries: readonly Entry[], next: number): Uint8Array {
  const bytes = new Uint8Array(2 + 12 * entries.length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, entries.length, true);
  entries.forEach(([tag, type, count, value], e) => {
    const at = 2 + 12 * e;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    if (type === 3) view.setUint16(at + 8, value, true);
    else view.setUint32(at + 8, value, true);
  });
  view.setUint32(2 + 12 * entries.length, next, true);
  return bytes;
}

/** The entries of a page; the offsets say where its pixels, the resolution and the description lie. */
function pageEntries(
  [, ny, nx]: Grid['shape'],
  at: {
    pixels: number;
    bytes: number;
    bits: number;
    resolution: number;
    description: number;
    descriptionLength: number;
  },
): Entry[] {
  return [
    [256, 4, 1, nx],
    [257, 4, 1, ny],
    [258, 3, 1, at.bits],
    [259, 3, 1, 8], // deflate
    [262, 3, 1, 1], // zero is black
    [270, 2, at.descriptionLength, at.description],
    [273, 4, 1, at.pixels],
    [277, 3, 1, 1],
    [278, 4, 1, ny],
    [279, 4, 1, at.bytes],
    [282, 5, 1, at.resolution],
    [283, 5, 1, at.resolution + 8],
    [296, 3, 1, 1], // a unit that the description names
  ];
}

/**
 * Writes a TIFF stack as ImageJ and Fiji do: one page a z-layer, label values of 8 bits (16 where one is above 255)
 * with deflate compression, voxel size, unit and names of phases in ImageJ's description. Only one layer at a time is
 * held.
 * @throws ExcursaError (usage) when the compressed file would pass 4 GiB, which its 32-bit offsets cannot reach.
 * @source TIFF 6.0; ImageJ's TiffEncoder and FileInfo (keys of the description)
 */
export async function* writeTiff(map: PhaseMap): AsyncIterable<Uint8Array> {
  const { grid } = map;
  const [nz] = grid.shape;
  const description = new TextEncoder().encode(`${describe(map)}\0`);

  // What all pages share comes first; each page is its compressed bytes followed by its directory.
  const resolutionAt = 8;
  const descriptionAt = resolutionAt + 16;
  const head = new Uint8Array(descriptionAt + even(description.length));
  const view = new DataView(head.buffer);
  head.set([0x49, 0x49, 42, 0]);
  for (const [i, spacing] of [grid.spacing[2], grid.spacing[1]].entries()) {
    // Pixels per unit: the fraction of the spacing, upside down.
    const [length, pixels] = toRational(spacing);
    view.setUint32(resolutionAt + 8 * i, pixels, true);
    view.setUint32(resolutionAt + 8 * i + 4, length, true);
  }
  head.set(description, descriptionAt);

  const compress = (z: number): Promise<Uint8Array> => deflate(labelLayer(map, z));
  let pixels = await compress(0);
  let position = head.length;
  view.setUint32(4, position + even(pixels.length), true);
  yield head;
  for (let z = 0; z < nz; z++) {
    const entries = pageEntries(grid.shape, {
      pixels: position,
      bytes: pixels.length,
      bits: 8 * labelBytes(map),
      resolution: resolutionAt,
      description: descriptionAt,
      descriptionLength: description.length,
    });
    const following = z + 1 < nz ? await compress(z + 1) : undefined;
    const end = position + even(pixels.length) + directoryBytes(entries, 0).length;
    const next = following ? end + even(following.length) : 0;
    if (Math.max(end, next) > largest32) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'TIFF',
        expected: 'a file below 4 GiB',
        got: 'more',
        remedy: 'a name that ends in .npy or .vti',
      });
    }
    yield pixels;
    yield new Uint8Array(even(pixels.length) - pixels.length);
    yield directoryBytes(entries, next);
    position = end;
    if (following) pixels = following;
  }
}
