import { aFunction, aText, checkArguments, optional, optionsOf, recordOf, wholeNumber } from '../arguments.ts';
import { ExcursaError, type Failure } from '../errors.ts';
import type { WasmMemory, WasmModule } from './wasm/memory.ts';

/** A program of tasks: made from what all tasks share, it carries them out one by one. */
export type TaskProgram<Setup, Task, Answer> = (setup: Setup) => (task: Task) => Answer | Promise<Answer>;

/** What a thread is sent: first which program, then its tasks. */
export type TaskOrder = { readonly program: string; readonly setup: unknown } | { readonly task: unknown };

/** What a thread answers: the result of a task, or why there is none. Threads exchange no classes. */
export type TaskAnswer =
  | { readonly done: unknown }
  | { readonly failure: Failure }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack?: string | undefined } };

/** The result of a task. @throws what was thrown in the thread. */
export function taskResult(answer: TaskAnswer): unknown {
  if ('done' in answer) return answer.done;
  if ('failure' in answer) throw new ExcursaError(answer.failure);
  throw Object.assign(new Error(answer.error.message), answer.error);
}

/**
 * What a thread that carries out tasks answers to what it is sent, one after the other.
 * @param programs - that it can carry out, by name.
 */
export function answerTasks(
  programs: Readonly<Record<string, TaskProgram<never, never, unknown>>>,
): (order: TaskOrder) => Promise<TaskAnswer> {
  let carryOut: ((task: never) => unknown) | undefined;
  const answer = (order: TaskOrder): unknown => {
    if ('task' in order) return carryOut!(order.task as never);
    if (!Object.hasOwn(programs, order.program)) throw new Error(`no program of the name ${order.program}`);
    carryOut = programs[order.program](order.setup as never);
    return undefined;
  };
  return async (order) => {
    try {
      return { done: await answer(order) };
    } catch (error) {
      if (error instanceof ExcursaError) return { failure: error.failure };
      const { name, message, stack } = error as Error;
      return { error: { name, message, stack } };
    }
  };
}

/** A running thread. */
export interface Thread {
  /** Ends it, whatever it does. */
  readonly end: () => Promise<void>;
}

/** What a thread of a kernel team is given. */
export interface KernelThreadSetup {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  readonly kernels: readonly string[];
  /** Address of its scratch. */
  readonly scratch: number;
}

/** A thread that carries out tasks of one program, one after the other. */
export interface TaskThread extends Thread {
  /**
   * Carries out one task; the next may be given when this one is done.
   * @throws what the program throws, and Error when the thread ends before it has answered.
   */
  readonly run: (task: unknown) => Promise<unknown>;
}

/**
 * Where threads come from: worker threads of Node, workers of a browser. All work that can be spread goes through one
 * of two doors: kernels on shared memory, and named programs that carry out tasks. Results never depend on the host.
 */
export interface ThreadHost {
  readonly name: string;
  /** Threads that this machine runs at the same time. */
  readonly most: number;
  /**
   * Starts a thread of a kernel team from the text of its program - of a web worker that is sent its setup and answers
   * "ready"; resolves when it takes jobs. Missing where memory cannot be shared or this thread may not wait: then
   * kernels run in the calling thread alone.
   */
  readonly startKernels?: (program: string, setup: KernelThreadSetup) => Promise<Thread>;
  /**
   * Starts a thread that carries out tasks. Missing where there is none: then tasks run in the calling thread, which is
   * let go between them.
   * @param program - name of a task program, as `calibrate` lists them. @param setup - what all of its tasks share; is
   * copied.
   */
  readonly startTasks?: (program: string, setup: unknown) => TaskThread;
}

/**
 * No threads but the calling one.
 * @example
 * import { noThreads, provideThreads } from 'excursa';
 * provideThreads(noThreads);
 * console.log(noThreads.most); // 1
 */
export const noThreads: ThreadHost = { name: 'none', most: 1 };

/** A listener, compared as methods are: workers of a platform give their listeners more than is used here. */
type Listener<Event> = { listen(event: Event): void }['listen'];

/** The part of a web worker that is used here; the language's own type declarations do not contain it. */
export interface WebWorker {
  onmessage: Listener<{ readonly data: unknown }> | null;
  onerror: Listener<{ readonly message?: string }> | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

/** The part of the web platform that is used here. */
interface Platform {
  readonly Worker?: new (url: string) => WebWorker;
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

/** Whether this thread may wait for others: a page itself may not. */
function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}

/** Sends a message to a worker and waits for its answer. @throws Error when the worker fails. */
function ask(worker: WebWorker, message: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message: reason }) => reject(new Error(reason ?? 'a worker could not be started'));
    worker.postMessage(message);
  });
}

function browserTasks(worker: WebWorker, program: string, setup: unknown): TaskThread {
  const order = (message: TaskOrder): Promise<unknown> => ask(worker, message);
  let fail: ((error: Error) => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    fail = reject;
  });
  ended.catch(() => undefined);
  const opened = order({ program, setup });
  // Whoever asks for a task hears of a failure.
  opened.catch(() => undefined);
  const run = async (task: unknown): Promise<unknown> => {
    await Promise.race([opened, ended]);
    return taskResult((await Promise.race([order({ task }), ended])) as TaskAnswer);
  };
  const end = async (): Promise<void> => {
    worker.terminate();
    fail!(new Error(`thread of ${program}: ended before it answered`));
  };
  return { run, end };
}

/**
 * Threads of a browser. Kernel teams need shared memory, which a page has when it is cross-origin isolated, and a
 * thread that may wait, which a worker is and a page is not; elsewhere kernels run in the calling thread alone.
 * @param options - `worker` starts the module `excursa/worker` as a worker. Only the application's bundler can give its
 * address; without it, fits run in the calling thread one after the other.
 * @example
 * import { browserThreads, noThreads, provideThreads } from 'excursa';
 * // In an application, with a file fits.ts of its own that holds the line: import 'excursa/worker';
 * // const worker = () => new Worker(new URL('./fits.ts', import.meta.url), { type: 'module' });
 * const host = browserThreads();
 * provideThreads(host.most > 1 ? host : noThreads);
 */
export function browserThreads(options: { readonly worker?: () => WebWorker } = {}): ThreadHost {
  checkArguments('browserThreads', { options }, { options: optionsOf('{ worker }', { worker: aFunction }) });
  const { worker } = options;
  const { Worker, crossOriginIsolated, navigator } = globalThis as unknown as Platform;
  const startKernels = async (program: string, setup: KernelThreadSetup): Promise<Thread> => {
    const url = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
    const thread = new Worker!(url);
    await ask(thread, setup);
    URL.revokeObjectURL(url);
    return { end: async () => thread.terminate() };
  };
  return {
    name: 'browser',
    most: Worker ? (navigator?.hardwareConcurrency ?? 1) : 1,
    ...(Worker && crossOriginIsolated && mayWait() && { startKernels }),
    ...(worker && { startTasks: (program, setup) => browserTasks(worker(), program, setup) }),
  };
}

let provided: ThreadHost | undefined;

const aHost = recordOf('a host of threads', 'nodeThreads, browserThreads() or noThreads', {
  ...{ name: aText, most: wholeNumber(1) },
  ...{ startKernels: optional(aFunction), startTasks: optional(aFunction) },
});

/**
 * Sets where threads come from; undefined: from workers of the platform where memory can be shared, else from nowhere.
 * @example
 * import { browserThreads, provideThreads } from 'excursa';
 * provideThreads(browserThreads());
 */
export function provideThreads(host: ThreadHost | undefined): void {
  checkArguments('provideThreads', { host }, { host: optional(aHost) });
  provided = host;
}

/** Where threads come from. */
export function threadHost(): ThreadHost {
  provided ??= browserThreads();
  return provided;
}

/** This thread in the place of others: whatever else waits gets its turn between tasks. */
function thisThread<Task, Answer>(carryOut: (task: Task) => Answer | Promise<Answer>): TaskThread {
  return {
    run: async (task) => {
      const answer = await carryOut(task as Task);
      await new Promise((resolve) => setTimeout(resolve, 0));
      return answer;
    },
    end: async () => undefined,
  };
}

/** Threads that carry out tasks of one program. Answers do not depend on how many they are. */
export class TaskPool<Setup, Task, Answer> {
  readonly #threads: readonly TaskThread[];
  /** Threads that have no task, and who waits for one. */
  readonly #free: TaskThread[];
  readonly #waiting: ((thread: TaskThread) => void)[] = [];

  /**
   * @param name - of the program, by which threads find it. @param program - the same program, for this thread.
   * @param threads - with 1, or where the platform has no threads, tasks run in this thread.
   */
  constructor(name: string, program: TaskProgram<Setup, Task, Answer>, setup: Setup, threads: number) {
    const { startTasks } = threadHost();
    this.#threads =
      startTasks && threads > 1
        ? Array.from({ length: threads }, () => startTasks(name, setup))
        : [thisThread(program(setup))];
    this.#free = [...this.#threads];
  }

  /** A thread without a task; who asked first is served first. */
  #take(): Promise<TaskThread> {
    const thread = this.#free.pop();
    return thread ? Promise.resolve(thread) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(thread: TaskThread): void {
    const next = this.#waiting.shift();
    if (next) next(thread);
    else this.#free.push(thread);
  }

  /**
   * Carries out all tasks, each by the next free thread - [task]. Several runs at a time share the threads.
   * @param onDone - gets each answer and the number of its task.
   * @param signal - when it is aborted, tasks not yet begun are left out and their answers are missing.
   */
  async run(
    tasks: readonly Task[],
    onDone: (answer: Answer, index: number) => void,
    signal?: AbortSignal,
  ): Promise<(Answer | undefined)[]> {
    const answers = new Array<Answer | undefined>(tasks.length);
    let next = 0;
    const serve = async (): Promise<void> => {
      while (next < tasks.length && !signal?.aborted) {
        const index = next++;
        const thread = await this.#take();
        try {
          if (signal?.aborted) return;
          const answer = (await thread.run(tasks[index])) as Answer;
          answers[index] = answer;
          onDone(answer, index);
        } finally {
          this.#giveBack(thread);
        }
      }
    };
    await Promise.all(this.#threads.map(serve));
    return answers;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}
