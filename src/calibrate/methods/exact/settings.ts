import { z } from 'zod';
import { whole } from '../../setting-types.ts';

const tolerance = z.number().min(0).max(1);

/** Settings of the exact method. */
export const exactSettings = z.strictObject({
  starts: whole(1, 1000).default(6).describe('random starts of the fit for every order of the labels'),
  points: whole(256, 2 ** 20)
    .default(4096)
    .describe('Sobol points that integrate the exact two-point functions in the last round of the fit'),
  volumeTolerance: tolerance
    .default(0.001)
    .describe(
      'relative error of a volume fraction that weighs like one standard error; 0 leaves it without own weight',
    ),
  surfaceTolerance: tolerance
    .default(0.001)
    .describe(
      'relative error of a specific surface area that weighs like one standard error; 0 leaves it without own weight',
    ),
  chordTolerance: tolerance
    .default(0)
    .describe(
      'relative error of a mean chord length that weighs like one standard error; 0 leaves it without own weight',
    ),
  interfaceTolerance: tolerance
    .default(0)
    .describe(
      'relative error of an interface area of two phases that weighs like one standard error; 0 leaves it without own weight',
    ),
  smoothness: z.number().min(0).max(1e9).optional().meta({
    description: 'weight of the roughness of the correlation function, for the families high and kernel',
    otherwise: 'by cross-validation over blocks of the images',
  }),
  trust: z
    .number()
    .gt(0)
    .max(100)
    .default(0.2)
    .describe('relative increase of the exact loss that the refinement with a discriminator may cause'),
});
