/**
 * Interrupted runs: some twenty calibrations.
 * @module-tag long
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/node/index.ts';
import { keyOf, uniforms } from '../../src/random/index.ts';
import { excursa, excursaInterrupted, scratchFolder, smallMap } from './command.ts';

const folder = scratchFolder();
const labels = ['--labels', '0=pore,1=am,2=se'];
const settings = [
  ...[
    '--window',
    '32',
    '--batch',
    '16',
    '--discriminator',
    'small',
    '--threads',
    '2',
    '--twin',
    '0',
    '--realisations',
    '2',
  ],
  ...[
    '--screening-steps',
    '4',
    '--screening-batch',
    '16',
    '--generator-steps',
    '20',
    '--discriminator-steps',
    '20',
    '--iterations',
    '40',
  ],
  ...['--evaluate-every', '5', '--evaluation-images', '16'],
  ...['--loss', 'combined', '--starts', '1', '--wide-starts', '0', '--points', '512'],
];
const calibrate = (out: string, ...more: string[]): string[] => [
  'calibrate',
  'image.tif',
  ...labels,
  '--out',
  out,
  ...settings,
  ...more,
];
const model = (out: string): string => readFileSync(join(folder, out, 'model.json'), 'utf8');
const log = (out: string): string => readFileSync(join(folder, out, 'log.jsonl'), 'utf8');
/** Steps that a run has logged so far. */
const steps = (out: string): number => {
  const path = join(folder, out, 'log.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
};

beforeAll(async () => {
  await writePhaseMap(join(folder, 'image.tif'), await smallMap([96, 96]));
  const { code, stderr } = excursa(calibrate('straight'), folder);
  expect(code, stderr).toBe(0);
});

describe('a calibration that is interrupted', () => {
  it('ends after ten kills at random moments in the model of an undisturbed run, bit for bit', async () => {
    const last = steps('straight');
    expect(last).toBeGreaterThan(40);
    // The first two before anything is logged and at once after the start, the others anywhere in the run, one after
    // the other.
    const later = [...uniforms(8, keyOf(3, 'moments'), 0)].sort((a, b) => a - b);
    const moments = [0, 1, ...later.map((u) => Math.ceil(u * (last - 2)))];
    for (const moment of moments) {
      const { signal } = await excursaInterrupted(
        calibrate('killed', '--resume'),
        folder,
        () => steps('killed') >= moment,
        'SIGKILL',
      );
      expect(signal, `killed at step ${moment} of ${last}`).toBe('SIGKILL');
    }
    const { code, stderr } = excursa(calibrate('killed', '--resume'), folder);
    expect(code, stderr).toBe(0);
    expect(model('killed')).toBe(model('straight'));
    expect(log('killed')).toBe(log('straight'));
  });

  it('stops on Ctrl-C with a state to go on from', async () => {
    const half = steps('straight') / 2;
    const { code } = await excursaInterrupted(calibrate('stopped'), folder, () => steps('stopped') >= half, 'SIGINT');
    expect(code).toBe(130);
    expect(excursa(calibrate('stopped', '--resume'), folder).code).toBe(0);
    expect(model('stopped')).toBe(model('straight'));
  });

  it('is not started over by accident, nor gone on with by other settings', () => {
    const again = excursa(calibrate('straight'), folder);
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/--resume/)]);
    const other = excursa(calibrate('straight', '--resume', '--seed', '9'), folder);
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/settings/)]);
  });

  it('gives the same model for the same seed, and without a discriminator for any number of threads', () => {
    expect(excursa(calibrate('again'), folder).code).toBe(0);
    expect(model('again')).toBe(model('straight'));
    for (const loss of ['tppf', 'closed-form']) {
      for (const threads of ['1', '3']) {
        const out = `${loss}${threads}`;
        expect(
          excursa(
            [...calibrate(out), '--loss', loss, '--starts', '2', '--wide-starts', '0', '--threads', threads],
            folder,
          ).code,
        ).toBe(0);
        expect(model(out)).toBe(model(`${loss}1`));
      }
    }
  });
});
