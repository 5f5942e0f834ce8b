import { type ArgumentKind, aPositiveNumber, aText, recordOf } from '../arguments.ts';
import { ExcursaError, type Phrase } from '../errors.ts';
import { createGrid, type Grid, type Triple, tripleOf } from '../grid/index.ts';
import type { Spacing } from './formats/format.ts';
import type { Pages } from './pages.ts';

/** What is said of voxel sizes. */
export type SpacingOptions = {
  /** That overrides what the files say, and that of files that state none: see `ReadOptions`. */
  readonly spacing?: Spacing | undefined;
  readonly fallbackSpacing?: (Spacing & { readonly of?: string }) | undefined;
};

const sizeForm = '{ spacing: [dz, dy, dx], unit }';

/** A voxel size, as an argument; its parts are told together, as one does not see from a number what is missing. */
export const aVoxelSize: ArgumentKind = (value, place) => {
  const isLength = (d: unknown): boolean => aPositiveNumber(d, '') === undefined;
  const parts = { spacing: tripleOf('three lengths', sizeForm, isLength), unit: aText };
  if (recordOf('', '', parts)(value, '') === undefined) return undefined;
  return {
    place,
    expected: `a voxel size ${sizeForm}`,
    got: value,
    remedy: "{ spacing: [0.1, 0.1, 0.1], unit: 'um' }",
  };
};

/** The grid of a volume of all pages, or of one page of it: a page has cubes of its pixels, whatever lies between. */
export function gridOf({ raw, name, kind }: Pages, { spacing, fallbackSpacing }: SpacingOptions): Grid {
  const shape = kind === 'volume' ? raw.shape : raw.shape.slice(1);
  const own = spacing ?? (raw.spacing ? undefined : fallbackSpacing);
  if (own) return createGrid(shape, { unit: own.unit, spacing: own.spacing.slice(3 - shape.length) });
  if (!raw.spacing) return createGrid(shape);
  const { unit } = raw.spacing;
  const [dz, dy, dx] = raw.spacing.spacing;
  if (shape.length === 2) return createGrid(shape, { spacing: [dy, dx], unit });
  if (dz === undefined) {
    throw new ExcursaError({
      kind: 'input',
      what: name,
      expected: 'the distance of its layers',
      got: `only the pixel size of ${dy} x ${dx} ${unit}`,
      remedy: [{ setting: 'spacing', value: `${dy},${dy},${dx}${unit}` }, ' with the true distance first'],
    });
  }
  return createGrid(shape, { spacing: [dz, dy, dx], unit });
}

/** Tells which files were given the voxel size of files that state none. */
export function tellFallback(
  all: readonly Pages[],
  { spacing, fallbackSpacing, onNote }: SpacingOptions & { readonly onNote?: (sentence: Phrase) => void },
): void {
  const without = spacing || !fallbackSpacing ? [] : all.filter(({ raw }) => !raw.spacing);
  if (!fallbackSpacing || without.length === 0) return;
  const { spacing: edges, unit, of } = fallbackSpacing;
  const size = `${[...new Set(edges)].join(' x ')} ${unit}`;
  const one = without.length === 1;
  const files = one ? `${without[0].name}: it gives` : `${without.length} files: they give`;
  onNote?.([
    `${files} no voxel size, so ${of ? `that of ${of}, ${size},` : size} is used; `,
    { setting: 'spacing', value: `${edges[2]}${unit}` },
    ' states it',
  ]);
}

/** Distance of the pages of a stack of sections, if anybody states it. */
export function distanceOfPages({ raw }: Pages, { spacing, fallbackSpacing }: SpacingOptions): number | undefined {
  if (spacing) return spacing.cubic ? undefined : spacing.spacing[0];
  if (raw.spacing) return raw.spacing.spacing[0];
  return fallbackSpacing?.cubic ? undefined : fallbackSpacing?.spacing[0];
}

/** A voxel size that was given for the voxels of the file, of every n-th of them. */
export function strided(
  spacing: Spacing | undefined,
  stride: Triple | undefined,
  layers: boolean,
): Spacing | undefined {
  if (!spacing || !stride) return spacing;
  const [dz, dy, dx] = spacing.spacing;
  return { ...spacing, spacing: [dz * (layers ? stride[0] : 1), dy * stride[1], dx * stride[2]] };
}
