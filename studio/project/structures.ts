import type { ExcursionModel } from 'excursa';

/** Fields that shape the same phases, under a name that a reader of the image understands. */
export interface Structures {
  readonly name: string;
  readonly fields: readonly string[];
}

/** Scalars of grains: those of their sizes and shapes, and those of their surface - names. */
export function grainScalars({ record }: ExcursionModel): ReadonlySet<string> {
  const { grains, latents } = record;
  if (!grains) return new Set();
  const bodies = latents.find(({ threshold }) => threshold === grains.surface);
  const words = bodies?.terms.flatMap((term) => Object.values(term).flat()) ?? [];
  const { bubbles, ...ofGrains } = grains;
  return new Set([...Object.values(ofGrains), ...Object.values(bubbles ?? {}), ...words]);
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
  const { grains } = record;
  const list = [...groups].map(([name, fields]) => ({ name, fields }));
  // Fields of grains make their surfaces and what is between them: their sizes have sliders of their own.
  if (grains) {
    const isSurface = (field: string): boolean =>
      record.latents.some(({ threshold, terms }) => {
        return threshold === grains.surface && terms.some((term) => Object.values(term).includes(field));
      });
    return list.map(({ name, fields }) => ({
      name: fields.every(isSurface) ? `rough surface of ${name}` : `texture of ${name}`,
      fields,
    }));
  }
  // What alone shapes one phase of two shapes the other as well.
  return list.length === 1 ? list.map(({ fields }) => ({ name: 'all phases', fields })) : list;
}
