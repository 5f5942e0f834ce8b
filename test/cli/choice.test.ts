import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/node/index.ts';
import { createModel, presets, realise } from '../../src/phase/index.ts';
import { excursa, scratchFolder, smallMap } from './command.ts';

const folder = scratchFolder();

beforeAll(async () => {
  await writePhaseMap(join(folder, 'image.tif'), await smallMap([96, 96]));
  await writePhaseMap(join(folder, 'large.tif'), await smallMap([112, 112]));
});

describe('calibrate --model auto', () => {
  it('leaves the chosen model, the choice and its report, and says the same when it is resumed', {
    tags: ['long'],
  }, () => {
    const sizes = [
      '--starts',
      '1',
      '--wide-starts',
      '0',
      '--points',
      '256',
      '--order',
      '0,1,2',
      '--twin',
      '0',
      '--realisations',
      '2',
    ];
    const args = [
      'calibrate',
      'large.tif',
      '--model',
      'auto',
      '--candidates',
      'plurigaussian,assb',
      '--out',
      'auto',
      ...sizes,
    ];
    const first = excursa(args, folder);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/is\schosen:\s/);
    const read = (name: string): string => readFileSync(join(folder, 'auto', name), 'utf8');
    const choice = JSON.parse(read('choice.json'));
    expect(JSON.parse(read('model.json')).model.name).toBe(choice.model);
    expect(read('report.html')).toContain('<section id="choice">');
    const before = read('choice.json');
    expect(excursa(args, folder)).toMatchObject({ code: 2, stdout: '' });
    const again = excursa([...args, '--resume'], folder);
    expect(again.code, again.stderr).toBe(0);
    expect(read('choice.json')).toBe(before);
    expect(again.stdout).toBe(first.stdout);
  });

  it('is made by short fits without a model, where images are large enough', { tags: ['long'] }, async () => {
    const truth = createModel(presets['level-set'], { taper: 24, parameters: { scalars: { lambda1: 0.3 } } });
    const { map } = await realise(truth, { shape: [512, 512], seed: 5 });
    await writePhaseMap(join(folder, 'wide.tif'), map);
    const args = ['calibrate', 'wide.tif', '--labels', '0=pore,1=solid', '--order', '0,1', '--out', 'unasked'];
    const sizes = ['--starts', '1', '--points', '256', '--twin', '0', '--realisations', '2'];
    const { code, stdout, stderr } = excursa([...args, ...sizes], folder);
    expect(code, stderr).toBe(0);
    const read = (name: string) => JSON.parse(readFileSync(join(folder, 'unasked', name), 'utf8'));
    const choice = read('choice.json');
    // The truth is a level set, and the other class holds it with more parameters.
    expect(choice.model).toBe('level-set');
    expect(choice.rule).toMatch(/^classes are fitted in little time/);
    expect(stdout).toMatch(/level-set\s\(14\sparameters\)\sis\schosen:/);
    // The fit that follows is a full one.
    expect(read('model.json').calibration.settings).toMatchObject({ model: 'level-set', effort: 'full', points: 256 });
  });

  it.each([
    [
      ['--model', 'auto', '--candidates', 'assb,level-set'],
      /--candidates: expected classes of 3 phases .* got level-set/,
    ],
    [['--model', 'auto', '--candidates', ''], /--candidates: expected classes of 3 phases/],
    [['--candidates', 'assb'], /--candidates: expected --model auto beside it, got no model/],
    [['--model', 'auto', '--loss', 'tppf'], /--model auto: expected no --loss.* got tppf/],
  ])('refuses %s in one sentence', (options, message) => {
    const { code, stdout, stderr } = excursa(['calibrate', 'image.tif', '--out', 'run', ...options], folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/expected .+, got .+; try /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
