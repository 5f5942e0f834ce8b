import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExcursionModel, parametersOf, presets, realise } from '../../src/phase/index.ts';
import { root } from '../laws/source.ts';

/** The built program; `npm test` builds it before the tests run. */
export const program = join(root, 'dist', 'cli', 'main.js');

if (!existsSync(program)) throw new Error('dist is missing: run npm run build');

/** What a finished command left. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function excursa(args: readonly string[], folder: string): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

/** Runs a command and kills it after some milliseconds, unless it ends before. @returns whether it was killed. */
export function excursaKilled(
  args: readonly string[],
  folder: string,
  milliseconds: number,
  signal: NodeJS.Signals,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill(signal), milliseconds);
    child.on('exit', (_, by) => {
      clearTimeout(timer);
      resolve(by !== null || signal === 'SIGINT');
    });
  });
}

/** An empty folder for a test. */
export const scratchFolder = (): string => mkdtempSync(join(tmpdir(), 'excursa-cli-'));

/** A three-phase model with correlations of a few pixels. */
export function smallModel(): ExcursionModel {
  const record = presets.plurigaussian;
  const values = Float64Array.from(parametersOf(record, 'low'), (p) => (p.name.startsWith('range') ? 4 : p.start));
  const phases = ['pore', 'am', 'se'].map((name, label) => ({ name, label }));
  return {
    record,
    family: 'low',
    values,
    taper: 24,
    zScale: 1,
    spacing: [0.1, 0.1, 0.1],
    unit: 'um',
    phases,
    order: [0, 1, 2],
  };
}

/** A realisation of the small model. */
export const smallMap = async (shape: readonly number[]) => (await realise(smallModel(), { shape, seed: 4 })).map;
