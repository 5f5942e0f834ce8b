import { dirname, join } from 'node:path';
import type { PhaseMap } from '../grid/index.ts';
import { npyOfField, omeZarrOfFields, vtiOfFields } from '../io/index.ts';
import { ensureOutputFolder, writeFileAtomic } from '../node/index.ts';
import type { Conductivity } from '../transport/index.ts';

/** Units of written fields: the potential falls by 1, and has none. @param unit - of conductivities, where named. */
export const fieldUnits = ({ grid }: PhaseMap, unit: string | undefined) => ({
  potential: 'drop over the volume',
  flux: `${unit ?? 'unit of conductivity'} / ${grid.unit} * drop of the potential`,
});

/** The same in a sentence, for the reader of a table. */
export const fieldNote = (map: PhaseMap, unit: string | undefined): string =>
  `Fields: the potential falls from 1 to 0. Flux is conductivity times gradient for this drop, in ${unit ?? 'the unit of the conductivities'} over ${map.grid.unit}.`;

/** Writes potential and flux of every axis: as NumPy arrays, both for ParaView, and both as OME-Zarr. */
export async function writeFields(path: string, { grid }: PhaseMap, { axes }: Conductivity): Promise<void> {
  await ensureOutputFolder(path);
  for (const [axis, { potential, flux }] of Object.entries(axes)) {
    if (!potential || !flux) continue;
    const components = { 'flux z': flux[0], 'flux y': flux[1], 'flux x': flux[2] };
    await writeFileAtomic(join(path, `potential-${axis}.npy`), npyOfField(grid, potential));
    for (const [name, values] of Object.entries(components)) {
      await writeFileAtomic(join(path, `${name.replace(' ', '-')}-along-${axis}.npy`), npyOfField(grid, values));
    }
    const store = join(path, `fields-${axis}.ome.zarr`);
    for (const [name, bytes] of omeZarrOfFields(grid, `flow along ${axis}`, { potential, ...components })) {
      const target = join(store, name);
      await ensureOutputFolder(dirname(target));
      await writeFileAtomic(target, [bytes]);
    }
    await writeFileAtomic(join(path, `fields-${axis}.vti`), vtiOfFields(grid, { potential: [potential], flux }));
  }
}
