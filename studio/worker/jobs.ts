/** What the studio computes, each job by the functions of the library. */
import {
  adjustModel,
  byteSource,
  type Calibration,
  type CalibrationSource,
  calibrate,
  calibrationFile,
  conductivity,
  type Description,
  decodeGrey,
  decodePhaseMaps,
  decodeProject,
  describe,
  ExcursaError,
  type ExcursionModel,
  encodePhaseMap,
  encodeProject,
  expectedVolumeFractions,
  type GreyImage,
  joinBytes,
  type ModelChanges,
  type ModelFile,
  type Parameter,
  type PhaseMap,
  type Project,
  parametersOf,
  realise,
  renderCsv,
  type SegmentOptions,
  type SettingsInput,
  type Spacing,
  segment,
  type Table,
  toModelFile,
  twinConductivity,
  validate,
  version,
} from 'excursa';
import { cutSections, demoRecipe, virtualCathode } from '../../examples/virtual-cathode/truth.ts';
import type { CurvesSoFar } from '../../src/calibrate/index.ts';
import { fitErrorsOf } from '../../src/compare/index.ts';
import { type DescribedQuantity, describedQuantities } from '../../src/descriptor/index.ts';
import { textOf } from '../../src/errors.ts';
import { stackOf } from '../../src/grid/index.ts';
import {
  type Answer,
  calibrationReport,
  citations,
  conductivityTables,
  descriptionTables,
  openReport,
  renderHtml,
  twinConductivityTables,
} from '../../src/report/index.ts';
import { findBar } from '../../src/segment/index.ts';
import type { Box, Edits, Images } from '../project/drawn.ts';
import { edited, withMasks } from './edits.ts';

/** How far a job is. */
export interface Progress {
  readonly task: string;
  /** Share of the whole job that is done, 0 to 1, where that is known. */
  readonly share?: number | undefined;
  readonly detail?: string | undefined;
  /** Two-point functions of the best fit so far beside the data's. */
  readonly curves?: CurvesSoFar | undefined;
}

/** What a job is given besides its input. */
export interface Setting {
  readonly signal: AbortSignal;
  readonly threads: number;
  readonly tell: (progress: Progress) => void;
}

/** A table ready to be shown and copied. */
export interface ShownTable {
  readonly title: string;
  /** Whether few readers need it. */
  readonly folded: boolean;
  readonly html: string;
  readonly csv: string;
}

const shown = (table: Table): ShownTable => ({
  ...{ title: table.title, folded: table.folded === true },
  ...{ html: renderHtml(table), csv: renderCsv(table) },
});

const stopIfAsked = ({ signal }: Setting, what: string): void => {
  if (signal.aborted) throw new ExcursaError({ kind: 'interrupted', what, event: 'stopped' });
};

/** A file as it was dropped or chosen. */
export interface GivenFile {
  readonly name: string;
  readonly content: Blob;
}

async function hashOf({ name, content }: GivenFile): Promise<CalibrationSource> {
  const bytes = await content.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { path: name, sha256, bytes: bytes.byteLength };
}

/** Images that were opened: labels, or grey values that are still to be segmented. */
export type Opened = {
  readonly sources: readonly CalibrationSource[];
  readonly notes: readonly string[];
  /** Region without the bar of information that a microscope drew. */
  readonly region?: Box | undefined;
} & ({ readonly maps: readonly PhaseMap[] } | { readonly grey: readonly GreyImage[] });

/** The rows of all images that hold no bar of information; undefined where there is none. */
function regionWithoutBar(images: readonly GreyImage[]): Box | undefined {
  const rows = images.map(({ values, grid }) => findBar(values, grid.shape));
  if (rows.every((own) => own === undefined)) return undefined;
  const [from, to] = [
    Math.max(...rows.map((own) => own?.[0] ?? 0)),
    Math.min(...rows.map((own, i) => own?.[1] ?? images[i].grid.shape[1])),
  ];
  const width = Math.max(...images.map(({ grid }) => grid.shape[2]));
  return from < to ? { x: 0, y: from, width, height: to - from } : undefined;
}

/** Labels of files, or grey values where they hold too many for labels. */
async function open(
  { files, spacing }: { readonly files: readonly GivenFile[]; readonly spacing?: Spacing | undefined },
  setting: Setting,
): Promise<Opened> {
  setting.tell({ task: 'reading' });
  const notes: string[] = [];
  const options = {
    as: 'sections' as const,
    ...(spacing && { spacing }),
    onNote: (sentence: Parameters<typeof textOf>[0]) => notes.push(textOf(sentence)),
  };
  const list = () => files.map(({ name, content }) => byteSource(content, name));
  const sources = await Promise.all(files.map(hashOf));
  try {
    return { maps: await decodePhaseMaps(list(), options), sources, notes };
  } catch (error) {
    if (!(error instanceof ExcursaError) || error.kind !== 'input') throw error;
    const grey = await decodeGrey(list(), { as: 'sections', ...(spacing && { spacing }) }).catch(() => {
      // What it is as labels tells more than what it is not as a grey image.
      throw error;
    });
    const [first] = grey[0].values;
    if (grey.every(({ values }) => values.every((value) => value === first))) throw error;
    return { grey, sources, notes, region: regionWithoutBar(grey) };
  }
}

/** Sections through the virtual cathode, drawn on the spot. */
async function example(_: undefined, setting: Setting): Promise<Opened> {
  setting.tell({ task: 'drawing the virtual cathode' });
  return { maps: cutSections(virtualCathode(demoRecipe), 8), sources: [], notes: [] };
}

/** A finished calibration with a section of its model beside the first image. */
export interface Calibrated {
  readonly calibration: Calibration;
  readonly section: PhaseMap;
  readonly file: ModelFile;
  /** All parameters with the group that each belongs to, and their values - [parameter]. */
  readonly parameters: readonly (Parameter & { readonly group: string; readonly value: number })[];
  /** Exact volume fractions - [phase]; undefined where a model has none. */
  readonly fractions: readonly number[] | undefined;
}

async function fit(
  input: {
    readonly maps: readonly PhaseMap[];
    readonly settings: SettingsInput;
    readonly sources: readonly CalibrationSource[];
  },
  { signal, threads, tell }: Setting,
): Promise<Calibrated> {
  const { maps, settings, sources } = input;
  tell({ task: 'measuring the images' });
  const calibration = await calibrate(maps, settings, {
    ...{ threads, signal, inputs: sources.map(({ sha256 }) => sha256) },
    onProgress: (progress) => {
      if (progress.kind === 'method' || progress.kind === 'training') return;
      const part = progress.total > 0 ? progress.done / progress.total : 0;
      if (progress.kind !== 'search') return tell({ task: progress.kind, share: part });
      const { round, rounds, best } = progress;
      tell({
        curves: progress.curves?.(),
        task: `exact fit, round ${round + 1} of ${rounds}`,
        share: (round + part) / rounds,
        detail: best === null ? undefined : `best loss ${best.toPrecision(4)}`,
      });
    },
  });
  const { shape } = maps[0].grid;
  const request = { shape: shape.slice(1), seed: calibration.settings.seed, threads, signal };
  const { map: section } = await realise(calibration.model, request);
  const { record, family, values, spacing } = calibration.model;
  const scales = { number: 1, length: spacing[2], wavenumber: 1 / spacing[2] };
  const fractions = expectedVolumeFractions(calibration.model);
  return {
    ...{ calibration, section, file: calibrationFile(calibration, { version, sources }) },
    parameters: parametersOf(record, family).map((own, i) => ({ ...own, value: values[i] * scales[own.dimension] })),
    fractions: fractions && Array.from(fractions),
  };
}

/** A calibrated model held against its data. */
export interface Checked {
  readonly answer: Answer;
  readonly methods: string;
  readonly file: ModelFile;
  /** The report as a page of its own. */
  readonly report: Blob;
}

async function check(
  input: {
    readonly calibration: Calibration;
    readonly maps: readonly PhaseMap[];
    readonly sources: readonly CalibrationSource[];
    readonly full: boolean;
    readonly command: string;
  },
  { signal, threads, tell }: Setting,
): Promise<Checked> {
  const { calibration, maps, sources, full, command } = input;
  const { seed } = calibration.settings;
  const realisations = 8;
  tell({ task: 'measuring the data' });
  const validation = await validate(calibration.model, maps, {
    ...{ realisations, seed, threads, signal, full, fittedToReference: true },
    onProgress: (done, total) => tell({ task: 'comparing realisations', share: done / total }),
  });
  const { sentence, unusable, reason } = validation.comparison.conclusion;
  const evidence = { sources, sentence, unusable, reason, errors: fitErrorsOf(validation.reference) };
  const result = { ...calibration, model: { ...calibration.model, evidence } };
  const data = calibrationReport({ result, maps, validation, provenance: { version, command, seed, inputs: sources } });
  const report = new Blob([(await openReport(data)).html()], { type: 'text/html' });
  return {
    answer: data.answer!,
    methods: data.methods!,
    file: calibrationFile(result, { version, sources }),
    report,
  };
}

/** A realisation of a model with some of it changed, and that model. */
async function draw(
  input: {
    readonly model: ExcursionModel;
    readonly changes: ModelChanges;
    readonly shape: readonly number[];
    readonly seed: number;
  },
  { signal, threads, tell }: Setting,
): Promise<{ readonly map: PhaseMap; readonly model: ExcursionModel }> {
  const { changes, shape, seed } = input;
  tell({ task: 'drawing the structure' });
  const model = Object.keys(changes).length > 0 ? adjustModel(input.model, changes) : input.model;
  return { map: (await realise(model, { shape, seed, threads, signal })).map, model };
}

/** What was measured. */
export interface Measured {
  readonly quantities: readonly DescribedQuantity[];
  readonly tables: readonly ShownTable[];
  readonly twoPoint: Description['twoPoint'];
}

async function measure(
  input: { readonly maps: readonly PhaseMap[]; readonly detail: 'basic' | 'standard' | 'full' },
  { signal, threads, tell }: Setting,
): Promise<Measured> {
  const description = await describe(input.maps, {
    ...{ detail: input.detail, threads, signal },
    onProgress: ({ what, done, total }) => tell({ task: `measuring: ${what}`, share: done / total }),
  });
  return {
    quantities: describedQuantities(description),
    tables: descriptionTables(description).map(shown),
    twoPoint: description.twoPoint,
  };
}

/** Effective conductivity of a model over realisations, or of one volume. */
async function transport(
  input: {
    readonly of: { readonly model: ExcursionModel; readonly edge: number } | { readonly volume: PhaseMap };
    readonly conductivities: Readonly<Record<string, number>>;
    readonly precision: number;
    readonly axis: 'x' | 'y' | 'z' | 'all';
  },
  setting: Setting,
): Promise<{ readonly tables: readonly ShownTable[] }> {
  const { of, conductivities, precision, axis } = input;
  const { threads, tell } = setting;
  if ('volume' in of) {
    tell({ task: 'solving for the potential' });
    return { tables: conductivityTables(await conductivity(of.volume, { conductivities, axis, threads })).map(shown) };
  }
  const { model, edge } = of;
  const most = 64;
  const twin = await twinConductivity(model, {
    ...{ conductivities, axis, threads, precision, shape: [edge, edge, edge], mostRealisations: most },
    onProgress: async ({ done, error }) => {
      const detail = error === null ? undefined : `standard error ${(100 * error).toFixed(1)} %`;
      // Errors fall as the root of the number of realisations.
      const needed = error === null ? 8 : Math.min(most, Math.max(8, done * (error / precision) ** 2));
      tell({ task: `realisation ${done + 1}`, share: Math.min(1, done / (needed + 4)), detail });
      await new Promise((resolve) => setTimeout(resolve, 0));
      stopIfAsked(setting, 'transport');
    },
  });
  return { tables: twinConductivityTables(twin, model.unit).map(shown) };
}

/** Labels of grey images by thresholds. */
async function toLabels(
  input: { readonly images: readonly GreyImage[]; readonly options: SegmentOptions; readonly edits: Edits },
  { tell }: Setting,
) {
  tell({ task: 'segmenting' });
  const { maps: whole, thresholds, fractions, doubt } = segment(input.images, input.options);
  const maps = withMasks(whole, input.edits);
  return { maps, thresholds: thresholds.values, fractions, doubts: doubt.sentences };
}

/** Images cut and masked. */
const edit = async ({ opened, edits }: { readonly opened: Images; readonly edits: Edits }): Promise<Images> =>
  edited(opened, edits);

/** The bytes of images as the pages of one file. */
const encodeSections = async (maps: readonly PhaseMap[]): Promise<Blob> =>
  new Blob([await joinBytes(encodePhaseMap(stackOf(maps, 'labels.tif'), 'labels.tif'))]);

/** The bytes of a map in the format of a file name. */
const encode = async ({ map, name }: { readonly map: PhaseMap; readonly name: string }): Promise<Blob> =>
  new Blob([await joinBytes(encodePhaseMap(map, name))]);

/** The file of a model that was changed by hand. */
const modelFile = async (model: ExcursionModel): Promise<ModelFile> => toModelFile(model, version);

/** The text of a project file. */
const toProject = (project: Project): Promise<string> => encodeProject(project);

/** The project of a file. */
const fromProject = async ({ name, content }: GivenFile): Promise<Project & Pick<Opened, 'sources'>> => ({
  ...(await decodeProject(await content.text(), name)),
  sources: [await hashOf({ name, content })],
});

/** Works that a model rests on, as BibTeX. */
const cite = async (): Promise<string> => citations.map(({ bibtex }) => bibtex).join('\n\n');

/** All jobs by name. */
export const jobs = {
  open,
  example,
  fit,
  check,
  draw,
  measure,
  transport,
  toLabels,
  edit,
  encodeSections,
  encode,
  modelFile,
  toProject,
  fromProject,
  cite,
};

/** Their types. */
export type Jobs = typeof jobs;
