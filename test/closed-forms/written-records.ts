import type { Parameter } from '../../src/correlation/index.ts';
import type { Power } from '../../src/field/index.ts';
import type { FieldTerm, ModelRecord, ProductTerm } from '../../src/phase/index.ts';

const scalar = (name: string): Parameter => ({
  name,
  meaning: name,
  role: 'weight',
  dimension: 'number',
  transform: { kind: 'identity' },
  start: 0.3,
  spread: 0.1,
});

/** A term written as 'a b X^3*P': scalars a and b, Hermite polynomial of degree 3 of the field X, times P. */
function term(text: string): FieldTerm | ProductTerm {
  const words = text.split(' ');
  const [polynomial, times] = words.at(-1)!.split('*');
  const [field, power = '1'] = polynomial.split('^');
  const polynomialTerm = { field, power: Number(power) as Power, coefficient: words.slice(0, -1) };
  return times ? { kind: 'product', ...polynomialTerm, times } : { kind: 'field', ...polynomialTerm };
}

/**
 * A record of latents written as sums, cut at t1, t2, ..., with values of its scalars by name and, unless cells are
 * phases, the phase of each.
 */
export function written(
  name: string,
  sums: readonly string[],
  values: Readonly<Record<string, number>>,
  cells?: readonly number[],
): WrittenRecord {
  const terms = sums.map((sum) => sum.split(' + ').map(term));
  const record: ModelRecord = {
    name,
    summary: name,
    fields: [...new Set(terms.flat().flatMap((t) => [t.field, ...(t.kind === 'product' ? [t.times] : [])]))],
    scalars: Object.keys(values).map(scalar),
    latents: terms.map((list, l) => ({ name: `L${l + 1}`, terms: list, threshold: `t${l + 1}` })),
    ...(cells && { cells }),
  };
  return { record, scalars: Float64Array.from(Object.values(values)) };
}

/** A record and values of its scalars. */
export interface WrittenRecord {
  readonly record: ModelRecord;
  readonly scalars: Float64Array;
}

/** Records as a user may write them, of every shape that the exact laws must treat. */
export const writtenRecords: readonly WrittenRecord[] = [
  // Four phases; two squares and a linear field occur in all three latents, with weights of both signs.
  written('four-phases', ['X + a P^2 + b Q^2 + c S', 'Y + b P^2 + a Q^2 + d S', 'Z + d P^2 + c Q^2 + a S'], {
    a: 0.5,
    b: -0.4,
    c: 0.7,
    d: 0.3,
    t1: 0.6,
    t2: 0.2,
    t3: -0.1,
  }),
  // Fields both linear and squared, in a latent of their own (skewed) and across latents.
  written('linear-and-squared', ['X + a P + b P^2', 'Y + c Q + a Q^2 + b P'], {
    a: 0.8,
    b: 0.35,
    c: -0.6,
    t1: 0.3,
    t2: -0.2,
  }),
  // Several own linear fields with coefficients, one of them a square of a scalar; nothing sampled in the first latent.
  written('own-coefficients', ['a X + b X2', 'c c Y + a b Y2 + b P^2'], { a: 0.9, b: -0.5, c: 1.2, t1: 0.25, t2: 0.1 }),
  // The same field twice, as a record may have it whose parts were added up.
  written('a-field-twice', ['X + a P + b P', 'Y + c Q^2 + a Q^2'], { a: 0.7, b: 0.4, c: -0.3, t1: 0.2, t2: 0 }),
  // Products of two fields within a latent and across latents, beside squares and linear terms of the same fields.
  written('products', ['X + a P*Q + b P^2', 'Y + c P*R + d R + a Q^2'], {
    a: 0.7,
    b: -0.4,
    c: 0.5,
    d: 0.3,
    t1: 0.2,
    t2: -0.1,
  }),
  // Polynomials of a field up to degree 4, and one of them times another field.
  written('polynomials', ['X + a P + b P^2 + c P^3', 'Y + d Q^4 + c P^2*Q'], {
    a: 0.5,
    b: 0.4,
    c: 0.15,
    d: 0.08,
    t1: 0.3,
    t2: 0.1,
  }),
  // A union of two excursion sets, correlated by a shared square.
  written(
    'union',
    ['X + a P^2', 'Y + b P^2', 'Z + a P'],
    { a: 0.5, b: -0.4, t1: 0.6, t2: 0.9, t3: -0.1 },
    [0, 0, 1, 2],
  ),
  // Two phases: what the second latent reaches outside the first set, and all that is left; the last phase has the
  // first cell.
  written('intersection', ['X + a P', 'Y + b P + b P^2'], { a: 1.2, b: -0.5, t1: -0.4, t2: 0.1 }, [1, 0, 1]),
  // Latents that share a linear field: the second set keeps to the surface of the first.
  written('correlated', ['X + a P', 'Y + b P + c P^2'], { a: 1.5, b: 0.3, c: -0.6, t1: 0.4, t2: 0 }),
];

/** A latent that has only squares. */
export const onlySquares = written('only-squares', ['X + a P^2', 'a Q^2'], { a: 0.5, t1: 0, t2: 0.1 });
