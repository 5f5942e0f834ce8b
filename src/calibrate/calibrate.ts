import {
  type ArgumentKind,
  aFunction,
  aNumber,
  anObject,
  aSignal,
  aText,
  checkArguments,
  expectedBySchema,
  isRecord,
  listOf,
  optional,
  optionsOf,
  recordOf,
  shownValue,
  threadCount,
  valueWhere,
  wholeNumber,
} from '../arguments.ts';
import { type CorrelationFamily, families, prepareTapered } from '../correlation/index.ts';
import { ExcursaError, nearestName, textOf } from '../errors.ts';
import { exactRefusal } from '../exact/index.ts';
import { aPhaseMap, type PhaseMap } from '../grid/index.ts';
import {
  aFamily,
  aModel,
  classes,
  type ExcursionModel,
  type ModelFile,
  type ModelRecord,
  parametersOf,
  parseRecord,
  startsFor,
  toModelFile,
  toValues,
  usualClass,
} from '../phase/index.ts';
import { drawnBoundaries, exactBoundaries } from './anisotropy/boundary-law.ts';
import { type AnisotropyEstimate, estimateAnisotropy } from './anisotropy/estimate.ts';
import { anisotropyWarnings } from './anisotropy/warnings.ts';
import type { Calibration, CalibrationOptions } from './calibration.ts';
import { checkAcross, checkImages, checkMaps } from './image-checks.ts';
import { correlationLengthOf, measureStatistics } from './methods/exact/statistics.ts';
import { defaultMethod, methods } from './methods/index.ts';
import type { FitTask, FittedParameters, RivalFit } from './methods/method.ts';
import { findSignatures, type Signature } from './methods/training/training-log.ts';
import { type MethodName, type Settings, type SettingsInput, settingsSchema } from './settings.ts';
import { stretchWarning, withoutSmall } from './suitability.ts';

/** Settings with their defaults. @throws ExcursaError (usage) for a value that is not permitted. */
export function parseSettings(given: SettingsInput): Settings {
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue.path[0] ?? (issue as { keys?: readonly string[] }).keys?.[0] ?? 'settings');
  const isUnknown = issue.code === 'unrecognized_keys';
  const isOption = isUnknown && Object.hasOwn(optionKinds, name);
  const known = [...Object.keys(settingsSchema.shape), ...Object.keys(optionKinds)];
  const near = isUnknown ? nearestName(name, known) : undefined;
  throw new ExcursaError({
    kind: 'usage',
    what: { setting: name },
    expected: expectedBySchema(issue),
    got: isOption ? 'one of the options' : isUnknown ? name : shownValue((given as Record<string, unknown>)[name]),
    remedy:
      near === undefined ? 'leaving it out' : near in settingsSchema.shape ? { setting: near } : optionPlace(near),
  });
}

/** The model class of a name. @throws ExcursaError (usage) when there is none. */
function classOf(name: string) {
  if (Object.hasOwn(classes, name)) return classes[name];
  throw new ExcursaError({
    kind: 'usage',
    what: { setting: 'model' },
    expected: `one of ${Object.keys(classes).join(', ')}`,
    got: name,
    remedy: 'one of these, or a record of your own',
  });
}

/** Refuses a family of a user's own that no fit could use, before the work begins. */
function checkFamily(family: CorrelationFamily): void {
  const fail = (expected: string, got: string, remedy: string): never => {
    throw new ExcursaError({ kind: 'usage', what: `family ${family.name}`, expected, got, remedy });
  };
  if (Object.hasOwn(families, family.name) && families[family.name] !== family) {
    fail('a name of its own', 'that of a registered family', 'another name');
  }
  const starts = Float64Array.from(family.parameters, ({ start }) => start);
  const lags = Float64Array.of(0, 1, 2, 3);
  const { rho, curvature, jacobian } = prepareTapered(family, { lags, taper: 48 })(starts);
  if (!(Math.abs(rho[0] - 1) < 1e-9)) fail('a correlation of 1 at lag 0', `${rho[0]}`, 'dividing by that value');
  if (!(curvature > 0 && Number.isFinite(curvature))) {
    fail("a positive finite curvature -rho''(0)", `${curvature}`, 'smoothing the correlation at small lags');
  }
  const rows = jacobian().length;
  if (rows !== starts.length) {
    fail(`derivatives by ${starts.length} parameters`, `${rows}`, 'one row for each parameter');
  }
}

/** Hashes of the images, for a state that is gone on from. */
async function hashesOf(images: readonly PhaseMap[]): Promise<string[]> {
  const { subtle } = globalThis.crypto;
  const digests = await Promise.all(images.map(({ data }) => subtle.digest('SHA-256', Uint8Array.from(data))));
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
  return digests.map((digest) => Array.from(new Uint8Array(digest), hex).join(''));
}

/**
 * A family of a user's own as a state in a store names it: its name, and a hash of its correlations and their
 * derivatives at the starting values, to nine digits, so that another family of that name is not gone on with.
 */
async function nameOfFamily(family: CorrelationFamily): Promise<string> {
  const starts = Float64Array.from(family.parameters, ({ start }) => start);
  const lags = Float64Array.from({ length: 33 }, (_, lag) => lag);
  const { rho, jacobian } = prepareTapered(family, { lags, taper: 48 })(starts);
  const values = [rho, ...jacobian()].flatMap((row) => Array.from(row, (value) => value.toPrecision(9)));
  const bytes = new TextEncoder().encode(values.join());
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes));
  return `family ${family.name} ${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Says that threads were not used, where they were asked for and the family is a user's own. */
function unusedThreads({ family, threads, settings }: FitTask): Signature[] {
  if (typeof family === 'string' || threads < 2 || settings.method === 'training') return [];
  return [
    {
      name: 'one thread',
      sentence: `The fit ran in one thread, not in ${threads}: functions of a family of your own cannot cross to others.`,
      cure: 'A family in the registry (docs/extending.md) uses them all.',
    },
  ];
}

async function taskOf(
  images: readonly PhaseMap[],
  given: SettingsInput,
  options: CalibrationOptions,
): Promise<FitTask> {
  const parsed = parseSettings(given);
  const { store, threads = 1, signal, exactFit } = options;
  // A record from a script may lack what has a default, or contradict itself.
  const own = options.record && classes[options.record.name]?.record !== options.record;
  const named = parsed.model === undefined ? usualClass(images[0].phases.length) : classOf(parsed.model);
  const record = own ? parseRecord(options.record, 'record') : (options.record ?? named.record);
  const starts = options.starts ?? startsFor(record);
  const { family } = options;
  if (family) checkFamily(family);
  const settings = {
    ...{ ...parsed, model: record.name, method: parsed.method ?? defaultMethod(record) },
    ...(family && { family: family.name }),
  };
  return {
    family: family && families[family.name] !== family ? family : settings.family,
    ...{ images, settings, record, starts, threads, signal, store, exactFit },
    inputs: [
      ...(options.inputs ?? (store ? await hashesOf(images) : [])),
      ...(family && families[family.name] !== family ? [await nameOfFamily(family)] : []),
    ],
    onProgress: options.onProgress ?? (() => undefined),
    onChecked: options.onChecked ?? (async () => undefined),
  };
}

/** Why a model is fitted by its method, in one sentence. */
function reasonOf(record: ModelRecord, method: MethodName, given: SettingsInput): string {
  if (given.method !== undefined) return `The ${method} method is used because it was asked for.`;
  const refusal = exactRefusal(record);
  if (!refusal) return `The ${method} method is used because the model ${record.name} has exact two-point functions.`;
  const missing = `the exact method needs ${textOf(refusal.expected)}, and the model has ${textOf(refusal.got)}`;
  return `The ${method} method is used, which takes longer: ${missing}.`;
}

/** The images to fit to, and what to warn of before: those left out, and structures that are no model's. */
function suitableImages(all: readonly PhaseMap[], { onWarning }: CalibrationOptions) {
  // Volumes are refused later, with a reason.
  if (all.some(({ grid }) => grid.rank !== 2)) return { images: all, warnings: [] };
  const { kept, warning } = withoutSmall(all);
  const warnings = [warning, stretchWarning(kept)].filter((own) => own !== undefined);
  for (const own of warnings) onWarning?.(own);
  return { images: kept, warnings };
}

/** Points of the quadrature that the anisotropy of Gaussian classes is judged by. */
const quadraturePoints = 4096;

/** The scale of the z axis that the sections across the plane show, and what is doubtful about it. */
async function anisotropyOf(
  { settings, images, record, family, threads, signal }: FitTask,
  { order, raw, taper }: FittedParameters,
  model: ExcursionModel,
  across: readonly PhaseMap[],
): Promise<{ readonly estimate: AnisotropyEstimate; readonly warnings: readonly Signature[] }> {
  const [first] = images;
  const longest = Math.floor(Math.min(...first.grid.shape.slice(1)) / 3);
  const statistics = measureStatistics(images, Math.min(longest, Math.ceil(taper)), 0);
  const names = first.phases.map(({ name }) => name);
  const correlationLength = correlationLengthOf(statistics) ?? longest;
  const common = { correlationLength, seed: settings.seed };
  const law = methods.exact.suits(record)
    ? exactBoundaries({
        ...{ ...common, record, family, taper, raw, order },
        pixel: first.grid.spacing[2],
        points: quadraturePoints,
      })
    : drawnBoundaries(model, { ...common, threads, signal });
  const estimate = await estimateAnisotropy(across, names, law);
  return { estimate, warnings: anisotropyWarnings(estimate, images, across, correlationLength) };
}

/** A family of a user's own; those of the program are named in the settings. */
const ownFamily: ArgumentKind = (value, place) =>
  typeof value === 'string'
    ? { place, expected: 'a correlation family', got: value, remedy: `the setting family: '${value}', or a record` }
    : aFamily(value, place);

const exactFit = recordOf('an exact fit', 'leaving it out', {
  ...{ setup: anObject, summary: anObject, discrepancy: aNumber },
  raw: valueWhere('a Float64Array', 'leaving it out', (raw) => raw instanceof Float64Array),
  order: listOf('a list of phases', 'leaving it out', wholeNumber(0), 2),
});

const startsOfOptions = valueWhere(
  'a function',
  'calibrate(maps, { starts: 2 }), where starts is their number',
  (starts) => typeof starts === 'function',
);

const optionKinds = {
  ...{ record: anObject, family: ownFamily, starts: startsOfOptions, threads: threadCount, signal: aSignal, exactFit },
  ...{ onProgress: aFunction, onWarning: aFunction, onChecked: aFunction, inputs: listOf('names', '[name]', aText) },
  across: listOf('a list of phase maps', '[map]', aPhaseMap),
  store: recordOf('a store', 'memoryStore()', { read: aFunction, write: aFunction, extend: aFunction }),
} satisfies { readonly [name in keyof CalibrationOptions]-?: ArgumentKind };

/** Where an option belongs: one that stands among the settings is in the wrong argument, and no misspelt setting. */
const optionPlace = (name: string): string => `the options, the third argument: calibrate(maps, settings, { ${name} })`;

const aSetOfOptions = optionsOf('{ threads: 2 }', optionKinds);

/** Options, none of which is a setting. */
const calibrateOptions: ArgumentKind = (value, place) => {
  const isSetting = (name: string): boolean => name in settingsSchema.shape && !(name in optionKinds);
  const setting = isRecord(value) ? Object.keys(value).find(isSetting) : undefined;
  if (setting === undefined) return aSetOfOptions(value, place);
  const remedy = `the settings, the second argument: calibrate(maps, { ${setting} })`;
  return { place: setting, expected: 'one of the options', got: setting, remedy };
};

const calibrateArguments = {
  // Their schema refuses unknown ones.
  settings: recordOf('an object of settings', '{ starts: 2 }', {}),
  options: calibrateOptions,
};

/**
 * Calibrates a model to images: finds the parameters with which its realisations have the statistics of the images.
 * Equal images, settings and threads give equal bits; without a discriminator the number of threads has no effect.
 * @param all - 2D sections of one material with square pixels; one far too small beside the others is left out, with a
 * warning. @param given - settings, by default those of the
 * schema.
 * @throws ExcursaError (usage, input) for images or settings that cannot work, (interrupted) when stopped by the
 * signal, (numeric) when the parameters leave the finite numbers, (resource) when a discriminator has no runtime or the
 * store fails.
 * @example
 * import { calibrate, createModel, presets, realise } from 'excursa';
 * // An image whose model is known: two thresholds of two Gaussian fields.
 * const truth = createModel(presets.plurigaussian, { parameters: { scalars: { lambda1: 0.4, lambda2: -0.2 } } });
 * const { map } = await realise(truth, { shape: [128, 128], seed: 2 });
 * const settings = { model: 'plurigaussian', order: '0,1,2', starts: 1, points: 256 };
 * const { model, method } = await calibrate([map], settings);
 * const [lambda1] = model.values;
 * console.log(method, Math.abs(lambda1 - 0.4) < 0.3); // exact true
 */
export async function calibrate(
  all: readonly PhaseMap[],
  given: SettingsInput = {},
  options: CalibrationOptions = {},
): Promise<Calibration> {
  checkMaps(all);
  checkArguments('calibrate', { settings: given, options }, calibrateArguments);
  const { images, warnings } = suitableImages(all, options);
  const task = await taskOf(images, given, options);
  const { settings, record, family } = task;
  const { across } = options;
  const method = methods[settings.method];
  checkImages(images, record);
  method.check(task);
  if (across) checkAcross(across, images[0]);
  const methodReason = reasonOf(record, settings.method, given);
  task.onProgress({ kind: 'method', method: settings.method, reason: methodReason, done: 0, total: 1 });
  const fitted = await method.fit(task);
  const { taper, step, errors, log, orders, exactFit, rivals = [] } = fitted;
  const pixel = images[0].grid.spacing[2];
  const modelOf = (own: RivalFit): ExcursionModel => ({
    ...{ record: own.record, family, taper, order: own.order },
    values: toValues(parametersOf(own.record, family), own.raw),
    zScale: 1,
    // Sections know nothing of z: the model's voxels are cubes of their pixels.
    spacing: [pixel, pixel, pixel],
    unit: images[0].grid.unit,
    phases: images[0].phases,
  });
  const plane = modelOf({ ...fitted, record });
  const alongZ = across && (await anisotropyOf(task, fitted, plane, across));
  const model = alongZ ? { ...plane, zScale: alongZ.estimate.scale } : plane;
  const scalars = record.scalars.map((parameter, i) => ({ parameter, value: model.values[i] }));
  return {
    ...{ model, method: settings.method, methodReason, errors, step, log, orders },
    settings:
      method.name === 'simulated' && settings.refinement === 'discriminator' ? { ...settings, taper } : settings,
    warnings: [
      ...unusedThreads(task),
      ...warnings,
      ...(alongZ?.warnings ?? []),
      ...findSignatures({ entries: log, settings, scalars }),
    ],
    ...(exactFit && { exactFit }),
    ...(rivals.length > 0 && { rivals: rivals.map((own) => ({ ...modelOf(own), zScale: model.zScale })) }),
    ...(alongZ && { anisotropy: alongZ.estimate }),
  };
}

/** A file that a model was calibrated on. */
export interface CalibrationSource {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

const errorList = listOf('a list of numbers', 'the result of calibrate', aNumber);
const aSource = recordOf('a file', 'await hashFile(path)', { path: aText, sha256: aText, bytes: wholeNumber(0) });

const calibrationFileArguments = {
  calibration: recordOf('a calibration', 'the result of calibrate', {
    ...{ model: aModel, settings: anObject, step: wholeNumber(0) },
    errors: optional(
      recordOf('errors by phase', 'the result of calibrate', {
        volumeFraction: errorList,
        specificSurfaceArea: errorList,
      }),
    ),
  }),
  from: optionsOf(
    '{ version, sources: [] }',
    {},
    { version: aText, sources: listOf('a list of files', '[]', aSource) },
  ),
};

/**
 * The content of a model.json of a calibration. @param from - version of the program, and files of the images.
 * @example
 * import { calibrate, calibrationFile, createModel, presets, realise, version } from 'excursa';
 * const { map } = await realise(createModel(presets['level-set']), { shape: [96, 96], seed: 2 });
 * const calibration = await calibrate([map], { model: 'level-set', order: '0,1', starts: 1, points: 256 });
 * const file = calibrationFile(calibration, { version, sources: [] });
 * console.log(file.model.name, file.calibration.settings.seed); // level-set 1
 */
export function calibrationFile(
  calibration: Calibration,
  from: { readonly version: string; readonly sources: readonly CalibrationSource[] },
): ModelFile {
  checkArguments('calibrationFile', { calibration, from }, calibrationFileArguments);
  const { model, settings, errors, step } = calibration;
  const { version, sources } = from;
  return toModelFile(model, version, {
    sources: sources.map(({ path, sha256, bytes }) => ({ file: path, sha256, bytes })),
    settings: { ...settings },
    descriptorErrors: model.phases.map((phase, i) => ({
      phase: phase.name,
      volumeFraction: errors?.volumeFraction[i] ?? null,
      specificSurfaceArea: errors?.specificSurfaceArea[i] ?? null,
    })),
    step,
  });
}
