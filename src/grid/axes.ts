/** Name of an axis. */
export type AxisName = 'x' | 'y' | 'z';

/** Names of the axes at their positions in [z, y, x]. */
export const axisNames = ['z', 'y', 'x'] as const;

/** Values by the name of an axis; an image has no z. */
export type ByAxis<T> = { readonly [axis in AxisName]?: T };

/** The axes that an image or a volume has, as positions in [z, y, x]. */
export function axesOf(rank: 2 | 3): readonly number[] {
  return rank === 2 ? [1, 2] : [0, 1, 2];
}

/** Names of the axes that an image or a volume has, in the order of [z, y, x]. */
export function axisNamesOf(rank: 2 | 3): readonly AxisName[] {
  return rank === 2 ? ['y', 'x'] : axisNames;
}

/**
 * One value for each axis of an image or a volume.
 * @param of - value of an axis, given as its position in [z, y, x].
 */
export function byAxis<T>(rank: 2 | 3, of: (axis: number) => T): ByAxis<T> {
  return Object.fromEntries(axesOf(rank).map((axis) => [axisNames[axis], of(axis)]));
}

/**
 * What a number measures, apart from the unit of length: a whole number of things (`count`), a ratio or share
 * (`number`), a length, or powers of one. `perVolume` and `volume` are per area and an area in an image.
 */
export type UnitKind = 'count' | 'number' | 'length' | 'perLength' | 'perArea' | 'perVolume' | 'volume';

/**
 * The unit of a kind of quantity in words of a unit of length: '1/um^2', for instance; empty for a plain number.
 * @param length - unit of length, 'um' for instance. @param rank - 2 for an image, 3 for a volume.
 */
export function unitOf(kind: UnitKind, length: string, rank: number): string {
  switch (kind) {
    case 'count':
    case 'number':
      return '';
    case 'length':
      return length;
    case 'perLength':
      return `1/${length}`;
    case 'perArea':
      return `1/${length}^2`;
    case 'perVolume':
      return `1/${length}^${rank}`;
    case 'volume':
      return `${length}^${rank}`;
  }
}
