import { z } from 'zod';
import { aText, checkArguments, isRecord, listOf, optional, recordOf, valueWhere, wholeNumber } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { aPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import {
  byteSource,
  decodePhaseMaps,
  encodePhaseMap,
  fromBase64,
  greyImage,
  joinBytes,
  toBase64,
} from '../io/index.ts';
import { version } from '../version.ts';
import { decodeProjectGrey, encodeProjectGrey, greySchema, type ProjectGrey } from './project-grey.ts';
import { type SettingsInput, settingsSchema } from './settings.ts';

/** What a calibration starts from, and what is to be done with its model: one file for the studio and the command. */
export interface Project {
  /** Segmented 2D sections of one material. */
  readonly images: readonly PhaseMap[];
  /** Settings of the calibration; what is missing has its default. */
  readonly settings: SettingsInput;
  /** Colours of the phases, '#rrggbb' - [phase]. */
  readonly colours?: readonly string[] | undefined;
  /** The twin to draw. */
  readonly twin?: { readonly shape: readonly number[]; readonly seed: number } | undefined;
  /** Changes of the model by hand, as `adjustModel` takes them. */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** Conductivities by name of a phase. */
  readonly conductivities?: Readonly<Record<string, number>> | undefined;
  /** The grey images that the sections were segmented from, and how. */
  readonly grey?: ProjectGrey | undefined;
}

const colour = /^#[0-9a-f]{6}$/i;

const projectSchema = z.strictObject({
  format: z.literal('excursa-project'),
  formatVersion: z.literal(1),
  version: z.string(),
  phases: z.array(z.strictObject({ name: z.string(), label: z.number().int() })).min(2),
  images: z
    .array(
      z.strictObject({
        tiff: z.string(),
        section: z.strictObject({ stack: z.string(), height: z.number() }).optional(),
      }),
    )
    .min(1),
  settings: settingsSchema.partial(),
  colours: z.array(z.string().regex(colour)).optional(),
  twin: z
    .strictObject({ shape: z.array(z.number().int().min(1)).min(2).max(3), seed: z.number().int().min(0) })
    .optional(),
  changes: z.record(z.string(), z.unknown()).optional(),
  conductivities: z.record(z.string(), z.number().min(0)).optional(),
  grey: greySchema.optional(),
});

const aColour = valueWhere('a colour', "'#46587a'", (own) => typeof own === 'string' && colour.test(own));

const projectArguments = {
  project: recordOf('a project', '{ images, settings: {} }', {
    images: listOf('a list of sections', '[map]', aPhaseMap, 1),
    settings: valueWhere('settings of a calibration', '{}', isRecord),
    colours: optional(listOf('a list of colours', "['#46587a', '#dd8a26']", aColour)),
    twin: optional(
      recordOf('a twin', '{ shape: [64, 64, 64], seed: 1 }', {
        shape: listOf('a list of voxels an axis', '[64, 64, 64]', wholeNumber(1), 2),
        seed: wholeNumber(0),
      }),
    ),
    changes: optional(valueWhere('changes of a model', '{ lengths: { X: 2 } }', isRecord)),
    conductivities: optional(
      valueWhere('conductivities by phase', '{ se: 1 }', (own) => {
        return isRecord(own) && Object.values(own).every((value) => Number.isFinite(value) && Number(value) >= 0);
      }),
    ),
    grey: optional(
      recordOf('grey images', '{ images, segmentation, edits }', {
        images: listOf('a list of grey images', '[{ grid, values }]', greyImage, 1),
        segmentation: valueWhere(
          'how they were segmented',
          "{ classes: 2, filter: 'none', method: 'thresholds' }",
          (own) => {
            return greySchema.shape.segmentation.safeParse(own).success;
          },
        ),
        edits: valueWhere('what is cut of them', '{ masks: [] }', (own) => {
          return greySchema.shape.edits.safeParse(own).success;
        }),
      }),
    ),
  }),
};

/**
 * The text of a project file: images as TIFF in base64, with names, labels and pixel size, and everything else as JSON.
 * @throws ExcursaError (usage) for what is no project.
 * @example
 * import { createGrid, createPhaseMap, decodeProject, encodeProject } from 'excursa';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const map = createPhaseMap(createGrid([2, 2], { spacing: 0.1, unit: 'um' }), Uint8Array.of(0, 1, 1, 0), phases);
 * const text = await encodeProject({ images: [map], settings: { seed: 7 } });
 * const { images, settings } = await decodeProject(text, 'my.excursa.json');
 * console.log(images[0].phases[1].name, settings.seed); // solid 7
 */
export async function encodeProject(project: Project): Promise<string> {
  checkArguments('encodeProject', { project }, projectArguments);
  const { images, grey, ...rest } = project;
  const files = [];
  for (const map of images) {
    const tiff = toBase64(await joinBytes(encodePhaseMap(map, 'image.tif')));
    files.push({ tiff, ...(map.section && { section: map.section }) });
  }
  const [{ phases }] = images;
  const content = {
    format: 'excursa-project',
    formatVersion: 1,
    version,
    phases,
    images: files,
    ...rest,
    ...(grey && { grey: encodeProjectGrey(grey) }),
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

/**
 * The project of a file's text.
 * @param name - of the file, for messages.
 * @throws ExcursaError (input) for a text that is no project, or holds a damaged image.
 * @example
 * import { decodeProject } from 'excursa';
 * await decodeProject('{}', 'my.json').catch(({ kind }) => console.log(kind)); // input
 */
export async function decodeProject(text: string, name: string): Promise<Project> {
  checkArguments('decodeProject', { text, name }, { text: aText, name: aText });
  const refuse: (got: string) => never = (got) => {
    throw new ExcursaError({
      kind: 'input',
      what: name,
      expected: 'a project file of the studio',
      got,
      remedy: 'exporting the project again',
    });
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    refuse('a text that is no JSON');
  }
  const parsed = projectSchema.safeParse(content);
  if (!parsed.success) {
    if ((content as { readonly format?: unknown } | null)?.format === 'excursa-model') refuse('a model file');
    const [{ path }] = parsed.error.issues;
    return refuse(path.length > 0 ? `a wrong value of ${path.join('.')}` : 'another kind of JSON');
  }
  const { phases, images, settings, colours, twin, changes, conductivities, grey } = parsed.data;
  const sources = images.map(({ tiff }, i) =>
    byteSource(fromBase64(tiff) ?? refuse(`image ${i + 1} that is no base64`), `${name}, image ${i + 1}`),
  );
  // Together: a phase may be missing in one of them.
  const maps = await decodePhaseMaps(sources, { as: 'sections', labels: phases, mask: masked });
  const given = (content as { readonly settings: SettingsInput }).settings;
  return {
    images: maps.map((map, i) => {
      const { section } = images[i];
      return section ? { ...map, section } : map;
    }),
    // As they were given: what is left out has the default of the program that reads it.
    settings: Object.fromEntries(Object.entries(settings).filter(([key]) => key in given)),
    ...{ colours, twin, changes, conductivities },
    ...(grey && { grey: decodeProjectGrey(grey, name) }),
  };
}
