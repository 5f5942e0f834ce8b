import { z } from 'zod';
import { whole } from '../../setting-types.ts';

const tolerance = z.number().min(0).max(1);

/** Settings of the exact method. */
export const exactSettings = z.strictObject({
  starts: whole(1, 1000).default(6).describe('random starts of every order in the exact calibration'),
  points: whole(256, 2 ** 20)
    .default(4096)
    .describe('Sobol points of the exact two-point functions in the last round of the fit'),
  volumeTolerance: tolerance
    .default(0.001)
    .describe(
      'relative error of a volume fraction that the exact loss counts as one standard error; 0: no weight of its own',
    ),
  surfaceTolerance: tolerance.default(0.001).describe('the same for specific surface areas (pixel, four directions)'),
  chordTolerance: tolerance.default(0).describe('the same for mean chords along the axes'),
  interfaceTolerance: tolerance.default(0).describe('the same for interface areas between two phases'),
  smoothness: z
    .number()
    .min(0)
    .max(1e9)
    .optional()
    .describe(
      'weight of squared second differences along the parameters of the families high and kernel; default: by cross-validation over blocks',
    ),
  trust: z
    .number()
    .gt(0)
    .max(100)
    .default(0.2)
    .describe(
      'with the refinement by a discriminator: share by which the exact loss may exceed its optimum while the discriminator refines',
    ),
});
