import { describe, expect, it } from 'vitest';
import { createGrid } from '../grid/index.ts';
import { omeZarrOfFields } from './ome-zarr.ts';

const grid = createGrid([2, 3, 4], { spacing: [0.4, 0.2, 0.1], unit: 'um' });
const a = Float32Array.from({ length: 24 }, (_, i) => i);
const b = a.map((v) => (v === 5 ? Number.NaN : -v));
const files = new Map(omeZarrOfFields(grid, 'own', { potential: a, 'flux z': b }));
const json = (path: string) => JSON.parse(new TextDecoder().decode(files.get(path)));

describe('an OME-Zarr store of fields', () => {
  it('states names, axes and voxel size as OME-NGFF 0.5 has them', () => {
    const { zarr_format, node_type, attributes } = json('zarr.json');
    expect([zarr_format, node_type, attributes.ome.version]).toEqual([3, 'group', '0.5']);
    const [{ name, axes, datasets }] = attributes.ome.multiscales;
    expect(name).toBe('own');
    expect(axes).toEqual([
      { name: 'c', type: 'channel' },
      ...['z', 'y', 'x'].map((axis) => ({ name: axis, type: 'space', unit: 'micrometer' })),
    ]);
    expect(datasets).toEqual([
      { path: '0', coordinateTransformations: [{ type: 'scale', scale: [1, 0.4, 0.2, 0.1] }] },
    ]);
    const { channels } = attributes.ome.omero;
    expect(channels.map(({ label }: { label: string }) => label)).toEqual(['potential', 'flux z']);
    expect(channels[1].window).toEqual({ min: -23, max: expect.closeTo(0), start: -23, end: expect.closeTo(0) });
  });

  it('has every voxel where its array description puts it', () => {
    const { shape, chunk_grid, data_type, codecs } = json('0/zarr.json');
    expect([shape, data_type]).toEqual([[2, 2, 3, 4], 'float32']);
    expect(chunk_grid.configuration.chunk_shape).toEqual([1, 1, 3, 4]);
    expect(codecs).toEqual([{ name: 'bytes', configuration: { endian: 'little' } }]);
    for (const [c, values] of [a, b].entries()) {
      for (let z = 0; z < 2; z++) {
        const bytes = files.get(`0/c/${c}/${z}/0/0`)!;
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const read = Array.from({ length: 12 }, (_, i) => view.getFloat32(4 * i, true));
        expect(read).toEqual(Array.from(values.subarray(12 * z, 12 * (z + 1))));
      }
    }
    expect(files.size).toBe(2 + 4);
  });
});
