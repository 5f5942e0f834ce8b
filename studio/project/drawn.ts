/** What a user draws in the images that were opened. */
import type { GreyImage, PhaseMap } from 'excursa';

/** A rectangle of an image, whole pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels to leave out: those with their centre inside a rectangle or a closed outline. */
export type Mask = {
  /** Number of the image that it is drawn in; undefined: in all. */
  readonly image: number | undefined;
} & ({ readonly box: Box } | { readonly outline: readonly (readonly [x: number, y: number])[] });

/** What is cut and masked; places are those of the images as they were opened. */
export interface Edits {
  readonly region?: Box | undefined;
  readonly masks: readonly Mask[];
}

/** Images as they were opened. */
export interface Images {
  readonly maps?: readonly PhaseMap[] | undefined;
  readonly grey?: readonly GreyImage[] | undefined;
}

/** A rectangle as an outline. */
export const outlineOf = (mask: Mask): readonly (readonly [x: number, y: number])[] => {
  if ('outline' in mask) return mask.outline;
  const { x, y, width, height } = mask.box;
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
};

/** A line drawn over pixels of one phase, to train a segmentation. */
export interface Stroke {
  /** Number of the image that it is drawn in. */
  readonly image: number;
  readonly phase: number;
  /** Half the width of the brush, pixels. */
  readonly radius: number;
  /** Places in the image that is segmented, after its region was cut. */
  readonly points: readonly (readonly [x: number, y: number])[];
}
