import type { PhaseMap } from '../../grid/index.ts';
import { metadataText, type StoreFile, spaceAxes } from '../ome-zarr.ts';
import { labelBytes, labelLayer } from './format.ts';

/** Edge of a chunk, voxels. */
const edge = 64;

/** What an OME-Zarr store states of a map: a group of one image of labels, and its array. */
function* metadataFiles(map: PhaseMap, chunk: readonly number[]): Iterable<StoreFile> {
  const { rank, shape, spacing, unit } = map.grid;
  const own = <T>(list: readonly T[]): readonly T[] => list.slice(3 - rank);
  const axes = own(spaceAxes(unit));
  const scale = [{ type: 'scale', scale: own(spacing) }];
  const multiscale = { name: 'labels', axes, datasets: [{ path: '0', coordinateTransformations: scale }] };
  const properties = map.phases.map(({ label, name }) => ({ 'label-value': label, name }));
  yield [
    'zarr.json',
    metadataText({
      ...{ zarr_format: 3, node_type: 'group' },
      attributes: { ome: { version: '0.5', multiscales: [multiscale], 'image-label': { version: '0.5', properties } } },
    }),
  ];
  const bytes = labelBytes(map);
  yield [
    '0/zarr.json',
    metadataText({
      ...{ zarr_format: 3, node_type: 'array', shape: own(shape), data_type: bytes === 1 ? 'uint8' : 'uint16' },
      chunk_grid: { name: 'regular', configuration: { chunk_shape: own(chunk) } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      fill_value: 0,
      codecs: [
        { name: 'bytes', ...(bytes === 2 && { configuration: { endian: 'little' } }) },
        { name: 'gzip', configuration: { level: 4 } },
      ],
      dimension_names: axes.map(({ name }) => name),
      attributes: {},
    }),
  ];
}

/** The chunks of a map, compressed; at the ends of the volume they are filled up with zeros. */
function* chunkFiles(
  map: PhaseMap,
  chunk: readonly number[],
  compress: (bytes: Uint8Array) => Uint8Array,
): Iterable<StoreFile> {
  const [nz, ny, nx] = map.grid.shape;
  const [cz, cy, cx] = chunk;
  const bytes = labelBytes(map);
  for (let z = 0; z < nz; z += cz) {
    const layers = Array.from({ length: Math.min(cz, nz - z) }, (_, i) => labelLayer(map, z + i));
    for (let y = 0; y < ny; y += cy) {
      for (let x = 0; x < nx; x += cx) {
        const own = new Uint8Array(cz * cy * cx * bytes);
        for (const [k, layer] of layers.entries()) {
          for (let j = 0; j < Math.min(cy, ny - y); j++) {
            const row = layer.subarray(((y + j) * nx + x) * bytes, ((y + j) * nx + Math.min(nx, x + cx)) * bytes);
            own.set(row, (k * cy + j) * cx * bytes);
          }
        }
        const place = [z / cz, y / cy, x / cx].slice(3 - map.grid.rank);
        yield [`0/c/${place.join('/')}`, compress(own)];
      }
    }
  }
}

/**
 * Writes label values as one OME-Zarr image in a ZIP archive, which is not compressed a second time, with the names of
 * phases as properties of its labels. The bytes are the same on every machine.
 * @source https://ngff.openmicroscopy.org/0.5 (Zarr version 3); https://ngff.openmicroscopy.org/rfc/9 (one file)
 */
export async function* writeOmeZarr(map: PhaseMap): AsyncIterable<Uint8Array> {
  const { gzipSync, Zip, ZipPassThrough } = await import('fflate');
  const compress = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 4, mtime: 0 });
  const chunk = map.grid.rank === 2 ? [1, 4 * edge, 4 * edge] : [edge, edge, edge];
  let pieces: Uint8Array[] = [];
  const archive = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  for (const files of [metadataFiles(map, chunk), chunkFiles(map, chunk, compress)]) {
    for (const [path, content] of files) {
      const file = new ZipPassThrough(path);
      // The same local time everywhere, which is what archives hold.
      file.mtime = '2000-01-01T12:00';
      archive.add(file);
      file.push(content, true);
      yield* pieces;
      pieces = [];
    }
  }
  archive.end();
  yield* pieces;
}
