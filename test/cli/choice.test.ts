import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/io/index.ts';
import { excursa, scratchFolder, smallMap } from './command.ts';

const folder = scratchFolder();

beforeAll(async () => {
  await writePhaseMap(join(folder, 'image.tif'), await smallMap([96, 96]));
});

describe('calibrate --model auto', () => {
  it.each([
    [
      ['--model', 'auto', '--candidates', 'assb,level-set'],
      /--candidates: expected classes of 3 phases .* got level-set/,
    ],
    [['--model', 'auto', '--candidates', ''], /--candidates: expected classes of 3 phases/],
    [['--candidates', 'assb'], /--candidates: expected --model auto beside it, got no --model/],
    [['--model', 'auto', '--loss', 'tppf'], /--model auto: expected no --loss.* got tppf/],
    [['--model', 'auto', '--anisotropy', 'image.tif'], /--model auto: expected no --anisotropy/],
  ])('refuses %s in one sentence', (options, message) => {
    const { code, stdout, stderr } = excursa(['calibrate', 'image.tif', '--out', 'run', ...options], folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/expected .+, got .+; try /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
