import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'excursa-examples-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Runs a program and gives what it prints. @throws AssertionError when it fails. */
function run(command: string, ...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, args, { cwd: scratch, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** What each example prints. */
const expected: Record<string, RegExp> = {
  'calibrate-array.mjs':
    /^fitted by the method: exact\ntwin of 64 x 64 x 64 voxels of 0\.05 um\ncompared phases: matrix, discs\n$/,
  'own-record.mjs': /^record: spots, parameters: 28\nlevel: 0\.\d\d \(truth 0\.40\)\n$/,
  'own-family.mjs':
    /^family: cauchy, parameters: 3\ngoodness of fit: compatible\nThe fit ran in one thread, not in 2: .*\n$/,
  'own-descriptor.mjs': /^(?:Xi_\d: runs of [\d.]+ um\n){3}compared as: mean run\n$/,
};

describe.skipIf(!existsSync(join(root, 'dist', 'index.js')))('examples of the library', () => {
  it('are all tried', () => {
    expect(
      readdirSync(here)
        .filter((name) => name.endsWith('.mjs'))
        .sort(),
    ).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))('%s', (name, text) => {
    expect(run(process.execPath, join(here, name))).toMatch(text);
  });

  const python = spawnSync('python3', ['-c', 'import numpy']).status === 0;
  if (!python) console.log('examples in Python: skipped, for there is no python3 with numpy');

  it.skipIf(!python)('Python reads a twin, its model and its description', () => {
    const program = `
      const { createModel, presets, toModelFile, version, writeModel } = await import('excursa/node');
      const phases = ['pore', 'am', 'se'].map((name, i) => ({ name, label: 10 * i }));
      await writeModel('model.json', createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um', phases }));
    `;
    // The package finds itself by its name only from within.
    run(
      process.execPath,
      '--input-type=module',
      '-e',
      program.replace("'excursa/node'", JSON.stringify(join(root, 'dist/node.js'))),
    );
    const command = join(root, 'dist', 'cli', 'main.js');
    run(process.execPath, command, 'generate', 'model.json', '--shape', '32,48,40', '--out', 'twin.npy', '--quiet');
    const how = ['--labels', '0=pore,10=am,20=se', '--spacing', '0.1um', '--basic', '--quiet'];
    run(process.execPath, command, 'describe', 'twin.npy', ...how, '--out', 'description.json');
    const text = run(
      'python3',
      join(here, '..', 'python', 'read_results.py'),
      'twin.npy',
      'model.json',
      'description.json',
    );
    expect(text).toContain('twin: shape (32, 48, 40), voxels of [0.1, 0.1, 0.1] um');
    const fractions = [...text.matchAll(/^(\w+): (?:volume fraction|described as) ([\d.]+)$/gm)].map((m) => [
      m[1],
      m[2],
    ]);
    expect(fractions).toHaveLength(6);
    expect(fractions.slice(0, 3)).toEqual(fractions.slice(3));
    expect(text).toMatch(/^scalars\.lambda1 = /m);
  });
});
