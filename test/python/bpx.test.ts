/**
 * Battery parameters before the parser of the Battery Parameter eXchange, where Python has it (pip install bpx).
 * @module-tag long
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describe as measure } from '../../src/descriptor/index.ts';
import { createGrid, createPhaseMap } from '../../src/grid/index.ts';
import { bpxFragment } from '../../src/report/index.ts';
import { conductivity } from '../../src/transport/index.ts';

const python = process.env.EXCURSA_PYTHON ?? 'python3';
const hasParser = spawnSync(python, ['-c', 'import bpx']).status === 0;

const particle = {
  ...{ 'Minimum stoichiometry': 0.1, 'Maximum stoichiometry': 0.9, 'Maximum concentration [mol.m-3]': 50_000 },
  ...{ 'Particle radius [m]': 5e-6, 'Diffusivity [m2.s-1]': 1e-14, 'Reaction rate constant [mol.m-2.s-1]': 1e-5 },
};
/** A cell with all that a Doyle-Fuller-Newman model needs; numbers are of the usual order alone. */
const cell = {
  Header: { BPX: '1.0.0', Title: 'cell', Model: 'DFN' },
  State: {
    'Initial conditions': {
      ...{ 'Initial state-of-charge': 1, 'Initial temperature [K]': 298 },
      'Initial electrolyte concentration [mol.m-3]': 1000,
    },
    'Thermal environment': { 'Ambient temperature [K]': 298 },
  },
  Parameterisation: {
    Cell: {
      ...{ 'Electrode area [m2]': 0.01, 'External surface area [m2]': 0.01, 'Volume [m3]': 1e-5 },
      ...{ 'Number of electrode pairs connected in parallel to make a cell': 1, 'Nominal cell capacity [A.h]': 1 },
      ...{ 'Lower voltage cut-off [V]': 2.5, 'Upper voltage cut-off [V]': 4.2, 'Reference temperature [K]': 298 },
    },
    Electrolyte: { 'Cation transference number': 0.26, 'Diffusivity [m2.s-1]': 2e-10, 'Conductivity [S.m-1]': 1 },
    'Negative electrode': {
      ...{ ...particle, 'OCP [V]': 0.1, 'Thickness [m]': 8e-5, 'Conductivity [S.m-1]': 100 },
      ...{ Porosity: 0.3, 'Transport efficiency': 0.16, 'Surface area per unit volume [m-1]': 4e5 },
    },
    Separator: { 'Thickness [m]': 2e-5, Porosity: 0.5, 'Transport efficiency': 0.35 },
    'Positive electrode': { ...particle, 'OCP [V]': 4.1, 'Thickness [m]': 7e-5, 'Conductivity [S.m-1]': 1 },
  },
};

it.skipIf(!hasParser)('a cell with the electrode of a volume is a valid BPX file', async () => {
  const phases = ['pore', 'am'].map((name, label) => ({ name, label }));
  const data = Uint8Array.from({ length: 24 ** 3 }, (_, i) => Number(i % 24 < 12));
  const map = createPhaseMap(createGrid([24, 24, 24], { spacing: 0.1, unit: 'um' }), data, phases);
  const { axes } = await conductivity(map, { conductivities: { pore: 1 }, axis: 'z', threads: 1 });
  const fragment = bpxFragment({
    ...{ electrode: 'positive', electrolyte: 'pore', active: 'am' },
    through: { value: axes.z!.relative, standardError: 0.01, voxelError: -0.1 },
    matrix: { value: 0.5, standardError: 0.02, voxelError: null },
    description: await measure(map, { detail: 'basic', maxLag: 0, threads: 1 }),
  }) as { Parameterisation: Record<string, Record<string, number>> };
  const own = fragment.Parameterisation['Positive electrode'];
  const { Parameterisation: known, ...rest } = cell;
  const merged = {
    ...rest,
    Parameterisation: {
      ...{ ...known, 'User-defined': fragment.Parameterisation['User-defined'] },
      'Positive electrode': { ...known['Positive electrode'], ...own },
    },
  };
  const program = [
    'import bpx, json, sys',
    'cell = bpx.parse_bpx_obj(json.load(sys.stdin)).parameterisation',
    'e = cell.positive_electrode',
    'print(json.dumps([e.porosity, e.transport_efficiency, e.surface_area_per_unit_volume, e.conductivity]))',
  ].join('\n');
  const { stdout, stderr, status } = spawnSync(python, ['-c', program], {
    input: JSON.stringify(merged),
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual(Object.values(own));
  // The parser looks at what stands there.
  const electrode = { ...merged.Parameterisation['Positive electrode'], 'Transport efficiency': 'none' };
  const wrong = { ...merged, Parameterisation: { ...merged.Parameterisation, 'Positive electrode': electrode } };
  expect(spawnSync(python, ['-c', program], { input: JSON.stringify(wrong) }).status).not.toBe(0);
});
