import { parseSettings, type SettingsInput } from '../calibrate/index.ts';
import {
  type Choice,
  type ChoiceSteps,
  candidatesOf,
  chooseClass,
  choosesUnasked,
  chooseUnasked,
  furtherClasses,
  hasMethod,
} from '../choice/index.ts';
import { ExcursaError, type NamedSetting, type Phrase } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { Source } from '../io/index.ts';
import type { RunFolder } from '../node/index.ts';
import { automaticClass as auto } from '../phase/index.ts';
import { version } from '../version.ts';
import type { Console } from './console.ts';

/** What a command is told of the class. */
interface GivenClass {
  readonly model?: string | undefined;
  readonly candidates?: string | undefined;
  readonly loss?: string | undefined;
}

/** Refuses what a choice between classes cannot serve. @throws ExcursaError (usage). */
export function checkChoice({ model, candidates, loss }: GivenClass, { method, refinement }: SettingsInput): void {
  const fail = (what: Phrase, expected: Phrase, got: string, remedy: Phrase): never => {
    throw new ExcursaError({ kind: 'usage', what, expected, got, remedy });
  };
  const chosen: NamedSetting = { setting: 'model', value: auto };
  if (candidates !== undefined && model !== auto) {
    fail({ setting: 'candidates' }, [chosen, ' beside it'], model ?? 'no model', chosen);
  }
  if (model !== auto) return;
  if (loss !== undefined && loss !== 'closed-form') {
    const other = { setting: 'loss' };
    fail(chosen, ['no ', other, ', since every class is fitted by its own'], loss, ['without ', other]);
  }
  if (hasMethod({ method, refinement })) {
    const none = [
      'no ',
      { setting: 'method' },
      ' and no ',
      { setting: 'refinement' },
      ', since each class has its own',
    ];
    fail(chosen, none, method ?? refinement ?? '', 'without');
  }
}

/** What a class is chosen for. */
interface ClassQuestion {
  readonly given: GivenClass;
  readonly asked: SettingsInput;
  /** Whether the user has a record of their own. */
  readonly hasRecord: boolean;
  readonly maps: readonly PhaseMap[];
  readonly sources: readonly Source[];
  readonly threads: number;
  readonly signal: AbortSignal;
}

/**
 * The choice between classes, where one is to be made: as it was asked for, or in little time where no class, record or
 * method was named and the images hold enough evidence.
 */
export async function chooseFor(
  { given, asked, hasRecord, maps, sources, threads, signal }: ClassQuestion,
  run: RunFolder,
  console: Console,
): Promise<Choice | undefined> {
  const isAsked = given.model === auto;
  const isFree = !hasRecord && given.model === undefined;
  if (!isAsked && !(isFree && choosesUnasked(maps, asked))) return undefined;
  // What cannot be compared is refused before anything is made.
  const candidates = isAsked ? candidatesOf(maps[0].phases.length, given.candidates) : undefined;
  const further = given.candidates === undefined ? furtherClasses(maps) : [];
  await run.make();
  const request = {
    ...{ images: maps, sources, settings: parseSettings(asked), threads, version, signal, store: run.store },
    onProgress: (detail: string, { done, total }: ChoiceSteps) =>
      console.progress({ task: 'choosing a class', ...{ done, total }, unit: 'steps', detail }),
  };
  const choice = candidates ? await chooseClass({ ...request, candidates, further }) : await chooseUnasked(request);
  if (choice) console.note(choice.sentence);
  return choice;
}
