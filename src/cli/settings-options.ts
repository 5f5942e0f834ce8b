import { z } from 'zod';
import type { OptionRecord, OptionRecords } from './command.ts';
import { choice, type Limits, number, text, type ValueKind, whole } from './values.ts';

/** What a schema says of one setting: its JSON Schema, as zod publishes it. */
interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly description?: string;
  readonly default?: unknown;
  /** From the schema's meta: what happens without it, where that is no fixed value. */
  readonly otherwise?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** The whole number within the limits that is closest to what its schema proposes, for messages. */
function limitsOf(property: Property): Limits {
  const { minimum: low, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf: multiple } = property;
  // zod bounds whole numbers by what a double can count; this is no limit that a user should read.
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const fallback = typeof property.default === 'number' ? property.default : undefined;
  return {
    ...(low !== undefined && { low }),
    ...(above !== undefined && { above }),
    ...(high !== undefined && { high }),
    ...(below !== undefined && { below }),
    ...(multiple !== undefined && { multiple }),
    example: fallback ?? (low && low > 0 ? low : 1),
  };
}

function valueKind(property: Property): ValueKind {
  const { type, enum: names } = property;
  if (names) return choice(names);
  if (type === 'integer') return whole(limitsOf(property));
  if (type === 'number') return number(limitsOf(property));
  return text('text');
}

/** Where help shows a setting. */
export interface Place {
  readonly group: string;
  readonly expert?: boolean;
  readonly shared?: boolean;
}

/**
 * One option for each property of a schema of settings: help, choices, limits and defaults come from the schema.
 * @param placeOf - where help shows a setting.
 */
export function settingsOptions(schema: z.ZodObject, placeOf: (name: string) => Place): OptionRecords {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  return Object.fromEntries(
    Object.entries(properties as Record<string, Property>).map(([name, property]): [string, OptionRecord] => {
      const { description = '', default: fallback, otherwise, ...constraints } = property;
      const { group, expert, shared } = placeOf(name);
      return [
        name,
        {
          // Not a fallback: the schema fills it in, and the choice of a method must see what was given.
          summary: description,
          ...((otherwise ?? fallback) !== undefined &&
            property.type !== 'boolean' && { otherwise: String(otherwise ?? fallback) }),
          group,
          // A switch has no value.
          ...(property.type !== 'boolean' && { value: { ...valueKind(property), schema: { ...constraints } } }),
          ...(expert && { expert }),
          ...(shared && { shared }),
        },
      ];
    }),
  );
}

/** Values of settings that were given, as the schema's input. */
export function pickSettings(schema: z.ZodObject, options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(schema.shape).flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
}
