import type { Parameter, Role } from '../correlation/index.ts';
import { classes } from './classes/index.ts';

type Json = Record<string, unknown>;

const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Terms of a latent of version 1, which kept those of fields, of grains and of latents apart. */
function termsOf({ terms, grainTerms, shells, ...latent }: Json): Json {
  return {
    ...latent,
    terms: [
      ...objects(terms).map((term) => ({ kind: 'times' in term ? 'product' : 'field', ...term })),
      ...objects(grainTerms),
      ...objects(shells).map((term) => ({ kind: 'shell', ...term })),
    ],
  };
}

/** The role of a scalar of a class that is no longer named: as far as the record shows it. */
function roleOf(name: string, model: Json): Role {
  if (objects(model.latents).some(({ threshold }) => threshold === name)) return 'threshold';
  const grains = isObject(model.grains) ? Object.entries(model.grains) : [];
  const role = grains.find(([, scalar]) => scalar === name)?.[0];
  return role && role !== 'surface' ? (role as Role) : 'weight';
}

/**
 * The content of a model.json of version 1 in the form of version 2; anything else as it is. Version 1 held no
 * transforms: those of the named classes are the program's own, others have no bounds.
 * @param familyParameters - parameters of every field.
 */
export function upgradeModelFile(
  content: unknown,
  familyParameters: (family: string) => readonly Parameter[],
): unknown {
  if (!isObject(content) || content.formatVersion !== 1 || !isObject(content.model)) return content;
  const { model, grid, parameters, family } = content;
  const unit = isObject(grid) ? grid.unit : undefined;
  const named = classes[String(model.name)]?.record.scalars ?? [];
  const ofFields = familyParameters(String(family));
  const groups = Object.entries(isObject(parameters) ? parameters : {}).map(([group, entries]) => {
    const known = group === 'scalars' ? named : ofFields;
    const upgraded = Object.entries(isObject(entries) ? entries : {}).map(([name, entry]) => {
      const own = known.find((parameter) => parameter.name === name);
      const free = { transform: { kind: 'identity' }, start: 0, spread: 0 };
      return [
        name,
        {
          ...(isObject(entry) ? entry : {}),
          role: own?.role ?? roleOf(name, model),
          dimension: own?.dimension ?? (isObject(entry) && entry.unit === unit ? 'length' : 'number'),
          fit: own ? { transform: own.transform, start: own.start, spread: own.spread } : free,
        },
      ];
    });
    return [group, Object.fromEntries(upgraded)];
  });
  return {
    ...content,
    formatVersion: 2,
    model: { ...model, latents: objects(model.latents).map(termsOf) },
    parameters: Object.fromEntries(groups),
  };
}
