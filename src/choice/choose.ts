import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CalibrationRequest, calibrate, type Settings } from '../calibrate/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { ensureOutputFolder, writeFileAtomic } from '../node/index.ts';
import { classes, type ExcursionModel, fromModelFile, type PresetName } from '../phase/index.ts';
import { evaluateClass, type MeasuredDivision, measureDivision } from './evaluate.ts';
import { divide } from './held-out.ts';
import type { Choice, ClassEvaluation } from './result.ts';
import { decide, ruleText } from './rule.ts';

/** Names of what a choice leaves in the folder of a run: a folder with one calibration a class, and the choice itself. */
export const choiceFiles = { classes: 'classes', choice: 'choice.json' } as const;
/** What is kept of a class in its folder, beside its calibration: what it was fitted to, when that is done, and how it did. */
const [fittedFile, evaluationFile] = ['fitted.json', 'evaluation.json'];

/** What to choose from, and where. */
export interface ChoiceRequest
  extends Pick<CalibrationRequest, 'sections' | 'sources' | 'folder' | 'threads' | 'version' | 'resume' | 'signal'> {
  /** Settings that all classes share; the model's name in them has no effect. */
  readonly settings: Settings;
  readonly candidates: readonly PresetName[];
  readonly realismSteps?: number;
  readonly onProgress?: (text: string) => void;
}

/** What a finished class must agree on with the choice that reads it back. */
function identityOf({ settings, sources, version, realismSteps }: ChoiceRequest): string {
  const { model: _, ...shared } = settings;
  return JSON.stringify({ shared, inputs: sources.map(({ sha256 }) => sha256), version, realismSteps });
}

/** What a file of a class holds under `key`, if it was written; one of another choice is refused. */
function readBack(path: string, request: ChoiceRequest, key: string): unknown {
  if (!existsSync(path)) return undefined;
  const content = JSON.parse(readFileSync(path, 'utf8'));
  if (content.identity === identityOf(request)) return content[key];
  throw new ExcursaError({
    kind: 'usage',
    what: ['calibrate ', { setting: 'resume' }],
    expected: `the images and settings with which ${request.folder} began`,
    got: 'others',
    remedy: ['the original command, or another ', { setting: 'folder' }],
  });
}

/** The class fitted to one part of the data, from its folder if it is there. */
async function fitClass(
  request: ChoiceRequest,
  model: PresetName,
  sections: readonly PhaseMap[],
  tell: (text: string) => void,
): Promise<ExcursionModel> {
  const { sources, threads, version, signal, settings } = request;
  const folder = join(request.folder, choiceFiles.classes, model);
  const path = join(folder, fittedFile);
  // Read back also where it was just written, so that a class that is evaluated later is the same to the last digit.
  const read = (): ExcursionModel | undefined => {
    const file = readBack(path, request, 'model');
    return file === undefined ? undefined : fromModelFile(file, path);
  };
  const finished = read();
  if (finished) return finished;
  // What an interrupted fit has left is of no use.
  rmSync(folder, { recursive: true, force: true });
  const { file } = await calibrate({
    ...{ sections, sources, settings: { ...settings, model }, folder, threads, version, resume: false },
    ...(signal && { signal }),
    onExact: (progress) => tell(`exact fit, ${progress.done} of ${progress.total}`),
    onSimulated: ({ stage, done, total }) => tell(`simulated fit, ${stage}, ${done} of ${total}`),
  });
  await writeFileAtomic(path, `${JSON.stringify({ identity: identityOf(request), model: file }, null, 1)}\n`);
  return read()!;
}

/** Calibrates a class to one part of the data and evaluates it on the other, or reads back what was finished. */
async function runClass(
  request: ChoiceRequest,
  model: PresetName,
  division: MeasuredDivision,
  control: ClassEvaluation['dataAgainstData'],
): Promise<ClassEvaluation> {
  const path = join(request.folder, choiceFiles.classes, model, evaluationFile);
  const finished = readBack(path, request, 'evaluation') as ClassEvaluation | undefined;
  if (finished) return finished;
  const { threads, settings, realismSteps } = request;
  const tell = (text: string): void => request.onProgress?.(`${model}: ${text}`);
  const fitted = await fitClass(request, model, division.fitted, tell);
  const evaluation = await evaluateClass(model, fitted, division, {
    ...{ seed: settings.seed, threads, onProgress: tell },
    ...(realismSteps && { realismSteps }),
    ...(control && { control }),
  });
  await writeFileAtomic(path, `${JSON.stringify({ identity: identityOf(request), evaluation }, null, 1)}\n`);
  return evaluation;
}

/** Refuses to write over another choice. */
function checkFolder({ folder, resume }: ChoiceRequest): void {
  if (resume || Object.values(choiceFiles).every((name) => !existsSync(join(folder, name)))) return;
  throw new ExcursaError({
    kind: 'usage',
    what: 'calibrate',
    expected: 'a folder without a calibration',
    got: `${folder}, which holds a choice of classes`,
    remedy: [{ setting: 'resume' }, ' to go on or another ', { setting: 'folder' }],
  });
}

/**
 * The settings with which the chosen class is fitted to all of the data. A fit by simulated images takes minutes for every order of the phases: it keeps the
 * order that the fit to one part found.
 */
export function settingsOfChoice(settings: Settings, { model, candidates }: Choice): Settings {
  const found = candidates.find((candidate) => candidate.model === model)?.evaluation?.order;
  return { ...settings, model, ...(classes[model].method === 'simulated' && found && { order: found.join(',') }) };
}

/**
 * Chooses between model classes by how they do on data that they were not fitted to, and leaves `choice.json` in the folder. Classes that were
 * finished before an interruption are read back: the choice is the same.
 * @throws ExcursaError what `calibrate` throws when no class can be calibrated, (usage) for a folder with another choice, (interrupted).
 * @source docs/design/choosing-a-class.md
 */
export async function chooseClass(request: ChoiceRequest): Promise<Choice> {
  checkFolder(request);
  request.onProgress?.('measuring both halves of the data');
  const division = await measureDivision(divide(request.sections), request.threads);
  await ensureOutputFolder(request.folder);
  const evaluations: ClassEvaluation[] = [];
  const failed: { model: PresetName; reason: string; error: ExcursaError }[] = [];
  for (const model of request.candidates) {
    try {
      const control = evaluations.find(({ dataAgainstData }) => dataAgainstData)?.dataAgainstData ?? null;
      evaluations.push(await runClass(request, model, division, control));
    } catch (error) {
      // A class that these data cannot determine is out; whatever else goes wrong ends the run.
      if (!(error instanceof ExcursaError) || !['input', 'numeric'].includes(error.kind)) throw error;
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
  if (evaluations.length === 0) throw failed[0].error;
  const { shape, fittedBlocks, heldOutBlocks } = division;
  const choice: Choice = {
    ...decide(
      evaluations,
      failed.map(({ model, reason }) => ({ model, reason })),
    ),
    rule: ruleText,
    block: [shape[1], shape[2]],
    blocks: { fitted: fittedBlocks.length, heldOut: heldOutBlocks.length },
  };
  await writeFileAtomic(join(request.folder, choiceFiles.choice), `${JSON.stringify(choice, null, 1)}\n`);
  return choice;
}
