/** Work of the page's worker: begun, watched and stopped. */
import { type Step, steps } from '../project/project.ts';
import type { Jobs, Progress } from './jobs/index.ts';
import type { Answer, Order } from './worker.ts';

/** What a job needs and gives. */
type Input<Name extends keyof Jobs> = Parameters<Jobs[Name]>[0];
type Result<Name extends keyof Jobs> = Awaited<ReturnType<Jobs[Name]>>;

interface Waiting {
  readonly order: Order;
  readonly tell: (progress: Progress) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: Reason) => void;
}

/** Why a job ended without a result. */
interface Reason {
  readonly kind: string;
  readonly sentence: string;
}

const stopped: Reason = { kind: 'interrupted', sentence: 'stopped' };

/** Time that a stopped job has to end by itself before its worker is ended, milliseconds. */
const patience = 1200;

let next = 0;

/** A worker with the jobs that it has. */
class Desk {
  readonly waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lanes: number | undefined;

  /** Ends the worker and all of its jobs. */
  end(reason: Reason): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }

  /** Ends one job with its worker. Jobs that wait behind it begin again in a new one. */
  endOne(id: number, reason: Reason): void {
    const job = this.waiting.get(id);
    if (!job) return;
    this.waiting.delete(id);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { order } of this.waiting.values()) this.send(order);
    job.reject(reason);
  }

  send(order: Order): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(order);
  }

  /** Lets at most so many tasks of its work run at once. */
  openLanes(count: number): void {
    this.#lanes = count;
    this.#worker?.postMessage({ lanes: count } satisfies Order);
  }

  #start(): Worker {
    const own = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    own.onmessage = ({ data }: MessageEvent<Answer>) => {
      const job = this.waiting.get(data.id);
      if (!job) return;
      if ('progress' in data) return job.tell(data.progress);
      this.waiting.delete(data.id);
      if ('result' in data) job.resolve(data.result);
      else job.reject(data.failure);
    };
    own.onerror = (event) => {
      event.preventDefault();
      this.end({
        kind: 'unexpected',
        sentence: `the computing thread failed: ${event.message ?? 'it could not start'}`,
      });
    };
    if (this.#lanes !== undefined) own.postMessage({ lanes: this.#lanes } satisfies Order);
    return own;
  }
}

/**
 * What is asked for; what follows it beside, which is ended at once when something else is asked for; and the check of a
 * model, which nothing else waits for.
 */
const desks = { main: new Desk(), beside: new Desk(), check: new Desk() };

/** Jobs that are asked for and wait, and the lanes that there are while there is none. */
let [asked, lanes] = [0, Number.POSITIVE_INFINITY];

const setLanes = (): void => desks.check.openLanes(asked > 0 ? 0 : lanes);

/** Lets a comparison of classes, for which nothing waits, have so many threads while nothing else is asked for. */
export function openLanes(count: number): void {
  lanes = count;
  setLanes();
}

/** All tasks: they are made once, by modules, and outlive the pages that show them. */
const tasks: Task[] = [];

/** How many tasks of each step are at work. */
export const atWork: Partial<Record<Step, number>> = $state({});

/** Stops all work of the steps behind one: what it works on is gone or changed. */
export function stopLaterWork(step: Step = 'open'): void {
  for (const task of tasks) if (task.step && steps.indexOf(task.step) > steps.indexOf(step)) task.stop();
}

/** One place of the page that has work done: at most one job at a time. */
export class Task {
  running = $state(false);
  progress = $state.raw<Progress | undefined>();
  /** The sentence of what went wrong. */
  failure = $state<string | undefined>();
  /** Seconds that remain, as far as one can tell. */
  remaining = $state<number | undefined>();
  #id: number | undefined;
  readonly #desk: Desk;
  /** The step that shows it. */
  readonly step: Step | undefined;

  /**
   * @param step - that shows it; undefined for what is over before anyone looks.
   * @param desk - `beside` for work that follows other work, and that `drop` ends at once; `check` for checks.
   */
  constructor(step: Step | undefined, desk: keyof typeof desks = 'main') {
    this.step = step;
    this.#desk = desks[desk];
    tasks.push(this);
  }

  /** Has a job done. @returns undefined when it failed, with `failure` set, or was stopped. */
  async run<Name extends keyof Jobs>(name: Name, input: Input<Name>): Promise<Result<Name> | undefined> {
    if (this.running) return undefined;
    const id = next++;
    const began = performance.now();
    this.#id = id;
    this.running = true;
    // What follows something else is no work that one waits for.
    const shownAt = this.#desk === desks.beside ? undefined : this.step;
    const isAsked = this.#desk === desks.main;
    if (isAsked) asked++;
    setLanes();
    if (shownAt) atWork[shownAt] = (atWork[shownAt] ?? 0) + 1;
    this.failure = undefined;
    this.progress = undefined;
    this.remaining = undefined;
    const tell = (progress: Progress): void => {
      // Curves stay until there are better ones.
      this.progress = { ...progress, curves: progress.curves ?? this.progress?.curves };
      const { share = 0 } = progress;
      const seconds = (performance.now() - began) / 1000;
      this.remaining = share > 0.03 && seconds > 2 ? (seconds * (1 - share)) / share : undefined;
    };
    try {
      return await new Promise<Result<Name>>((resolve, reject) => {
        const order: Order = { id, name, input };
        this.#desk.waiting.set(id, { order, tell, resolve: resolve as Waiting['resolve'], reject });
        this.#desk.send(order);
      });
    } catch (reason) {
      const { kind, sentence } = reason as Partial<Reason>;
      if (kind !== 'interrupted') this.failure = sentence ?? String(reason);
      return undefined;
    } finally {
      this.running = false;
      if (shownAt) atWork[shownAt]!--;
      if (isAsked) asked--;
      setLanes();
      this.#id = undefined;
    }
  }

  /** Stops the job: softly, and where it does not listen in time by ending its worker. */
  stop(): void {
    const id = this.#id;
    if (id === undefined) return;
    this.#desk.send({ stop: id });
    setTimeout(() => this.#desk.endOne(id, stopped), patience);
  }

  /** Ends the job with its worker, at once. */
  drop(): void {
    if (this.#id !== undefined) this.#desk.end(stopped);
  }
}
