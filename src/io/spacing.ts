import { ExcursaError } from '../errors.ts';
import type { Triple } from '../grid/index.ts';
import type { Spacing } from './formats/format.ts';

/**
 * A voxel size with its unit: '0.065um' for cubic voxels, '0.1,0.065,0.065um' for z, y, x. Without a unit, voxels.
 * @throws ExcursaError (usage) for anything else.
 */
export function parseSpacing(text: string): Spacing {
  const match = /^([\d.eE+,\s-]+?)\s*(nm|um|µm|μm|mm|cm|m|voxel)?$/.exec(text.trim());
  const values = match?.[1].split(',').map((part) => Number(part.trim() === '' ? Number.NaN : part)) ?? [];
  if (!match || (values.length !== 1 && values.length !== 3) || !values.every((v) => Number.isFinite(v) && v > 0)) {
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'spacing' },
      expected: 'one or three positive lengths with a unit',
      got: text,
      remedy: { setting: 'spacing', value: '0.065um' },
    });
  }
  const unit = (match[2] ?? 'voxel').replace(/[µμ]/, 'u');
  const spacing = (values.length === 1 ? [values[0], values[0], values[0]] : values) as unknown as Triple;
  return { spacing, unit };
}
