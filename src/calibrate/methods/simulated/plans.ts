import { hasLargeBodies, type ModelRecord } from '../../../phase/index.ts';
import type { SimulatedProgress } from '../../calibration.ts';
import type { Settings } from '../../settings.ts';
import type { SimulationSize } from './simulation.ts';

/** Images, and the steps of a stage on them: of so many candidates, with how many parameters. */
export interface Stage extends SimulationSize {
  readonly stage: SimulatedProgress['stage'];
  readonly keep: number;
  readonly steps: number;
  /** Few moves, as `fewMoves` makes them, or all parameters, with the components of correlations told apart. */
  readonly moves: 'few' | 'all';
  /** Sets of images of a stage that is a polish; it moves all parameters. */
  readonly sets?: number;
}

/** How much is simulated for a search: small images first. */
export interface SearchPlan {
  /** Starts are centred and compared on these. */
  readonly starts: SimulationSize;
  readonly stages: readonly Stage[];
  /** The last stages, of classes that begin as they are, and of those that have grown from a plainer one. */
  readonly last: readonly Stage[];
  readonly grown: readonly Stage[];
  /** Images on which the volume fractions of fits that were given up are set. */
  readonly rivals: SimulationSize;
  /** At last surface areas are adjusted on so many sets of images, volume fractions on so many toruses of grains. */
  readonly closing: SimulationSize & { readonly sets: number; readonly toruses: number };
}

/** Usual sizes: the least of images, the largest, and images of bodies that may be larger than either. */
const [small, wide, huge] = [
  { window: 128, images: 8 },
  { window: 192, images: 16 },
  { window: 384, images: 8 },
] as const;

/**
 * The usual search, and one in little time to compare classes. The last fit has as many pixels as a section of
 * 800 x 800; what chance makes of them is taken out by the closing adjustment on many more.
 */
const plans: Readonly<Record<Settings['effort'], SearchPlan>> = {
  full: {
    starts: small,
    stages: [
      { stage: 'fit', ...small, keep: 5, steps: 2, moves: 'few' },
      { stage: 'fit', window: 128, images: 16, keep: 2, steps: 6, moves: 'few' },
    ],
    last: [
      { stage: 'components', ...wide, keep: 1, steps: 6, moves: 'all' },
      { stage: 'components', ...wide, keep: 1, steps: 2, moves: 'all', sets: 3 },
    ],
    grown: [
      { stage: 'components', window: 128, images: 16, keep: 1, steps: 6, moves: 'few' },
      { stage: 'components', window: 128, images: 16, keep: 1, steps: 8, moves: 'all' },
      { stage: 'components', ...wide, keep: 1, steps: 5, moves: 'all', sets: 3 },
    ],
    rivals: wide,
    closing: { ...wide, sets: 12, toruses: 64 },
  },
  quick: {
    starts: small,
    stages: [
      { stage: 'fit', ...small, keep: 3, steps: 2, moves: 'few' },
      { stage: 'fit', ...small, keep: 1, steps: 4, moves: 'few' },
    ],
    last: [],
    grown: [
      { stage: 'components', ...small, keep: 1, steps: 4, moves: 'few' },
      { stage: 'components', window: 128, images: 16, keep: 1, steps: 4, moves: 'all' },
      { stage: 'components', window: 128, images: 16, keep: 1, steps: 2, moves: 'all', sets: 3 },
    ],
    rivals: wide,
    closing: { ...wide, sets: 4, toruses: 32 },
  },
};
/** The same for bodies that may be larger than those images: components of correlations are apart from the start. */
const plansOfLarge: typeof plans = {
  full: {
    starts: huge,
    stages: [
      { stage: 'fit', ...huge, keep: 3, steps: 2, moves: 'few' },
      { stage: 'fit', ...huge, keep: 1, steps: 7, moves: 'few' },
    ],
    last: [{ stage: 'components', ...huge, keep: 1, steps: 3, moves: 'all', sets: 3 }],
    grown: [],
    rivals: huge,
    // Few bodies fill an image: what is between them scatters by 10 % from one set to the next.
    closing: { ...huge, sets: 64, toruses: 64 },
  },
  quick: {
    starts: huge,
    stages: [{ stage: 'fit', ...huge, keep: 1, steps: 5, moves: 'few' }],
    last: [],
    grown: [],
    rivals: huge,
    closing: { ...huge, sets: 16, toruses: 32 },
  },
};

/** The plan of a record's search. */
export const planOf = (record: ModelRecord, effort: Settings['effort']): SearchPlan =>
  (hasLargeBodies(record) ? plansOfLarge : plans)[effort];
