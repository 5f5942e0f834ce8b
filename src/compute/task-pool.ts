import { type TaskProgram, type TaskThread, threadHost } from './threads.ts';

/** Threads that carry out tasks of one program. Answers do not depend on how many they are. */
export class TaskPool<Setup, Task, Answer> {
  readonly #runHere: (task: Task) => Answer | Promise<Answer>;
  readonly #threads: readonly TaskThread[];

  /**
   * @param name - of the program, by which threads find it. @param program - the same program, for this thread.
   * @param threads - with 1, or where the platform has no threads, tasks run in this thread.
   */
  constructor(name: string, program: TaskProgram<Setup, Task, Answer>, setup: Setup, threads: number) {
    const { startTasks } = threadHost();
    this.#runHere = program(setup);
    this.#threads = Array.from({ length: startTasks && threads > 1 ? threads : 0 }, () => startTasks!(name, setup));
  }

  /**
   * Carries out all tasks, each by the next free thread - [task].
   * @param signal - when it is aborted, tasks not yet begun are left out and their answers are missing.
   */
  async run(
    tasks: readonly Task[],
    onDone: (answer: Answer) => void,
    signal?: AbortSignal,
  ): Promise<(Answer | undefined)[]> {
    const answers = new Array<Answer | undefined>(tasks.length);
    const finish = (index: number, answer: Answer): void => {
      answers[index] = answer;
      onDone(answer);
    };
    if (this.#threads.length === 0) {
      for (const [index, task] of tasks.entries()) {
        if (signal?.aborted) break;
        finish(index, await this.#runHere(task));
        // Signals and the progress line get their turn between tasks.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      return answers;
    }
    let next = 0;
    const serve = async (thread: TaskThread): Promise<void> => {
      while (next < tasks.length && !signal?.aborted) {
        const index = next++;
        finish(index, (await thread.run(tasks[index])) as Answer);
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
