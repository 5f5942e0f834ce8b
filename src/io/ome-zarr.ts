import type { Grid } from '../grid/index.ts';

/** Units of length as OME-NGFF spells them. */
export const ngffUnits: Readonly<Record<string, string>> = {
  nm: 'nanometer',
  um: 'micrometer',
  mm: 'millimeter',
  cm: 'centimeter',
  m: 'meter',
};

/** A file of a store: its path with slashes, and its bytes. */
export type StoreFile = readonly [path: string, bytes: Uint8Array];

/** Metadata as the text of a file. */
export const metadataText = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);

/** The axes z, y, x of an image with their unit of length, where it has one. */
export const spaceAxes = (unit: string) =>
  ['z', 'y', 'x'].map((name) => ({ name, type: 'space', ...(ngffUnits[unit] && { unit: ngffUnits[unit] }) }));

/**
 * Float32 fields as the files of an OME-Zarr store: one image of the axes z, y, x with its voxel size, and an axis of
 * channels in front whose names are those of the fields. A chunk is one layer of one channel.
 * @param fields - by name - shape [nz, ny, nx] each.
 * @source https://ngff.openmicroscopy.org/0.5 (Zarr version 3)
 */
export function* omeZarrOfFields(
  { shape, spacing, unit }: Grid,
  name: string,
  fields: Readonly<Record<string, Float32Array>>,
): Iterable<StoreFile> {
  const scale = [{ type: 'scale', scale: [1, ...spacing] }];
  const multiscale = {
    name,
    axes: [{ name: 'c', type: 'channel' }, ...spaceAxes(unit)],
    datasets: [{ path: '0', coordinateTransformations: scale }],
  };
  const channels = Object.keys(fields).map((label) => ({
    label,
    color: 'FFFFFF',
    active: true,
    window: windowOf(fields[label]),
  }));
  yield [
    'zarr.json',
    metadataText({
      ...{ zarr_format: 3, node_type: 'group' },
      attributes: { ome: { version: '0.5', multiscales: [multiscale], omero: { channels } } },
    }),
  ];
  yield [
    '0/zarr.json',
    metadataText({
      ...{ zarr_format: 3, node_type: 'array', shape: [channels.length, ...shape], data_type: 'float32' },
      chunk_grid: { name: 'regular', configuration: { chunk_shape: [1, 1, shape[1], shape[2]] } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      fill_value: 'NaN',
      codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
      dimension_names: ['c', 'z', 'y', 'x'],
      attributes: {},
    }),
  ];
  const layer = shape[1] * shape[2];
  for (const [c, values] of Object.values(fields).entries()) {
    for (let z = 0; z < shape[0]; z++) {
      const own = values.subarray(z * layer, (z + 1) * layer);
      yield [`0/c/${c}/${z}/0/0`, new Uint8Array(own.buffer, own.byteOffset, own.byteLength)];
    }
  }
}

/** Range of the values of a channel for viewers, without those that are no numbers. */
function windowOf(values: Float32Array): Readonly<Record<'min' | 'max' | 'start' | 'end', number>> {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of values) {
    if (v < min) min = v;
    if (v > max) max = v;
  }
  const [low, high] = min <= max ? [min, max] : [0, 1];
  return { min: low, max: high, start: low, end: high };
}
