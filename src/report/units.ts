/** A unit as it is printed: um becomes µm, also within '1/um' and 'rad/um'. */
export const unitText = (unit: string): string => unit.replace(/\bum\b/g, 'µm');

/** A length as it is printed, four digits at most: '19.2 µm', '128 voxels'. */
export function lengthText(length: number, unit: string): string {
  const number = String(Number(length.toPrecision(4)));
  return `${number} ${unit === 'voxel' && number !== '1' ? 'voxels' : unitText(unit)}`;
}
