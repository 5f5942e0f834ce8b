import { open } from 'node:fs/promises';
import { ExcursaError } from '../errors.ts';
import { createGrid, createPhaseMap, type Phase, type PhaseMap } from '../grid/index.ts';
import type { Format, RawStack, Spacing } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { checkLabels, countValues, inferPhases, toIndices } from './labels.ts';
import { hashFile, type Source } from './source.ts';

/** How files are to be understood. */
export interface ReadOptions {
  /** Phases by their label values; default: the distinct values found. */
  readonly labels?: readonly Phase[];
  /** Label value of voxels to leave out. */
  readonly mask?: number;
  /** Voxel size, overriding what the files say. */
  readonly spacing?: Spacing;
  /** 'sections': every page is a 2D image. 'volume': the pages of a file are the layers of a volume; a single page stays an image. */
  readonly as: 'sections' | 'volume';
}

/** Reads a file's numbers by the format that its first bytes name. */
async function readStack(path: string): Promise<RawStack> {
  const file = await open(path, 'r');
  const head = new Uint8Array(16);
  await file.read(head, 0, 16, 0);
  await file.close();
  const format = Object.values<Format>(formats).find((f) => f.recognises?.(head));
  if (!format?.read) {
    throw new ExcursaError(
      'input',
      `${path}: expected a TIFF, PNG or NPY file, got another kind; try converting it to TIFF`,
    );
  }
  return format.read(path);
}

function gridSpacing(raw: RawStack, options: ReadOptions): { spacing?: readonly number[]; unit?: string } {
  return options.spacing ?? raw.spacing ?? {};
}

/**
 * Reads segmented images and volumes.
 * @param paths - TIFF, PNG or NPY files of one material.
 * @returns maps in the order of files and pages, all with the same phases, and the files' hashes.
 * @throws ExcursaError (input) for files that are missing, empty, damaged, no images or not segmented, and for labels that do not fit.
 */
export async function readPhaseMaps(
  paths: readonly string[],
  options: ReadOptions,
): Promise<{ maps: PhaseMap[]; sources: Source[] }> {
  const sources: Source[] = [];
  const stacks: RawStack[] = [];
  const counts = new Map<number, number>();
  for (const path of paths) {
    sources.push(await hashFile(path));
    const raw = await readStack(path);
    countValues(raw.values, path, counts);
    // A value that no phase has is reported with the file it first comes from.
    if (options.labels)
      checkLabels(
        new Map([...counts, ...options.labels.map((p): [number, number] => [p.label, 1])]),
        options.labels,
        options.mask,
        path,
      );
    stacks.push(raw);
  }
  const name = paths.join(', ');
  const phases = options.labels ?? inferPhases(counts, options.mask, name);
  checkLabels(counts, phases, options.mask, name);
  const maps = stacks.flatMap((raw) => {
    const data = toIndices(raw.values, phases, options.mask);
    const [pages, ny, nx] = raw.shape;
    const about = gridSpacing(raw, options);
    if (options.as === 'volume' && pages > 1) return [createPhaseMap(createGrid([pages, ny, nx], about), data, phases)];
    return Array.from({ length: pages }, (_, z) =>
      createPhaseMap(createGrid([ny, nx], about), data.slice(z * ny * nx, (z + 1) * ny * nx), phases),
    );
  });
  return { maps, sources };
}
