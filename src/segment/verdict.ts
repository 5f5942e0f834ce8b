import type { PhaseMap } from '../grid/index.ts';
import { applyThresholds } from './multi-otsu.ts';

/** What gives reason to distrust a segmentation. */
export interface SegmentationDoubt {
  /** Share of the pixels that change with thresholds moved by a tenth of the distance between them, either way. */
  readonly sensitiveShare: number;
  /**
   * Share of the pixels of middle classes that lie between a darker and a brighter class, within two pixels of both:
   * skins that blur paints around phases. 0 for two classes.
   */
  readonly skinShare: number;
  /** Share of the rarest class; thresholds by variance shift into a class that is much larger. */
  readonly rarestShare: number;
  /** Sentences on what is doubtful, with what to do. */
  readonly sentences: readonly string[];
}

/** Limits above or below which a sentence is said. */
const [mostSensitive, mostSkin, leastShare] = [0.1, 0.1, 0.05];

/** Share of pixels whose class changes with thresholds moved by a tenth of the distance between them. */
function sensitiveShareOf(values: readonly Float64Array[], thresholds: readonly number[]): number {
  const gaps = thresholds.slice(1).map((t, i) => t - thresholds[i]);
  const step = 0.1 * (gaps.length > 0 ? Math.min(...gaps) : Math.abs(thresholds[0]));
  let changed = 0;
  let total = 0;
  for (const own of values) {
    const [low, high] = [-step, step].map((d) =>
      applyThresholds(
        own,
        thresholds.map((t) => t + d),
      ),
    );
    for (let i = 0; i < own.length; i++) if (low[i] !== high[i]) changed++;
    total += own.length;
  }
  return changed / total;
}

/** Share of the pixels of middle classes within two pixels of both a darker and a brighter class. */
function skinShareOf(maps: readonly PhaseMap[]): number {
  let [middle, skins] = [0, 0];
  for (const { grid, data, phases } of maps) {
    const [nz, ny, nx] = grid.shape;
    for (let i = 0; i < nz * ny * nx; i++) {
      const own = data[i];
      if (own === 0 || own >= phases.length - 1) continue;
      middle++;
      const x = i % nx;
      const y = Math.floor(i / nx) % ny;
      const page = i - y * nx - x;
      let [darker, brighter] = [false, false];
      for (let b = Math.max(0, y - 2); b <= Math.min(ny - 1, y + 2); b++) {
        for (let a = Math.max(0, x - 2); a <= Math.min(nx - 1, x + 2); a++) {
          const other = data[page + b * nx + a];
          darker ||= other < own;
          brighter ||= other > own && other < phases.length;
        }
      }
      if (darker && brighter) skins++;
    }
  }
  return middle === 0 ? 0 : skins / middle;
}

/** What gives reason to distrust labels from dark (0) to bright. @param values - filtered grey values of the maps. */
export function doubtOf(
  values: readonly Float64Array[],
  maps: readonly PhaseMap[],
  { thresholds, fractions }: { readonly thresholds: readonly number[]; readonly fractions: readonly number[] },
): SegmentationDoubt {
  const sensitiveShare = sensitiveShareOf(values, thresholds);
  const skinShare = skinShareOf(maps);
  const rarestShare = Math.min(...fractions);
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const sentences = [
    ...(skinShare > mostSkin
      ? [
          `Skins are likely: ${percent(skinShare)} of the middle phases lie between a darker and a brighter one. Compare the preview: the boundary-aware method leaves the fewest.`,
        ]
      : []),
    ...(sensitiveShare > mostSensitive
      ? [
          `${percent(sensitiveShare)} of the pixels would change with slightly other thresholds. Use a stronger filter, or a trained classifier.`,
        ]
      : []),
    ...(rarestShare < leastShare
      ? [
          `The rarest phase has ${percent(rarestShare)} of the pixels: its threshold is uncertain. Give thresholds of your own.`,
        ]
      : []),
  ];
  return { sensitiveShare, skinShare, rarestShare, sentences };
}
