/** What a feature measures. */
export type FeatureKind =
  | 'volume fraction'
  | 'interface'
  | 'triple points'
  | 'Euler number'
  | 'lineal path'
  | 'erosion'
  | 'opening'
  | 'three points in a corner'
  | 'three points in a row'
  | 'parts'
  | 'specks'
  | 'largest part';

/** A number that is measured on every window. */
export interface MorphologyFeature {
  readonly kind: FeatureKind;
  /** Phases that it belongs to; none for triple points. */
  readonly phases: readonly number[];
  /** Pixels: length of a segment, lag, or edge of the square of an erosion or opening; 0 where there is none. */
  readonly size: number;
  /** Whether diagonal neighbours connect, for Euler numbers. */
  readonly diagonal?: boolean;
  /** Deviations from window to window below this are taken for this. */
  readonly floor: number;
}

/** Sizes that a window shows: segments, lags of three points, and radii of erosions, pixels. */
export function sizesOf(edge: number): {
  readonly segments: readonly number[];
  readonly lags: readonly number[];
  readonly radii: readonly number[];
} {
  return {
    segments: [2, 4, 8, 16, 32].filter((length) => length <= edge / 2),
    lags: [2, 4, 8, 12, 16, 24].filter((lag) => lag <= edge / 5),
    radii: [1, 2, 4, 8].filter((radius) => radius <= edge / 16),
  };
}

/** Floor of features that are probabilities. */
const share = 1e-3;
/** Floor of features that count something on 1000 pixels. */
const density = 0.02;

/**
 * The features of square windows: of every phase its volume fraction, lineal path, share left by erosions and openings
 * with squares, three-point probabilities of corners and rows, Euler numbers, parts, specks and the largest part; of
 * every pair the interface; and triple points. All are means over the directions of the grid.
 * @param edge - of the windows, pixels.
 */
export function featureList(phases: number, edge: number): MorphologyFeature[] {
  const { segments, lags, radii } = sizesOf(edge);
  const all = Array.from({ length: phases }, (_, phase) => phase);
  const pairs = all.flatMap((a) => all.filter((b) => b > a).map((b) => [a, b]));
  const list: MorphologyFeature[] = [];
  for (const phase of all) {
    const own = (kind: FeatureKind, size = 0, floor = share): void => {
      list.push({ kind, phases: [phase], size, floor });
    };
    own('volume fraction');
    for (const length of segments) own('lineal path', length);
    for (const radius of radii) {
      own('erosion', 2 * radius + 1);
      own('opening', 2 * radius + 1);
    }
    for (const lag of lags) {
      own('three points in a corner', lag);
      own('three points in a row', lag);
    }
    for (const diagonal of [false, true]) {
      list.push({ kind: 'Euler number', phases: [phase], size: 0, diagonal, floor: density });
    }
    own('parts', 0, density);
    own('specks', 0, density);
    own('largest part');
  }
  for (const pair of pairs) list.push({ kind: 'interface', phases: pair, size: 0, floor: share });
  if (phases > 2) list.push({ kind: 'triple points', phases: [], size: 0, floor: density });
  return list;
}

/** Largest area of a speck, pixels. */
export const speckArea = 12;
