import type { Phrase } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { sumOfSquares } from '../numerics/index.ts';
import { countIntersections, type Stretch, stretchOf } from './intersections.ts';

/** Why the layers of a volume may not be what they were taken for. */
export interface LayerWarning {
  readonly name: string;
  readonly sentence: string;
  /** What may help, naming settings. */
  readonly cure: Phrase;
}

/** A stretch, whole interval, that could be a wrong distance of layers. Real materials reach it too. */
const notable = 1.5;
/** Correlation of neighbours that resolve a structure at the least. */
const resolved = 0.5;
/** Narrowest block of a volume, voxels. */
const narrowest = 8;

/** Share of the structure, 1 - c / u, that neighbours have in common: c end in different phases, u would by chance. */
function shared(changes: number, pairs: number, volume: readonly number[]): number {
  return 1 - changes / 2 / pairs / (1 - sumOfSquares(volume));
}

const percent = (share: number): string => `${Math.max(0, Math.round(100 * share))} %`;
const short = (value: number): string => value.toPrecision(2);

/**
 * Looks at whether the layers of a volume lie as far apart as its voxels are high: sections of a material that are
 * taken for layers are not alike, or seem compressed. Only a statement of the distance can tell them from a material
 * that is anisotropic.
 *
 * Estimator: pairs of neighbours that end in different phases. Two signs are told: neighbouring layers have less than
 * half of the structure in common while neighbouring pixels have more; structures are 1.5 times longer or shorter in
 * the plane than along z, with the whole 95 % interval of the jackknife over blocks.
 * @returns undefined for an image, and where neither sign is seen.
 */
export function layerWarning(map: PhaseMap): LayerWarning | undefined {
  const { rank, spacing, shape, unit } = map.grid;
  if (rank === 2 || shape[0] < 2) return undefined;
  const blocks = countIntersections([map], narrowest);
  const total = (of: (block: (typeof blocks)[number]) => number): number => blocks.reduce((sum, b) => sum + of(b), 0);
  const ends = (counts: Float64Array): number => counts.reduce((sum, n) => sum + n, 0);
  const voxels = total((b) => ends(b.voxels));
  const volume = map.phases.map((_, i) => total((b) => b.voxels[i]) / voxels);
  const [z, plane] = [
    shared(
      total((b) => ends(b.alongZ)),
      total((b) => b.pairsAlongZ),
      volume,
    ),
    shared(
      total((b) => ends(b.inPlane)),
      total((b) => b.pairsInPlane),
      volume,
    ),
  ];
  if (z < resolved && plane > resolved) {
    return {
      name: 'layers far apart',
      sentence: `Neighbouring layers have ${percent(z)} of the structure in common, neighbouring pixels ${percent(plane)}. The layers are too far apart for surface areas, chords, connections and conductivity in 3D.`,
      cure: ['Use ', { setting: 'as', value: 'sections' }, ', or a volume whose layers are closer.'],
    };
  }
  const edge = spacing[0] / Math.sqrt(spacing[1] * spacing[2]);
  const stretch = stretchOf(blocks);
  return stretch && stretchWarning(stretch, edge, `${short(spacing[0])} ${unit}`);
}

function stretchWarning(own: Stretch, edge: number, height: string): LayerWarning | undefined {
  // Steps along z are `edge` pixels long.
  const [ratio, low, high] = [own.ratio, ...own.interval].map((r) => r / edge);
  if (low < notable && high > 1 / notable) return undefined;
  const words = ratio > 1 ? [ratio, low, high] : [1 / ratio, 1 / high, 1 / low];
  const [size, from, to] = words.map(short);
  return {
    name: ratio > 1 ? 'short along z' : 'long along z',
    sentence: `Structures are ${size} times as ${ratio > 1 ? 'long in the plane as along z' : 'long along z as in the plane'} (95 % interval ${from} to ${to}). The material is anisotropic, or its layers are not ${height} apart.`,
    cure: [
      'In the second case give the true size by ',
      { setting: 'spacing', value: 'z,y,x' },
      ', or use ',
      { setting: 'as', value: 'sections' },
      '.',
    ],
  };
}
