import {
  type CalibrationSource,
  type CheckpointStore,
  type CurvesSoFar,
  calibrate,
  calibrationFile,
  memoryStore,
  ordersToTry,
  readJson,
  type Settings,
  storeWithin,
  writeJson,
} from '../calibrate/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { classes, type ExcursionModel, fromModelFile, type ModelFile, type PresetName } from '../phase/index.ts';
import type { Choice, ClassEvaluation } from './choice.ts';
import { evaluateClass, type MeasuredDivision, measureDivision } from './evaluate.ts';
import { divide } from './held-out.ts';
import { decide, quickRuleText, ruleText } from './rule.ts';
import { inQuickOrder, isRecognised, isWorthTrying, nearerFit, worthAnotherFit } from './worth.ts';

/** Names under which a choice writes to its store: a folder with one calibration a class, and the choice itself. */
export const choiceNames = { classes: 'classes', choice: 'choice.json' } as const;
/** What is kept of a class, beside its calibration: what it was fitted to, when that is done, and how it did. */
const [fittedName, evaluationName] = ['fitted.json', 'evaluation.json'];
/** Name of the model of a class. */
export const modelName = 'model.json';

/** What classes are chosen for, and how. */
export interface ChoiceRequest {
  readonly images: readonly PhaseMap[];
  /** Files of the images. */
  readonly sources: readonly CalibrationSource[];
  /** Version of the program, written into models. */
  readonly version: string;
  /** Settings that all classes share; the model's name in them has no effect. */
  readonly settings: Settings;
  readonly candidates: readonly PresetName[];
  /** Classes that are compared too where the one chosen among the candidates is recognised. None unless told. */
  readonly further?: readonly PresetName[] | undefined;
  /** How long the fits search that are compared: as the settings say, or in little time. Full unless told. */
  readonly effort?: Settings['effort'];
  readonly threads: number;
  /** Where finished classes are kept; those that are there are read back. */
  readonly store?: CheckpointStore | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is being done, and how many of all steps are: each class is fitted, then compared. */
  readonly onProgress?: ((text: string, steps: ChoiceSteps) => void) | undefined;
}

/** How far a choice is. */
export interface ChoiceSteps {
  readonly done: number;
  readonly total: number;
  /** Share of the whole choice that is done, about, 0 to 1. */
  readonly share: number;
  /** Computes the two-point functions of the best fit so far, after a fit that is one. */
  readonly curves?: (() => CurvesSoFar) | undefined;
}

/** Time of a class that is fitted by simulation, in times of one with exact two-point functions. */
const timeOfSimulated = 3;
/** Share of a class's time that its fit takes; the rest is its comparison. */
const shareOfFit = 0.85;

/** All classes that may be compared, in their order. */
const allOf = ({ candidates, further = [], effort }: ChoiceRequest): readonly PresetName[] => [
  ...(effort === 'quick' ? inQuickOrder(candidates) : candidates),
  ...further.filter((name) => !candidates.includes(name)),
];

/** Times of classes, in those of one with exact two-point functions. */
const timesOf = (names: readonly PresetName[]): number[] =>
  names.map((name) => (classes[name].method === 'simulated' ? timeOfSimulated : 1));

const sum = (list: readonly number[]): number => list.reduce((all, value) => all + value, 0);

/** Share of a choice that is done within a class. @param own - share of this class. */
function shareOf(request: ChoiceRequest, model: PresetName, own: number): number {
  const times = timesOf(allOf(request));
  const at = allOf(request).indexOf(model);
  return (sum(times.slice(0, at)) + own * times[at]) / sum(times);
}

/** What a step of a class reports. */
type Tell = (text: string, part?: number, curves?: () => CurvesSoFar) => void;

/** Steps of one class: its fit, and its comparison with the other part. */
const stepsPerClass = 2;

/** Where the second fit of a class is kept. */
const againName = 'again';

/** Whether these data cannot determine a class. */
const isUnsuitable = (error: unknown): error is ExcursaError =>
  error instanceof ExcursaError && ['input', 'numeric'].includes(error.kind);

/** From the seed of a short fit to that of another one of the same class. */
const seedStep = 1000;

/** Points of fits in little time, and starts over all orders: a search of few orders would miss the best optimum. */
const [quickPoints, quickStarts] = [512, 6];

/** The settings of the fits that are compared. */
function comparedSettings({ settings, effort, images }: ChoiceRequest): Settings {
  if (effort !== 'quick') return settings;
  const orders = ordersToTry(settings.order, images[0].phases).length;
  const starts = Math.ceil(quickStarts / orders);
  return { ...settings, effort, starts, points: quickPoints, wideStarts: undefined };
}

/** What a finished class must agree on with the choice that reads it back. */
function identityOf(request: ChoiceRequest): string {
  const { sources, version } = request;
  const { model: _, ...shared } = comparedSettings(request);
  return JSON.stringify({ shared, inputs: sources.map(({ sha256 }) => sha256), version, rule: ruleText });
}

/** What a class left under `key`, if it did; that of another choice is refused. */
async function readBack(store: CheckpointStore, name: string, request: ChoiceRequest, key: string): Promise<unknown> {
  const content = await readJson<Record<string, unknown>>(store, name);
  if (!content) return undefined;
  if (content.identity === identityOf(request)) return content[key];
  throw new ExcursaError({
    kind: 'usage',
    what: ['calibrate ', { setting: 'resume' }],
    expected: 'the images and settings with which this choice began',
    got: 'others',
    remedy: ['the original command, or another ', { setting: 'folder' }],
  });
}

/** The class fitted to one part of the data, read back if it is there. */
async function fitClass(
  request: ChoiceRequest,
  store: CheckpointStore,
  model: PresetName,
  images: readonly PhaseMap[],
  tell: Tell,
): Promise<ExcursionModel> {
  const { sources, threads, version, signal } = request;
  // Read back also where it was just written, so that a class that is evaluated later is the same to the last digit.
  const read = async (): Promise<ExcursionModel | undefined> => {
    const file = await readBack(store, fittedName, request, 'model');
    return file === undefined ? undefined : fromModelFile(file, `${model}/${fittedName}`);
  };
  const finished = await read();
  if (finished) return finished;
  const calibration = await calibrate(
    images,
    { ...comparedSettings(request), model },
    {
      ...{ threads, signal },
      onProgress: (progress) => {
        const { kind, done, total } = progress;
        if (kind === 'method') tell('fit');
        else if (kind === 'simulated') {
          tell(`simulated fit, ${progress.stage}, ${done} of ${total}`, progress.share);
        } else if (kind === 'search') {
          const { round, rounds, curves } = progress;
          tell(`exact fit, ${done} of ${total}`, (round + (total > 0 ? done / total : 0)) / rounds, curves);
        } else tell(`exact fit, ${done} of ${total}`);
      },
    },
  );
  const file: ModelFile = calibrationFile(calibration, { version, sources });
  if (calibration.exactFit) await writeJson(store, 'exact-fit.json', calibration.exactFit);
  await writeJson(store, modelName, file);
  await writeJson(store, fittedName, { identity: identityOf(request), model: file });
  return (await read())!;
}

/** Calibrates a class to one part of the data and evaluates it on the other, or reads back what was finished. */
async function runClass(
  request: ChoiceRequest,
  folder: CheckpointStore,
  model: PresetName,
  division: MeasuredDivision,
): Promise<ClassEvaluation> {
  const store = storeWithin(folder, `${choiceNames.classes}/${model}`);
  const finished = await readBack(store, evaluationName, request, 'evaluation');
  if (finished) return finished as ClassEvaluation;
  const { threads, settings } = request;
  const all = allOf(request);
  const total = stepsPerClass * all.length;
  let done = stepsPerClass * all.indexOf(model);
  const tell: Tell = (text, part = 0, curves) => {
    const own = done % stepsPerClass === 0 ? shareOfFit * part : shareOfFit + (1 - shareOfFit) * part;
    request.onProgress?.(`${model}: ${text}`, { ...{ done, total, curves }, share: shareOf(request, model, own) });
  };
  const fitted = await fitClass(request, store, model, division.fitted, tell);
  done++;
  const how = { seed: settings.seed, threads, effort: request.effort, onProgress: tell };
  const evaluation = await evaluateClass(model, fitted, division, how);
  await writeJson(store, evaluationName, { identity: identityOf(request), evaluation });
  return evaluation;
}

/** A class fitted and evaluated with another seed; undefined where these data cannot determine it with that one. */
async function fitAgain(
  request: ChoiceRequest,
  store: CheckpointStore,
  model: PresetName,
  division: MeasuredDivision,
): Promise<ClassEvaluation | undefined> {
  const { settings, onProgress } = request;
  const [before, [own]] = [sum(timesOf(allOf(request))), timesOf([model])];
  const other: ChoiceRequest = {
    ...request,
    ...{ candidates: [model], further: [], settings: { ...settings, seed: settings.seed + seedStep } },
    onProgress: (text, steps) =>
      onProgress?.(`${text} (once more)`, { ...steps, share: (before + own * steps.share) / (before + own) }),
  };
  try {
    return await runClass(other, storeWithin(store, againName), model, division);
  } catch (error) {
    if (!isUnsuitable(error)) throw error;
    return undefined;
  }
}

/**
 * The settings with which the chosen class is fitted to all of the data. A fit by simulated images takes minutes for
 * every order of the phases: it keeps the order that the fit to one part found.
 */
export function settingsOfChoice(settings: Settings, { model, candidates }: Choice): Settings {
  const found = candidates.find((candidate) => candidate.model === model)?.evaluation?.order;
  return { ...settings, model, ...(classes[model].method === 'simulated' && found && { order: found.join(',') }) };
}

/**
 * Chooses between model classes by how they do on data that they were not fitted to, and keeps it in the store. Classes
 * that were finished before an interruption are read back: the choice is the same.
 * @throws ExcursaError what `calibrate` throws when no class can be calibrated, (usage) for a store with another
 * choice, (interrupted).
 * @source docs/design/choosing-a-class.md
 */
export async function chooseClass(request: ChoiceRequest): Promise<Choice> {
  const { store = memoryStore() } = request;
  const all = allOf(request);
  request.onProgress?.('measuring both halves of the data', { done: 0, total: stepsPerClass * all.length, share: 0 });
  const division = await measureDivision(divide(request.images), request.threads);
  const evaluations: ClassEvaluation[] = [];
  const leftOut: PresetName[] = [];
  const failed: { model: PresetName; reason: string; error: ExcursaError }[] = [];
  const compare = async (names: readonly PresetName[]): Promise<void> => {
    for (const model of names) {
      if (request.effort === 'quick' && !isWorthTrying(model, evaluations, leftOut)) {
        leftOut.push(model);
        continue;
      }
      try {
        evaluations.push(await runClass(request, store, model, division));
      } catch (error) {
        // A class that these data cannot determine is out; whatever else goes wrong ends the run.
        if (!isUnsuitable(error)) throw error;
        failed.push({ model, reason: error.message, error });
      }
      if (request.signal?.aborted) {
        throw new ExcursaError({
          kind: 'interrupted',
          what: 'calibrate',
          event: `stopped after ${model} was compared`,
          remedy: ['the same command with ', { setting: 'resume' }, ' to go on'],
        });
      }
    }
  };
  const decided = (): ReturnType<typeof decide> => {
    if (evaluations.length === 0) throw failed[0].error;
    return decide(
      evaluations,
      failed.map(({ model, reason }) => ({ model, reason })),
      request.effort,
    );
  };
  const [first, further] = [all.slice(0, request.candidates.length), all.slice(request.candidates.length)];
  await compare(first);
  let decision = decided();
  if (further.length > 0 && isRecognised(decision)) {
    await compare(further);
    decision = decided();
  }
  const again = request.effort === 'quick' ? worthAnotherFit(decision) : undefined;
  if (again) {
    const place = evaluations.findIndex(({ model }) => model === again);
    const second = await fitAgain(request, store, again, division);
    if (second) evaluations[place] = nearerFit(evaluations[place], second);
    decision = decided();
  }
  const { shape, fittedBlocks, heldOutBlocks } = division;
  const choice: Choice = {
    ...decision,
    rule: request.effort === 'quick' ? quickRuleText : ruleText,
    block: [shape[1], shape[2]],
    blocks: { fitted: fittedBlocks.length, heldOut: heldOutBlocks.length },
  };
  await writeJson(store, choiceNames.choice, choice);
  return choice;
}
