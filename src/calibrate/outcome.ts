import { join } from 'node:path';
import { writeFileAtomic } from '../node/index.ts';
import { type ExcursionModel, parametersOf, presets, toModelFile, toValues } from '../phase/index.ts';
import { type AnisotropyEstimate, estimateAnisotropy } from './anisotropy/estimate.ts';
import type { ClosedFormSummary } from './methods/exact/result.ts';
import { correlationLengthOf, measureStatistics } from './methods/exact/statistics.ts';
import type { LogEntry } from './methods/training/log.ts';
import { findSignatures } from './methods/training/signatures.ts';
import { type CalibrationRequest, type CalibrationResult, runFiles } from './request.ts';

/** Relative errors of volume fractions and surface areas by phase. */
interface DescriptorErrors {
  readonly volumeFraction: readonly number[];
  readonly specificSurfaceArea: readonly number[];
}

/** Errors at the evaluation at which the kept parameters were found; exact ones where no realisation was judged better. */
function errorsOf(entries: readonly LogEntry[], exactFit: ClosedFormSummary | undefined): DescriptorErrors | undefined {
  const entry =
    entries.findLast((e) => e.best) ?? (exactFit ? undefined : entries.findLast((e) => e.surfaceAreaErrors));
  if (entry?.volumeFractionErrors && entry.surfaceAreaErrors) {
    return { volumeFraction: entry.volumeFractionErrors, specificSurfaceArea: entry.surfaceAreaErrors };
  }
  const of = (name: string): number[] =>
    (exactFit?.quantities ?? []).filter(({ quantity }) => quantity === name).map(({ error }) => error);
  return exactFit && { volumeFraction: of('volume fraction'), specificSurfaceArea: of('specific surface area') };
}

/** Errors at the last evaluation, where there was one. */
export function lastErrors(entries: readonly LogEntry[]): DescriptorErrors | undefined {
  const entry = entries.findLast((e) => e.surfaceAreaErrors);
  return entry?.volumeFractionErrors && entry.surfaceAreaErrors
    ? { volumeFraction: entry.volumeFractionErrors, specificSurfaceArea: entry.surfaceAreaErrors }
    : undefined;
}

/** The parameters that a calibration kept. */
export interface Found {
  readonly order: readonly number[];
  readonly raw: Float64Array;
  readonly taper: number;
  /** Step of the training at which they were found. */
  readonly step: number;
  /** Errors that are known already; otherwise those of the training or of the exact fit. */
  readonly errors?: DescriptorErrors;
}

/** Points of the quadrature that the anisotropy is judged by. */
const quadraturePoints = 4096;

/** The scale of the z axis that the sections across the plane ask for. */
function anisotropyOf(
  { settings, sections, across }: CalibrationRequest,
  { order, raw, taper }: Found,
): AnisotropyEstimate | undefined {
  if (!across) return undefined;
  const [first] = sections;
  const longest = Math.floor(Math.min(...first.grid.shape.slice(1)) / 3);
  const statistics = measureStatistics(sections, Math.min(longest, Math.ceil(taper)), 0);
  return estimateAnisotropy(
    across.maps,
    first.phases.map(({ name }) => name),
    {
      record: presets[settings.model],
      family: settings.family,
      taper,
      raw,
      order,
      pixel: first.grid.spacing[2],
      correlationLength: correlationLengthOf(statistics) ?? longest,
      points: quadraturePoints,
      seed: settings.seed,
    },
  );
}

/** A model from what a calibration found. */
function modelOf(
  { settings, sections }: CalibrationRequest,
  { order, raw, taper }: Found,
  zScale: number,
): ExcursionModel {
  const record = presets[settings.model];
  return {
    record,
    family: settings.family,
    values: toValues(parametersOf(record, settings.family), raw),
    taper,
    zScale,
    spacing: sections[0].grid.spacing,
    unit: sections[0].grid.unit,
    phases: sections[0].phases,
    order,
  };
}

/** Writes model.json and puts the result together. */
export async function finish(
  request: CalibrationRequest,
  found: Found,
  entries: readonly LogEntry[],
  exactFit: ClosedFormSummary | undefined,
): Promise<CalibrationResult> {
  const { settings, folder, sources } = request;
  const anisotropy = anisotropyOf(request, found);
  const model = modelOf(request, found, anisotropy?.scale ?? 1);
  const errors = found.errors ?? errorsOf(entries, exactFit);
  const file = toModelFile(model, request.version, {
    sources: [...sources, ...(request.across?.sources ?? [])].map(({ path, sha256, bytes }) => ({
      file: path,
      sha256,
      bytes,
    })),
    settings: { ...settings },
    descriptorErrors: model.phases.map((phase, i) => ({
      phase: phase.name,
      volumeFraction: errors?.volumeFraction[i] ?? null,
      specificSurfaceArea: errors?.specificSurfaceArea[i] ?? null,
    })),
    step: found.step,
  });
  if (anisotropy) {
    await writeFileAtomic(join(folder, runFiles.anisotropy), `${JSON.stringify(anisotropy, null, 1)}\n`);
  }
  await writeFileAtomic(join(folder, runFiles.model), `${JSON.stringify(file, null, 1)}\n`);
  const scalars = model.record.scalars.map((parameter, i) => ({ parameter, value: model.values[i] }));
  const signatures = findSignatures({ entries, settings, scalars });
  return { model, file, entries, signatures, ...(exactFit && { exactFit }), ...(anisotropy && { anisotropy }) };
}
