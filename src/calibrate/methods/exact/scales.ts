import type { PhaseMap } from '../../../grid/index.ts';
import { maxLagOf, type Settings, taperOf, trainsOnImages } from '../../settings.ts';
import { blocksFor, correlationLengthOf, type DataStatistics, measureStatistics } from './statistics.ts';

/** Lengths of a fit, pixels. */
export interface FitScales {
  /** Largest lag that is compared. */
  readonly maxLag: number;
  /** Radius beyond which correlations vanish. */
  readonly taper: number;
  /** Longest correlation length of a phase. */
  readonly correlationLength: number;
  /** What was measured with these lengths. */
  readonly statistics: DataStatistics;
}

/** Largest lag and taper of data with short correlations. */
const [usualLag, usualTaper] = [50, 64];
/** Correlation lengths that the lags cover, and taper relative to the largest lag. */
const [lengthsCovered, taperPerLag] = [4, 1.28];
/** Largest lag at all. */
const longestLag = 400;

/**
 * Chooses the lengths of a fit from the data: lags reach four correlation lengths (at least 50 pixels, at most a third
 * of the shortest edge), and the taper lies beyond them, for a taper near the grain size would roughen the boundaries
 * (it adds 56 / (3 R^2) to -rho''(0)). What the user gave stays. A training window fixes both.
 */
export function chooseScales(settings: Settings, sections: readonly PhaseMap[]): FitScales {
  const shortest = Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1)));
  const most = Math.min(longestLag, Math.max(4, Math.floor(shortest / 3)));
  let lag = Math.min(usualLag, most);
  let statistics = measureStatistics(sections, lag, 0);
  let length = correlationLengthOf(statistics);
  while (length === undefined && lag < most) {
    lag = Math.min(most, 2 * lag);
    statistics = measureStatistics(sections, lag, 0);
    length = correlationLengthOf(statistics);
  }
  const correlationLength = length ?? lag;
  const isFree = !trainsOnImages(settings);
  const wanted = Math.max(usualLag, Math.ceil(lengthsCovered * correlationLength));
  const maxLag = isFree ? (settings.maxLag ?? Math.min(most, wanted)) : maxLagOf(settings);
  const taper = isFree ? (settings.taper ?? Math.max(usualTaper, Math.ceil(taperPerLag * maxLag))) : taperOf(settings);
  // The first look used the narrowest blocks; where the correlation length asks for no wider ones, it stands.
  const blocks = blocksFor(sections, correlationLength).length;
  if (maxLag !== lag || blocks !== statistics.influences.length) {
    statistics = measureStatistics(sections, maxLag, correlationLength);
  }
  return { maxLag, taper, correlationLength, statistics };
}
