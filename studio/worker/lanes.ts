import type { ThreadHost } from 'excursa';

/** Lets tasks of long work wait while something else must be quick: at most so many run at once. */
export class Lanes {
  #count = Number.POSITIVE_INFINITY;
  #busy = 0;
  #waiting: (() => void)[] = [];

  /** Opens so many lanes; tasks that are under way come to their end. */
  open(count: number): void {
    this.#count = count;
    this.#wake();
  }

  #wake(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (const wake of all) wake();
  }

  async #inLane<T>(work: () => Promise<T>): Promise<T> {
    while (this.#busy >= this.#count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#wake();
    }
  }

  /** The threads of a host, with tasks that use the lanes. */
  through({ startTasks, ...host }: ThreadHost): ThreadHost {
    if (!startTasks) return host;
    return {
      ...host,
      startTasks: (program, setup) => {
        const thread = startTasks(program, setup);
        return { ...thread, run: (task) => this.#inLane(() => thread.run(task)) };
      },
    };
  }
}
