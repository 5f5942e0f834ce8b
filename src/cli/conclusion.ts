import { existsSync, readFileSync } from 'node:fs';
import type { Comparison, NextStep, Validation } from '../compare/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { type Answer, againstClass } from '../report/index.ts';
import { flagOf } from './flags.ts';

/** What a next command is about. */
export interface Subject {
  /** Files of the images of the calibration, where they are known. */
  readonly images: readonly string[];
  /** The model and the reference of a validation. */
  readonly words: readonly string[];
  readonly model: Pick<ExcursionModel, 'phases'>;
  /** Whether the pages of the reference are layers of a volume. */
  readonly volume?: boolean;
  /** Options of this command as they were given; those that say how images are read stay in the next one. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The command that was given. */
  readonly after: 'calibrate' | 'validate';
  /** Whether the class was chosen by the data, so that another choice would find the same. */
  readonly chosen?: boolean;
  /** A class whose full fit is worth its time, where the chosen one is recognised. */
  readonly slower?: string | undefined;
  /** Whether the reference lacks a phase, so that no model of all of them can be calibrated to it. */
  readonly lacksPhase?: boolean;
}

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Options that say how images are read. */
const reading = ['mask', 'relabel', 'spacing', 'as', 'region', 'stride', 'sectionDistance'];

/**
 * A next step as one types it. What was read in one way is read in the same way again; how the images of a calibration
 * were read is not known to a later validation.
 */
export function nextCommand({ command, settings, ofReference = false }: NextStep, subject: Subject): string {
  const { images, words, model, volume, after } = subject;
  // A model whose images are not known is calibrated to those that it was compared with. Where they are the same files,
  // these are read as they were just now.
  const inPlane = subject.given.plane !== 'xz';
  const isReference = inPlane && words.length > 1 && images.join('\n') === words.slice(1).join('\n');
  const reference =
    command === 'calibrate' && after === 'validate' && ((ofReference && inPlane) || isReference || images.length === 0);
  const given = after === 'validate' && command === 'calibrate' && !reference ? {} : subject.given;
  const phases = model.phases.map(({ label, name }) => `${label}=${name}`).join(',');
  const flag = (setting: string, value: unknown): string => flagOf({ setting, value: quoted(String(value)) });
  const labels = flag('labels', given.labels ?? phases);
  const kept = reading.flatMap((name) => (given[name] === undefined ? [] : [flag(name, given[name])]));
  const inputs = command === 'validate' ? words : reference ? words.slice(1) : images;
  const others = command === 'calibrate' ? [flagOf({ setting: 'folder', value: 'run-next' })] : [];
  const layers = volume && given.as === undefined && (command === 'validate' || reference);
  const pages = layers ? [flagOf({ setting: 'as', value: command === 'validate' ? 'volume' : 'sections' })] : [];
  return [
    'excursa',
    command,
    ...inputs.map(quoted),
    labels,
    ...kept,
    ...pages,
    ...settings.map(flagOf),
    ...others,
  ].join(' ');
}

/** What helps most now, in terminal and report: the next command that the comparison names, else a volume. */
export function nextOf({ conclusion: { next, usable } }: Comparison, subject: Subject): NonNullable<Answer['next']> {
  const { chosen, slower, lacksPhase, words } = subject;
  if (slower !== undefined) {
    const settings = [{ setting: 'model', value: slower }];
    const step: NextStep = {
      command: 'calibrate',
      settings,
      purpose: 'fit a class that may look more like the images',
    };
    return { why: `To ${step.purpose}:`, command: nextCommand(step, subject) };
  }
  if (next && !((chosen || lacksPhase) && next.command === 'calibrate')) {
    return { why: `To ${next.purpose}:`, command: nextCommand(next, subject) };
  }
  const [model] = words;
  const why = usable.length > 0 ? 'To draw a volume for what the model is usable for:' : 'To look at the model in 3D:';
  return { why, command: `excursa generate ${quoted(model)} --shape 256,256,256 --out twin.tif` };
}

/** A validation whose next step would not help. */
export const withoutNext = (validation: Validation): Validation => {
  const { next: _next, ...conclusion } = validation.comparison.conclusion;
  return { ...validation, comparison: { ...validation.comparison, conclusion } };
};

/**
 * The head of a comparison: what may be used, the first reason, and what helps: a command, or a cure in words.
 * @param pValue - of the goodness of fit, where there is one.
 */
export function conclusionText(
  { conclusion }: Comparison,
  next: NonNullable<Answer['next']> | string,
  pValue?: number | null,
): string {
  const { sentence, reason, caution } = conclusion;
  const help =
    typeof next === 'object'
      ? `Next, ${next.why[0].toLowerCase()}${next.why.slice(1)} ${next.command}`
      : `Next: ${next}`;
  const against = againstClass(pValue);
  return [sentence, reason, ...(against ? [against] : []), ...(caution ? [caution] : []), help].join('\n');
}

/** The caveat of the model that drew a file, from the manifest beside it; undefined where none is known. */
export function caveatOfFile(path: string): string | undefined {
  const beside = `${path}.manifest.json`;
  if (!existsSync(beside)) return undefined;
  try {
    const { caveat } = JSON.parse(readFileSync(beside, 'utf8')) as { caveat?: unknown };
    return typeof caveat === 'string' ? caveat : undefined;
  } catch {
    // A file of that name that is no manifest says nothing.
    return undefined;
  }
}
