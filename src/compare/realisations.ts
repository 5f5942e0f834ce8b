import { giveTurn, TaskPool, type TaskProgram, threadHost } from '../compute/index.ts';
import { threadsFor } from '../correlation/index.ts';
import { type AnyDescription, type DescribeOptions, type Descriptor, describe } from '../descriptor/index.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, realise } from '../phase/index.ts';
import { firstRealisations } from '../random/index.ts';
import { middlesOf } from './structural-similarity.ts';

/** How realisations are drawn like a reference. */
export interface DrawOptions {
  readonly seed: number;
  /** Plane of the reference's sections: 'xy', the default, or 'xz' with rows along z. */
  readonly plane?: 'xy' | 'xz' | undefined;
  readonly threads?: number | undefined;
  /** Stops the work between two of its steps. */
  readonly signal?: AbortSignal | undefined;
}

/** A realisation of the size and plane of a section or volume. @param realisation - its number, from 0. */
export async function drawLike(
  model: ExcursionModel,
  { grid }: PhaseMap,
  realisation: number,
  { seed, plane, threads, signal }: DrawOptions,
): Promise<PhaseMap> {
  const [, rows, columns] = grid.shape;
  const request = { seed, realisation, signal, ...(threads && { threads }) };
  // Voxels of another height than the model's are drawn at their true distances.
  const { spacing } = model;
  if (grid.rank === 3) {
    const tall = { ...model, spacing: [grid.spacing[0], spacing[1], spacing[2]] as const };
    return (await realise(tall, { ...request, shape: grid.shape })).map;
  }
  if (plane !== 'xz') return (await realise(model, { ...request, shape: [rows, columns] })).map;
  const tall = { ...model, spacing: [grid.spacing[1], spacing[1], spacing[2]] as const };
  const { map } = await realise(tall, { ...request, shape: [rows, 1, columns] });
  const { spacing: edges, unit, periodic } = grid;
  return createPhaseMap(createGrid([rows, columns], { spacing: edges, unit, periodic }), map.data, map.phases);
}

/** What realisations of a model are drawn like, and how they are measured. */
export interface RealisationSetup {
  readonly model: ExcursionModel;
  /** Sections of one material, or one volume. */
  readonly reference: readonly PhaseMap[];
  readonly seed: number;
  readonly plane: DrawOptions['plane'];
  readonly detail: DescribeOptions['detail'];
  readonly descriptors?: readonly Descriptor[] | undefined;
  readonly threads?: number | undefined;
}

/** A realisation as large as the reference, measured. */
export interface DrawnLike {
  readonly description: AnyDescription;
  /** What structural similarity compares of its sections; none of volumes. */
  readonly middles: readonly PhaseMap[];
  /** Its first map, of the first realisation only. */
  readonly example?: PhaseMap;
}

/** Draws and measures one realisation after the other; each has the same bits on every thread. */
function realisationsLike(setup: RealisationSetup, signal?: AbortSignal): (realisation: number) => Promise<DrawnLike> {
  const { model, reference, detail, descriptors, threads } = setup;
  return async (realisation) => {
    const maps: PhaseMap[] = [];
    for (const [s, map] of reference.entries()) {
      const number = firstRealisations.validation + realisation * reference.length + s;
      maps.push(await drawLike(model, map, number, { ...setup, signal }));
    }
    const own = { ...(descriptors && { descriptors }), ...(threads && { threads }) };
    return {
      description: await describe(maps, { detail, signal, ...own }),
      middles: reference[0].grid.rank === 2 ? middlesOf(maps) : [],
      ...(realisation === 0 && { example: maps[0] }),
    };
  };
}

/** Draws and measures realisations of the size of sections, by their number. */
export const realisationProgram: TaskProgram<RealisationSetup, number, DrawnLike> = (setup) => realisationsLike(setup);

/**
 * Realisations of a model as large as a reference, drawn and measured - [realisation]. Those of sections are spread
 * over threads. Volumes are drawn one after the other, each with all threads, so that only one is in memory; so are
 * those of one's own families and descriptors, since functions do not cross threads.
 * @throws ExcursaError (interrupted) by the signal.
 */
export async function drawRealisations(
  setup: RealisationSetup,
  options: {
    readonly realisations: number;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((done: number, total: number) => void) | undefined;
  },
): Promise<DrawnLike[]> {
  const { realisations, signal, onProgress } = options;
  const tasks = Array.from({ length: realisations }, (_, r) => r);
  let done = 0;
  const report = (): void => onProgress?.(++done, realisations);
  const { rank } = setup.reference[0].grid;
  const most = Math.min(setup.threads ?? threadHost().most, realisations);
  const threads = rank === 2 && !setup.descriptors ? threadsFor(setup.model.family, most) : 1;
  if (threads === 1) {
    const draw = realisationsLike(setup, signal);
    const drawn: DrawnLike[] = [];
    for (const r of tasks) {
      drawn.push(await draw(r));
      report();
    }
    return drawn;
  }
  const pool = new TaskPool('realisations', realisationProgram, { ...setup, threads: 1 }, threads);
  try {
    const drawn = await pool.run(tasks, report, signal);
    await giveTurn('validate', signal);
    return drawn as DrawnLike[];
  } finally {
    await pool.close();
  }
}
