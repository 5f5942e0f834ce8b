import { z } from 'zod';
import { type BubbleTerm, bubbleKind } from './bubble.ts';
import { type DepthTerm, depthKind } from './depth.ts';
import { type FieldTerm, fieldKind } from './field.ts';
import { type GapTerm, gapKind } from './gap.ts';
import { type InsideTerm, insideKind } from './inside.ts';
import { type NeckTerm, neckKind } from './neck.ts';
import { type ProductTerm, productKind } from './product.ts';
import { type ShellTerm, shellKind } from './shell.ts';
import type { TermKind } from './term-kind.ts';

export * from './term-kind.ts';
export type { BubbleTerm, DepthTerm, FieldTerm, GapTerm, InsideTerm, NeckTerm, ProductTerm, ShellTerm };

/** A summand of a latent field. */
export type Term = FieldTerm | ProductTerm | DepthTerm | NeckTerm | GapTerm | InsideTerm | BubbleTerm | ShellTerm;

/** Every kind of term, in the order in which terms are added to a latent: of fields, of grains, of earlier latents. */
export const termKinds: readonly TermKind<Term>[] = [
  fieldKind,
  productKind,
  depthKind,
  neckKind,
  gapKind,
  insideKind,
  bubbleKind,
  shellKind,
];

/** Schema of a term of any kind. */
export const termSchema = z.discriminatedUnion('kind', termKinds.map(({ schema }) => schema) as never);

/** The kind of a term. @throws RangeError for a kind that is not registered. */
export function kindOf({ kind }: { readonly kind: string }): TermKind<Term> {
  const found = termKinds.find((own) => own.kind === kind);
  if (found) return found;
  const known = termKinds.map((own) => own.kind).join(', ');
  throw new RangeError(`model record: expected a kind of term out of ${known}, got ${kind}`);
}
