import type { PhaseMap } from '../../grid/index.ts';
import { maxLagOf, type Settings, taperOf } from '../settings.ts';
import { correlationLengthOf, measureStatistics } from './statistics.ts';

/** Lengths of a fit, pixels. */
export interface FitScales {
  /** Largest lag that is compared. */
  readonly maxLag: number;
  /** Radius beyond which correlations vanish. */
  readonly taper: number;
  /** Longest correlation length of a phase. */
  readonly correlationLength: number;
}

/** Largest lag and taper of data with short correlations. */
const [usualLag, usualTaper] = [50, 64];
/** Correlation lengths that the lags cover, and taper relative to the largest lag. */
const [lengthsCovered, taperPerLag] = [4, 1.28];
/** Largest lag at all. */
const longestLag = 400;

/**
 * Chooses the lengths of a fit from the data: lags reach four correlation lengths (at least 50 pixels, at most a third of the shortest edge), and
 * the taper lies beyond them, for a taper near the grain size would roughen the boundaries (it adds 56 / (3 R^2) to -rho''(0)). What the user
 * gave stays. A training window fixes both.
 */
export function chooseScales(settings: Settings, sections: readonly PhaseMap[]): FitScales {
  const shortest = Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1)));
  const most = Math.min(longestLag, Math.max(4, Math.floor(shortest / 3)));
  const measure = (lag: number): number | undefined => correlationLengthOf(measureStatistics(sections, lag, 0));
  let lag = Math.min(usualLag, most);
  let length = measure(lag);
  while (length === undefined && lag < most) {
    lag = Math.min(most, 2 * lag);
    length = measure(lag);
  }
  const correlationLength = length ?? lag;
  if (settings.loss !== 'closed-form') {
    return { maxLag: maxLagOf(settings), taper: taperOf(settings), correlationLength };
  }
  const wanted = Math.max(usualLag, Math.ceil(lengthsCovered * correlationLength));
  const maxLag = settings.maxLag ?? Math.min(most, wanted);
  return { maxLag, taper: settings.taper ?? Math.max(usualTaper, Math.ceil(taperPerLag * maxLag)), correlationLength };
}
