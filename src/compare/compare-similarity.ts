import type { SimilarityComparison, Unmeasured } from '../descriptor/index.ts';
import { crop, type PhaseMap, type Triple } from '../grid/index.ts';
import { meanAndScatter } from './compare-values.ts';
import { structuralSimilarity } from './structural-similarity.ts';

/** Largest edge of what is compared, pixels: a quarter of a million windows say what there is to say. */
const largestEdge = 512;

/** The middle of a map. */
function middle(map: PhaseMap): PhaseMap {
  const { shape } = map.grid;
  if (shape.every((n) => n <= largestEdge)) return map;
  const size = shape.map((n) => Math.min(n, largestEdge)) as unknown as Triple;
  return crop(map, shape.map((n, a) => (n - size[a]) >> 1) as unknown as Triple, size);
}

/** Mean over pairs of maps that have windows, by phase; null where none has. */
function meanOverPairs(a: readonly PhaseMap[], b: readonly PhaseMap[]): (number | null)[] {
  const pairs = Math.min(a.length, b.length);
  const values = Array.from({ length: pairs }, (_, i) => structuralSimilarity(middle(a[i]), middle(b[i])));
  return a[0].phases.map((_, phase) => {
    const own = values.map((value) => value[phase]).filter((value) => value !== null);
    return own.length > 0 ? own.reduce((sum, value) => sum + value, 0) / own.length : null;
  });
}

/** Collects similarities of the middle 512 x 512 pixels while realisations are drawn, so that no more than two of them are kept. */
export class SimilarityCollector {
  readonly #reference: readonly PhaseMap[];
  readonly #halves: readonly [readonly PhaseMap[], readonly PhaseMap[]] | undefined;
  readonly #toData: (number | null)[][] = [];
  readonly #between: (number | null)[][] = [];
  #first: readonly PhaseMap[] | undefined;
  #previous: readonly PhaseMap[] | undefined;

  /** @param halves - of the reference, maps of equal shapes in order. */
  constructor(reference: readonly PhaseMap[], halves?: readonly [readonly PhaseMap[], readonly PhaseMap[]]) {
    this.#reference = reference;
    this.#halves = halves;
  }

  /** Takes a realisation: as many maps as the reference has, of the same shapes, phases in the same order. */
  add(maps: readonly PhaseMap[]): void {
    this.#toData.push(meanOverPairs(maps, this.#reference));
    if (this.#previous) this.#between.push(meanOverPairs(this.#previous, maps));
    this.#first ??= maps;
    this.#previous = maps;
  }

  /** What was collected, by phase; realisations are compared in a ring, each with the next. */
  finish(): SimilarityComparison[] {
    const ring = [...this.#between];
    if (this.#previous && this.#first && this.#toData.length > 2) ring.push(meanOverPairs(this.#previous, this.#first));
    const apart = this.#halves && meanOverPairs(...this.#halves);
    return this.#reference[0].phases.map(({ name }, phase) => {
      const of = (values: readonly (number | null)[][]) => {
        const own = values.map((value) => value[phase]).filter((value) => value !== null);
        return own.length === values.length && own.length > 0 ? meanAndScatter(own) : undefined;
      };
      const [data, model] = [of(this.#toData), of(ring)];
      const missing: Unmeasured = { value: null, reason: 'no window of 11 x 11 pixels without masked ones' };
      const compared =
        data && model
          ? {
              modelAgainstData: data.mean,
              scatter: data.std,
              modelAgainstModel: model.mean,
              dataAgainstData: apart?.[phase] ?? null,
            }
          : missing;
      return { phase: name, compared };
    });
  }
}
