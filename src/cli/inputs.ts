import { directionWarning, type Signature, withoutSmall } from '../calibrate/index.ts';
import { independenceNote, layerWarning } from '../descriptor/index.ts';
import { ExcursaError, type Phrase, textOf } from '../errors.ts';
import { type Phase, type PhaseMap, sectionsOf, type Triple } from '../grid/index.ts';
import {
  type LabelledPhase,
  parseLabels,
  parseRegion,
  parseRelabelling,
  parseSpacing,
  parseStride,
  type ReadOptions,
  type Region,
  type Relabelling,
  type Source,
} from '../io/index.ts';
import { readPhaseMaps } from '../node/index.ts';
import { groups, type OptionRecords, type OptionValues } from './command.ts';
import type { Console } from './console.ts';
import { flagOf } from './flags.ts';
import { choice, number, type ValueKind, whole } from './values.ts';

/** A voxel size with its unit. */
export type Spacing = ReturnType<typeof parseSpacing>;

/** A voxel size: '0.065um', or '0.1,0.065,0.065um' for z, y, x. */
export const spacing: ValueKind<Spacing> = {
  placeholder: 'size',
  parse: parseSpacing,
  schema: { type: 'string', examples: ['0.065um', '0.1,0.065,0.065um'] },
};

/**
 * Label values and names of phases: '0=pore,1=am', '0+3=pore' or '#141414=pore'; in the configuration file also { "0":
 * "pore", "1": "am" }.
 */
export const labels: ValueKind<readonly LabelledPhase[]> = {
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

/** A box of an image or a volume. */
export const region: ValueKind<Region> = {
  placeholder: 'box',
  parse: parseRegion,
  schema: { type: 'string', examples: ['0:512,0:512', '0:100,0:512,0:512'] },
};

/** Every how manieth voxel is read. */
const stride: ValueKind<Triple> = {
  placeholder: 'n',
  parse: parseStride,
  schema: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'string' }], examples: [2, '1,2,2'] },
};

/** Other label values. */
const relabel: ValueKind<Relabelling> = {
  placeholder: 'pairs',
  parse: parseRelabelling,
  schema: { type: 'string', examples: ['30000=1,60000=2', 'order'] },
};

/** How the pages of a file are understood. */
export const pagesAs = choice(['sections', 'volume'], 'kind');

/** The rule for pages where nothing is said. */
export const pagesRule = 'sections, unless the file states the distance of its layers';

/** Options of commands that read images of any kind. */
export const imageOptions = {
  spacing: {
    summary: 'voxel size with its unit, for example 0.065um, or 0.1,0.05,0.05um for z,y,x',
    otherwise: 'as in the file',
    group: groups.input,
    value: spacing,
    shared: true,
  },
  as: {
    summary: 'whether pages, or a series of files of one page each, are 2D sections or the layers of a volume',
    otherwise: pagesRule,
    group: groups.input,
    value: pagesAs,
    shared: true,
  },
  region: {
    summary: 'part to read, for example 0:512,0:512 for y,x, or z0:z1,y0:y1,x0:x1',
    otherwise: 'all',
    group: groups.input,
    value: region,
    shared: true,
  },
  stride: {
    summary: 'read every n-th voxel along each axis, or n for z,y,x',
    otherwise: '1',
    group: groups.input,
    value: stride,
    shared: true,
  },
} as const satisfies OptionRecords;

/** Options of commands that read labelled images. */
export const inputOptions = {
  labels: {
    summary:
      'label values and names of the phases, for example 0=pore,1=am,2=se; 0+3=pore merges, #141414=pore names a colour',
    otherwise: 'the values found',
    group: groups.input,
    value: labels,
    shared: true,
  },
  mask: {
    summary: 'label value of pixels to leave out',
    group: groups.input,
    value: whole({ high: 65535, example: 255 }),
    shared: true,
  },
  relabel: {
    summary: 'other label values for the phases, for example 30000=1,60000=2; order numbers them from 0',
    group: groups.input,
    value: relabel,
    shared: true,
  },
  ...imageOptions,
} as const satisfies OptionRecords;

/** Distance of sections, for commands that estimate errors. */
export const sectionDistance = {
  summary:
    'distance of one section to the next, in the unit of the voxel size, where the files are sections of one volume in order',
  otherwise: 'as in the file, or else sections count as independent',
  group: groups.input,
  value: number({ above: 0, example: 2.5 }),
  shared: true,
} as const;

/** Values of the input options. */
export type InputOptions = OptionValues<typeof inputOptions>;

/** What a command knows of its images beside the options. */
export interface KnownInputs {
  /** Phases to use where no labels are given, those of a model for instance. */
  readonly phases?: readonly Phase[] | undefined;
  /** Whether images may lack some of these phases. */
  readonly mayLack?: boolean;
  /** Voxel size of files that state none. */
  readonly fallbackSpacing?: ReadOptions['fallbackSpacing'];
  /** Shows what was assumed. */
  readonly console: Console;
}

/** What of the options the reading of any image takes. */
export const readingOf = ({
  as,
  spacing,
  region,
  stride,
}: OptionValues<typeof imageOptions>): Pick<ReadOptions, 'as' | 'spacing' | 'region' | 'stride'> => ({
  ...(as && { as }),
  ...(spacing && { spacing }),
  ...(region && { region }),
  ...(stride && { stride }),
});

/** Reads images as the options say, and tells what was assumed. */
export async function readInputs(
  paths: readonly string[],
  options: InputOptions,
  { phases: known, mayLack, fallbackSpacing, console }: KnownInputs,
): Promise<{
  maps: PhaseMap[];
  sources: Source[];
  assumptions: readonly string[];
  /** Voxel size that was used where the files state none, as an option has it. */
  usedSpacing?: string;
}> {
  const phases = options.labels ?? known;
  const assumptions: string[] = [];
  let usedSpacing: string | undefined;
  const onNote = (sentence: Phrase): void => {
    assumptions.push(textOf(sentence, flagOf));
    if (!fallbackSpacing || !Array.isArray(sentence)) return;
    const stated = sentence.find((part) => typeof part === 'object' && part.setting === 'spacing');
    if (stated) usedSpacing = String(stated.value);
  };
  const read = await readPhaseMaps([...paths], {
    ...readingOf(options),
    onNote,
    ...(phases && { labels: [...phases] }),
    ...(mayLack && known && { mayLack: known.map(({ name }) => name) }),
    ...(options.mask !== undefined && { mask: options.mask }),
    ...(options.relabel && { relabel: options.relabel }),
    ...(fallbackSpacing && { fallbackSpacing }),
  });
  for (const sentence of assumptions) console.note(sentence);
  return { ...read, assumptions, ...(usedSpacing !== undefined && { usedSpacing }) };
}

/** A warning with what may help. */
export const warningText = ({ name, sentence, cure }: Pick<Signature, 'name' | 'sentence' | 'cure'>): string =>
  `${name}. ${sentence} ${textOf(cure, flagOf)}`;

/** Tells where the layers of volumes may not be what they were taken for. @returns what was told. */
export function warnOfLayers(maps: readonly PhaseMap[], console: Console): string[] {
  return maps.flatMap((map) => {
    const warning = layerWarning(map);
    if (!warning) return [];
    const text = warningText(warning);
    console.warn(text);
    return [`warning: ${text}`];
  });
}

/** Tells where surface areas of images suppose what they do not show. @returns what was told. */
export function warnOfDirections(maps: readonly PhaseMap[], console: Console): string[] {
  const warning = maps[0].grid.rank === 2 ? directionWarning(maps) : undefined;
  if (!warning) return [];
  const text = warningText(warning);
  console.warn(text);
  return [`warning: ${text}`];
}

/**
 * Sections without those that are much smaller than the others and too small for their correlations, which are named.
 * @param paths - of the files that they come from.
 */
export function withoutSmallSections(
  maps: readonly PhaseMap[],
  paths: readonly string[],
  console: Console,
): readonly PhaseMap[] {
  if (maps.length < 2 || maps.some(({ grid }) => grid.rank === 3)) return maps;
  const { kept, warning } = withoutSmall(maps, maps.length === paths.length ? paths : undefined);
  if (warning) console.warn(warningText(warning));
  return kept;
}

/** Asks for the distance of sections where nobody knows it: errors of sections close to each other are too small. */
export function askForDistance(maps: readonly PhaseMap[], given: number | undefined, console: Console): void {
  const note = given === undefined ? independenceNote(maps) : undefined;
  if (note) console.note(textOf(note, flagOf));
}

/**
 * Volumes as sections of their layers: a model of sections knows their distance, but no height of a voxel.
 * @param distance - of one section to the next, where it was given.
 */
export function sectionsFrom(
  maps: readonly PhaseMap[],
  names: readonly string[],
  distance: number | undefined,
  console: Console,
): readonly PhaseMap[] {
  return maps.flatMap((map, i) => {
    if (map.grid.rank === 2 && distance === undefined) return [map];
    if (map.grid.rank === 2) return [{ ...map, section: { stack: 'sections', height: i * distance! } }];
    const { shape, spacing, unit } = map.grid;
    console.note(`the ${shape[0]} layers of the volume are calibrated as sections ${spacing[0]} ${unit} apart`);
    return sectionsOf(map, names[i] ?? `volume ${i + 1}`);
  });
}

/** Most realisations of a comparison. */
const mostRealisations = 65536;

/** @throws ExcursaError (usage) for fewer realisations than a comparison needs, and for more than it takes. */
export function checkRealisations(realisations: number): void {
  if (realisations >= 2 && realisations <= mostRealisations) return;
  throw new ExcursaError({
    kind: 'usage',
    what: '--realisations',
    expected: realisations < 2 ? 'at least 2 to measure the scatter' : `at most ${mostRealisations}`,
    got: `${realisations}`,
    remedy: '--realisations 8',
  });
}
