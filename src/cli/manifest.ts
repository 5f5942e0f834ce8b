import { availableParallelism, cpus, hostname, totalmem } from 'node:os';
import type { Source } from '../io/index.ts';
import { writeFileAtomic } from '../node/index.ts';
import { version } from '../version.ts';
import { commandLine } from './command-line.ts';

/** The record of how a result came to be. */
export interface Manifest {
  readonly command: string;
  readonly version: string;
  readonly seed: number | null;
  readonly inputs: readonly Source[];
  readonly outputs: readonly string[];
  readonly finished: string;
  readonly seconds: number;
  readonly machine: {
    readonly host: string;
    readonly platform: string;
    readonly cpu: string;
    readonly threads: number;
    readonly memoryGiB: number;
    readonly node: string;
  };
}

/** Collects the manifest of a run that began at `began` (milliseconds of `performance.now`). */
export function makeManifest(
  began: number,
  seed: number | null,
  inputs: readonly Source[],
  outputs: readonly string[],
): Manifest {
  return {
    command: commandLine(),
    version,
    seed,
    inputs,
    outputs,
    finished: new Date().toISOString(),
    seconds: Math.round((performance.now() - began) / 10) / 100,
    machine: {
      host: hostname(),
      platform: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model ?? 'unknown',
      threads: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
  };
}

/** Writes a manifest beside its result. */
export function writeManifest(path: string, manifest: Manifest): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(manifest, null, 1)}\n`);
}
