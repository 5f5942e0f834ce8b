import { ExcursaError } from '../errors.ts';
import type { Triple } from '../grid/index.ts';
import type { Spacing } from './formats/format.ts';

/** Units of length, and voxel where no length is known. */
const units = ['nm', 'um', 'µm', 'μm', 'mm', 'cm', 'm', 'voxel'];

/**
 * A voxel size with its unit: '0.065um' for cubic voxels, '0.1,0.065,0.065um' for z, y, x, '1voxel' where no length is
 * known.
 * @param setting - name of the setting, for messages.
 * @throws ExcursaError (usage) for a size without a unit, and for anything else.
 */
export function parseSpacing(text: string, setting = 'spacing'): Spacing {
  const [, numbers = '', unit = ''] = /^([\d.eE+,\s-]*?)\s*([a-zµμ]*)$/.exec(text.trim()) ?? [];
  const values = numbers.split(',').map((part) => Number(part.trim() === '' ? Number.NaN : part));
  const areLengths = (values.length === 1 || values.length === 3) && values.every((v) => Number.isFinite(v) && v > 0);
  if (areLengths && unit === '') {
    throw new ExcursaError({
      kind: 'usage',
      what: { setting },
      expected: 'a unit behind the voxel size',
      got: text,
      remedy: [{ setting, value: `${numbers}um` }, ' or, where no length is known, ', { setting, value: '1voxel' }],
    });
  }
  if (!areLengths || !units.includes(unit)) {
    throw new ExcursaError({
      kind: 'usage',
      what: { setting },
      expected: 'one or three positive lengths with a unit',
      got: text.trim() === '' ? 'nothing' : text,
      remedy: { setting, value: '0.065um' },
    });
  }
  const [z, y = z, x = z] = values;
  const spacing: Triple = [z, y, x];
  return { spacing, unit: unit.replace(/[µμ]/, 'u'), ...(values.length === 1 && { cubic: true }) };
}
