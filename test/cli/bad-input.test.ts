import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { beforeAll, describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/node/index.ts';
import { toModelFile } from '../../src/phase/index.ts';
import { excursa, type Outcome, scratchFolder, smallMap, smallModel } from './command.ts';

const folder = scratchFolder();
const quick = [
  '--window',
  '32',
  '--batch',
  '16',
  '--loss',
  'tppf',
  '--order',
  '0,1,2',
  '--generator-steps',
  '1',
  '--iterations',
  '1',
  '--twin',
  '0',
];

/**
 * One sentence on stderr that says what was expected, what was there and what to do; no stack trace; nothing on stdout.
 */
function expectSentence({ code, stdout, stderr }: Outcome, exitCode: number, ...parts: RegExp[]): void {
  const message = stderr.split('\n').find((line) => line.includes('error ')) ?? stderr;
  expect(code, stderr).toBe(exitCode);
  expect(stderr).not.toMatch(/\n\s+at |node:internal|undefined|unexpected:/);
  expect(stdout).toBe('');
  expect(message).toMatch(/expected .+, got .+; try /);
  for (const part of parts) expect(message).toMatch(part);
}

beforeAll(async () => {
  await writePhaseMap(join(folder, 'good.tif'), await smallMap([96, 96]));
  const bytes = readFileSync(join(folder, 'good.tif'));
  writeFileSync(join(folder, 'truncated.tif'), bytes.subarray(0, bytes.length >> 1));
  writeFileSync(join(folder, 'empty.tif'), '');
  mkdirSync(join(folder, 'folder.tif'));
  const rgb = Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => (i * 37) % 251);
  writeFileSync(join(folder, 'photo.png'), encode({ width: 64, height: 64, data: rgb, channels: 3, depth: 8 }));
  const grey = rgb.subarray(0, 64 * 64);
  writeFileSync(join(folder, 'grey.png'), encode({ width: 64, height: 64, data: grey, channels: 1, depth: 8 }));
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }`.padEnd(117) + '\n';
  const npy = Buffer.concat([
    Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]),
    Buffer.from(header),
    Buffer.from(Float64Array.of(0, 1, Number.NaN, 1).buffer),
  ]);
  writeFileSync(join(folder, 'nan.npy'), npy);
  writeFileSync(join(folder, 'model.json'), JSON.stringify(toModelFile(smallModel(), '0')));
  await writePhaseMap(join(folder, 'volume.tif'), await smallMap([24, 24, 24]));
  await writePhaseMap(join(folder, 'tiny.tif'), await smallMap([24, 24]));
});

describe('bad input', () => {
  it.each([
    ['truncated.tif', /truncated|damaged|cut short|ends/i],
    ['empty.tif', /0 bytes|empty/],
    ['folder.tif', /folder/],
    ['missing.tif', /no such file|exist/],
    ['photo.png', /colour|RGB|channels/i],
    ['grey.png', /grey|distinct|label/],
    ['nan.npy', /NaN/],
  ])('%s', (file, part) => {
    expectSentence(excursa(['describe', file], folder), 2, part);
    expectSentence(excursa(['calibrate', file, '--out', 'never', ...quick], folder), 2, part);
  });

  it('grey values that are not finite', () => {
    expectSentence(excursa(['segment', 'nan.npy', '--classes', '2', '--out', 'never.tif'], folder), 2, /finite.*NaN/);
  });

  it('a label that is not listed, and a phase that is empty', () => {
    expectSentence(excursa(['describe', 'good.tif', '--labels', '0=a,1=b'], folder), 2, /\b2\b/);
    expectSentence(excursa(['describe', 'good.tif', '--labels', '0=a,1=b,2=c,9=d'], folder), 2, /\bd\b/);
  });

  it('an image smaller than the window, or than its correlation length allows', async () => {
    expectSentence(excursa(['calibrate', 'tiny.tif', '--out', 'never', ...quick], folder), 2, /24/);
    const wide = smallModel();
    const values = wide.values.map((v) => (v === 4 ? 40 : v));
    const { realise } = await import('../../src/phase/index.ts');
    await writePhaseMap(
      join(folder, 'wide.tif'),
      (await realise({ ...wide, values, taper: 200 }, { shape: [64, 64], seed: 12 })).map,
    );
    expectSentence(excursa(['calibrate', 'wide.tif', '--out', 'never', ...quick], folder), 2, /correlation|phases/);
  });

  it('wrong options', () => {
    expectSentence(excursa(['calibrate', 'good.tif', '--out', 'never', '--window', '5'], folder), 2, /--window/);
    expectSentence(
      excursa(['calibrate', 'good.tif', '--out', 'never', '--window', '32', '--order', '0,1'], folder),
      2,
      /--order/,
    );
    expectSentence(excursa(['describe', 'good.tif', '--spacing', 'wide'], folder), 2, /--spacing/);
    expectSentence(excursa(['generte'], folder), 2, /try generate/);
    expectSentence(excursa(['describe'], folder), 2, /the argument input/);
    expectSentence(excursa(['info', 'good.tif', 'model.json'], folder), 2, /at most 1 argument, got 2/);
    expectSentence(excursa(['describe', 'good.tif', '--out'], folder), 2, /a value of --out/);
    expectSentence(excursa(['completion', 'tcsh'], folder), 2, /one of bash, zsh, fish, got tcsh/);
  });

  it('other images than those of the run that is resumed', () => {
    mkdirSync(join(folder, 'other'));
    const sources = [{ file: 'a.tif', sha256: '0', bytes: 1 }];
    const calibration = { sources, settings: {}, descriptorErrors: [], step: 0 };
    const model = JSON.stringify(toModelFile(smallModel(), '0', calibration));
    writeFileSync(join(folder, 'other', 'model.json'), model);
    const resumed = excursa(['calibrate', 'good.tif', '--out', 'other', '--resume', '--starts', '1'], folder);
    expectSentence(resumed, 2, /--resume: expected the images of the model in other/);
    expect(readFileSync(join(folder, 'other', 'model.json'), 'utf8')).toBe(model);
  });

  it('outputs that would take the place of an input, or lie in a file, before any work', () => {
    const model = JSON.stringify(toModelFile(smallModel(), '0'));
    writeFileSync(join(folder, 'taken.json'), model);
    const over = excursa(['validate', 'taken.json', 'good.tif', '--out', './taken.json'], folder);
    expectSentence(over, 2, /another file than the input/);
    expect(readFileSync(join(folder, 'taken.json'), 'utf8')).toBe(model);
    const before = readFileSync(join(folder, 'good.tif'));
    for (const flag of ['--out', '--report']) {
      expectSentence(excursa(['describe', 'good.tif', flag, './good.tif'], folder), 2, /a name that ends in/);
    }
    expect(readFileSync(join(folder, 'good.tif')).equals(before)).toBe(true);
    const nowhere = excursa(['describe', 'good.tif', '--out', 'good.tif/d.json'], folder);
    expectSentence(nowhere, 1, /got a file where a folder is needed/);
    expect(nowhere.stderr).not.toMatch(/measuring/);
  });

  it('no folder that is missing: a file to write makes it, as a run does', () => {
    const made = excursa(['describe', 'good.tif', '--basic', '--out', 'new/below/d.json'], folder);
    expect(made.code, made.stderr).toBe(0);
    expect(existsSync(join(folder, 'new/below/d.json'))).toBe(true);
  });

  it('a study of unknown variants, realism of a volume', () => {
    const study = ['study', 'ablation', 'good.tif', '--out', 'study', '--variants', 'exact,luck'];
    expectSentence(excursa(study, folder), 2, /got luck/);
    const window = ['study', 'ablation', 'good.tif', '--out', 'study', '--window', '20'];
    expectSentence(excursa(window, folder), 2, /--window 128/);
    expectSentence(excursa(['study', 'pool', '.', '--out', 'pooled'], folder), 2, /excursa study ablation first/);
    const volume = ['validate', 'model.json', 'volume.tif', '--realism', '--realisations', '2', '--as', 'volume'];
    expectSentence(excursa(volume, folder), 2, /--as sections/);
  });

  it('a study of a model with options of an ablation, without what to vary, and of a phase that it lacks', () => {
    const sweep = ['study', 'sweep', 'model.json', '--out', 'study'];
    expectSentence(excursa([...sweep, '--variants', 'exact'], folder), 2, /a study without --variants/);
    expectSentence(excursa(sweep, folder), 2, /--vary/);
    expectSentence(excursa([...sweep, '--vary', 'gravel=0.1:0.2'], folder), 2, /got gravel/);
    expect(existsSync(join(folder, 'study'))).toBe(false);
  });

  it('absurd shapes', () => {
    const generate = (shape: string, ...more: string[]): Outcome =>
      excursa(['generate', 'model.json', '--shape', shape, '--out', 'x.tif', ...more], folder);
    expectSentence(generate('100000,100000,100000'), 2, /voxels/);
    expectSentence(generate('1000000000,1,1'), 2, /torus of at most/);
    expectSentence(generate('1500,1500,1500', '--memory', '2GiB'), 1, /GiB/);
    for (const shape of ['0,5,5', '-1,5,5', 'a,b', '1.5,2', '5']) expectSentence(generate(shape), 2);
    expectSentence(excursa(['generate', 'model.json', '--shape', '32,32', '--out', 'x.xyz'], folder), 2, /\.tif/);
    expectSentence(excursa(['generate', 'good.tif', '--shape', '32,32'], folder), 2, /model\.json/);
  });

  it('a read-only folder and a file in place of a folder', () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    // Root may write anywhere, so as root the read-only /proc and /sys stand in.
    const place = process.getuid?.() === 0 ? '/sys/excursa-run' : join(locked, 'run');
    if (process.platform === 'linux')
      expectSentence(
        excursa(['calibrate', 'good.tif', '--out', place, ...quick], folder),
        1,
        /permission|read-only|exist/,
      );
    expectSentence(
      excursa(['generate', 'model.json', '--shape', '32,32', '--out', 'good.tif/x.tif'], folder),
      1,
      /folder/,
    );
  });

  it('a full disk', (context) => {
    const small = join(folder, 'small-disk');
    mkdirSync(small);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', small]);
    if (mounted.status !== 0) return context.skip('mounting a small disk takes root on Linux');
    try {
      const out = join(small, 'x.npy');
      expectSentence(excursa(['generate', 'model.json', '--shape', '64,64,64', '--out', out], folder), 1, /full disk/);
      expectSentence(excursa(['calibrate', 'good.tif', '--out', join(small, 'run'), ...quick], folder), 1, /full disk/);
      expect(readdirSync(small).filter((name) => name !== 'run')).toEqual([]);
    } finally {
      spawnSync('umount', [small]);
    }
  });

  it('leaves nothing half written', () => {
    expect(
      readdirSync(folder).filter((name) => name.includes('.part') || name === 'x.tif' || name === 'never'),
    ).toEqual([]);
  });
});
