import { type Command, Option } from 'commander';
import { ExcursaError } from '../errors.ts';
import type { Phase, PhaseMap } from '../grid/index.ts';
import { parseLabels, parseSpacing, type Source } from '../io/index.ts';
import { readPhaseMaps } from '../node/index.ts';

/** Options of commands that read images. */
export interface InputOptions {
  readonly labels?: string;
  readonly mask?: number;
  readonly spacing?: string;
  readonly as?: 'sections' | 'volume';
}

/** Adds the options that say how images are to be understood. */
export function addInputOptions<T extends Command>(command: T, fallback: 'sections' | 'volume'): T {
  command
    .option(
      '--labels <list>',
      'label values and names of the phases, for example 0=pore,1=am,2=se; default: the values found',
    )
    .option('--mask <value>', 'label value of pixels to leave out', (text) => {
      const value = Number(text);
      if (!Number.isInteger(value))
        throw new ExcursaError('usage', `--mask: expected a whole number, got ${text}; try --mask 255`);
      return value;
    })
    .option('--spacing <size>', 'voxel size, for example 0.065um or 0.1,0.05,0.05um (z,y,x); default: as in the file')
    .addOption(
      new Option(
        '--as <kind>',
        `pages of a file are 2D sections or the layers of a volume (default: ${fallback})`,
      ).choices(['sections', 'volume']),
    );
  return command;
}

/**
 * Reads images as the options say.
 * @param known - phases to use where no --labels are given, those of a model for instance.
 */
export async function readInputs(
  paths: readonly string[],
  options: InputOptions,
  fallback: 'sections' | 'volume',
  known?: readonly Phase[],
): Promise<{ maps: PhaseMap[]; sources: Source[] }> {
  const labels = options.labels === undefined ? known : parseLabels(options.labels);
  return readPhaseMaps([...paths], {
    as: options.as ?? fallback,
    ...(labels && { labels: [...labels] }),
    ...(options.mask !== undefined && { mask: options.mask }),
    ...(options.spacing !== undefined && { spacing: parseSpacing(options.spacing) }),
  });
}
