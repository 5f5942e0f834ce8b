import { ExcursaError, type Phrase } from '../errors.ts';
import { axesOf, countVoxels, type Phase, type PhaseMap, type Triple } from '../grid/index.ts';

/** Images, or volumes, of one material that are measured together as one. */
export interface Specimen {
  readonly maps: readonly PhaseMap[];
  readonly phases: readonly Phase[];
  readonly rank: 2 | 3;
  /** Edge lengths of a voxel [dz, dy, dx] in `unit`; an image has no use for the first. */
  readonly spacing: Triple;
  readonly unit: string;
  /** Voxels of every phase in all maps together - [phase] - voxels. Masked voxels are not counted. */
  readonly voxels: readonly number[];
  /** Distance of one section to the next, where all are sections of one volume in order - `unit`. */
  readonly sectionDistance?: number;
}

/** Relative difference of distances that counts as equal: heights may have passed through a file. */
const evenly = 1e-6;

/** Distance of one section to the next where all are of one stack, in order and evenly spaced; else undefined. */
export function distanceOfSections(maps: readonly PhaseMap[]): number | undefined {
  const places = maps.flatMap(({ section }) => (section ? [section] : []));
  if (maps.length < 2 || places.length < maps.length) return undefined;
  if (places.some(({ stack }) => stack !== places[0].stack)) return undefined;
  const gaps = places.slice(1).map(({ height }, i) => height - places[i].height);
  return gaps[0] > 0 && gaps.every((gap) => Math.abs(gap / gaps[0] - 1) <= evenly) ? gaps[0] : undefined;
}

/** What sections whose distance nobody states are taken for; undefined for one image, and where it is stated. */
export function independenceNote(maps: readonly PhaseMap[]): Phrase | undefined {
  if (maps.length < 2 || maps[0].grid.rank === 3 || distanceOfSections(maps)) return undefined;
  return [
    `the ${maps.length} images count as independent; for sections of one volume, give their distance by `,
    { setting: 'sectionDistance' },
  ];
}

/**
 * Puts maps together after checking that they show the same phases on voxels of the same size.
 * @throws ExcursaError (usage) without maps or for maps that differ in rank, spacing, unit or phases, or phases of the
 * same name; (input) when every voxel is masked.
 * @param sectionDistance - of one section to the next; where it is not given, what the maps' places state.
 */
export function createSpecimen(maps: readonly PhaseMap[], sectionDistance?: number): Specimen {
  const [first] = maps;
  if (!first)
    throw new ExcursaError({ kind: 'usage', what: 'describe', expected: 'at least one image or volume', got: 'none' });
  const { rank, spacing, unit } = first.grid;
  const used = axesOf(rank);
  const repeated = first.phases.find(({ name }, i) => first.phases.findIndex((p) => p.name === name) < i);
  if (repeated) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'describe',
      expected: 'phases of different names',
      got: `${repeated.name} twice`,
      remedy: ['other names in ', { setting: 'labels' }],
    });
  }
  for (const { grid, phases } of maps) {
    const same = grid.rank === rank && grid.unit === unit && used.every((a) => grid.spacing[a] === spacing[a]);
    if (!same) {
      const show = (g: typeof grid): string => `${g.rank}D at ${g.spacing.slice(-g.rank).join(' x ')} ${g.unit}`;
      throw new ExcursaError({
        kind: 'usage',
        what: 'describe',
        expected: 'maps of one rank and spacing',
        got: `${show(first.grid)} and ${show(grid)}`,
        remedy: 'describing them apart',
      });
    }
    const list = (p: readonly Phase[]): string => p.map(({ label, name }) => `${label}=${name}`).join(',');
    if (list(phases) !== list(first.phases)) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'describe',
        expected: 'maps of the same phases',
        got: `${list(first.phases)} and ${list(phases)}`,
        remedy: 'naming the labels',
      });
    }
  }
  const voxels = new Array<number>(first.phases.length).fill(0);
  for (const map of maps) {
    countVoxels(map).forEach((n, i) => {
      voxels[i] += n;
    });
  }
  if (!voxels.some((n) => n > 0)) {
    throw new ExcursaError({
      kind: 'input',
      what: 'describe',
      expected: 'voxels that belong to a phase',
      got: 'masked voxels only',
    });
  }
  const distance = sectionDistance ?? distanceOfSections(maps);
  const layered = distance !== undefined && { sectionDistance: distance };
  return { maps, phases: first.phases, rank, spacing, unit, voxels, ...layered };
}
