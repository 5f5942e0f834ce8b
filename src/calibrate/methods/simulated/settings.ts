import { z } from 'zod';

/** Settings of the simulated method. */
export const simulatedSettings = z.strictObject({
  functions: z
    .enum(['two-point', 'lineal-path'])
    .default('lineal-path')
    .describe(
      'functions that are fitted with volume fractions and surface areas; lineal-path fits two-point functions too',
    ),
});
