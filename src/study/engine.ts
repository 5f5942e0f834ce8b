import { type CheckpointStore, readJson, writeJson } from '../calibrate/index.ts';
import { type TaskThread, threadHost } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';
import { studyProgram } from './program.ts';
import type { Row, StudyInput, StudyKind, Task, TaskResult } from './study-kind.ts';

/** Names under which a study writes to its store. */
export const taskNames = {
  study: 'study.json',
  task: (name: string): string => `tasks/${name}.json`,
} as const;

/** What the engine is given. */
export interface StudyRequest<Settings> {
  readonly kind: StudyKind<Settings>;
  readonly settings: Settings;
  readonly input: StudyInput;
  /** Hashes of the files that the study rests on. */
  readonly inputs: readonly string[];
  /** Where finished tasks are kept. */
  readonly store: CheckpointStore;
  /**
   * Share of the tasks that this run carries out, as one of several at the same time, perhaps on other machines: those
   * whose place in the plan is `index` modulo `count`. All unless told.
   */
  readonly part?: { readonly index: number; readonly count: number } | undefined;
  /** Tasks that are worked on at the same time, each by one thread. */
  readonly threads: number;
  /** Milliseconds of a clock, for the time that tasks take. */
  readonly clock: () => number;
  /** When it is aborted, tasks not yet begun are left for another time. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (progress: { readonly done: number; readonly total: number; readonly detail: string }) => void;
}

/** A file of a finished task. */
interface Finished extends Row {
  /** Wall time of one thread; the table does not hold it, as it differs from run to run. */
  readonly seconds: number;
}

/** What a run of the engine came to. */
export interface StudyOutcome {
  /** Rows of all tasks that are known and finished, in the order of the plan. */
  readonly rows: readonly Row[];
  /** Wall time of every row's task, seconds - [row]. */
  readonly seconds: readonly number[];
  /** Whether nothing is left to do. */
  readonly complete: boolean;
}

/** What a store's study is, without the settings that may grow. */
interface Claim {
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
}

/** A claim as far as it has to stay what it is. */
const lastingOf = ({ kind, settings, inputs }: Claim, growing: readonly string[] = []): string =>
  JSON.stringify({
    kind,
    inputs,
    settings: Object.entries(settings).filter(([name]) => !growing.includes(name)),
  });

/** Leaves a note of what the store's study is, and refuses to mix it with another. */
async function claimStore<S>({ kind, settings, inputs, store }: StudyRequest<S>): Promise<void> {
  const own: Claim = { kind: kind.name, settings: settings as Claim['settings'], inputs };
  const known = await readJson<Claim>(store, taskNames.study);
  if (known && lastingOf(known, kind.growing) !== lastingOf(own, kind.growing)) {
    throw new ExcursaError({
      kind: 'usage',
      what: `study ${kind.name}`,
      expected: 'the kind, model and settings with which the study in this folder began',
      got: 'others',
      remedy: ['the original options, or another ', { setting: 'folder' }],
    });
  }
  await writeJson(store, taskNames.study, own);
}

/** A finished task from the store; undefined where it is not there, or was another. */
async function readFinished(store: CheckpointStore, task: Task): Promise<Finished | undefined> {
  const found = await readJson<Finished>(store, taskNames.task(task.name));
  return found && JSON.stringify(found.task) === JSON.stringify(task) ? found : undefined;
}

/** Threads of a study; without a platform's threads tasks run in the calling one. */
function lanesOf({ file, images = [] }: StudyInput, threads: number): TaskThread[] {
  const { startTasks } = threadHost();
  if (startTasks) return Array.from({ length: threads }, () => startTasks('study', { file, images }));
  const work = studyProgram({ file, images });
  return [{ run: (task) => work(task as Task), end: async () => undefined }];
}

/**
 * Carries out a study: plans its tasks, runs those that the store does not hold, each written at once and whole, and
 * plans again until nothing is left. A study that was stopped or killed goes on from its finished tasks, to the same
 * rows.
 * @throws ExcursaError (usage) for a store with another study, and what the tasks throw.
 */
export async function runStudy<Settings>(request: StudyRequest<Settings>): Promise<StudyOutcome> {
  const { kind, settings, input, store, clock, signal, onProgress, part = { index: 0, count: 1 } } = request;
  // Planned before the folder is claimed: what is refused leaves nothing behind.
  let tasks = kind.plan(settings, input, []);
  await kind.ready?.(settings);
  await claimStore(request);
  const finished = new Map<string, Finished>();
  let lanes: TaskThread[] | undefined;
  try {
    for (;;) {
      const missing: Task[] = [];
      for (const [place, task] of tasks.entries()) {
        if (finished.has(task.name)) continue;
        const found = await readFinished(store, task);
        if (found) finished.set(task.name, found);
        else if (place % part.count === part.index) missing.push(task);
      }
      if (missing.length > 0) {
        const open = Math.min(request.threads, missing.length);
        lanes ??= lanesOf(input, Math.max(open, Math.min(request.threads, tasks.length)));
        let next = 0;
        const report = (task: Task): void =>
          onProgress({ done: finished.size, total: tasks.length, detail: task.name });
        await Promise.all(
          lanes.map(async (lane) => {
            while (next < missing.length && !signal?.aborted) {
              const task = missing[next++];
              report(task);
              const began = clock();
              // As a later run will read it: text has no negative zero.
              const result = JSON.parse(JSON.stringify(await lane.run(task))) as TaskResult;
              const done = { task, ...result, seconds: (clock() - began) / 1000 };
              await writeJson(store, taskNames.task(task.name), done);
              finished.set(task.name, done);
            }
          }),
        );
      }
      const rows = tasks.flatMap(({ name }) => finished.get(name) ?? []);
      const outcome = (complete: boolean): StudyOutcome => ({
        rows: rows.map(({ seconds: _, ...row }) => row),
        seconds: rows.map(({ seconds }) => seconds),
        complete,
      });
      if (rows.length < tasks.length) return outcome(false);
      const more = kind.plan(settings, input, rows);
      if (more.length <= tasks.length) return outcome(true);
      tasks = more;
    }
  } finally {
    await Promise.all((lanes ?? []).map((lane) => lane.end()));
  }
}
