import { crop, type PhaseMap } from '../../../grid/index.ts';
import type { ParameterRegion } from '../training/stages.ts';
import { openLikeness } from './likeness.ts';
import type { FitSetup } from './problem.ts';

/** Part of the images that the discriminator does not learn from. */
const share = 1 / 4;

/** Images that the discriminator learns from, and places that it does not see. */
export interface SplitImages {
  readonly learned: readonly PhaseMap[];
  readonly held: readonly PhaseMap[];
}

/**
 * Holds a quarter of the images back: every fourth of several, else the lowest rows of each.
 * @param window - edge of the images that are learned from, pixels. @returns undefined where too little would be left.
 */
export function splitImages(images: readonly PhaseMap[], window: number): SplitImages | undefined {
  const step = Math.round(1 / share);
  if (images.length >= step) {
    const isHeld = (_: PhaseMap, i: number): boolean => i % step === step - 1;
    return { learned: images.filter((own, i) => !isHeld(own, i)), held: images.filter(isHeld) };
  }
  const cuts = images.map(({ grid }) => Math.round((1 - share) * grid.shape[1]));
  if (cuts.some((cut) => cut < window)) return undefined;
  const rows = (map: PhaseMap, from: number, to: number): PhaseMap =>
    crop(map, [0, from, 0], [1, to - from, map.grid.shape[2]]);
  return {
    learned: images.map((map, i) => rows(map, 0, cuts[i])),
    held: images.map((map, i) => rows(map, cuts[i], map.grid.shape[1])),
  };
}

/** Standard deviations of a true model's score by which one optimum has to be nearer than another. */
const beyondChance = 1;

/**
 * Judges parameters by what their realisations look like beside places that the discriminator has not seen.
 * @returns undefined where these hold too few windows.
 */
export function heldOutJudge(
  setup: FitSetup,
  held: readonly PhaseMap[],
  order: readonly number[],
  options: { readonly seed: number; readonly threads: number },
): ParameterRegion['judge'] {
  const likeness = openLikeness(setup, held, options);
  if (!likeness) return undefined;
  return {
    chance: beyondChance * Math.sqrt(2 * likeness.list.length),
    score: async (raw) => {
      const [features] = await likeness.look([{ order, raw }]);
      return likeness.distance(features!, likeness.data);
    },
    close: () => likeness.close(),
  };
}
