import { availableParallelism, cpus, hostname, totalmem } from 'node:os';
import type { Source } from '../io/index.ts';
import { writeFigures, writeFileAtomic } from '../node/index.ts';
import type { Provenance, RenderedReport } from '../report/index.ts';
import { version } from '../version.ts';
import { groups, type Invocation, type OptionRecord } from './command.ts';
import { folder } from './values.ts';

/** The record of how a result came to be. */
export interface Manifest {
  readonly command: string;
  readonly version: string;
  /** Options as the configuration file writes them, from flags, that file and defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Configuration file that was read; null where there was none. */
  readonly config: string | null;
  readonly seed: number | null;
  readonly inputs: readonly Source[];
  readonly outputs: readonly string[];
  /** What the model that drew them must not be used for. */
  readonly caveat?: string;
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

/**
 * Collects the manifest of a result.
 * @param further - settings that the options of the command line became, where they are more than these.
 */
export function makeManifest(
  { commandLine, began, settings, configFile }: Invocation,
  seed: number | null,
  inputs: readonly Source[],
  outputs: readonly string[],
  further: Readonly<Record<string, unknown>> = {},
): Manifest {
  return {
    command: commandLine,
    version,
    settings: { ...settings, ...further },
    config: configFile ?? null,
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

/** A manifest as a report prints it. */
export const provenanceOf = (manifest: Manifest): Provenance => ({
  version: manifest.version,
  command: manifest.command,
  seed: manifest.seed ?? 0,
  date: manifest.finished,
  machine: `${manifest.machine.cpu}, ${manifest.machine.threads} threads, ${manifest.machine.platform}, Node ${manifest.machine.node}`,
  inputs: [...manifest.inputs],
  seconds: manifest.seconds,
});

/** Writes a manifest beside its result. */
export function writeManifest(path: string, manifest: Manifest): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(manifest, null, 1)}\n`);
}

/** The option of commands that draw figures. */
export const figuresOption = {
  summary: 'folder to write every figure of the report to, as SVG and PNG',
  group: groups.output,
  value: folder,
} as const satisfies OptionRecord<string>;

/**
 * Writes the page of a report to a file and its figures to a folder, where these are asked for.
 * @returns the report; undefined where nothing of it was asked for.
 */
export async function writeReportFiles(
  open: () => Promise<RenderedReport>,
  places: { readonly report?: string | undefined; readonly figures?: string | undefined },
): Promise<RenderedReport | undefined> {
  if (places.report === undefined && places.figures === undefined) return undefined;
  const report = await open();
  if (places.report !== undefined) await writeFileAtomic(places.report, report.html());
  if (places.figures !== undefined) await writeFigures(places.figures, report.figures);
  return report;
}
