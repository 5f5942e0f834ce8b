import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import type { RawStack } from './format.ts';

/** What a companion file is called by, in its first key. */
const format = 'excursa-labels';

/** The text of the file `NAME.json` beside labels whose format holds neither names nor a voxel size. */
export function companionText({ grid, phases }: PhaseMap): string {
  const { spacing, unit, rank } = grid;
  return `${JSON.stringify({ format, spacing: spacing.slice(3 - rank), unit, phases }, null, 1)}\n`;
}

/**
 * Voxel size and names of phases by a companion file; nothing where there is none, or a file of another kind.
 * @throws ExcursaError (input) for a companion file whose content makes no sense.
 */
export function readCompanion(text: string | undefined, name: string): Pick<RawStack, 'spacing' | 'phases'> {
  if (text === undefined) return {};
  let found: { format?: unknown; spacing?: unknown; unit?: unknown; phases?: unknown };
  try {
    found = JSON.parse(text);
  } catch {
    return {};
  }
  if (found?.format !== format) return {};
  const { spacing, unit, phases } = found;
  const sizes = Array.isArray(spacing) ? spacing : [];
  const isPhase = (phase: unknown): boolean => {
    const { label, name: own } = (phase ?? {}) as { label?: unknown; name?: unknown };
    return Number.isInteger(label) && typeof own === 'string';
  };
  const good =
    (sizes.length === 2 || sizes.length === 3) &&
    sizes.every((d) => Number.isFinite(d) && d > 0) &&
    typeof unit === 'string' &&
    Array.isArray(phases) &&
    phases.every(isPhase);
  if (!good) {
    throw new ExcursaError({
      kind: 'input',
      what: `${name}.json`,
      expected: 'spacing, unit and phases of the labels beside it',
      got: 'others',
      remedy: 'deleting it',
    });
  }
  const [dz, dy, dx] = sizes.length === 2 ? [undefined, ...sizes] : sizes;
  return {
    spacing: { spacing: [dz, dy, dx], unit: unit as string },
    phases: phases as NonNullable<RawStack['phases']>,
  };
}
