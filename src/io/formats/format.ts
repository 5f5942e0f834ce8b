import type { PhaseMap, Triple } from '../../grid/index.ts';

/** Physical voxel size. */
export interface Spacing {
  /** [dz, dy, dx] in `unit`. */
  readonly spacing: Triple;
  readonly unit: string;
}

/** Numbers as they stand in a file, before anyone says what they mean. */
export interface RawStack {
  /** [pages, height, width]. */
  readonly shape: Triple;
  /** Values - shape [pages, height, width] - of the file's own type. */
  readonly values: ArrayLike<number>;
  /** Voxel size if the file states a physical one. */
  readonly spacing?: Spacing;
}

/** A file format: how to recognise, read and write it. */
export interface Format {
  readonly summary: string;
  readonly extensions: readonly string[];
  /** Whether the first bytes are those of the format. */
  readonly recognises?: (head: Uint8Array) => boolean;
  /** @throws ExcursaError (input) when the file is damaged or of a kind that holds no labels. */
  readonly read?: (path: string) => Promise<RawStack>;
  /** The file's bytes in pieces; voxels as label values, masked ones as 255. */
  readonly write?: (map: PhaseMap) => Iterable<Uint8Array>;
}

/** Label values of one z-layer of a phase map - shape [ny, nx] - uint8. */
export function labelLayer(map: PhaseMap, z: number): Uint8Array {
  const [, ny, nx] = map.grid.shape;
  const table = new Uint8Array(256).fill(255);
  map.phases.forEach((phase, i) => {
    table[i] = phase.label;
  });
  return map.data.subarray(z * ny * nx, (z + 1) * ny * nx).map((index) => table[index]);
}
