import { type CheckpointStore, readJson } from '../calibrate/index.ts';
import { ExcursaError } from '../errors.ts';
import type { Row } from './study-kind.ts';
import { labelOf } from './tidy-table.ts';
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
  /** Time of the calibration and its measurement; on one machine with equal load only it compares. */
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

/** File of an ablation that `pool` reads. */
export const resultsName = 'results.json';

/** A calibration's result, from its row. */
function resultOf(row: Row, seconds: number): AblationResult {
  const value = (quantity: string): number | null =>
    row.values.find((one) => one.quantity === quantity && one.axis === undefined)?.value ?? null;
  const errors = row.values.flatMap(({ axis, quantity, value: error }) =>
    axis === 'error' && error !== null ? [[quantity, error]] : [],
  );
  return {
    variant: labelOf(row, 'variant') as VariantName,
    seed: labelOf(row, 'seed') as number,
    errors: Object.fromEntries(errors),
    twoPoint: value('twoPoint')!,
    accuracy: value('accuracy')!,
    look: value('look')!,
    learned: value('learned'),
    seconds,
  };
}

/** The study of a material from its rows. @param seconds - time of each row's task - [row]. */
export function studyOf(
  { window, batch, pretraining, iterations, starts, realisations, order }: Budget & { readonly order: string },
  name: string,
  rows: readonly Row[],
  seconds: readonly number[],
): Study {
  const results = rows.map((row, k) => resultOf(row, seconds[k]));
  const seeds = [...new Set(results.map(({ seed }) => seed))];
  return {
    name,
    budget: { window, batch, pretraining, iterations, starts, realisations },
    order,
    controls: seeds.map((seed) => {
      const { values } = rows[results.findIndex((result) => result.seed === seed)];
      return values.find(({ quantity }) => quantity === 'control')!.value!;
    }),
    // As tables have them, whatever the order in which they were named.
    results: seeds.flatMap((seed) =>
      variantNames.flatMap((variant) => results.filter((own) => own.seed === seed && own.variant === variant)),
    ),
  };
}

/**
 * The studies of a store. @param where - name of the store, for messages. @throws ExcursaError (input) for a store
 * without any.
 */
export async function readStudies(store: CheckpointStore, where: string): Promise<readonly Study[]> {
  const several = await readJson<Study[]>(store, resultsName);
  if (several) return several;
  throw new ExcursaError({
    kind: 'input',
    what: 'study',
    expected: 'a folder with an ablation that has ended',
    got: `${where} without ${resultsName}`,
    remedy: 'excursa study ablation first',
  });
}
