import { z } from 'zod';
import { ExcursaError } from '../errors.ts';

/** Points of a study are numbered below this, and realisations of a point follow each other at this distance. */
export const pointNumbers = 100_000;
const mostRealisations = 150;

/** Whole numbers separated by commas, as a text. */
const list = z.string().regex(/^\d+(,\d+)*$/);

/** What every kind that draws realisations of a model takes. */
export const drawSettings = {
  realisations: z
    .int()
    .min(1)
    .max(mostRealisations)
    .default(4)
    .describe('realisations of each model that are measured'),
  shape: list.default('100,100,100').describe('voxels of a realisation along z, y and x'),
  descriptors: z
    .string()
    .min(1)
    .default('volumeFraction,specificSurfaceArea,geodesicTortuosity,constrictivity,relativeConductivity')
    .describe('descriptors that are measured, a list; guide/describe lists them'),
  seed: z.int().min(0).default(1).describe('seed of all random numbers'),
} as const;

/** Values of `drawSettings`. */
export type DrawSettings = z.output<z.ZodObject<typeof drawSettings>>;

/** Names of a list in a text. */
export const namesIn = (text: string): string[] => text.split(',').map((name) => name.trim());

/** The shape of a realisation. @throws ExcursaError (usage) for other than three edges. */
export function shapeOf({ shape }: Pick<DrawSettings, 'shape'>): number[] {
  const edges = shape.split(',').map(Number);
  if (edges.length === 3 && edges.every((n) => n >= 8)) return edges;
  throw new ExcursaError({
    kind: 'usage',
    what: { setting: 'shape' },
    expected: 'three edges of at least 8 voxels',
    got: shape,
    remedy: { setting: 'shape', value: '100,100,100' },
  });
}

/** What to vary, and where. */
export const varySettings = {
  vary: z.string().min(1).meta({
    description:
      'quantities and their bounds: pore=0.1:0.3 a volume fraction, length=0.8:1.25 a factor of all lengths, b_s, or a parameter as X.range1=80%:125% of its value',
    example: 'length=0.8:1.25',
  }),
  fixFractions: z
    .boolean()
    .default(false)
    .describe('keep volume fractions that are not varied, by other thresholds, solved exactly'),
} as const;
