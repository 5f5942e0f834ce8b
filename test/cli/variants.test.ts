import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/io/index.ts';
import { type ExcursionModel, fromModelFile, parametersOf, presets, realise } from '../../src/phase/index.ts';
import { excursa, scratchFolder, smallMap } from './command.ts';

const folder = scratchFolder();
const tiny = [
  ...[
    '--window',
    '32',
    '--batch',
    '8',
    '--discriminator',
    'small',
    '--twin',
    '0',
    '--realisations',
    '2',
    '--evaluation-images',
    '8',
  ],
  ...[
    '--screening-steps',
    '2',
    '--screening-batch',
    '8',
    '--generator-steps',
    '3',
    '--discriminator-steps',
    '3',
    '--iterations',
    '3',
  ],
];

beforeAll(async () => {
  await writePhaseMap(join(folder, 'three.tif'), smallMap([96, 96]));
  const record = presets['level-set'];
  const values = Float64Array.from(parametersOf(record, 'low'), (p) => (p.name.startsWith('range') ? 4 : p.start));
  const phases = ['void', 'solid'].map((name, i) => ({ name, label: 255 * i }));
  const model: ExcursionModel = {
    record,
    family: 'low',
    values,
    taper: 24,
    zScale: 1,
    spacing: [1, 1, 1],
    unit: 'voxel',
    phases,
    order: [1, 0],
  };
  await writePhaseMap(join(folder, 'two.tif'), realise(model, { shape: [96, 96], seed: 4 }).map);
});

describe('every kind of calibration runs and leaves a model and a report', () => {
  it.each([
    ['assb-high', 'three.tif', ['--family', 'high', '--order', '2,0,1']],
    ['assb-adversarial', 'three.tif', ['--loss', 'adversarial', '--order', '0,1,2']],
    ['assb-soft', 'three.tif', ['--phases', 'soft', '--misfit', 'plain', '--order', '0,1,2']],
    ['plurigaussian', 'three.tif', ['--model', 'plurigaussian', '--loss', 'tppf']],
    ['level-set', 'two.tif', ['--model', 'level-set', '--labels', '0=void,255=solid']],
  ])('%s', (out, image, options) => {
    const { code, stderr } = excursa(['calibrate', image, '--out', out, ...tiny, ...options], folder);
    expect(code, stderr).toBe(0);
    const model = fromModelFile(JSON.parse(readFileSync(join(folder, out, 'model.json'), 'utf8')), 'model.json');
    expect(model.values.every(Number.isFinite)).toBe(true);
    expect(readFileSync(join(folder, out, 'report.html'), 'utf8')).toContain('<section id="history">');
    const stages = new Set(
      readFileSync(join(folder, out, 'log.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).stage),
    );
    expect(stages.has('discriminator')).toBe(!options.includes('tppf'));
    expect(stages.has('generator')).toBe(!options.includes('adversarial'));
  });
});
