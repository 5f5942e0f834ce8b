import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/node/index.ts';
import { keyOf, uniforms } from '../../src/random/index.ts';
import { excursa, excursaKilled, scratchFolder, smallMap } from './command.ts';

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
  ...['--loss', 'combined', '--starts', '1', '--points', '512'],
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
let undisturbed = 0;

beforeAll(async () => {
  await writePhaseMap(join(folder, 'image.tif'), await smallMap([96, 96]));
  const began = performance.now();
  const { code, stderr } = excursa(calibrate('straight'), folder);
  undisturbed = performance.now() - began;
  expect(code, stderr).toBe(0);
});

describe('a calibration that is interrupted', () => {
  it('ends after ten kills at random moments in the model of an undisturbed run, bit for bit', async () => {
    const moments = uniforms(10, keyOf(3, 'moments'), 0);
    let kills = 0;
    for (let run = 0; kills < 10; run++) {
      const out = `killed${run}`;
      // Each attempt is killed within the time a whole run takes; some are killed before their first checkpoint.
      while (
        kills < 10 &&
        (await excursaKilled(
          calibrate(out, '--resume'),
          folder,
          undisturbed * (0.15 + 0.6 * moments[kills]),
          'SIGKILL',
        ))
      )
        kills++;
      const { code, stderr } = excursa(calibrate(out, '--resume'), folder);
      expect(code, stderr).toBe(0);
      expect(model(out)).toBe(model('straight'));
      expect(log(out)).toBe(log('straight'));
    }
    // Some twenty runs of the program, each of several seconds on a busy machine.
  }, 400_000);

  it('stops on Ctrl-C with a state to go on from', async () => {
    await excursaKilled(calibrate('stopped'), folder, 0.5 * undisturbed, 'SIGINT');
    const { code } = excursa(calibrate('stopped', '--resume'), folder);
    expect(code).toBe(0);
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
      for (const threads of ['1', '2', '3']) {
        const out = `${loss}${threads}`;
        expect(excursa([...calibrate(out), '--loss', loss, '--starts', '2', '--threads', threads], folder).code).toBe(
          0,
        );
        expect(model(out)).toBe(model(`${loss}1`));
      }
    }
  });
});
