// npm run wheel: builds the command and packs it into the Python wheel in python/dist.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, root, run } from './prepare.mjs';

install();
build();

/** The files of the published package, so that wheel and package hold the same command. */
const folder = mkdtempSync(join(tmpdir(), 'excursa-wheel-'));
const command = join(root, 'python', 'src', 'excursa', 'command');
try {
  run('npm', ['pack', '--silent', '--pack-destination', folder]);
  const [tarball] = readdirSync(folder);
  run('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  rmSync(command, { recursive: true, force: true });
  cpSync(join(folder, 'package', 'dist'), command, {
    recursive: true,
    filter: (path) => !path.endsWith('.d.ts'),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const python = process.env.EXCURSA_PYTHON ?? 'python3';
if (spawnSync(python, ['-m', 'pip', '--version']).status !== 0) {
  console.error(`expected Python with pip, got none as ${python}; try EXCURSA_PYTHON=/path/to/python3`);
  process.exit(1);
}
const out = join(root, 'python', 'dist');
run(python, ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', out, join(root, 'python')]);
console.log(`wheel in ${out}: ${readdirSync(out).join(', ')}`);
