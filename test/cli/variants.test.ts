import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExactFitSummary } from '../../src/calibrate/index.ts';
import { writePhaseMap } from '../../src/node/index.ts';
import { type ExcursionModel, fromModelFile, parametersOf, presets, realise } from '../../src/phase/index.ts';
import { excursa, scratchFolder, smallMap } from './command.ts';

const folder = scratchFolder();
const tiny = [
  ...[
    '--window',
    '32',
    '--batch',
    '16',
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
    '16',
    '--generator-steps',
    '3',
    '--discriminator-steps',
    '3',
    '--iterations',
    '3',
  ],
];

beforeAll(async () => {
  await writePhaseMap(join(folder, 'three.tif'), await smallMap([96, 96]));
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
  await writePhaseMap(join(folder, 'two.tif'), (await realise(model, { shape: [96, 96], seed: 4 })).map);
});

const run = (out: string, image: string, options: readonly string[]) => {
  const { code, stderr } = excursa(['calibrate', image, '--out', out, ...tiny, ...options], folder);
  expect(code, stderr).toBe(0);
  const model = fromModelFile(JSON.parse(readFileSync(join(folder, out, 'model.json'), 'utf8')), 'model.json');
  expect(model.values.every(Number.isFinite)).toBe(true);
  return readFileSync(join(folder, out, 'report.html'), 'utf8');
};

describe('every kind of calibration runs and leaves a model and a report', () => {
  it.each([
    ['assb-combined', 'three.tif', ['--loss', 'combined', '--starts', '1', '--wide-starts', '0', '--points', '512']],
    ['assb-adversarial', 'three.tif', ['--loss', 'adversarial', '--order', '0,1,2']],
    ['assb-soft', 'three.tif', ['--loss', 'tppf', '--phases', 'soft', '--misfit', 'plain', '--order', '0,1,2']],
    ['plurigaussian', 'three.tif', ['--model', 'plurigaussian', '--loss', 'tppf']],
    [
      'assb-source',
      'three.tif',
      [...['--loss', 'tppf-adversarial', '--skip-below', '0', '--keep', 'last', '--order', '0,1,2']],
    ],
  ])('%s', { tags: ['long'] }, (out, image, options) => {
    expect(run(out, image, options)).toContain('<section id="history">');
    const stages = new Set(
      readFileSync(join(folder, out, 'log.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).stage),
    );
    expect(stages.has('discriminator')).toBe(!options.includes('tppf'));
    expect(stages.has('generator')).toBe(options.some((option) => option.startsWith('tppf')));
  });

  const leavesExactFit = (out: string, image: string, options: readonly string[]): void => {
    const report = run(out, image, ['--points', '512', ...options]);
    for (const id of ['exact-two-point', 'exact-quantities', 'goodness-of-fit', 'identifiability', 'starts']) {
      expect(report).toContain(`<section id="${id}">`);
    }
    expect(report).not.toContain('<section id="history">');
    const fit: ExactFitSummary = JSON.parse(readFileSync(join(folder, out, 'exact-fit.json'), 'utf8'));
    // The volume fractions are in every loss with a tolerance of 0.1 %: a fit that misses one by 2 % has not converged.
    for (const { quantity, error } of fit.quantities) {
      if (quantity === 'volume fraction') expect(Math.abs(error)).toBeLessThan(0.02);
    }
    expect(fit.smoothness !== undefined).toBe(out === 'exact-high');
  };
  it.each([['exact-level-set', 'two.tif', ['--model', 'level-set', '--labels', '0=void,255=solid']]])(
    '%s',
    leavesExactFit,
  );
  it.each([
    ['exact-assb', 'three.tif', ['--starts', '1', '--wide-starts', '0']],
    [
      'exact-plurigaussian',
      'three.tif',
      ['--model', 'plurigaussian', '--chord-tolerance', '0.01', '--surface-tolerance', '0'],
    ],
    ['exact-kernel', 'two.tif', ['--model', 'level-set', '--family', 'kernel', '--starts', '1', '--smoothness', '1']],
    ['exact-high', 'two.tif', ['--model', 'level-set', '--family', 'high', '--starts', '1']],
  ])('%s', { tags: ['long'] }, leavesExactFit);

  it('own-record', { tags: ['long'] }, () => {
    const scalar = { dimension: 'number', spread: 0.1, start: 0.3 };
    const record = {
      name: 'ridged',
      summary: 'a level set of a Gaussian field with the ridges of another',
      fields: ['X', 'Z'],
      scalars: [
        {
          name: 'kappa',
          meaning: 'weight of the square',
          role: 'square-weight',
          transform: { kind: 'identity' },
          ...scalar,
        },
        { name: 'cut', meaning: 'threshold', role: 'threshold', transform: { kind: 'identity' }, ...scalar },
      ],
      latents: [
        {
          name: 'A',
          terms: [
            { kind: 'field', field: 'X', power: 1, coefficient: [] },
            { kind: 'field', field: 'Z', power: 2, coefficient: ['kappa'] },
          ],
          threshold: 'cut',
        },
      ],
    };
    writeFileSync(join(folder, 'ridged.json'), JSON.stringify(record));
    const options = [
      '--model',
      'ridged.json',
      '--labels',
      '0=void,255=solid',
      '--starts',
      '1',
      '--wide-starts',
      '0',
      '--points',
      '512',
    ];
    run('own-record', 'two.tif', options);
    const file = JSON.parse(readFileSync(join(folder, 'own-record', 'model.json'), 'utf8'));
    expect(fromModelFile(file, 'model.json').record.name).toBe('ridged');
    const fit: ExactFitSummary = JSON.parse(readFileSync(join(folder, 'own-record', 'exact-fit.json'), 'utf8'));
    for (const { quantity, error } of fit.quantities) {
      if (quantity === 'volume fraction') expect(Math.abs(error)).toBeLessThan(0.02);
    }
  });
});
