import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExcursaError } from '../../errors.ts';
import { type VariantName, variantNames } from './variants.ts';

/** What one calibration of an ablation came to. Errors are relative, without sign, the largest over the phases. */
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
  /** Balanced accuracy of the two-sample test. */
  readonly accuracy: number;
  /** Share of the alternating steps in which the discriminator learned; null without one. */
  readonly learned: number | null;
  /** Time of the calibration, the exact fit included; on one machine with equal load only it compares. */
  readonly seconds: number;
}

/** The steps and images that every calibration of a study has. */
export interface Budget {
  /** Edge of the training images, pixels. */
  readonly window: number;
  readonly batch: number;
  /** Generator steps and discriminator steps before they alternate, each. */
  readonly pretraining: number;
  /** Alternating steps. */
  readonly iterations: number;
  /** Random starts of the exact fit. */
  readonly starts: number;
  /** Realisations of the data's size and number that are measured. */
  readonly realisations: number;
  /** Steps of the two-sample test's networks, and edge of its windows in pixels. */
  readonly realismSteps: number;
  readonly realismWindow: number;
}

/** The study of one material. */
export interface Study {
  readonly name: string;
  readonly budget: Budget;
  readonly order: string;
  /** Two-sample accuracy of the data against themselves, by seed. */
  readonly controls: readonly number[];
  readonly results: readonly AblationResult[];
}

/** Files of a study's folder; every calibration has a folder of its own with a `result`. */
export const studyFiles = {
  study: 'study.json',
  result: 'result.json',
  results: 'results.json',
  control: (seed: number): string => `control-${seed}.json`,
  run: (variant: VariantName, seed: number): string => `${variant}-${seed}`,
} as const;

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** What a folder's study has measured so far: its finished calibrations. */
function readProgress(folder: string): Study {
  const { name, budget, order } = read<Study>(join(folder, studyFiles.study));
  const entries = readdirSync(folder);
  const seeds = entries.flatMap((entry) => /^control-(\d+)\.json$/.exec(entry)?.[1] ?? []).map(Number);
  const controls = seeds.sort((a, b) => a - b).map((seed) => read<number>(join(folder, studyFiles.control(seed))));
  const results = entries
    .map((entry) => join(folder, entry, studyFiles.result))
    .filter((file) => existsSync(file))
    .map((file) => read<AblationResult>(file));
  const place = ({ variant, seed }: AblationResult): number =>
    seed * variantNames.length + variantNames.indexOf(variant);
  return { name, budget, order, controls, results: results.sort((a, b) => place(a) - place(b)) };
}

/**
 * The studies of a folder: that of its calibrations, finished or not, or those of a `results.json` alone.
 * @throws ExcursaError (input) for a folder without either.
 */
export function readStudies(folder: string): Study[] {
  if (existsSync(join(folder, studyFiles.study))) return [readProgress(folder)];
  const path = join(folder, studyFiles.results);
  if (existsSync(path)) return read<Study[]>(path);
  throw new ExcursaError(
    'input',
    `study: expected a folder with a study, got ${folder} without ${studyFiles.study} or ${studyFiles.results}; try excursa study ablation first`,
  );
}
