import { aPositiveNumber, checkArguments } from '../arguments.ts';
import type { FamilyChoice } from '../correlation/index.ts';

/** Bytes that are kept unless told: the fields of more than seventy windows of 96^3 voxels. */
const usualBytes = 2 ** 28;

/** Arrays that belong together. */
type Arrays = readonly (Float32Array | Float64Array)[];

/** Fields and distances of windows as they were drawn. Those that were not used for longest go first. */
export class KeptFields {
  readonly #mostBytes: number;
  readonly #entries = new Map<string, Arrays>();
  /** Families of one's own have numbers: names may repeat. */
  readonly #families = new Map<object, number>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  /** A family as part of a key. */
  familyKey(family: FamilyChoice): string | number {
    if (typeof family === 'string') return family;
    if (!this.#families.has(family)) this.#families.set(family, this.#families.size);
    return this.#families.get(family)!;
  }

  /** What is kept under a key; it may not be changed. */
  find(key: string): Arrays | undefined {
    const found = this.#entries.get(key);
    if (!found) return undefined;
    // The last in the map is what was used last.
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  keep(key: string, arrays: Arrays): void {
    const bytesOf = (list: Arrays): number => list.reduce((sum, own) => sum + own.byteLength, 0);
    const own = bytesOf(arrays);
    if (own > this.#mostBytes) return;
    for (const [oldest, list] of this.#entries) {
      if (this.#bytes + own <= this.#mostBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytesOf(list);
    }
    this.#entries.set(key, arrays);
    this.#bytes += own;
  }
}

/**
 * A store for `realise`, by which realisations of related models share what they have in common: a model with another
 * threshold needs no new field, one with another correlation needs one. The voxels are the same as without it. A field
 * takes 4 bytes a voxel, the distances from grains take 8 (12 with bubbles).
 * @param mostBytes - that are held at most.
 * @example
 * import { adjustModel, createModel, keepFields, presets, realise } from 'excursa';
 * const model = createModel(presets.plurigaussian);
 * const kept = keepFields();
 * await realise(model, { shape: [32, 32, 32], seed: 1, kept });
 * // No field is drawn again.
 * const other = adjustModel(model, { parameters: { scalars: { lambda1: 0.4 } } });
 * await realise(other, { shape: [32, 32, 32], seed: 1, kept });
 * console.log(kept.bytes); // 262160
 */
export function keepFields(mostBytes: number = usualBytes): KeptFields {
  checkArguments('keepFields', { mostBytes }, { mostBytes: aPositiveNumber });
  return new KeptFields(mostBytes);
}
