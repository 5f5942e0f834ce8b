import type { PhaseMap } from '../../../grid/index.ts';
import { sumOfSquares } from '../../../numerics/index.ts';
import type { Block } from './block-counts.ts';
import type { ExactFitSummary } from './fit-summary.ts';
import { createProblem, type FitSetup } from './problem.ts';
import { exactFitPool } from './search.ts';
import { combineBlocks, countBlocks } from './statistics.ts';

/** Weights tried, from hardly any smoothing to nearly a straight line. */
const weights = Array.from({ length: 11 }, (_, i) => Number(`1e${i - 4}`));
/** Parts into which blocks are divided. */
export const folds = 4;
const most = 12;

/**
 * Which fold a block belongs to: quarters of a section that hang together, so that training blocks rarely border on
 * held-out ones.
 */
export function foldOf(block: Block, { grid }: PhaseMap): number {
  const [, ny, nx] = grid.shape;
  const bottom = block.y + block.height / 2 > ny / 2 ? 1 : 0;
  const right = block.x + block.width / 2 > nx / 2 ? 1 : 0;
  // Blocks above each other resemble each other: they are in one fold.
  return (2 * bottom + right + (block.column === undefined ? block.section : 0)) % folds;
}

/**
 * Chooses the weight of the smoothness prior by cross-validation: fitted to the blocks of three quarters of every
 * section, judged by the squared misfit with the last quarter in units of its own scatter.
 * @param start - a fit to all blocks, from which every fit begins. @param points - Sobol points.
 */
export async function chooseSmoothness(
  setup: FitSetup,
  sections: readonly PhaseMap[],
  start: { readonly order: readonly number[]; readonly raw: Float64Array; readonly discrepancy: number },
  options: { readonly points: number; readonly seed: number; readonly threads: number; readonly signal?: AbortSignal },
  onProgress: (done: number, total: number) => void,
): Promise<NonNullable<ExactFitSummary['smoothness']>> {
  const { classes } = setup.statistics;
  const { blocks, counts } = countBlocks(sections, classes.reach, setup.correlationLength);
  const losses = weights.map(() => 0);
  let done = 0;
  for (let fold = 0; fold < folds; fold++) {
    const isHeld = blocks.map((block) => foldOf(block, sections[block.section]) === fold);
    const training = {
      ...setup,
      statistics: combineBlocks(
        counts.filter((_, b) => !isHeld[b]),
        classes,
      ),
    };
    const held = {
      ...setup,
      statistics: combineBlocks(
        counts.filter((_, b) => isHeld[b]),
        classes,
      ),
    };
    const { points, seed } = options;
    const { order, raw } = start;
    const tolerances = { tolerance: start.discrepancy };
    const judge = createProblem(held, order, { points, seed }, tolerances);
    const pool = exactFitPool(training, options.threads);
    try {
      const tasks = weights.map((smoothness) => ({ order, raw, points, seed, tolerances, most, smoothness }));
      const fits = await pool.run(tasks, () => onProgress(++done, folds * weights.length), options.signal);
      fits.forEach((fit, w) => {
        if (!fit) return;
        const misfit = judge.evaluate(fit.raw, false).residuals.subarray(0, judge.whitened);
        losses[w] += sumOfSquares(misfit) / folds;
      });
    } finally {
      await pool.close();
    }
  }
  const best = losses.indexOf(Math.min(...losses));
  return { weight: weights[best], tried: weights.map((weight, w) => ({ weight, loss: losses[w] })) };
}
