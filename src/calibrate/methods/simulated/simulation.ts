import { TaskPool } from '../../../compute/index.ts';
import { threadsFor } from '../../../correlation/index.ts';
import { ExcursaError } from '../../../errors.ts';
import type { FitTask } from '../method.ts';
import type { Simulate } from './fit.ts';
import { type SimulatedTask, type SimulationSetup, simulationProgram } from './simulator.ts';

/** Images of one size. */
export interface SimulationSize {
  /** Pixels along an edge. */
  readonly window: number;
  readonly images: number;
}

/** Work that images take, in images of 128 x 128 pixels. */
const workOf = ({ window, images }: SimulationSize): number => images * (window / 128) ** 2;

/** A part of a fit that is to come: so many sets of images. */
export interface PlannedWork extends SimulationSize {
  readonly sets: number;
}

/** The simulated images of setups, on as many threads as a pool has. Several may be asked for at a time. */
export class Simulation {
  readonly #pool: TaskPool<undefined, SimulatedTask, Float64Array>;
  readonly #signal: AbortSignal | undefined;
  #done = 0;
  #planned = Number.POSITIVE_INFINITY;
  /** How many fits keep all threads busy: one alone often waits for the last of its images. */
  readonly abreast: number;
  /** Called when images are done. */
  onDone: () => void = () => undefined;

  constructor({ family, threads, signal }: Pick<FitTask, 'family' | 'threads' | 'signal'>) {
    this.abreast = threadsFor(family, threads);
    this.#pool = new TaskPool('simulation', simulationProgram, undefined, this.abreast);
    this.#signal = signal;
  }

  /** States what is to be simulated in all. */
  plan(parts: readonly PlannedWork[]): void {
    this.#planned = parts.reduce((sum, { sets, ...size }) => sum + sets * workOf(size), 0);
  }

  /** Share of what was planned that is done, below 1. */
  get share(): number {
    return Math.min(0.99, this.#done / this.#planned);
  }

  /** @throws ExcursaError (interrupted), from what it returns. */
  of(setup: SimulationSetup): Simulate {
    return async (places) => {
      const answers = await this.#pool.run(
        places.map((place) => ({ setup, ...place })),
        () => {
          this.#done += workOf(setup);
          this.onDone();
        },
        this.#signal,
      );
      if (this.#signal?.aborted) {
        throw new ExcursaError({
          kind: 'interrupted',
          what: 'calibrate',
          event: 'stopped before the fit was complete',
          remedy: ['the same command again, with ', { setting: 'resume' }, ' where its folder has been made'],
        });
      }
      return answers as Float64Array[];
    };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
