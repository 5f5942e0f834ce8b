/** A scale bar: a round length, about a quarter of the picture's width. */
export interface ScaleBar {
  /** Length in the grid's unit, 1, 2 or 5 times a power of ten. */
  readonly length: number;
  /** Share of the picture's width. */
  readonly share: number;
  readonly label: string;
}

/** A unit as it is printed: um becomes µm. */
export const unitText = (unit: string): string => (unit === 'um' ? 'µm' : unit === 'voxel' ? 'voxels' : unit);

/** The scale bar of a picture that is `width` units wide. */
export function scaleBar(width: number, unit: string): ScaleBar {
  const power = 10 ** Math.floor(Math.log10(width / 4));
  const length = [5, 2, 1].map((step) => step * power).find((candidate) => candidate <= width / 4) ?? power;
  return { length, share: length / width, label: `${Number(length.toPrecision(3))} ${unitText(unit)}` };
}
