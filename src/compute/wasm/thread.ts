import type { WasmMemory, WasmModule } from './webassembly.ts';

/** What a thread of a team is given. */
export interface ThreadSetup {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  readonly kernels: readonly string[];
  readonly scratch: number;
}

/** A running thread. */
export interface Thread {
  readonly end: () => Promise<void>;
}

/**
 * Control words of a team - int32 - at the start of its memory: number of the job, kernel, tasks, tasks taken at once, next task, threads that
 * finished, failures, arguments; the arguments follow at byte 64 - float64 - room for 24.
 */
export const control = {
  job: 0,
  kernel: 1,
  tasks: 2,
  grain: 3,
  next: 4,
  finished: 5,
  failures: 6,
  args: 7,
  words: 8,
  argumentBytes: 64,
  mostArguments: 24,
} as const;

/**
 * The program of a thread, as text, because a worker made from text starts alike from sources, from dist, from a bundle and in a browser. It
 * waits for the number of the job to change, takes tasks until none is left, and counts itself as finished.
 */
const program = `
function serve({ module, memory, kernels, scratch }) {
  const bound = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const words = new Int32Array(memory.buffer, 0, ${control.words});
  const numbers = new Float64Array(memory.buffer, ${control.argumentBytes}, ${control.mostArguments});
  for (let seen = 0; ; ) {
    Atomics.wait(words, ${control.job}, seen);
    const job = Atomics.load(words, ${control.job});
    if (job === seen) continue;
    seen = job;
    try {
      const kernel = bound[kernels[words[${control.kernel}]]];
      const args = Array.from(numbers.subarray(0, words[${control.args}]));
      const tasks = words[${control.tasks}];
      const grain = words[${control.grain}];
      for (let from; (from = Atomics.add(words, ${control.next}, grain)) < tasks; ) {
        kernel(scratch, from, Math.min(tasks, from + grain), ...args);
      }
    } catch {
      Atomics.add(words, ${control.failures}, 1);
    }
    Atomics.add(words, ${control.finished}, 1);
    Atomics.notify(words, ${control.finished});
  }
}
if (typeof require === 'function') {
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.postMessage('ready');
  serve(workerData);
} else {
  onmessage = ({ data }) => {
    postMessage('ready');
    serve(data);
  };
}
`;

/** Starts a thread in Node or, from a worker or page with shared memory, in a browser; resolves when it takes jobs. */
export async function startThread(setup: ThreadSetup): Promise<Thread> {
  if (typeof process === 'object' && process.versions?.node) {
    const { Worker } = await import('node:worker_threads');
    const worker = new Worker(program, { eval: true, workerData: setup });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    // An idle team must not keep the process alive.
    worker.unref();
    return { end: async () => void (await worker.terminate()) };
  }
  return startInBrowser(setup);
}

/** The little of a browser's worker that is used here; Node's types do not know it. */
interface WebWorker {
  onmessage: (() => void) | null;
  onerror: ((event: { readonly message: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

async function startInBrowser(setup: ThreadSetup): Promise<Thread> {
  const { Worker } = globalThis as unknown as { Worker: new (url: string) => WebWorker };
  const url = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const worker = new Worker(url);
  await new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(setup);
  });
  URL.revokeObjectURL(url);
  return { end: async () => worker.terminate() };
}
