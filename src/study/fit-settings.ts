import { z } from 'zod';
import { familyOf } from '../correlation/index.ts';
import { exactRefusal } from '../exact/index.ts';
import { classes, usualClasses } from '../phase/index.ts';
import { namesIn } from './draw-settings.ts';

/** Classes that an exact fit takes. */
const fitted = Object.values(classes)
  .filter(({ record }) => exactRefusal(record) === undefined)
  .map(({ record }) => record.name);

/** What every kind that fits images takes. */
export const fitSettings = {
  model: z.enum(fitted).optional().meta({
    description: 'class that is fitted to images',
    otherwise: usualClasses,
  }),
  order: z
    .string()
    .regex(/^(auto|\d+(,\d+)+)$/)
    .default('auto')
    .describe('labels that become the first, second, ... excursion set, or auto to try all orders'),
  fitStarts: z.int().min(1).max(1000).default(2).describe('random starts of every exact fit of a study'),
  quadrature: z.int().min(256).max(65536).default(512).describe('Sobol points of an exact fit in a study'),
  smoothness: z
    .number()
    .min(0)
    .default(1000)
    .describe('weight of the roughness of the families high and kernel in fits of a study'),
} as const;

/** Families by their names. @throws ExcursaError (usage) for one that is not registered. */
export function familiesNamed(text: string): string[] {
  const names = [...new Set(namesIn(text))];
  for (const name of names) familyOf(name);
  return names;
}
