import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Compared, type ComparedQuantity, findCompared } from '../../src/compare/index.ts';
import { readPhaseMaps, writePhaseMap } from '../../src/node/index.ts';
import { toModelFile } from '../../src/phase/index.ts';
import { excursa, scratchFolder, smallMap, smallModel } from './command.ts';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  writeFileSync(at('model.json'), JSON.stringify(toModelFile(smallModel(), '0')));
  await writePhaseMap(at('image.tif'), await smallMap([120, 100]));
});

describe('generate', () => {
  it('writes the same bytes for the same seed, with voxel size and a manifest', async () => {
    for (const name of ['a.tif', 'b.tif']) {
      expect(
        excursa(['generate', 'model.json', '--shape', '20,30,40', '--out', name, '--seed', '3'], folder).code,
      ).toBe(0);
    }
    expect(readFileSync(at('a.tif')).equals(readFileSync(at('b.tif')))).toBe(true);
    const { maps } = await readPhaseMaps([at('a.tif')], { as: 'volume' });
    expect(maps[0].grid).toMatchObject({ shape: [20, 30, 40], unit: 'um' });
    // ImageJ stores the voxel size as a rational number.
    expect(maps[0].grid.spacing[2]).toBeCloseTo(0.1, 12);
    const manifest = JSON.parse(readFileSync(at('a.tif.manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ seed: 3, outputs: ['a.tif'] });
    expect(manifest.command).toContain('generate model.json --shape 20,30,40');
    expect(manifest.inputs[0].sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('numbers realisations and writes every format', () => {
    const { code, stdout, stderr } = excursa(
      [
        'generate',
        'model.json',
        '--shape',
        '48,48,48',
        '--out',
        'r.npy',
        '--realisations',
        '2',
        '--periodic',
        '--json',
      ],
      folder,
    );
    expect(code, stderr).toBe(0);
    // What takes next to nothing is not worth a line.
    expect(stderr).not.toMatch(/of memory/);
    expect(JSON.parse(stdout).results.map((r: { file: string }) => r.file)).toEqual(['r-000.npy', 'r-001.npy']);
    expect(readFileSync(at('r-000.npy')).equals(readFileSync(at('r-001.npy')))).toBe(false);
    expect(excursa(['generate', 'model.json', '--shape', '8,8,8', '--out', 'v.vti'], folder).code).toBe(0);
    expect(readFileSync(at('v.vti'), 'latin1')).toContain('Spacing="0.1 0.1 0.1"');
  });

  it('draws a volume that passes through a section', { tags: ['long'] }, async () => {
    expect(excursa(['generate', 'model.json', '--shape', '24,24', '--out', 's.tif'], folder).code).toBe(0);
    const words = ['generate', 'model.json', 's.tif', '--shape', '10,24,24', '--layers', '3', '--out', 't.tif'];
    const { code, stderr } = excursa(words, folder);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/another phase/);
    const [{ data: section }] = (await readPhaseMaps([at('s.tif')])).maps;
    const [{ data: volume }] = (await readPhaseMaps([at('t.tif')], { as: 'volume' })).maps;
    // At most 0.5 % of 576 pixels.
    expect(section.filter((phase, i) => volume[3 * 576 + i] !== phase).length).toBeLessThanOrEqual(2);
    expect(excursa([...words.slice(0, 5), '--layers', '1,2'], folder).stderr).toMatch(/a layer for each of 1/);
    expect(excursa(['generate', 'model.json', 's.tif', '--shape', '9,9,9'], folder).stderr).toMatch(/9 x 9 pixels/);
  });

  it('warns when a periodic window is too small for the correlation', () => {
    const { stderr } = excursa(
      ['generate', 'model.json', '--shape', '16,16,16', '--out', 'p.tif', '--periodic'],
      folder,
    );
    expect(stderr).toMatch(/spectrum of field X .* at least 48 voxels/);
  });
});

describe('describe, validate, convert, info, cite', () => {
  it('describe prints the documented JSON', () => {
    const { code, stdout } = excursa(
      ['describe', 'image.tif', '--labels', '0=pore,1=am,2=se', '--json', '--report', 'd.html', '--figures', 'figures'],
      folder,
    );
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result.grid).toMatchObject({ shape: [120, 100], unit: 'um' });
    expect(result.phases[1]).toMatchObject({
      name: 'am',
      label: 1,
      chordLength: { x: { unit: 'um' }, y: { unit: 'um' } },
      linealPath: { x: { unit: 'um' }, y: { unit: 'um' } },
    });
    expect(result.phases[1].linealPath.x.values[0]).toBe(result.phases[1].volumeFraction.value);
    expect(Object.keys(result.twoPoint.pairs)).toEqual(['pore-pore', 'am-am', 'se-se', 'pore-am', 'pore-se', 'am-se']);
    expect(existsSync(at('d.html'))).toBe(true);
    // Curves in the report, drawn once more as files.
    const names = readdirSync(at('figures'));
    expect(names).toContain('two-point.svg');
    expect(names.filter((name) => name.endsWith('.png'))).toHaveLength(names.length / 2);
    expect(readFileSync(at('d.html'), 'utf8')).toContain(readFileSync(at('figures/two-point.svg'), 'utf8').trimEnd());
  });

  it('validate finds the model and its own realisation alike: nothing differs', { tags: ['long'] }, () => {
    const { code, stdout, stderr } = excursa(
      ['validate', 'model.json', 'image.tif', '--realisations', '6', '--json', '--report', 'v.html'],
      folder,
    );
    expect(code, stderr).toBe(0);
    for (const phase of JSON.parse(stdout).phases) {
      const of = (name: string) => findCompared(phase, name) as Compared & ComparedQuantity;
      for (const { error, scatter, standardError } of [of('volumeFraction'), of('linealPath')]) {
        // The reference is one more sample of the same law: t(5) = 6.9 at 99.9 %.
        expect(Math.abs(error)).toBeLessThan(6.9 * Math.hypot(scatter, standardError));
      }
      for (const { verdict } of phase.quantities) expect(verdict).not.toBe('differs');
      const [{ lags, unit, ...curves }] = phase.curves;
      expect(unit).toBe('um');
      for (const name of ['model', 'reference', 'std']) expect(curves[name]).toHaveLength(lags.length);
    }
    const report = readFileSync(at('v.html'), 'utf8');
    for (const text of ['mean lineal length [µm]', 'Lineal-path functions: model against data'])
      expect(report.includes(text), text).toBe(true);
    expect(excursa(['validate', 'model.json', 'image.tif', '--realisations', '2'], folder).stdout).toMatch(
      /am +mean lineal length \[um\] +\d/,
    );
    const wrong = excursa(['validate', 'model.json', 'image.tif', '--spacing', '0.2um'], folder);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/pixel size of 0.1 um, got 0.2 um in the reference/),
    ]);
  });

  it('convert keeps every voxel, info counts them, cite prints BibTeX', async () => {
    expect(excursa(['convert', 'image.tif', 'c.npy'], folder).code).toBe(0);
    const [{ maps: a }, { maps: b }] = await Promise.all(
      [at('image.tif'), at('c.npy')].map((p) => readPhaseMaps([p], { as: 'volume' })),
    );
    expect(b[0].data).toEqual(a[0].data);
    const info = JSON.parse(excursa(['info', 'image.tif', '--json'], folder).stdout);
    expect(info.labels.reduce((s: number, l: { voxels: number }) => s + l.voxels, 0)).toBe(12000);
    const shown = excursa(['info', 'model.json'], folder).stdout;
    expect(shown).toContain('plurigaussian');
    // Every value of the file, with its unit and meaning.
    const { parameters } = JSON.parse(readFileSync(at('model.json'), 'utf8'));
    const { values } = JSON.parse(excursa(['info', 'model.json', '--json'], folder).stdout);
    for (const { group, name, ...rest } of values) {
      expect(parameters[group][name], name).toMatchObject(rest);
      expect(rest).toMatchObject({ value: expect.any(Number), meaning: expect.any(String) });
      expect(shown).toContain(name);
    }
    expect(values).toHaveLength(Object.values(parameters).flatMap((list) => Object.keys(list as object)).length);
    expect(excursa(['cite', 'model.json'], folder).stdout).toContain('@article{furat2025');
  });
});
