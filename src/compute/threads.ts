/** A thread that carries out tasks of one program, one after the other. */
export interface TaskThread {
  /**
   * Carries out one task; the next may be given when this one is done.
   * @throws what the program throws, and Error when the thread ends before it has answered.
   */
  readonly run: (task: unknown) => Promise<unknown>;
  /** Ends the thread, finished or not. */
  readonly end: () => Promise<void>;
}

/** Where threads come from: worker threads of Node, workers of a browser. */
export interface ThreadHost {
  /**
   * Starts a thread.
   * @param program - name of a task program, as `calibrate` lists them. @param setup - what all of its tasks share; is copied.
   */
  readonly startTasks: (program: string, setup: unknown) => TaskThread;
}

let provided: ThreadHost | undefined;

/** Sets where threads come from; without it all tasks are carried out by the calling thread, with the same results. */
export function provideThreads(host: ThreadHost | undefined): void {
  provided = host;
}

/** Where threads come from, if there are any. */
export const threadHost = (): ThreadHost | undefined => provided;
