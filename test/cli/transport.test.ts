import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../src/grid/index.ts';
import { readPhaseMaps, writePhaseMap } from '../../src/node/index.ts';
import { toModelFile } from '../../src/phase/index.ts';
import { excursa, scratchFolder, smallMap, smallModel } from './command.ts';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
let phases: string[] = [];

beforeAll(async () => {
  writeFileSync(at('model.json'), JSON.stringify(toModelFile(smallModel(), '0')));
  const map = await smallMap([16, 20, 24]);
  phases = map.phases.map(({ name }) => name);
  await writePhaseMap(at('volume.tif'), map);
});

describe('transport', () => {
  it('of a volume: JSON, table, fields and a manifest', async () => {
    const { maps } = await readPhaseMaps([at('volume.tif')], { as: 'volume' });
    const labels = maps[0].phases.map(({ label }, i) => `${label}=${phases[i]}`).join(',');
    const words = ['transport', 'volume.tif', '--labels', labels, '--conductivity', `${phases[0]}=2,${phases[1]}=0.5`];
    const { code, stdout, stderr } = excursa(
      [...words, '--axis', 'y', '--json', '--fields', 'fields', '--out', 'r.json', '--unit', 'S/m'],
      folder,
    );
    expect(code, stderr).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toEqual(JSON.parse(readFileSync(at('r.json'), 'utf8')));
    expect(result).toMatchObject({ unit: 'S/m', reference: 2 });
    expect(Object.keys(result.axes)).toEqual(['y']);
    const { y } = result.axes;
    expect(y.bounds[0]).toBeLessThanOrEqual(y.effective);
    expect(y.layerFluxes).toHaveLength(21);
    expect(JSON.parse(readFileSync(at('r.json.manifest.json'), 'utf8')).outputs).toEqual(['r.json', 'fields']);
    // Magic, version, length of the head, then a potential from 1 to 0 along y.
    const npy = readFileSync(at('fields/potential-y.npy'));
    expect(npy.subarray(1, 6).toString()).toBe('NUMPY');
    const start = 10 + npy.readUInt16LE(8);
    expect(start % 64).toBe(0);
    expect(npy.length - start).toBe(4 * 16 * 20 * 24);
    expect(npy.subarray(10, start).toString()).toContain('(16, 20, 24)');
    expect(readFileSync(at('fields/fields-y.vti'), 'latin1')).toContain('Name="flux" NumberOfComponents="3"');
    expect(excursa([...words, '--unit', 'S/m'], folder).stdout).toMatch(/conductivity \[S\/m\]/);
  });

  it('of a model: realisations until the error is small enough', () => {
    const words = ['transport', 'model.json', '--conductivity', `${phases[0]}=1`, '--shape', '16,16,16'];
    const { stdout } = excursa([...words, '--realisations', '8', '--out', 'twin.json'], folder);
    expect(stdout).toContain('8 realisations of 16 x 16 x 16 voxels');
    const result = JSON.parse(readFileSync(at('twin.json'), 'utf8'));
    expect(result.realisations).toBe(8);
    expect(Object.keys(result.axes)).toEqual(['z', 'y', 'x']);
    expect(result.axes.x.standardError).toBeGreaterThan(0);
  });

  it('the tensor of a volume and of a model', () => {
    const one = ['transport', 'volume.tif', '--as', 'volume', '--conductivity', `${phases[0]}=1`, '--axis', 'tensor'];
    const { tensor, axes } = JSON.parse(excursa([...one, '--json'], folder).stdout);
    expect([axes, tensor.axes]).toEqual([{}, ['z', 'y', 'x']]);
    expect(tensor.effective[0][1]).toBe(tensor.effective[1][0]);
    const text = excursa(one, folder).stdout;
    expect(text).toContain('Principal conductivities');
    expect(text).toContain('Opposite faces of the volume are joined.');
    const refused = excursa([...one, '--sides', 'insulated'], folder);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/periodic sides for a tensor/)]);
    const model = ['transport', 'model.json', '--conductivity', `${phases[0]}=1`, '--shape', '16,16,16'];
    const drawn = excursa([...model, '--axis', 'tensor', '--realisations', '8'], folder).stdout;
    expect(drawn).toContain('8 periodic realisations of 16 x 16 x 16 voxels');
    expect(drawn).toContain('Mean of the principal conductivities');
  });

  it('writes battery parameters with both errors, as JSON and as a table', { tags: ['long'] }, async () => {
    const [electrolyte, active] = phases;
    // Wavy plates across y, so that all of them lead through along x.
    const data = Uint8Array.from({ length: 32 ** 3 }, (_, i) => {
      const [z, y, x] = [i >> 10, (i >> 5) & 31, i & 31];
      return Math.floor((y + 8 + 2 * Math.sin(x / 3) + 1.5 * Math.sin(z / 4)) / 4) % 3;
    });
    const grid = createGrid([32, 32, 32], { spacing: 0.1, unit: 'um' });
    const named = phases.map((name, label) => ({ name, label }));
    await writePhaseMap(at('plates.tif'), createPhaseMap(grid, data, named));
    const words = ['transport', 'plates.tif', '--as', 'volume', '--spacing', '0.1um', '--conductivity', `${active}=2`];
    const own = ['--unit', 'S/m', '--electrolyte', electrolyte, '--active', active, '--quiet', '--axis', 'x'];
    const { code, stderr } = excursa([...words, ...own, '--parameters', 'p.json'], folder);
    expect(code, stderr).toBe(0);
    const { Parameterisation: found } = JSON.parse(readFileSync(at('p.json'), 'utf8'));
    const efficiency = found['Positive electrode']['Transport efficiency'];
    const errors = found['User-defined'];
    // The errors are those that a description has.
    const described = excursa(['describe', ...words.slice(1, 6), '--json', '--quiet'], folder);
    const [pore] = JSON.parse(described.stdout).phases;
    expect(efficiency).toBeCloseTo(pore.relativeConductivity.x.relative, 3);
    const title = 'Positive electrode transport efficiency';
    expect(errors[`${title}, standard error`]).toBe(pore.standardErrors.relativeConductivity.x);
    const voxel = errors[`${title}, relative error of the voxel size`];
    expect(voxel).toBeCloseTo(pore.relativeConductivity.x.voxelError, 2);
    expect(errors['Positive electrode conductivity, standard error [S.m-1]']).toBeGreaterThan(0);
    excursa([...words, ...own, '--parameters', 'p.csv'], folder);
    const [head, ...rows] = readFileSync(at('p.csv'), 'utf8').trim().split(/\r?\n/);
    expect(head).toBe('parameter,value,value standard error,voxel size [%]');
    expect(rows).toHaveLength(5);
    expect(rows[1].split(',').slice(1).map(Number)).toEqual([
      efficiency,
      errors[`${title}, standard error`],
      100 * voxel,
    ]);
  });

  it('says in which units fields are, and what a mask means', () => {
    const words = ['transport', 'volume.tif', '--as', 'volume', '--spacing', '0.1um', '--mask', '0', '--axis', 'z'];
    const own = ['--conductivity', `${phases[1]}=1`, '--unit', 'S/m', '--fields', 'f'];
    const { stdout } = excursa([...words, '--labels', `1=${phases[1]},2=${phases[2]}`, ...own], folder);
    expect(stdout).toContain('in S/m over um');
    expect(stdout).toMatch(/% of the volume is masked: it does not conduct/);
  });

  it.each([
    ['volume.tif', ['--precision', '0.1'], /--precision: expected a model, got a volume/],
    ['model.json', ['--spacing', '1um'], /--spacing: expected a volume or an image, got a model/],
    ['volume.tif', ['--active', 'am'], /--active: expected --parameters beside it.*--parameters electrode\.json/],
    ['volume.tif', ['--axis', 'tensor', '--parameters', 'p.json'], /--parameters: expected one axis, or all/],
    ['volume.tif', ['--axis', 'z', '--impedance', 'am,,se'], /got 'am,,se'; try --impedance am/],
    ['model.json', ['--realisations', '4'], /--realisations: expected .*8/],
  ])('refuses what has no effect: %s %j', (input, words, sentence) => {
    const { code, stderr } = excursa(['transport', input, '--conductivity', `${phases[0]}=1`, ...words], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  it('passes over settings of a configuration file that have no effect', () => {
    const config = { transport: { precision: 0.1, shape: [8, 8, 8], separator: 'upper' } };
    writeFileSync(at('own.json'), JSON.stringify(config));
    const words = ['transport', 'volume.tif', '--as', 'volume', '--conductivity', `${phases[0]}=1`];
    expect(excursa([...words, '--config', 'own.json'], folder).code).toBe(0);
  });

  it('tells what leaves an electrode without a value, and what helps', async () => {
    // Pores that end before the separator.
    const data = Uint8Array.from({ length: 512 }, (_, i) => Number(i < 128));
    const named = phases.slice(0, 2).map((name, label) => ({ name, label }));
    await writePhaseMap(at('closed.tif'), createPhaseMap(createGrid([8, 8, 8]), data, named));
    const words = ['transport', 'closed.tif', '--as', 'volume', '--conductivity', `${phases[0]}=1`, '--axis', 'z'];
    const { stderr } = excursa([...words, '--impedance', phases[1]], folder);
    expect(stderr).toMatch(/no pore leads .* try the other face by --separator/);
  });

  it.each([
    [['--conductivity', 'nothing=1'], /expected conductivities of phases among/],
    [['--conductivity', 'x'], /a conductivity for each phase/],
    [['--conductivity', 'a=1,a=2'], /each phase once/],
    [[], /--conductivity/],
  ])('refuses %j in one sentence', (words, sentence) => {
    const { code, stderr } = excursa(['transport', 'volume.tif', ...words], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});
