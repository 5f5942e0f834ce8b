import type { Figure } from './figures/figure.ts';
import type { Table } from './tables/table.ts';

/** How a text stands on the page: as a paragraph, in small print, or in a box. */
export type TextLook = 'plain' | 'note' | 'verdict' | 'warning';

/**
 * A piece of a report. Text is plain, its paragraphs one by one; `html` holds pictures and links that have no plainer
 * form.
 */
export type Block =
  | { readonly text: string | readonly string[]; readonly look: TextLook; readonly strong?: string }
  | { readonly heading: string }
  | { readonly table: Table }
  | { readonly figures: readonly Figure[] }
  | { readonly terms: readonly (readonly [term: string, meaning: string])[] }
  | { readonly html: string };

/** A part of a report with an entry in its contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The same things, each with a name that no other has: the second 'a' becomes 'a-2'. */
function withOwnNames<T extends { readonly name: string }>(things: readonly T[]): T[] {
  const taken = new Set<string>();
  return things.map((thing) => {
    let name = thing.name;
    for (let i = 2; taken.has(name); i++) name = `${thing.name}-${i}`;
    taken.add(name);
    return { ...thing, name };
  });
}

/** All tables of some sections, in reading order; no two have the same name. */
export const tablesIn = (sections: readonly Section[]): Table[] =>
  withOwnNames(sections.flatMap(({ blocks }) => blocks.flatMap((block) => ('table' in block ? [block.table] : []))));

/** All figures of some sections, in reading order; no two have the same name. */
export const figuresIn = (sections: readonly Section[]): Figure[] =>
  withOwnNames(sections.flatMap(({ blocks }) => blocks.flatMap((block) => ('figures' in block ? block.figures : []))));
