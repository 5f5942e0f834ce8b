import { describe, expect, it } from 'vitest';
import { describe as measure } from '../descriptor/index.ts';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { conductivity } from '../transport/index.ts';
import { bpxFragment, electrodeTable } from './battery-parameters.ts';

const phases = ['pore', 'am', 'se'].map((name, label) => ({ name, label }));
const n = 24;
/** Plates along z, eight voxels each in the order pore, am, se: pore and se do not touch. */
const mapOf = (spacing: number, unit: string) =>
  createPhaseMap(
    createGrid([n, n, n], { spacing, unit }),
    Uint8Array.from({ length: n ** 3 }, (_, i) => Math.floor((i % n) / 8)),
    phases,
  );
const findingsOf = async (map: ReturnType<typeof mapOf>, active = 'am') => {
  const { axes } = await conductivity(map, { conductivities: { se: 1 }, axis: 'z', threads: 1 });
  return {
    ...{ electrode: 'positive' as const, electrolyte: 'se', active },
    through: { value: axes.z!.relative, standardError: 0.01, voxelError: -0.1 },
    matrix: { value: 0.5, standardError: null, voxelError: -0.2 },
    description: await measure(map, { detail: 'basic', maxLag: 0 }),
  };
};

describe('battery parameters', () => {
  it('have the names and units of BPX, and the values of plates', async () => {
    const { Parameterisation } = bpxFragment(await findingsOf(mapOf(0.1, 'um'))) as {
      Parameterisation: Record<string, Record<string, number>>;
    };
    const own = Parameterisation['Positive electrode'];
    expect(Object.keys(own)).toEqual([
      'Porosity',
      'Transport efficiency',
      'Surface area per unit volume [m-1]',
      'Conductivity [S.m-1]',
    ]);
    expect(own.Porosity).toBeCloseTo(1 / 3, 12);
    // Along plates the conductivity is their share.
    expect(own['Transport efficiency']).toBeCloseTo(1 / 3, 5);
    // One interface in 2.4 um; Crofton's formula is 7.3 % low for planes along the grid, and faces miss the border.
    const area = own['Surface area per unit volume [m-1]'];
    expect(area).toBeGreaterThan((0.9 * 1e6) / 2.4);
    expect(area).toBeLessThan((1.05 * 1e6) / 2.4);
    const share = Parameterisation['User-defined']['Positive electrode active material volume fraction'];
    expect(share).toBeCloseTo(1 / 3, 12);
    // Errors have no place in BPX but there; of the area and of shares the voxel size has no estimate.
    const errors = Parameterisation['User-defined'];
    expect(errors['Positive electrode transport efficiency, standard error']).toBe(0.01);
    expect(errors['Positive electrode conductivity, relative error of the voxel size']).toBe(-0.2);
    expect(Object.keys(errors).filter((name) => name.includes('voxel size'))).toHaveLength(2);
    expect(errors).not.toHaveProperty('Positive electrode conductivity, standard error [S.m-1]');
    // The same in another unit of length.
    const nm = bpxFragment(await findingsOf(mapOf(100, 'nm'))) as { Parameterisation: typeof Parameterisation };
    const other = nm.Parameterisation['Positive electrode']['Surface area per unit volume [m-1]'];
    expect(other / area).toBeCloseTo(1, 6);
  });

  it('of phases that do not touch have no area, and a table has the same rows', async () => {
    const findings = { ...(await findingsOf(mapOf(0.1, 'um'))), active: 'pore' };
    const { rows } = electrodeTable(findings);
    // The four of BPX, and the share of the active material.
    expect(rows).toHaveLength(5);
    expect((rows[2][1] as { value: number }).value).toBeCloseTo(0, 3);
  });

  it('need a unit of length, and two phases that are there', async () => {
    expect(() => bpxFragment({ ...noUnit, active: 'am' })).toThrow('expected a voxel size in a unit of length');
    expect(() => bpxFragment({ ...noUnit, active: 'nmc' })).toThrow('expected two phases among pore, am, se');
    expect(() => bpxFragment({ ...noUnit, active: 'se' })).toThrow('got se');
  });
});

const noUnit = await findingsOf(mapOf(1, 'voxel'));
