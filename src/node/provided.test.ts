import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../test/laws/source.ts';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { writePhaseMap } from './phase-map-files.ts';

describe('the built command', () => {
  const program = join(root, 'dist', 'cli', 'main.js');

  // A bundler drops modules whose exports nobody uses, unless package.json names them: they work when they are loaded.
  it('has a runtime for networks', async (context) => {
    if (!existsSync(program)) return context.skip('dist is missing: run npm run build');
    const folder = mkdtempSync(join(tmpdir(), 'excursa-provided-'));
    const u = uniforms(24 * 24, keyOf(1, 'squares'), 1);
    const place = (i: number): number => 24 * Math.floor(i / 96 / 4) + Math.floor((i % 96) / 4);
    const data = Uint8Array.from({ length: 96 * 96 }, (_, i) => (u[place(i)] < 0.4 ? 1 : 0));
    const phases = ['a', 'b'].map((name, label) => ({ name, label }));
    await writePhaseMap(
      join(folder, 'image.tif'),
      createPhaseMap(createGrid([96, 96], { spacing: 1, unit: 'um' }), data, phases),
    );
    const settings = [
      ...['--model', 'level-set', '--method', 'training', '--objective', 'discriminator', '--order', '0,1'],
      ...['--window', '16', '--batch', '16', '--discriminator', 'small', '--discriminator-steps', '1'],
      ...['--iterations', '1', '--evaluation-images', '8', '--twin', '0', '--realisations', '2', '--threads', '2'],
    ];
    const { status, stderr } = spawnSync(
      process.execPath,
      [program, 'calibrate', 'image.tif', '--out', 'run', ...settings],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
  }, 900_000);
});
