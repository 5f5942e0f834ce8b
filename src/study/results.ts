import { type CheckpointStore, readJson } from '../calibrate/index.ts';
import { ExcursaError } from '../errors.ts';
import { type VariantName, variantNames } from './variants.ts';

/** What one calibration of an ablation came to. */
export interface AblationResult {
  readonly variant: VariantName;
  readonly seed: number;
  /**
   * Errors by the name of the quantity: relative, without sign, the largest over the phases. What could not be compared
   * is missing.
   */
  readonly errors: { readonly [quantity: string]: number };
  /** Root mean square difference of the two-point functions. */
  readonly twoPoint: number;
  /** Balanced accuracy of the linear discriminant. */
  readonly accuracy: number;
  /** Squared distance of mean features, in multiples of what two samples of one material have. */
  readonly look: number;
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
}

/** The study of one material. */
export interface Study {
  readonly name: string;
  readonly budget: Budget;
  readonly order: string;
  /** Accuracy of the linear discriminant on the data against themselves, by seed. */
  readonly controls: readonly number[];
  readonly results: readonly AblationResult[];
}

/** Names under which a study writes to its store; every calibration has a folder of its own with a `result`. */
export const studyNames = {
  study: 'study.json',
  result: 'result.json',
  results: 'results.json',
  control: (seed: number): string => `control-${seed}.json`,
  run: (variant: VariantName, seed: number): string => `${variant}-${seed}`,
} as const;

/** What a study has measured so far: its finished calibrations; undefined without a study. */
export async function readProgress(store: CheckpointStore): Promise<Study | undefined> {
  const study = await readJson<Pick<Study, 'name' | 'budget' | 'order'>>(store, studyNames.study);
  if (!study) return undefined;
  const controls: number[] = [];
  const results: AblationResult[] = [];
  // Seeds follow one another, each with its control first.
  for (let seed = 1; ; seed++) {
    const control = await readJson<number>(store, studyNames.control(seed));
    if (control === undefined) break;
    controls.push(control);
    for (const variant of variantNames) {
      const name = `${studyNames.run(variant, seed)}/${studyNames.result}`;
      const result = await readJson<AblationResult>(store, name);
      if (result) results.push(result);
    }
  }
  const { name, budget, order } = study;
  return { name, budget, order, controls, results };
}

/**
 * The studies of a store: that of its calibrations, finished or not, or those of its `results.json` alone.
 * @param where - name of the store, for messages. @throws ExcursaError (input) for a store without either.
 */
export async function readStudies(store: CheckpointStore, where: string): Promise<readonly Study[]> {
  const study = await readProgress(store);
  if (study) return [study];
  const several = await readJson<Study[]>(store, studyNames.results);
  if (several) return several;
  throw new ExcursaError({
    kind: 'input',
    what: 'study',
    expected: 'a folder with a study',
    got: `${where} without ${studyNames.study} or ${studyNames.results}`,
    remedy: 'excursa study ablation first',
  });
}
