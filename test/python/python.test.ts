/**
 * The Python package, where Python is there.
 * @module-tag long
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../laws/source.ts';

const python = process.env.EXCURSA_PYTHON ?? 'python3';

/** Whether Python is there with these modules. */
const has = (...modules: readonly string[]): boolean =>
  spawnSync(python, ['-c', modules.map((name) => `import ${name}`).join('\n')]).status === 0;

const environment = {
  ...process.env,
  PYTHONPATH: join(root, 'python', 'src'),
  EXCURSA_COMMAND: join(root, 'dist', 'cli', 'main.js'),
};

/** Runs Python and returns what it printed and how it ended. */
function runPython(...args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(python, args, { cwd: root, env: environment, encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

const minutes = 60_000;

describe('Python package', () => {
  it('has the version of the npm package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const text = readFileSync(join(root, 'python/src/excursa/__init__.py'), 'utf8');
    expect(/^__version__ = "(.*)"$/m.exec(text)?.[1]).toBe(version);
  });

  // Skipped without Python, NumPy and pytest, which users of the command alone do not have.
  it.skipIf(!has('numpy', 'pytest'))(
    'calibrates, generates, describes and validates arrays',
    () => {
      const { status, text } = runPython('-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'python/tests');
      expect(text).toContain('passed');
      expect(status, text).toBe(0);
    },
    20 * minutes,
  );

  it.skipIf(!has('numpy', 'matplotlib', 'nbclient', 'ipykernel'))(
    'has a notebook that runs from image to twin',
    () => {
      const { status, text } = runPython(
        '-c',
        `import nbformat, nbclient
book = nbformat.read('python/examples/first-twin.ipynb', as_version=4)
nbclient.NotebookClient(book, timeout=1200, kernel_name='python3').execute()
print(sum(len(cell.get('outputs', [])) for cell in book.cells), 'outputs')`,
      );
      expect(status, text).toBe(0);
      expect(text).toMatch(/[4-9] outputs/);
    },
    30 * minutes,
  );
});
