import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calibrate, encodeProject } from '../../src/calibrate/index.ts';
import { createModel, presets, realise } from '../../src/phase/index.ts';
import { excursa, scratchFolder } from './command.ts';

const settings = { model: 'level-set', order: '0,1', starts: 1, wideStarts: 0, points: 256 };

describe('calibrate --project', () => {
  it('fits the images of a project by its settings, and those given beside it', { tags: ['long'] }, async () => {
    const folder = scratchFolder();
    const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
    const record = createModel(presets['level-set'], { phases, spacing: 0.1, unit: 'um' });
    const { map } = await realise(record, { shape: [96, 96], seed: 5 });
    writeFileSync(join(folder, 'my.json'), await encodeProject({ images: [map], settings }));
    const own = ['--seed', '3', '--realisations', '2', '--twin', '0', '--quiet'];
    const { code, stderr } = excursa(['calibrate', '--project', 'my.json', ...own, '--out', 'run'], folder);
    expect(code, stderr).toBe(0);
    const file = JSON.parse(readFileSync(join(folder, 'run', 'model.json'), 'utf8'));
    const { model } = await calibrate([map], { ...settings, seed: 3 });
    expect(file.parameters.scalars.lambda1.value).toBe(model.values[0]);
    expect(file.calibration.sources[0].file).toBe('my.json');
    expect(file.grid).toEqual({ spacing: [0.1, 0.1, 0.1], unit: 'um' });
  });

  it.each([
    [[], 'calibrate: expected image files or a project, got none'],
    [['a.tif', '--project', 'p.json'], 'calibrate: expected either image files or a project, got both'],
    [
      ['--project', 'p.json', '--labels', '0=a,1=b'],
      'calibrate: expected no options for image files beside a project, got labels',
    ],
    [['--project', 'none.json'], 'none.json: expected'],
  ])('refuses what is neither: %j', (words, sentence) => {
    const { code, stderr } = excursa(['calibrate', ...words, '--out', 'run', '--quiet'], scratchFolder());
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
