import { ExcursaError } from '../errors.ts';
import type { Grid } from '../grid/index.ts';
import type { Spacing } from './formats/format.ts';
import { gridOf, readStack } from './read-phase-maps.ts';
import { hashFile, type Source } from './source.ts';

/** Grey images of one material. */
export interface GreyImages {
  /** Images, or volumes: grey values - shape of the grid - float64. */
  readonly images: readonly { readonly grid: Grid; readonly values: Float64Array }[];
  readonly sources: readonly Source[];
}

/**
 * Reads grey images.
 * @param paths - TIFF, PNG or NPY files. @param as - whether pages are images of their own or the layers of a volume.
 * @throws ExcursaError (input) for files that are missing, damaged or no images.
 */
export async function readGrey(
  paths: readonly string[],
  { spacing, as }: { readonly spacing?: Spacing; readonly as: 'sections' | 'volume' },
): Promise<GreyImages> {
  const sources: Source[] = [];
  const images: { grid: Grid; values: Float64Array }[] = [];
  for (const path of paths) {
    sources.push(await hashFile(path));
    const raw = await readStack(path);
    const [pages, ny, nx] = raw.shape;
    if (raw.values.length === 0) throw new ExcursaError('input', `${path}: expected an image, got no pixels`);
    const values = Float64Array.from(raw.values as ArrayLike<number>);
    if (as === 'volume' && pages > 1) images.push({ grid: gridOf(raw, raw.shape, spacing, path), values });
    else {
      const grid = gridOf(raw, [ny, nx], spacing, path);
      for (let z = 0; z < pages; z++) images.push({ grid, values: values.slice(z * ny * nx, (z + 1) * ny * nx) });
    }
  }
  return { images, sources };
}
