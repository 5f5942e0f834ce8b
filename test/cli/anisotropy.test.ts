import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Comparison } from '../../src/compare/index.ts';
import { writePhaseMap } from '../../src/node/index.ts';
import { realise } from '../../src/phase/index.ts';
import { excursa, scratchFolder, smallModel } from './command.ts';

// What sections across the plane say of a model reaches the terminal and files, as what the images say does.
it('a calibration with sections along z validates the model there, in text, files and the evidence of the model', async () => {
  const folder = scratchFolder();
  const draw = async (name: string, shape: [number, number], seed: number): Promise<void> => {
    await writePhaseMap(join(folder, name), (await realise(smallModel(), { shape, seed })).map);
  };
  await draw('plane.tif', [96, 96], 1);
  await draw('along-z.tif', [64, 96], 2);
  const few = ['--starts', '1', '--points', '256', '--order', '0,1,2', '--twin', '0', '--realisations', '2'];
  const common = ['--labels', '0=pore,1=am,2=se', '--model', 'plurigaussian', '--out', 'run'];
  const { code, stdout, stderr } = excursa(
    ['calibrate', 'plane.tif', '--anisotropy', 'along-z.tif', ...common, ...few],
    folder,
  );
  expect(code, stderr).toBe(0);
  const read = <Content>(name: string): Content =>
    JSON.parse(readFileSync(join(folder, 'run', name), 'utf8')) as Content;
  const across = read<Comparison>('validation-along-z.json');
  expect(across.shape).toEqual([64, 96]);
  const sentence = across.conclusion.sentence.slice(1);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(sentence);
  expect(stdout).toContain('Errors in sections along z');
  const { evidence } = read<{ evidence: { unusable: string[] } }>('model.json');
  expect(evidence.unusable).toEqual(
    expect.arrayContaining([...across.conclusion.unusable, ...read<Comparison>('validation.json').conclusion.unusable]),
  );
  expect(read<{ outputs: string[] }>('manifest.json').outputs).toContain(join('run', 'validation-along-z.json'));
});
