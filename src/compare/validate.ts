import {
  aFlag,
  aFunction,
  aPositiveNumber,
  aSignal,
  checkArguments,
  oneOf,
  oneOrMore,
  optionsOf,
  threadCount,
  wholeNumber,
} from '../arguments.ts';
import { type Description, type Descriptor, describe, descriptorList, type descriptors } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { aSoundPhaseMap, crop, mapIn, masked, type PhaseMap, type Triple } from '../grid/index.ts';
import { aModel, type ExcursionModel, errorList } from '../phase/index.ts';
import { type CompareOptions, compare } from './compare.ts';
import type { Comparison, SimilarityComparison } from './comparison.ts';
import { type DrawOptions, drawRealisations } from './realisations.ts';
import { SimilarityCollector } from './structural-similarity.ts';

/** How a model is held against data. */
export interface ValidateOptions<List extends readonly Descriptor[] = typeof descriptors> extends Partial<DrawOptions> {
  /** Realisations of the reference's size and number; at least 2, default 8. */
  readonly realisations?: number;
  /**
   * Whether slow descriptors are measured too. Images have them unless told not to, volumes only if told to. Volumes
   * have conductivities in any case.
   */
  readonly full?: boolean | undefined;
  /** Descriptors to compare by, by default those of the program. One's own are added so: `[...descriptors, mine]`. */
  readonly descriptors?: List;
  /** Distance of one section of the reference to the next, where they are of one volume; see `describe`. */
  readonly sectionDistance?: number | undefined;
  /** Share of the reference by which a quantity may differ and still agree; 0.05 unless told. */
  readonly delta?: number | undefined;
  /** Whether the model was calibrated to the reference itself. */
  readonly fittedToReference?: boolean | undefined;
  /** Relative standard errors of the images that it was calibrated to, where it was others. */
  readonly fitErrors?: CompareOptions['fitErrors'];
  /** Called when a realisation has been drawn. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A comparison of a model with data, and what it was made from. */
export interface Validation<List extends readonly Descriptor[] = typeof descriptors> {
  readonly comparison: Comparison;
  readonly reference: Description<List>;
  /** By realisation; each pools as many sections as the reference has. */
  readonly model: readonly Description<List>[];
  /** Mean structural similarity of images by phase; volumes have none. */
  readonly similarity?: readonly SimilarityComparison[];
  /** First section or volume drawn, for pictures. */
  readonly example: PhaseMap;
}

/** The two halves of a map across its longest axis; of an odd number of voxels the last layer is left out. */
function cutInTwo(map: PhaseMap): [PhaseMap, PhaseMap] {
  const { shape } = map.grid;
  const axis = shape.indexOf(Math.max(...shape));
  const half = shape[axis] >> 1;
  const along = (at: number): Triple => shape.map((_, a) => (a === axis ? at : 0)) as unknown as Triple;
  const size = shape.map((n, a) => (a === axis ? half : n)) as unknown as Triple;
  return [crop(map, along(0), size), crop(map, along(half), size)];
}

/**
 * Two halves of the data that share no voxel: several maps dealt out in turn, so that windows keep their size, or the
 * two sides of a single one. Undefined for a single map of one voxel, and where a half holds nothing that is not
 * masked.
 */
export function halvesOf(maps: readonly PhaseMap[]): readonly [readonly PhaseMap[], readonly PhaseMap[]] | undefined {
  if (maps.length === 1 && Math.max(...maps[0].grid.shape) < 2) return undefined;
  const halves: [PhaseMap[], PhaseMap[]] = [[], []];
  if (maps.length > 1) {
    maps.forEach((map, i) => {
      halves[i % 2].push(map);
    });
  } else {
    cutInTwo(maps[0]).forEach((half, i) => {
      halves[i].push(half);
    });
  }
  return halves.every((half) => half.some(({ data }) => data.some((label) => label !== masked))) ? halves : undefined;
}

function checkReference(
  model: ExcursionModel,
  [{ grid, phases }]: readonly PhaseMap[],
  { realisations, plane }: { readonly realisations: number; readonly plane: ValidateOptions['plane'] },
): void {
  if (realisations < 2) {
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'realisations' },
      expected: 'at least 2 to estimate their scatter',
      got: `${realisations}`,
      remedy: { setting: 'realisations', value: 8 },
    });
  }
  if (phases.length !== model.phases.length) {
    const labels = model.phases.map(({ label, name }) => `${label}=${name}`).join(',');
    throw new ExcursaError({
      kind: 'input',
      what: 'validate',
      expected: `the model's ${model.phases.length} phases`,
      got: `${phases.length} in the reference`,
      remedy: { setting: 'labels', value: labels },
    });
  }
  // Rows of sections in the plane x-z may have any height, as the layers of a volume.
  const pixel = plane === 'xz' && grid.rank === 2 ? [grid.spacing[2]] : grid.spacing.slice(1);
  if (grid.unit !== model.unit || pixel.some((d) => Math.abs(d / model.spacing[2] - 1) > 1e-3)) {
    const size = [...new Set(pixel)].join(' x ');
    throw new ExcursaError({
      kind: 'input',
      what: 'validate',
      expected: `the model's pixel size of ${model.spacing[2]} ${model.unit}`,
      got: `${size} ${grid.unit} in the reference`,
      remedy: [{ setting: 'spacing', value: 'z,y,x' }, ' if the file is wrong, or resampling'],
    });
  }
}

const validateArguments = {
  model: aModel,
  reference: oneOrMore('a phase map, or a list of them', '[map]', aSoundPhaseMap),
  options: optionsOf('{ realisations: 8 }', {
    ...{ seed: wholeNumber(0), realisations: wholeNumber(0, 2 ** 16), plane: oneOf(['xy', 'xz']) },
    ...{ threads: threadCount, signal: aSignal, onProgress: aFunction, descriptors: descriptorList },
    ...{ full: aFlag, sectionDistance: aPositiveNumber, delta: aPositiveNumber },
    ...{ fittedToReference: aFlag, fitErrors: errorList },
  }),
};

/**
 * Draws realisations of a model of the reference's own size and number, measures both sides, and compares them.
 *
 * @param reference - sections of one material, or one volume. @param options - seed 1 and 8 realisations, unless told.
 * @throws ExcursaError (usage) for fewer than 2 realisations; (input) for a reference with other phases or voxels than
 * the model.
 * @example
 * import { createModel, presets, realise, validate } from 'excursa';
 * const model = createModel(presets.plurigaussian);
 * const { map } = await realise(model, { shape: [96, 96], seed: 9 });
 * const { comparison } = await validate(model, [map], { realisations: 2, seed: 1 });
 * console.log(comparison.phases.length); // 3
 */
export async function validate<const List extends readonly Descriptor[] = typeof descriptors>(
  model: ExcursionModel,
  reference: PhaseMap | readonly PhaseMap[],
  options: ValidateOptions<List> = {},
): Promise<Validation<List>> {
  checkArguments('validate', { model, reference, options }, validateArguments);
  const given: readonly PhaseMap[] = Array.isArray(reference) ? reference : [reference as PhaseMap];
  const { realisations = 8, seed = 1, plane, threads, signal } = options;
  const maps = given.map((map) => mapIn(map, model.unit));
  checkReference(model, maps, { realisations, plane });
  const { rank } = maps[0].grid;
  // Sizes and paths of every realisation of a volume would take far longer than drawing them.
  const detail = (options.full ?? rank === 2) ? 'full' : rank === 3 ? 'standard' : 'basic';
  const list = { ...(options.descriptors && { descriptors: options.descriptors }) };
  const measure = (own: readonly PhaseMap[], sectionDistance?: number): Promise<Description<List>> =>
    describe<List>(own, { ...list, detail, sectionDistance, signal, ...(threads && { threads }) });
  const measured = await measure(maps, options.sectionDistance);
  const parts = halvesOf(maps);
  const halves = parts && ([await measure(parts[0]), await measure(parts[1])] as const);
  // Structural similarity is a matter of images, compared place by place: the halves of a single one have one shape,
  // sections may not.
  const sameShape = new Set(maps.map((map) => map.grid.shape.join())).size === 1;
  const similarity = rank === 2 ? new SimilarityCollector(maps, sameShape ? parts : undefined) : undefined;
  const drawn = await drawRealisations(
    { model, reference: maps, seed, plane, detail, descriptors: options.descriptors, threads },
    { realisations, signal, onProgress: options.onProgress },
  );
  for (const { middles } of drawn) similarity?.add(middles);
  const described = drawn.map(({ description }) => description) as Description<List>[];
  return {
    comparison: compare(described, measured, {
      ...list,
      ...(halves && { halves }),
      ...{ delta: options.delta, model: model.record.name },
      ...{ fittedToReference: options.fittedToReference, fitErrors: options.fitErrors ?? model.evidence?.errors },
    }),
    reference: measured,
    model: described,
    ...(similarity && { similarity: similarity.finish() }),
    example: drawn[0].example!,
  };
}
