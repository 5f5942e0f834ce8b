import { ExcursaError } from '../errors.ts';
import type { Triple } from '../grid/index.ts';
import type { RawStack } from './formats/format.ts';
import { zerosLike } from './formats/number-types.ts';

/** Places along an axis: from, and the first one behind the end; open ends are undefined. */
export type Range = readonly [from: number | undefined, to: number | undefined];

/** A box of an image [y, x], or of a volume or stack [z, y, x]. */
export type Region = readonly Range[];

/**
 * A box: 'z0:z1,y0:y1,x0:x1', or 'y0:y1,x0:x1' of images; the end is the first voxel outside, and may be left open.
 * @param setting - name of the setting, for messages. @throws ExcursaError (usage) for anything else.
 */
export function parseRegion(text: string, setting = 'region'): Region {
  const ranges = text.split(',').map((part): Range | undefined => {
    const [, from, to] = /^\s*(\d*)\s*:\s*(\d*)\s*$/.exec(part) ?? [];
    if (from === undefined || to === undefined) return undefined;
    const range: Range = [from === '' ? undefined : Number(from), to === '' ? undefined : Number(to)];
    return range[1] !== undefined && range[1] <= (range[0] ?? 0) ? undefined : range;
  });
  if ((ranges.length === 2 || ranges.length === 3) && !ranges.includes(undefined)) return ranges as Range[];
  throw new ExcursaError({
    kind: 'usage',
    what: { setting },
    expected: 'ranges y0:y1,x0:x1 or z0:z1,y0:y1,x0:x1 of at least one voxel',
    got: text.trim() === '' ? 'nothing' : text,
    remedy: { setting, value: '0:512,0:512' },
  });
}

/**
 * Every how manieth voxel is kept: one number for all axes, or z,y,x.
 * @param setting - name of the setting, for messages. @throws ExcursaError (usage) for anything else.
 */
export function parseStride(text: string, setting = 'stride'): Triple {
  const numbers = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : 0));
  if ((numbers.length === 1 || numbers.length === 3) && numbers.every((n) => n >= 1)) {
    const [z, y = z, x = z] = numbers;
    return [z, y, x];
  }
  throw new ExcursaError({
    kind: 'usage',
    what: { setting },
    expected: 'one whole number from 1, or three for z,y,x',
    got: text.trim() === '' ? 'nothing' : text,
    remedy: { setting, value: '2' },
  });
}

/**
 * A part of a stack: the voxels of a box, or every n-th of them. Voxel sizes grow with the stride.
 * @param layers - whether the pages are layers, to which a stride of all axes applies too.
 * @throws ExcursaError (input) for a box that leaves the stack.
 */
export function cutPart(
  raw: RawStack,
  { region, stride = [1, 1, 1] }: { readonly region?: Region | undefined; readonly stride?: Triple | undefined },
  { name, layers }: { readonly name: string; readonly layers: boolean },
): RawStack {
  if (!region && stride.every((n) => n === 1)) return raw;
  const ranges = region && region.length === 2 ? [[undefined, undefined] as const, ...region] : region;
  const steps = layers ? stride : [1, stride[1], stride[2]];
  const lines = raw.shape.map((n, axis) => {
    const [from = 0, to = n] = ranges?.[axis] ?? [];
    if (to > n || from >= n) {
      const axisName = ['z', 'y', 'x'][axis];
      throw new ExcursaError({
        kind: 'input',
        what: name,
        expected: [{ setting: 'region' }, ` within its ${n} voxels along ${axisName}`],
        got: `${from}:${to}`,
        remedy: 'a smaller part',
      });
    }
    return { from, step: steps[axis], count: Math.ceil((to - from) / steps[axis]) };
  });
  const [z, y, x] = lines;
  const values = zerosLike(raw.values, z.count * y.count * x.count);
  const [, ny, nx] = raw.shape;
  for (let k = 0, i = 0; k < z.count; k++) {
    for (let j = 0; j < y.count; j++) {
      const row = ((z.from + k * z.step) * ny + y.from + j * y.step) * nx + x.from;
      for (let h = 0; h < x.count; h++) values[i++] = raw.values[row + h * x.step];
    }
  }
  const { spacing } = raw;
  const [dz, dy, dx] = spacing?.spacing ?? [undefined, 1, 1];
  const scaled = [dz === undefined ? undefined : dz * steps[0], dy * steps[1], dx * steps[2]] as const;
  return {
    ...raw,
    ...{ shape: [z.count, y.count, x.count] as const, values },
    ...(spacing && { spacing: { spacing: scaled, unit: spacing.unit } }),
  };
}
