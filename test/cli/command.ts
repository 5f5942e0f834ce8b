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

/**
 * Runs a command and sends it a signal once `moment` is true, which is asked every few milliseconds: an event, not a
 * time, so that a busy machine changes nothing. @returns how it ended: `signal` where that ended it, or its exit code.
 */
export function excursaInterrupted(
  args: readonly string[],
  folder: string,
  moment: () => boolean,
  signal: NodeJS.Signals,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: 'ignore' });
    let sent = false;
    const timer = setInterval(() => {
      if (sent || !moment()) return;
      sent = true;
      child.kill(signal);
    }, 5);
    child.on('exit', (code, by) => {
      clearInterval(timer);
      resolve({ code, signal: by });
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
