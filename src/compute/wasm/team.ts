import { type Thread, threadHost } from '../threads.ts';
import { bindKernels, control, type KernelExports, type KernelName, kernelModule, kernelProgram } from './kernels.ts';
import { type MemoryPlan, type WasmMemory, webAssembly } from './memory.ts';

/**
 * Threads that run kernels on one shared memory. A job is split into tasks that threads take in turn; every task writes
 * what no other touches, so that results do not depend on how many threads there are.
 */
export class KernelTeam {
  /** The kernels, bound for this thread. */
  readonly kernels: KernelExports;
  readonly #plan: MemoryPlan;
  readonly #memory: WasmMemory;
  readonly #names: readonly string[];
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #others: readonly Thread[];
  #open: { name: KernelName; tasks: number; grain: number; args: readonly number[] } | undefined;

  private constructor(
    plan: MemoryPlan,
    memory: WasmMemory,
    kernels: KernelExports,
    names: readonly string[],
    others: readonly Thread[],
  ) {
    this.#plan = plan;
    this.#memory = memory;
    this.#names = names;
    this.#others = others;
    this.kernels = kernels;
    this.#words = new Int32Array(memory.buffer, 0, control.words);
    this.#numbers = new Float64Array(memory.buffer, control.argumentBytes, control.mostArguments);
  }

  /**
   * Creates the memory of a plan and starts its threads, this one included; only this one where the host has no others.
   * @throws ExcursaError (usage) when there is not so much memory.
   */
  static async start(plan: MemoryPlan): Promise<KernelTeam> {
    const memory = plan.create();
    const module = await kernelModule();
    const names = webAssembly.Module.exports(module).map(({ name }) => name);
    const { startKernels } = threadHost();
    const others = await Promise.all(
      Array.from({ length: startKernels ? plan.threads - 1 : 0 }, (_, i) =>
        startKernels!(kernelProgram, { module, memory, kernels: names, scratch: plan.scratch(i + 1) }),
      ),
    );
    return new KernelTeam(plan, memory, await bindKernels(memory), names, others);
  }

  /** Grows the memory to what its plan has reserved by now. @throws ExcursaError (usage) where there is no room. */
  extend(): void {
    this.#plan.extend(this.#memory);
  }

  /** Float32 values at an address. */
  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  /** Float64 values at an address. */
  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, length);
  }

  /** Uint32 values at an address. */
  uint32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, length);
  }

  /** Bytes at an address. */
  uint8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, length);
  }

  /**
   * Runs tasks 0 ... tasks - 1 of a kernel on all threads and returns when they are done.
   * @param args - what the kernel takes after scratch, from and to.
   */
  run(name: KernelName, tasks: number, ...args: number[]): void {
    this.begin(name, tasks, ...args);
    this.finish();
  }

  /** Lets the other threads begin a job; this one goes on. `finish` must come before the next job. */
  begin(name: KernelName, tasks: number, ...args: number[]): void {
    if (this.#open) throw new Error(`kernel ${name}: the job before it is not finished`);
    // Small enough that threads end together, large enough that taking tasks costs nothing.
    const grain = Math.max(1, Math.floor(tasks / (16 * this.#plan.threads)));
    this.#open = { name, tasks, grain, args };
    const words = this.#words;
    words[control.kernel] = this.#names.indexOf(name);
    words[control.tasks] = tasks;
    words[control.grain] = grain;
    words[control.args] = args.length;
    this.#numbers.set(args);
    Atomics.store(words, control.next, 0);
    Atomics.store(words, control.finished, 0);
    Atomics.add(words, control.job, 1);
    Atomics.notify(words, control.job);
  }

  /** Does what is left of the job and returns when all of it is done; nothing without a job. */
  finish(): void {
    const job = this.#open;
    if (!job) return;
    this.#open = undefined;
    const words = this.#words;
    const kernel = this.kernels[job.name];
    for (let from = Atomics.add(words, control.next, job.grain); from < job.tasks; ) {
      kernel(this.#plan.scratch(0), from, Math.min(job.tasks, from + job.grain), ...job.args);
      from = Atomics.add(words, control.next, job.grain);
    }
    for (;;) {
      const finished = Atomics.load(words, control.finished);
      if (finished === this.#others.length) break;
      Atomics.wait(words, control.finished, finished);
    }
    if (Atomics.load(words, control.failures) > 0) throw new Error(`kernel ${job.name}: a thread failed`);
  }

  /** Ends the threads: they are told to leave their loop, which is the only way that never blocks. */
  async close(): Promise<void> {
    this.finish();
    this.#words[control.kernel] = control.leave;
    Atomics.add(this.#words, control.job, 1);
    Atomics.notify(this.#words, control.job);
    await Promise.all(this.#others.map((thread) => thread.end()));
  }
}
