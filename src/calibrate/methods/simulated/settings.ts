import { z } from 'zod';

/** Settings of the simulated method. */
export const simulatedSettings = z.strictObject({
  functions: z
    .enum(['two-point', 'lineal-path'])
    .default('lineal-path')
    .describe(
      'functions that are fitted beside volume fractions and surface areas: two-point, or these and lineal paths',
    ),
});
