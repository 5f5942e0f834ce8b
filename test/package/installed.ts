import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a finished process left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty folder outside of the checkout, where none of its settings apply. */
export const emptyFolder = (name: string): string => mkdtempSync(join(tmpdir(), `excursa-${name}-`));

/** Environment without what npm and the test runner put into it: that of a user with npm's own defaults. */
const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST|TEST$)/i.test(name)),
);

/** Runs a program to its end. */
export function finish(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Finished {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...bare, ...env },
    // npm is a script on Windows.
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  return { code: status, stdout, stderr };
}

/** Runs npm with its own defaults, an empty cache and no registry: a package that needed one could not be installed. */
export function npmOffline(args: readonly string[], cwd: string): Finished {
  const settings = emptyFolder('npm');
  writeFileSync(join(settings, 'npmrc'), '');
  const own = ['--offline', '--userconfig', join(settings, 'npmrc'), '--cache', join(settings, 'cache')];
  return finish('npm', [...args, ...own, '--no-update-notifier'], cwd);
}

/** Bytes of a folder's files. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? sizeOf(path) : statSync(path).size);
  }, 0);
}

/** Writes a file and the folders it lies in. @returns its path. */
export function place(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
