import { deflateSync } from 'node:zlib';
import type { PhaseMap } from '../../grid/index.ts';
import { labelLayer } from './format.ts';

/** One directory entry: tag, type (2 ASCII, 3 SHORT, 4 LONG, 5 RATIONAL), count, value or offset. */
type Entry = readonly [tag: number, type: 2 | 3 | 4 | 5, count: number, value: number];

const directoryBytes = (entries: number): number => 2 + 12 * entries + 4;

/** Largest denominator with which a spacing is written as a rational number of pixels per unit. */
const denominator = 1_000_000;

/**
 * A TIFF stack as ImageJ and Fiji write theirs: one page a z-layer, deflate-compressed bytes, voxel size and unit in ImageJ's description
 * and in the resolution tags. Offsets are 32 bits wide, which holds any compressed label volume below 4 GiB.
 * @source https://imagej.net/ij (FileInfo, TiffEncoder: meaning of the description's keys), TIFF 6.0
 */
export function* writeTiff(map: PhaseMap): Iterable<Uint8Array> {
  const { grid } = map;
  const [nz, ny, nx] = grid.shape;
  const [dz, dy, dx] = grid.spacing;
  const physical = grid.unit !== 'voxel';
  const lines = [
    'ImageJ=1.54f',
    `images=${nz}`,
    ...(nz > 1 ? [`slices=${nz}`] : []),
    ...(physical ? [`unit=${grid.unit}`] : []),
  ];
  if (nz > 1) lines.push(`spacing=${dz}`);
  const labels = map.phases.map((phase) => phase.label);
  lines.push('loop=false', `min=${Math.min(...labels)}`, `max=${Math.max(...labels)}`, '');
  const description = new TextEncoder().encode(`${lines.join('\n')}\0`);

  // The header and what all pages share come first; each page is its compressed bytes followed by its directory.
  const resolutionAt = 8;
  const descriptionAt = resolutionAt + 16;
  let position = descriptionAt + description.length + (description.length % 2);
  const head = new Uint8Array(position);
  const view = new DataView(head.buffer);
  head.set([0x49, 0x49, 42, 0]);
  const perPixel = (spacing: number): number => Math.round(denominator / spacing);
  view.setUint32(resolutionAt, perPixel(dx), true);
  view.setUint32(resolutionAt + 4, denominator, true);
  view.setUint32(resolutionAt + 8, perPixel(dy), true);
  view.setUint32(resolutionAt + 12, denominator, true);
  head.set(description, descriptionAt);

  let bytes = deflateSync(labelLayer(map, 0), { level: 6 });
  const padded = (n: number): number => n + (n % 2);
  view.setUint32(4, position + padded(bytes.length), true);
  yield head;
  for (let z = 0; z < nz; z++) {
    const dataAt = position;
    const directoryAt = dataAt + padded(bytes.length);
    const entries: Entry[] = [
      [256, 4, 1, nx],
      [257, 4, 1, ny],
      [258, 3, 1, 8],
      [259, 3, 1, 8],
      [262, 3, 1, 1],
      [270, 2, description.length, descriptionAt],
      [273, 4, 1, dataAt],
      [277, 3, 1, 1],
      [278, 4, 1, ny],
      [279, 4, 1, bytes.length],
      [282, 5, 1, resolutionAt],
      [283, 5, 1, resolutionAt + 8],
      [296, 3, 1, 1],
    ];
    const piece = new Uint8Array(padded(bytes.length) + directoryBytes(entries.length));
    piece.set(bytes);
    position += piece.length;
    const next = z + 1 < nz ? deflateSync(labelLayer(map, z + 1), { level: 6 }) : undefined;
    const out = new DataView(piece.buffer, padded(bytes.length));
    out.setUint16(0, entries.length, true);
    entries.forEach(([tag, type, count, value], e) => {
      const at = 2 + 12 * e;
      out.setUint16(at, tag, true);
      out.setUint16(at + 2, type, true);
      out.setUint32(at + 4, count, true);
      if (type === 3) out.setUint16(at + 8, value, true);
      else out.setUint32(at + 8, value, true);
    });
    // A directory ends with the offset of the next one, which follows the next page's bytes.
    out.setUint32(2 + 12 * entries.length, next ? position + padded(next.length) : 0, true);
    yield piece;
    if (next) bytes = next;
    if (directoryAt > 2 ** 32) throw new RangeError('TIFF: offsets beyond 4 GiB');
  }
}
