import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate, runFiles, type Settings, settingsSchema } from '../../calibrate/index.ts';
import type { Compared, Comparison, Unmeasured } from '../../descriptor/index.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { ensureOutputFolder, type Source, writeFileAtomic } from '../../io/index.ts';
import { testRealism, validateModel } from '../validation.ts';
import { type VariantName, variants } from './variants.ts';

/** What one calibration of an ablation came to. Errors are relative, the largest over the phases. */
export interface AblationResult {
  readonly variant: VariantName;
  readonly seed: number;
  readonly volumeFraction: number;
  readonly specificSurfaceArea: number;
  readonly meanChord: number;
  /** From here on what no loss sees. */
  readonly chordStd: number;
  readonly linealPath: number;
  readonly eulerNumber: number;
  /** Root mean square difference of the two-point functions. */
  readonly twoPoint: number;
  /** Balanced accuracy of the two-sample test, and of its control. */
  readonly accuracy: number;
  readonly control: number;
  readonly seconds: number;
}

/** What an ablation needs. */
export interface AblationRequest {
  readonly sections: readonly PhaseMap[];
  readonly sources: readonly Source[];
  readonly variants: readonly VariantName[];
  readonly seeds: number;
  /** Settings that all variants share. */
  readonly shared: Partial<Settings>;
  readonly folder: string;
  readonly threads: number;
  readonly version: string;
  readonly onProgress: (text: string) => void;
  /** Steps of the two-sample test's networks, its own default unless told. */
  readonly realismSteps?: number;
  readonly signal?: AbortSignal;
}

const largest = (values: readonly (Compared | Unmeasured | undefined)[]): number =>
  values.reduce((most, v) => (v && 'error' in v ? Math.max(most, Math.abs(v.error)) : most), 0);

/** The errors of a comparison, each the largest over the phases. */
function errorsOf({ phases, twoPoint }: Comparison) {
  return {
    volumeFraction: largest(phases.map((p) => p.volumeFraction)),
    specificSurfaceArea: largest(phases.map((p) => p.specificSurfaceArea)),
    meanChord: largest(phases.map((p) => p.chordLength.mean)),
    chordStd: largest(phases.map((p) => p.chordLengthStd.mean)),
    linealPath: largest(phases.map((p) => p.linealPath.mean)),
    eulerNumber: largest(phases.map((p) => p.further.find(({ name }) => name === 'Euler number density')?.compared)),
    twoPoint: twoPoint.rootMeanSquareError,
  };
}

/** Realisations that a calibration is compared by. */
const realisations = 4;

/** Calibrates one variant under one seed and measures it; finished ones are read back, interrupted ones go on from their checkpoint. */
async function runVariant(request: AblationRequest, variant: VariantName, seed: number): Promise<AblationResult> {
  const { sections, sources, shared, threads, version, signal } = request;
  const folder = join(request.folder, `${variant}-${seed}`);
  const path = join(folder, 'result.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as AblationResult;
  const resume = existsSync(join(folder, runFiles.checkpoint));
  // Without a checkpoint what an interrupted run has left is of no use.
  if (!resume) rmSync(folder, { recursive: true, force: true });
  const began = performance.now();
  const settings = settingsSchema.parse({ ...shared, ...variants[variant].settings, seed });
  const { model } = await calibrate({
    ...{ sections, sources, settings, folder, threads, version, resume },
    ...(signal && { signal }),
  });
  const seconds = (performance.now() - began) / 1000;
  const common = { model, reference: sections, seed: seed + 1000, threads };
  const { comparison } = await validateModel({ ...common, realisations });
  const { realismSteps: steps } = request;
  const realism = await testRealism({ ...common, ...(steps && { steps }) });
  const result: AblationResult = {
    ...{ variant, seed },
    ...errorsOf(comparison),
    accuracy: realism.modelAgainstData.accuracy,
    control: realism.dataAgainstData.accuracy,
    seconds,
  };
  await writeFileAtomic(path, `${JSON.stringify(result, null, 1)}\n`);
  return result;
}

/** Runs all variants under all seeds, one after the other. */
export async function runAblation(request: AblationRequest): Promise<AblationResult[]> {
  await ensureOutputFolder(request.folder);
  const jobs = request.variants.flatMap((variant) =>
    Array.from({ length: request.seeds }, (_, k) => ({ variant, seed: k + 1 })),
  );
  const results: AblationResult[] = [];
  for (const [j, { variant, seed }] of jobs.entries()) {
    request.onProgress(`ablation: ${variant}, seed ${seed} (${j + 1} of ${jobs.length})`);
    results.push(await runVariant(request, variant, seed));
  }
  return results;
}
