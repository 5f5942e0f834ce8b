import type { ElectrodeTransport } from '../../transport/index.ts';
import { type Cell, missingCell, type Table } from './table.ts';

/** Transport from the separator to the surface: what it is, and the impedance. @param length - unit of length. */
export function electrodeTables(electrode: ElectrodeTransport, length: string): Table[] {
  const { status, porosity, surfaceArea, tortuosityFactor, uptake, impedance, unfinished } = electrode;
  const orNone = (value: number | null): Cell =>
    value === null ? missingCell(status === 'blocked' ? 'blocked' : 'not converged') : { value };
  const summary: Table = {
    name: 'electrode',
    title: 'Transport from the separator to the surface',
    columns: [
      { name: 'of the pores' },
      { name: 'porosity', definition: 'Share of the volume that is pore.' },
      { name: 'area', unit: `1/${length}`, definition: 'Area of the faces to reactive voxels over the volume.' },
      {
        name: 'tau_e',
        definition: 'Electrode tortuosity factor: resistance at low frequencies over that of a homogeneous electrode.',
      },
      { name: 'uptake', definition: 'Steady uptake at a Thiele modulus of 1, over that of a homogeneous electrode.' },
    ],
    rows: [
      ['all', { value: porosity.all }, { value: surfaceArea.all }, orNone(tortuosityFactor.all), orNone(uptake)],
      [
        'connected',
        { value: porosity.connected },
        { value: surfaceArea.connected },
        orNone(tortuosityFactor.connected),
        missingCell('of all pores'),
      ],
    ],
    notes: ['connected: with the separator. Area of voxel faces is about 1.5 times that of a smooth surface.'],
  };
  if (impedance.length === 0) return [summary];
  const points: Table = {
    name: 'impedance',
    title: 'Impedance of the electrode in a symmetric cell',
    columns: [
      {
        name: 'frequency',
        definition: 'Angular frequency over porosity * conductivity / (capacity * area * length^2).',
      },
      { name: 'real', definition: 'Real part over length / (porosity * conductivity * section).' },
      { name: 'imaginary', definition: 'Imaginary part over the same.' },
      { name: 'homogeneous, real', definition: 'Real part of coth(s) / s, s the root of i times the frequency.' },
      { name: 'homogeneous, imaginary', definition: 'Imaginary part of the same.' },
    ],
    rows: impedance.map(({ frequency, impedance: own, homogeneous }): Cell[] =>
      [frequency, own.re, own.im, homogeneous.re, homogeneous.im].map((value) => ({ value })),
    ),
    notes: unfinished.length > 0 ? [`Not converged, and left out: frequencies ${unfinished.join(', ')}.`] : [],
  };
  return [summary, points];
}
