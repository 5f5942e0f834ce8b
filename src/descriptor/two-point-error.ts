import { crop, type PhaseMap } from '../grid/index.ts';
import { type DescribeOptions, describe } from './describe.ts';
import type { TwoPoint } from './two-point.ts';

/** Windows into which images are cut at least. */
const fewest = 8;

/** Equal windows of an image, so many along each axis; what does not fit is left out. */
function windowsOf(map: PhaseMap, cuts: number): PhaseMap[] {
  const [, ny, nx] = map.grid.shape;
  const [wy, wx] = [Math.floor(ny / cuts), Math.floor(nx / cuts)];
  return Array.from({ length: cuts ** 2 }, (_, i) =>
    crop(map, [0, wy * Math.floor(i / cuts), wx * (i % cuts)], [1, wy, wx]),
  );
}

/** A curve at another distance, between its two nearest. */
function at(lags: readonly number[], curve: readonly number[], lag: number): number {
  const next = lags.findIndex((own) => own >= lag);
  if (next < 0) return Number.NaN;
  if (next === 0 || lags[next] === lag) return curve[next];
  const share = (lag - lags[next - 1]) / (lags[next] - lags[next - 1]);
  return curve[next - 1] + share * (curve[next] - curve[next - 1]);
}

/**
 * Standard errors of two-point functions from the scatter of at least eight windows of the images, which count as
 * independent.
 * @param maps - images of one material. @param whole - their two-point functions.
 * @returns by pair, NaN beyond half the edge of a window - [lag] - probability; undefined for volumes and for images
 * that are too small to be cut.
 */
export async function twoPointErrors(
  maps: readonly PhaseMap[],
  whole: TwoPoint,
  options: Pick<DescribeOptions, 'threads' | 'signal'> = {},
): Promise<Readonly<Record<string, readonly number[]>> | undefined> {
  const cuts = Math.max(1, Math.ceil(Math.sqrt(fewest / maps.length)));
  const edge = Math.floor(Math.min(...maps.flatMap(({ grid }) => grid.shape.slice(1))) / cuts);
  if (maps.some(({ grid }) => grid.rank !== 2) || edge < 16) return undefined;
  const maxLag = Math.min(Math.floor(edge / 2), whole.lags.length - 1);
  // A window that is masked altogether says nothing.
  const windows = maps.flatMap((map) => windowsOf(map, cuts)).filter(({ data }) => data.some((phase) => phase < 255));
  if (windows.length < fewest / 2) return undefined;
  const curves: TwoPoint[] = [];
  for (const window of windows) {
    curves.push((await describe(window, { ...options, descriptors: [], maxLag })).twoPoint);
  }
  return Object.fromEntries(
    Object.keys(whole.pairs).map((pair) => [
      pair,
      whole.lags.map((lag) => {
        const values = curves.map((own) => at(own.lags, own.pairs[pair], lag));
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        return Math.sqrt(squares / (values.length - 1) / values.length);
      }),
    ]),
  );
}
