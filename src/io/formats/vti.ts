import type { PhaseMap } from '../../grid/index.ts';
import { labelBytes, labelLayer } from './format.ts';
import { namesLine } from './phase-names.ts';

/** Text as it may stand in an XML comment, where two hyphens would end it. */
const commentText = (text: string): string => text.replace(/-(?=-)/g, '- ').replace(/[<>&]/g, '_');

/** Text as VTK writes strings in ASCII arrays: the codes of its bytes, ended by a zero. */
const codes = (text: string): string => [...new TextEncoder().encode(text), 0].join(' ');

/**
 * Writes VTK image data for ParaView: one cell a voxel, so that Threshold shows voxels; label values as appended raw
 * bytes, and their names as the string `phases` of the field data.
 * @source https://docs.vtk.org/en/latest/vtk_file_formats/vtkxml_file_format.html (ImageData, appended data)
 */
export async function* writeVti(map: PhaseMap): AsyncIterable<Uint8Array> {
  const [nz, ny, nx] = map.grid.shape;
  const [dz, dy, dx] = map.grid.spacing;
  const bytes = labelBytes(map);
  const extent = `0 ${nx} 0 ${ny} 0 ${nz}`;
  const names = map.phases.map((phase) => `${phase.label}=${phase.name}`).join(', ');
  const head = `<?xml version="1.0"?>
<!-- ${commentText(`phases ${names}; unit ${map.grid.unit}`)} -->
<VTKFile type="ImageData" version="1.0" byte_order="LittleEndian" header_type="UInt64">
  <ImageData WholeExtent="${extent}" Origin="0 0 0" Spacing="${dx} ${dy} ${dz}">
    <FieldData>
      <Array type="String" Name="phases" NumberOfTuples="1" format="ascii">
        ${codes(namesLine(map.phases))}
      </Array>
    </FieldData>
    <Piece Extent="${extent}">
      <CellData Scalars="phase">
        <DataArray type="UInt${8 * bytes}" Name="phase" format="appended" offset="0"/>
      </CellData>
    </Piece>
  </ImageData>
  <AppendedData encoding="raw">
_`;
  yield new TextEncoder().encode(head);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(bytes * nx * ny * nz), true);
  yield size;
  for (let z = 0; z < nz; z++) yield labelLayer(map, z);
  yield new TextEncoder().encode('\n  </AppendedData>\n</VTKFile>\n');
}
