import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
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
    const result = JSON.parse(excursa([...words, '--realisations', '5', '--json'], folder).stdout);
    expect(result.realisations).toBe(5);
    expect(Object.keys(result.axes)).toEqual(['z', 'y', 'x']);
    expect(result.axes.x.standardError).toBeGreaterThan(0);
    expect(excursa([...words, '--realisations', '4'], folder).stdout).toContain(
      '4 realisations of 16 x 16 x 16 voxels',
    );
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
    const drawn = excursa([...model, '--axis', 'tensor', '--realisations', '4'], folder).stdout;
    expect(drawn).toContain('4 periodic realisations of 16 x 16 x 16 voxels');
    expect(drawn).toContain('Mean of the principal conductivities');
  });

  it.each([
    [['--conductivity', 'nothing=1'], /expected conductivities of phases among/],
    [['--conductivity', 'x'], /a conductivity for each phase/],
    [['--conductivity', 'a=1,a=2'], /a conductivity for each phase/],
    [[], /--conductivity/],
  ])('refuses %j in one sentence', (words, sentence) => {
    const { code, stderr } = excursa(['transport', 'volume.tif', ...words], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});
