import { ExcursaError, type Phrase } from '../errors.ts';
import type { RawStack } from './formats/format.ts';
import { zerosLike } from './formats/number-types.ts';

/** What a file, or a series of files, was taken for. */
export interface Pages {
  /** Name for messages. */
  readonly name: string;
  readonly raw: RawStack;
  /** An image of one page, several sections, or the layers of a volume. */
  readonly kind: 'image' | 'sections' | 'volume';
}

const inNumbers = new Intl.Collator('en', { numeric: true });

/** Order of names with numbers as people count: s2 before s10. */
export const naturalOrder = (a: string, b: string): number => inNumbers.compare(a, b) || (a < b ? -1 : Number(a > b));

/** One stack of the pages of several files. @throws ExcursaError (input) for pages of different sizes. */
function joinSeries(stacks: readonly Pick<Pages, 'name' | 'raw'>[]): RawStack {
  const [first] = stacks;
  const [, ny, nx] = first.raw.shape;
  const odd = stacks.find(({ raw }) => raw.shape[1] !== ny || raw.shape[2] !== nx);
  if (odd) {
    throw new ExcursaError({
      kind: 'input',
      what: odd.name,
      expected: 'layers of one size',
      got: `${odd.raw.shape.slice(1).join(' x ')} beside ${ny} x ${nx} of ${first.name}`,
      remedy: 'leaving it out',
    });
  }
  const sameType = stacks.every(({ raw }) => raw.values.constructor === first.raw.values.constructor);
  const values = zerosLike(sameType ? first.raw.values : new Float64Array(0), stacks.length * ny * nx);
  stacks.forEach(({ raw }, z) => {
    values.set(raw.values, z * ny * nx);
  });
  return { ...first.raw, shape: [stacks.length, ny, nx], values };
}

/**
 * The one rule by which pages become images, sections or layers: several pages of a file are sections, unless the file
 * states the distance of its layers or a volume is asked for. Files of one page each are the layers of one volume where
 * that is asked for, in natural order.
 * @param tell - gets a sentence on everything that was assumed.
 * @throws ExcursaError (input) for a series of images of different sizes.
 */
export function pagesOf(
  stacks: readonly Pick<Pages, 'name' | 'raw'>[],
  as: 'sections' | 'volume' | undefined,
  tell: (sentence: Phrase) => void,
): Pages[] {
  if (as === 'volume' && stacks.length > 1 && stacks.every(({ raw }) => raw.shape[0] === 1)) {
    const sorted = [...stacks].sort((a, b) => naturalOrder(a.name, b.name));
    const ends = `${sorted[0].name} to ${sorted[sorted.length - 1].name}`;
    tell(`${ends}: ${sorted.length} files are the layers of one volume, in the natural order of their names`);
    return [{ name: ends, raw: joinSeries(sorted), kind: 'volume' }];
  }
  return stacks.map(({ name, raw }): Pages => {
    const [pages] = raw.shape;
    if (pages === 1) return { name, raw, kind: 'image' };
    if (as) return { name, raw, kind: as };
    const { spacing: [dz] = [], unit } = raw.spacing ?? {};
    if (dz === undefined) {
      tell([
        `${name}: its ${pages} pages are 2D sections, since the file gives no distance of layers; `,
        { setting: 'as', value: 'volume' },
        ' makes them layers',
      ]);
      return { name, raw, kind: 'sections' };
    }
    tell([
      `${name}: its ${pages} pages are layers of a volume, since the file gives their distance (${dz} ${unit}); `,
      { setting: 'as', value: 'sections' },
      ' makes them sections',
    ]);
    return { name, raw, kind: 'volume' };
  });
}
