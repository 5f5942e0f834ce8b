import { compare, halvesOf, SimilarityCollector } from '../compare/index.ts';
import {
  type Compared,
  type Comparison,
  type Description,
  describe,
  describeAll,
  type SimilarityComparison,
  type Unmeasured,
} from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, realise } from '../phase/index.ts';
import { type RealismTest, realismTest } from '../realism/index.ts';
import { isMisfit } from '../report/index.ts';
import { percent, short, table } from './table.ts';

/** What to draw for a comparison, and where to tell how far it is. */
export interface ValidationRequest {
  readonly model: ExcursionModel;
  /** Sections of one material, or one volume. */
  readonly reference: readonly PhaseMap[];
  readonly realisations: number;
  readonly seed: number;
  /** Plane of the reference's sections: 'xy', or 'xz' with rows along z. */
  readonly plane?: 'xy' | 'xz';
  readonly threads?: number;
  /** Measure tortuosity and sizes too; images have them unless told not to, volumes only if told to. */
  readonly full?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A comparison with what it was made from. */
export interface Validation {
  readonly comparison: Comparison;
  readonly reference: Description;
  /** By realisation; each pools as many sections as the reference has. */
  readonly model: readonly Description[];
  /** Mean structural similarity of images by phase; volumes have none. */
  readonly similarity?: readonly SimilarityComparison[];
  /** First section or volume drawn, for pictures. */
  readonly example: PhaseMap;
}

/** Realisation numbers of a validation start here, apart from those a user generates from 0. */
const firstRealisation = 2 ** 20;

/** A realisation of the size and plane of a reference. */
async function drawLike(
  { grid }: PhaseMap,
  { model, seed, plane, threads }: ValidationRequest,
  realisation: number,
): Promise<PhaseMap> {
  const [, rows, columns] = grid.shape;
  const request = { seed, realisation, ...(threads && { threads }) };
  if (grid.rank === 3) return (await realise(model, { ...request, shape: grid.shape })).map;
  if (plane !== 'xz') return (await realise(model, { ...request, shape: [rows, columns] })).map;
  // Rows may be higher than pixels are wide: voxels of another height see another scale along z.
  const height = grid.spacing[1];
  const zScale = (model.zScale * model.spacing[2]) / height;
  const { map } = await realise({ ...model, zScale }, { ...request, shape: [rows, 1, columns] });
  return createPhaseMap(createGrid([rows, columns], grid), map.data, map.phases);
}

/** Measures realisations of the reference's own size and number, and compares. */
export async function validateModel(request: ValidationRequest): Promise<Validation> {
  const { model, reference, realisations } = request;
  const { grid, phases } = reference[0];
  if (phases.length !== model.phases.length) {
    throw new ExcursaError(
      'input',
      `validate: expected the model's ${model.phases.length} phases, got ${phases.length} in the reference; try --labels ${model.phases.map((p) => `${p.label}=${p.name}`).join(',')}`,
    );
  }
  if (grid.unit !== model.unit || Math.abs(grid.spacing[2] / model.spacing[2] - 1) > 1e-3) {
    throw new ExcursaError(
      'input',
      `validate: expected the model's voxel size of ${model.spacing[2]} ${model.unit}, got ${grid.spacing[2]} ${grid.unit}; try --spacing ${model.spacing[2]}${model.unit}`,
    );
  }
  // Sizes and paths of every realisation of a volume would take far longer than drawing them.
  const options = { threads: request.threads, detail: (request.full ?? grid.rank === 2) ? 'full' : 'basic' } as const;
  const measure = (maps: readonly PhaseMap[]): Promise<Description> =>
    grid.rank === 3 ? describe(maps[0], options) : describeAll(maps, options);
  const measured = await measure(reference);
  const halves = halvesOf(reference);
  const measuredHalves = halves && ([await measure(halves[0]), await measure(halves[1])] as const);
  // Structural similarity is a matter of images, compared place by place: the halves of a single one have one shape, sections may not.
  const sameShape = new Set(reference.map((map) => map.grid.shape.join())).size === 1;
  const similarity = grid.rank === 2 ? new SimilarityCollector(reference, sameShape ? halves : undefined) : undefined;
  let example: PhaseMap | undefined;
  const drawn: Description[] = [];
  for (let r = 0; r < realisations; r++) {
    const maps: PhaseMap[] = [];
    for (const [s, map] of reference.entries()) {
      const realisation = firstRealisation + r * reference.length + s;
      maps.push(await drawLike(map, request, realisation));
    }
    example ??= maps[0];
    similarity?.add(maps);
    request.onProgress?.(r + 1, realisations);
    drawn.push(await measure(maps));
  }
  if (!example) throw new ExcursaError('usage', '--realisations: expected at least 2, got 0; try --realisations 8');
  return {
    comparison: compare(drawn, measured, measuredHalves),
    reference: measured,
    model: drawn,
    ...(similarity && { similarity: similarity.finish() }),
    example,
  };
}

/** Sections drawn for a two-sample test have numbers of their own. */
const firstRealismRealisation = 2 ** 21;

/** @throws ExcursaError (usage) for a volume, of which the two-sample test has no use. */
export function checkRealism([first]: readonly PhaseMap[]): void {
  if (first.grid.rank === 2) return;
  throw new ExcursaError(
    'usage',
    '--realism: expected images, got a volume; try --as sections to take its layers for images',
  );
}

/** As many sections of the model as the reference has, of the same sizes, drawn for a two-sample test alone. */
export async function drawForRealism(request: Omit<ValidationRequest, 'realisations'>): Promise<PhaseMap[]> {
  const drawn: PhaseMap[] = [];
  for (const [s, map] of request.reference.entries()) {
    drawn.push(await drawLike(map, { ...request, realisations: 0 }, firstRealismRealisation + s));
  }
  return drawn;
}

/** Tells by fresh networks whether sections of the model can be told from the data. @throws ExcursaError (usage) for a volume. */
export async function testRealism(
  request: Omit<ValidationRequest, 'realisations'> & { readonly threads: number },
): Promise<RealismTest> {
  const { reference, seed, threads, onProgress } = request;
  checkRealism(reference);
  return realismTest(reference, await drawForRealism(request), { seed, threads, ...(onProgress && { onProgress }) });
}

const isCompared = (value: Compared | Unmeasured | undefined): value is Compared =>
  value !== undefined && 'error' in value;

/** The comparison as a table: one row a phase and quantity. */
export function comparisonTable(comparison: Comparison): string {
  const rows = comparison.phases.flatMap((phase) => {
    const entries: [string, Compared | Unmeasured | undefined][] = [
      ['volume fraction', phase.volumeFraction],
      ['specific surface area', phase.specificSurfaceArea],
      ['mean chord', phase.chordLength.mean],
      ['chord std', phase.chordLengthStd.mean],
      ['mean lineal length', phase.linealPath.mean],
      ...phase.further.map(({ name, compared }): [string, Compared | Unmeasured] => [name, compared]),
    ];
    return entries.map(([name, value]) =>
      isCompared(value)
        ? [
            phase.name,
            name,
            short(value.model),
            short(value.reference),
            percent(value.error),
            percent(value.uncertainty).slice(1),
            percent(value.scatter).slice(1),
            isMisfit(value, comparison.realisations) ? 'misfit' : 'within scatter',
          ]
        : [phase.name, name, '-', '-', value?.reason ?? 'not measured', '', '', ''],
    );
  });
  return table(['phase', 'quantity', 'model', 'data', 'error', 'uncertainty', 'scatter', 'verdict'], rows);
}
