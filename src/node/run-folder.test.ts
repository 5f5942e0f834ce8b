import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRunFolder } from './run-folder.ts';

const scratch = mkdtempSync(join(tmpdir(), 'excursa-run-'));

describe('the folder of a run', () => {
  it('is not made before it is needed, and goes again when nothing was written', async () => {
    const folder = join(scratch, 'empty');
    const run = openRunFolder(folder, false);
    run.removeEmpty();
    expect(existsSync(folder)).toBe(false);
    await run.make();
    expect(existsSync(folder)).toBe(true);
    run.removeEmpty();
    expect(existsSync(folder)).toBe(false);
  });

  it('stays when it holds something', async () => {
    const folder = join(scratch, 'filled');
    const run = openRunFolder(folder, false);
    await run.make();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    run.removeEmpty();
    expect(existsSync(join(folder, 'notes.txt'))).toBe(true);
  });

  it('stays when it was there before the run, although it is empty', async () => {
    const folder = join(scratch, 'before');
    mkdirSync(folder);
    const run = openRunFolder(folder, false);
    await run.make();
    run.removeEmpty();
    expect(existsSync(folder)).toBe(true);
  });

  it('is refused where it holds a calibration, unless that goes on', async () => {
    const folder = join(scratch, 'used');
    mkdirSync(folder);
    writeFileSync(join(folder, 'model.json'), '{}');
    expect(() => openRunFolder(folder, false)).toThrow(/expected a folder without a calibration, got .*used/);
    expect(() => openRunFolder(folder, true)).not.toThrow();
  });
});
