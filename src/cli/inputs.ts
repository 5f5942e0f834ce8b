import { ExcursaError } from '../errors.ts';
import type { Phase, PhaseMap } from '../grid/index.ts';
import { parseLabels, parseSpacing, type Source } from '../io/index.ts';
import { readPhaseMaps } from '../node/index.ts';
import { groups, type OptionRecords, type OptionValues } from './command.ts';
import { choice, type ValueKind, whole } from './values.ts';

/** A voxel size with its unit. */
export type Spacing = ReturnType<typeof parseSpacing>;

/** A voxel size: '0.065um', or '0.1,0.065,0.065um' for z, y, x. */
export const spacing: ValueKind<Spacing> = {
  placeholder: 'size',
  parse: parseSpacing,
  schema: { type: 'string', examples: ['0.065um', '0.1,0.065,0.065um'] },
};

/** Label values and names of phases: '0=pore,1=am'; in the configuration file also { "0": "pore", "1": "am" }. */
export const labels: ValueKind<readonly Phase[]> = {
  placeholder: 'list',
  parse: (word) => parseLabels(word),
  schema: {
    anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'string' } }],
    examples: ['0=pore,1=am,2=se', { 0: 'pore', 1: 'am', 2: 'se' }],
  },
  wordOf: (value) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([label, name]) => `${label}=${name}`)
          .join(',')
      : String(value),
};

/** How the pages of a file are understood. */
export const pagesAs = choice(['sections', 'volume'], 'kind');

/** Options of commands that read labelled images. */
export const inputOptions = {
  labels: {
    summary: 'label values and names of the phases, for example 0=pore,1=am,2=se',
    otherwise: 'the values found',
    group: groups.input,
    value: labels,
    shared: true,
  },
  spacing: {
    summary: 'voxel size with its unit, for example 0.065um, or 0.1,0.05,0.05um for z,y,x',
    otherwise: 'as in the file',
    group: groups.input,
    value: spacing,
    shared: true,
  },
  mask: {
    summary: 'label value of pixels to leave out',
    group: groups.input,
    value: whole({ high: 65535, example: 255 }),
    shared: true,
  },
  as: {
    summary: 'whether the pages of a file are 2D sections or the layers of a volume',
    group: groups.input,
    value: pagesAs,
    shared: true,
  },
} as const satisfies OptionRecords;

/** The input options with the reading of pages that a command takes for granted. */
export const inputOptionsWith = <const T extends 'sections' | 'volume'>(fallback: T) => ({
  ...inputOptions,
  as: { ...inputOptions.as, fallback },
});

/** Values of the input options. */
export type InputOptions = OptionValues<typeof inputOptions>;

/**
 * Reads images as the options say.
 * @param known - phases to use where no labels are given, those of a model for instance.
 */
export async function readInputs(
  paths: readonly string[],
  options: InputOptions,
  known?: readonly Phase[],
): Promise<{ maps: PhaseMap[]; sources: Source[] }> {
  const phases = options.labels ?? known;
  return readPhaseMaps([...paths], {
    as: options.as ?? 'sections',
    ...(phases && { labels: [...phases] }),
    ...(options.mask !== undefined && { mask: options.mask }),
    ...(options.spacing && { spacing: options.spacing }),
  });
}

/** @throws ExcursaError (usage) for fewer realisations than a comparison needs. */
export function checkRealisations(realisations: number): void {
  if (realisations >= 2) return;
  throw new ExcursaError({
    kind: 'usage',
    what: '--realisations',
    expected: 'at least 2 to measure the scatter',
    got: `${realisations}`,
    remedy: '--realisations 8',
  });
}
