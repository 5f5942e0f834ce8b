import { calibrate, calibrationFile, type LogEntry, type SettingsInput } from '../calibrate/index.ts';
import { type Comparison, isCompared, isOverall, validate } from '../compare/index.ts';
import { type PhaseMap, sectionsOf } from '../grid/index.ts';
import { discriminantTest, drawForRealism, lookDistance } from '../realism/index.ts';
import type { Measurement, Task, TaskResult } from './study-kind.ts';

/** A calibration in one way, that is measured. */
export interface CalibrationTask extends Task {
  readonly work: 'calibration';
  readonly settings: SettingsInput & { readonly seed: number };
  /** Realisations of the data's size and number that are measured. */
  readonly realisations: number;
}

const plain = (quantity: string, title: string, value: number): Measurement => ({ quantity, title, unit: '', value });

/** The errors of a comparison, all axes together, each the largest over the phases, without sign. */
function errorsOf({ phases, twoPoint }: Comparison): Measurement[] {
  const errors = new Map<string, { readonly title: string; readonly value: number }>();
  for (const own of phases.flatMap(({ quantities }) => quantities)) {
    if (!isOverall(own) || !isCompared(own)) continue;
    const value = Math.max(errors.get(own.name)?.value ?? 0, Math.abs(own.error));
    errors.set(own.name, { title: `largest error of the ${own.title}`, value });
  }
  return [
    ...Array.from(errors, ([name, { title, value }]): Measurement => {
      const column = { ...plain(name, title, value), axis: 'error' };
      return Number.isFinite(value) ? column : { ...column, value: null, reason: 'the images have none of it' };
    }),
    plain('twoPoint', 'rms error of two-point functions', twoPoint.rootMeanSquareError),
  ];
}

/** Share of the alternating steps in which the discriminator learned. */
function learnedOf(entries: readonly LogEntry[]): Measurement {
  const steps = entries.filter(({ stage, updated }) => stage === 'alternating' && updated !== undefined);
  const share = steps.filter(({ updated }) => updated).length / steps.length;
  const column = plain('learned', 'share of the alternating steps in which the discriminator learned', share);
  return steps.length > 0 ? column : { ...column, value: null, reason: 'no discriminator' };
}

/**
 * Calibrates, and measures realisations of the model beside the images, volumes as sections of their layers. All
 * calibrations of one seed are measured with the same noise: their differences scatter less than they do.
 */
export async function calibrateAndMeasure(
  given: readonly PhaseMap[],
  { settings, realisations }: CalibrationTask,
  version: string,
): Promise<TaskResult> {
  const images = given.flatMap((map) => (map.grid.rank === 2 ? [map] : sectionsOf(map, 'volume')));
  const calibration = await calibrate(images, settings, { threads: 1 });
  const { model, log } = calibration;
  const common = { seed: settings.seed + 1000, threads: 1 };
  const { comparison } = await validate(model, images, { ...common, realisations, full: false });
  const drawn = await drawForRealism(model, images, common);
  const { modelAgainstData, dataAgainstData } = discriminantTest(images, drawn);
  const { value, expected } = lookDistance(images, drawn);
  return {
    values: [
      ...errorsOf(comparison),
      plain('look', 'squared distance of mean features over that of two samples', value / expected),
      plain('accuracy', 'accuracy of the linear discriminant', modelAgainstData.accuracy),
      plain('control', 'accuracy of the same for data against data', dataAgainstData.accuracy),
      learnedOf(log),
    ],
    model: calibrationFile(calibration, { version, sources: [] }),
  };
}
