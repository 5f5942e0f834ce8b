import { type DrawOptions, drawLike } from '../compare/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { firstRealisations } from '../random/index.ts';
import { type RealismTest, realismTest } from './two-sample.ts';

/** @throws ExcursaError (usage) for a volume, which the two-sample test cannot take. */
export function checkRealism([first]: readonly PhaseMap[]): void {
  if (first.grid.rank === 2) return;
  throw new ExcursaError({
    kind: 'usage',
    what: { setting: 'realism' },
    expected: 'images',
    got: 'a volume',
    remedy: [{ setting: 'as', value: 'sections' }, ' to take its layers for images'],
  });
}

/** As many sections of the model as the reference has, of the same sizes, drawn for a two-sample test alone. */
export async function drawForRealism(
  model: ExcursionModel,
  reference: readonly PhaseMap[],
  options: DrawOptions,
): Promise<PhaseMap[]> {
  const drawn: PhaseMap[] = [];
  for (const [s, map] of reference.entries())
    drawn.push(await drawLike(model, map, firstRealisations.realism + s, options));
  return drawn;
}

/**
 * Tests by fresh networks whether sections of the model can be distinguished from the data.
 * @throws ExcursaError (usage) for a volume.
 */
export async function testRealism(
  model: ExcursionModel,
  reference: readonly PhaseMap[],
  options: DrawOptions & { readonly threads: number; readonly onProgress?: (done: number, total: number) => void },
): Promise<RealismTest> {
  checkRealism(reference);
  const { seed, threads, onProgress } = options;
  const drawn = await drawForRealism(model, reference, options);
  return realismTest(reference, drawn, { seed, threads, ...(onProgress && { onProgress }) });
}
