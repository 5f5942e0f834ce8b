import type { Grid } from '../grid/index.ts';

const bytesOf = (array: Float32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * A float32 array of shape (z, y, x) as a NumPy file.
 * @source https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function* npyOfField({ shape }: Grid, values: Float32Array): Iterable<Uint8Array> {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  // The data begin at a multiple of 64 bytes.
  const text = dictionary.padEnd(64 * Math.ceil((dictionary.length + 11) / 64) - 11, ' ') + '\n';
  const head = new Uint8Array(10);
  head.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(head.buffer).setUint16(8, text.length, true);
  yield head;
  yield new TextEncoder().encode(text);
  yield bytesOf(values);
}

/**
 * Arrays as VTK image data for ParaView: cells are voxels; three arrays under one name are the components of a vector.
 * @param fields - by name; a vector's components stand in the order of z, y, x.
 * @source https://docs.vtk.org/en/latest/vtk_file_formats/vtkxml_file_format.html (ImageData, appended data)
 */
export function* vtiOfFields(
  { shape, spacing }: Grid,
  fields: Readonly<Record<string, readonly Float32Array[]>>,
): Iterable<Uint8Array> {
  const [nz, ny, nx] = shape;
  const extent = `0 ${nx} 0 ${ny} 0 ${nz}`;
  const voxels = nz * ny * nx;
  let offset = 0;
  const arrays = Object.entries(fields).map(([name, components]) => {
    const text = `<DataArray type="Float32" Name="${name}" NumberOfComponents="${components.length}" format="appended" offset="${offset}"/>`;
    offset += 8 + 4 * voxels * components.length;
    return text;
  });
  yield new TextEncoder().encode(`<?xml version="1.0"?>
<VTKFile type="ImageData" version="1.0" byte_order="LittleEndian" header_type="UInt64">
  <ImageData WholeExtent="${extent}" Origin="0 0 0" Spacing="${spacing.toReversed().join(' ')}">
    <Piece Extent="${extent}">
      <CellData>
        ${arrays.join('\n        ')}
      </CellData>
    </Piece>
  </ImageData>
  <AppendedData encoding="raw">
_`);
  for (const components of Object.values(fields)) {
    const size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(4 * voxels * components.length), true);
    yield size;
    if (components.length === 1) yield bytesOf(components[0]);
    else {
      // Vectors stand voxel by voxel, x first.
      for (let z = 0; z < nz; z++) {
        const layer = new Float32Array(components.length * ny * nx);
        for (let i = 0; i < ny * nx; i++) {
          components.forEach((values, c) => {
            layer[components.length * i + components.length - 1 - c] = values[z * ny * nx + i];
          });
        }
        yield bytesOf(layer);
      }
    }
  }
  yield new TextEncoder().encode('\n  </AppendedData>\n</VTKFile>\n');
}
