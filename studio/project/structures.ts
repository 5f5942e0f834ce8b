import type { ExcursionModel } from 'excursa';

/** Fields that shape the same phases, under a name that a reader of the image understands. */
export interface Structures {
  readonly name: string;
  readonly fields: readonly string[];
}

/** The fields of a model by the phases that they shape: those that one latent has alone, and those that several share. */
export function structuresOf({ record, order, phases }: ExcursionModel): readonly Structures[] {
  const groups = new Map<string, string[]>();
  for (const field of record.fields) {
    const users = record.latents.flatMap(({ terms }, l) => {
      const has = terms.some((term) => Object.values(term).includes(field));
      const phase = phases[order[(record.cells ?? [])[l] ?? l]]?.name;
      return has && phase !== undefined ? [phase] : [];
    });
    const name = users.length === 0 ? `field ${field}` : [...new Set(users)].join(' and ');
    groups.set(name, [...(groups.get(name) ?? []), field]);
  }
  // What alone shapes one phase of two shapes the other as well.
  const isAll = groups.size === 1;
  return [...groups].map(([name, fields]) => ({ name: isAll ? 'all phases' : name, fields }));
}
