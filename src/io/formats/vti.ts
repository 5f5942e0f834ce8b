import type { PhaseMap } from '../../grid/index.ts';
import { labelLayer } from './format.ts';

/** Text as it may stand in an XML comment, where two hyphens would end it. */
const commentText = (text: string): string => text.replace(/-(?=-)/g, '- ').replace(/[<>&]/g, '_');

/**
 * Writes VTK image data for ParaView: one cell a voxel, so that Threshold shows voxels; label values as appended raw
 * bytes.
 * @source https://docs.vtk.org/en/latest/vtk_file_formats/vtkxml_file_format.html (ImageData, appended data)
 */
export async function* writeVti(map: PhaseMap): AsyncIterable<Uint8Array> {
  const [nz, ny, nx] = map.grid.shape;
  const [dz, dy, dx] = map.grid.spacing;
  const extent = `0 ${nx} 0 ${ny} 0 ${nz}`;
  const names = map.phases.map((phase) => `${phase.label}=${phase.name}`).join(', ');
  const head = `<?xml version="1.0"?>
<!-- ${commentText(`phases ${names}; unit ${map.grid.unit}`)} -->
<VTKFile type="ImageData" version="1.0" byte_order="LittleEndian" header_type="UInt64">
  <ImageData WholeExtent="${extent}" Origin="0 0 0" Spacing="${dx} ${dy} ${dz}">
    <Piece Extent="${extent}">
      <CellData Scalars="phase">
        <DataArray type="UInt8" Name="phase" format="appended" offset="0"/>
      </CellData>
    </Piece>
  </ImageData>
  <AppendedData encoding="raw">
_`;
  yield new TextEncoder().encode(head);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(nx * ny * nz), true);
  yield size;
  for (let z = 0; z < nz; z++) yield labelLayer(map, z);
  yield new TextEncoder().encode('\n  </AppendedData>\n</VTKFile>\n');
}
