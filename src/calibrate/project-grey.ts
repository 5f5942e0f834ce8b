import { z } from 'zod';
import { ExcursaError } from '../errors.ts';
import { createGrid } from '../grid/index.ts';
import { fromBase64, type GreyImage, toBase64 } from '../io/index.ts';

/** A rectangle of an image, whole pixels. */
const box = z.strictObject({
  x: z.number().int().min(0),
  y: z.number().int().min(0),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});

const mask = z.strictObject({
  image: z.number().int().min(0).optional(),
  box: box.optional(),
  outline: z.array(z.tuple([z.number(), z.number()])).optional(),
});

/** A line drawn over pixels of one phase. */
const stroke = z.strictObject({
  image: z.number().int().min(0),
  phase: z.number().int().min(0),
  radius: z.number().positive(),
  points: z.array(z.tuple([z.number(), z.number()])).min(1),
});

/** How grey images became the labels of a project: what a program for such projects needs to go on with them. */
const segmentation = z.strictObject({
  classes: z.number().int().min(2),
  filter: z.enum(['none', 'median', 'non-local-means']),
  method: z.enum(['thresholds', 'boundary-aware', 'trained']),
  thresholds: z.array(z.number()).optional(),
  strokes: z.array(stroke).optional(),
});

const types = ['uint8', 'uint16', 'float32', 'float64'] as const;

/** Grey images in a project file. */
export const greySchema = z.strictObject({
  images: z
    .array(
      z.strictObject({
        shape: z.tuple([z.number().int().min(1), z.number().int().min(1)]),
        spacing: z.tuple([z.number().positive(), z.number().positive()]),
        unit: z.string(),
        type: z.enum(types),
        values: z.string(),
      }),
    )
    .min(1),
  segmentation,
  /** What is cut and masked of them, in the places of the images as they are here. */
  edits: z.strictObject({ region: box.optional(), masks: z.array(mask) }),
});

type Points = readonly (readonly [x: number, y: number])[];

/** Grey images that a project's labels come from, and how. */
export interface ProjectGrey {
  readonly images: readonly GreyImage[];
  readonly segmentation: {
    readonly classes: number;
    readonly filter: 'none' | 'median' | 'non-local-means';
    readonly method: 'thresholds' | 'boundary-aware' | 'trained';
    readonly thresholds?: readonly number[] | undefined;
    /** Lines over pixels of a phase, where these train the segmentation. */
    readonly strokes?:
      | readonly { readonly image: number; readonly phase: number; readonly radius: number; readonly points: Points }[]
      | undefined;
  };
  readonly edits: {
    readonly region?: z.infer<typeof box> | undefined;
    /** Each a rectangle or an outline, in one image or in all. */
    readonly masks: readonly {
      readonly image?: number | undefined;
      readonly box?: z.infer<typeof box> | undefined;
      readonly outline?: Points | undefined;
    }[];
  };
}

/** The arrays that hold values of these types, the smallest first. */
const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array, float64: Float64Array } as const;

/** Values in the smallest type that holds all of them exactly, with its name. */
function smallest(values: Float64Array) {
  for (const type of types) {
    const own = arrays[type].from(values);
    if (own.every((value, i) => value === values[i])) return { type, own };
  }
  return { type: 'float64' as const, own: values };
}

/** Grey images as a project file has them: low byte first, as base64. */
export function encodeProjectGrey({ images, segmentation: how, edits }: ProjectGrey) {
  return {
    images: images.map(({ grid, values }) => {
      const { type, own } = smallest(values);
      const [, ny, nx] = grid.shape;
      const [, dy, dx] = grid.spacing;
      const bytes = new Uint8Array(own.buffer, own.byteOffset, own.byteLength);
      return { shape: [ny, nx], spacing: [dy, dx], unit: grid.unit, type, values: toBase64(bytes) };
    }),
    ...{ segmentation: how, edits },
  };
}

/**
 * Grey images of a project file.
 * @param name - of the file, for messages. @throws ExcursaError (input) for values of another number.
 */
export function decodeProjectGrey(content: z.infer<typeof greySchema>, name: string): ProjectGrey {
  const images = content.images.map(({ shape, spacing, unit, type, values }, i): GreyImage => {
    const bytes = fromBase64(values);
    const Own = arrays[type];
    if (!bytes || bytes.length !== shape[0] * shape[1] * Own.BYTES_PER_ELEMENT) {
      throw new ExcursaError({
        kind: 'input',
        what: `${name}, grey image ${i + 1}`,
        expected: `${shape[0] * shape[1]} values`,
        got: bytes ? `${bytes.length / Own.BYTES_PER_ELEMENT}` : 'no base64',
        remedy: 'exporting the project again',
      });
    }
    // In memory of their own, whose start suits every type.
    return { grid: createGrid(shape, { spacing, unit }), values: Float64Array.from(new Own(bytes.slice().buffer)) };
  });
  return { images, segmentation: content.segmentation, edits: content.edits };
}
