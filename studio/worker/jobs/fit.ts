/** Calibration, and the comparison of its model with the data. */
import {
  type Calibration,
  type CalibrationSource,
  calibrate,
  calibrationFile,
  countVoxels,
  expectedVolumeFractions,
  type ModelFile,
  type Parameter,
  type PhaseMap,
  parametersOf,
  realise,
  type SettingsInput,
  validate,
  version,
} from 'excursa';
import { parseSettings, withoutSmall } from '../../../src/calibrate/index.ts';
import {
  type Choice,
  type ChoiceSteps,
  candidatesOf,
  chooseClass,
  choosesUnasked,
  chooseUnasked,
  classBeforeChoice,
  furtherClasses,
  settingsOfChoice,
} from '../../../src/choice/index.ts';
import { fitErrorsOf, type Validation, withExactNumbers } from '../../../src/compare/index.ts';
import { independenceNote } from '../../../src/descriptor/index.ts';
import { adjustableFractions } from '../../../src/exact/index.ts';
import { caveatOf, fractionScalars } from '../../../src/phase/index.ts';
import {
  type Answer,
  calibrationReport,
  choiceTables,
  exactFitTables,
  openReport,
  type SegmentationTold,
} from '../../../src/report/index.ts';
import { sentenceOf, warningText } from './naming.ts';
import { type Setting, type ShownTable, shown } from './setting.ts';

/** A finished calibration with a section of its model beside the first image. */
export interface Calibrated {
  readonly calibration: Calibration;
  readonly section: PhaseMap;
  /** What a user must know before the model is trusted. */
  readonly warnings: readonly string[];
  /** What was assumed of the images. */
  readonly note: string | undefined;
  readonly file: ModelFile;
  /** All parameters with the group that each belongs to, and their values - [parameter]. */
  readonly parameters: readonly (Parameter & { readonly group: string; readonly value: number })[];
  /**
   * Volume fractions that can be moved - [phase]: exact, or of simulated grains; undefined where a model has none.
   */
  readonly fractions?: readonly number[] | undefined;
  /** Scalars by which they are moved; missing in projects of before. */
  readonly movedBy?: readonly string[] | undefined;
  /** Exact volume fractions, or shares of the images where the model has none. */
  readonly shares: readonly number[];
  /** What the fit found of parameters, order, errors and other optima, where it was exact. */
  readonly tables: readonly ShownTable[];
  /** How its class was chosen, where the data chose it, and the same as tables. */
  readonly choice?: Chosen | undefined;
  /** Whether the data are still to choose a class: the model has the one to begin with. */
  readonly isFirst: boolean;
}

/** A choice between classes. */
export interface Chosen {
  readonly of: Choice;
  readonly tables: readonly ShownTable[];
}

const chosenFrom = (of: Choice): Chosen => ({ of, tables: choiceTables(of).map(shown) });

/** Part of a job's progress. */
const within =
  (tell: Setting['tell'], from: number, to: number): Setting['tell'] =>
  (progress) =>
    tell({ ...progress, share: progress.share === undefined ? from : from + (to - from) * progress.share });

/** Share of each phase in images - [phase]. */
function sharesOf(maps: readonly PhaseMap[]): number[] {
  const counts = maps.map(countVoxels);
  const sums = maps[0].phases.map((_, phase) => counts.reduce((sum, own) => sum + own[phase], 0));
  const total = sums.reduce((sum, n) => sum + n, 0);
  return sums.map((n) => n / total);
}

/** What classes are compared for. */
interface Compared {
  readonly maps: readonly PhaseMap[];
  readonly settings: SettingsInput;
  readonly sources: readonly CalibrationSource[];
}

const choiceRequest = ({ maps, settings, sources }: Compared, { signal, threads, tell }: Setting) => ({
  ...{ images: maps, sources, settings: parseSettings(settings), threads, version, signal },
  onProgress: (detail: string, { share, curves }: ChoiceSteps) =>
    tell({ task: 'choosing a class', share, detail, curves: curves?.() }),
});

/** The choice that the command makes unasked, for a model that was fitted to begin with. */
export async function compareClasses(input: Compared, setting: Setting): Promise<Chosen | undefined> {
  const { kept: maps } = withoutSmall(input.maps);
  const choice = await chooseUnasked(choiceRequest({ ...input, maps }, setting));
  return choice && chosenFrom(choice);
}

/** Share of a job that a thorough choice takes: the fit to all of the data follows. */
const shareOfChoice = 0.8;

export async function fit(
  input: Compared & {
    /** Whether all classes are compared on held-out data, and the best is taken. */
    readonly chooses: boolean;
    /** A choice that was made before. */
    readonly choice?: Chosen | undefined;
  },
  setting: Setting,
): Promise<Calibrated> {
  const { sources, chooses } = input;
  const { signal, threads } = setting;
  setting.tell({ task: 'measuring the images' });
  const { kept: maps, warning } = withoutSmall(input.maps);
  const compared = () => ({ candidates: candidatesOf(maps[0].phases.length), further: furtherClasses(maps) });
  const early = { ...setting, tell: within(setting.tell, 0, shareOfChoice) };
  const choice = chooses
    ? chosenFrom(await chooseClass({ ...choiceRequest({ ...input, maps }, early), ...compared() }))
    : input.choice;
  const isFirst = !choice && choosesUnasked(maps, input.settings);
  const tell = chooses ? within(setting.tell, shareOfChoice, 1) : setting.tell;
  const settings = choice
    ? settingsOfChoice(parseSettings(input.settings), choice.of)
    : { ...input.settings, ...(isFirst && { model: classBeforeChoice(maps[0].phases.length) }) };
  const calibration = await calibrate(maps, settings, {
    ...{ threads, signal, inputs: sources.map(({ sha256 }) => sha256) },
    onProgress: (progress) => {
      if (progress.kind === 'method' || progress.kind === 'training') return;
      if (progress.kind === 'simulated') {
        const { stage, done, total, share } = progress;
        return tell({ task: `simulated fit, ${stage}, ${done + 1} of ${total}`, share });
      }
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
  const note = independenceNote(maps);
  const { record, family, values, spacing } = calibration.model;
  const scales = { number: 1, length: spacing[2], wavenumber: 1 / spacing[2] };
  const exact = expectedVolumeFractions(calibration.model);
  const fractions = exact ?? adjustableFractions(calibration.model);
  const movedBy = record.grains
    ? fractionScalars(record)
        .flat()
        .map((i) => record.scalars[i].name)
    : record.scalars.filter(({ role }) => role === 'threshold').map(({ name }) => name);
  return {
    ...{ calibration, section, file: calibrationFile(calibration, { version, sources }) },
    warnings: [...(warning ? [warning] : []), ...calibration.warnings].map(warningText),
    note: note && `${sentenceOf(note)}.`,
    parameters: parametersOf(record, family).map((own, i) => ({ ...own, value: values[i] * scales[own.dimension] })),
    ...(fractions && { fractions: Array.from(fractions), movedBy }),
    tables: calibration.exactFit ? exactFitTables(calibration.exactFit).map(shown) : [],
    shares: Array.from(exact ?? sharesOf(maps)),
    ...{ choice, isFirst },
  };
}

/** A calibrated model held against its data. */
export interface Checked {
  readonly answer: Answer;
  readonly methods: string;
  /** What a user of the model must know; undefined where it is usable for all that was compared. */
  readonly caveat: string | undefined;
  readonly file: ModelFile;
  /** The report as a page of its own. */
  readonly report: Blob;
  /** What the comparison found. */
  readonly validation: Validation;
}

export async function check(
  input: {
    readonly calibration: Calibration;
    readonly maps: readonly PhaseMap[];
    readonly sources: readonly CalibrationSource[];
    readonly choice?: Choice | undefined;
    /** How the images became labels, where that was done here. */
    readonly segmentation?: SegmentationTold | undefined;
    readonly full: boolean;
    readonly command: string;
    /** What the comparison found before: only what is said of it changes. */
    readonly validation?: Validation | undefined;
  },
  { signal, threads, tell }: Setting,
): Promise<Checked> {
  const { calibration, sources, full, command, choice, segmentation } = input;
  const { kept: maps } = withoutSmall(input.maps);
  const { seed } = calibration.settings;
  const realisations = 8;
  tell({ task: 'measuring the data' });
  const measured =
    input.validation ??
    (await validate(calibration.model, maps, {
      ...{ realisations, seed, threads, signal, full, fittedToReference: true },
      onProgress: (done, total) => tell({ task: 'comparing realisations', share: done / total }),
    }));
  const { exactFit, model } = calibration;
  const validation = {
    ...measured,
    comparison: withExactNumbers(measured.comparison, exactFit, model.record.name),
  };
  const { sentence, unusable, reason } = validation.comparison.conclusion;
  const evidence = { sources, sentence, unusable, reason, errors: fitErrorsOf(validation.reference) };
  const result = { ...calibration, model: { ...calibration.model, evidence } };
  const provenance = { version, command, seed, inputs: sources };
  const data = calibrationReport({ result, maps, validation, choice, segmentation, provenance });
  const report = new Blob([(await openReport(data)).html()], { type: 'text/html' });
  return {
    answer: data.answer!,
    methods: data.methods!,
    caveat: caveatOf(result.model),
    file: calibrationFile(result, { version, sources }),
    ...{ report, validation },
  };
}
