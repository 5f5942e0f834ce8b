import type { CorrelationFamily } from './family.ts';
import { kernel } from './kernel.ts';
import { spectral } from './spectral.ts';
import { stretched } from './stretched.ts';

/** Every correlation family by the name a user types; `low` and `high` are the source's words for few and many parameters. */
export const families = { low: stretched, high: spectral, kernel } satisfies Record<string, CorrelationFamily>;

/** Name of a registered family. */
export type FamilyName = keyof typeof families;
