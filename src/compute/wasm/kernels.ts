import { binary } from './binary.ts';
import { type WasmMemory, type WasmModule, webAssembly } from './memory.ts';

/**
 * A kernel: carries out tasks `from` ... `to` - 1 of a job, with `scratch` bytes of its own to work in. Arguments and
 * addresses are described at its source in assembly/.
 */
export type Kernel = (scratch: number, from: number, to: number, ...args: number[]) => void;

/** What the module exports: transforms of single vectors of lines, and kernels. */
export interface KernelExports {
  readonly transform32: (plan: number, data: number, spare: number) => number;
  readonly transform64: (plan: number, data: number, spare: number) => number;
  readonly fillNormals: Kernel;
  readonly noisePlanes: Kernel;
  readonly colourColumns: Kernel;
  readonly evenLines: Kernel;
  readonly spectrumSums: Kernel;
  readonly amplitudesOf: Kernel;
  readonly addField: Kernel;
  readonly addKept: Kernel;
  readonly addShell: Kernel;
  readonly grainDepths: Kernel;
  readonly fillVoxels: Kernel;
  readonly truncate: Kernel;
  readonly indicatorPlanes: Kernel;
  readonly pairColumns: Kernel;
  readonly pairPlanes: Kernel;
  readonly chordRows: Kernel;
  readonly chordColumns: Kernel;
  readonly crossingRows: Kernel;
  readonly distancePlanes: Kernel;
  readonly distanceColumns: Kernel;
  readonly markOthers: Kernel;
  readonly markLevels: Kernel;
  readonly markNear: Kernel;
  readonly floodLevels: Kernel;
  readonly shortestPaths: Kernel;
  readonly drawNoise: Kernel;
  readonly generateImages: Kernel;
  readonly generateImagesAdjoint: Kernel;
  readonly arrangeCells: Kernel;
  readonly floodFaces: Kernel;
  readonly labelFaces: Kernel;
  readonly pruneCells: Kernel;
  readonly coarsen: Kernel;
  readonly splitBlocks: Kernel;
  readonly linkPieces: Kernel;
  readonly restrictToPieces: Kernel;
  readonly spreadPieces: Kernel;
  readonly joinRows: Kernel;
  readonly orderRows: Kernel;
  readonly linkGroups: Kernel;
  readonly addCounts: Kernel;
  readonly beginRows: Kernel;
  readonly relaxRows: Kernel;
  readonly residualRows: Kernel;
  readonly gatherRows: Kernel;
  readonly spreadRows: Kernel;
  readonly productRows: Kernel;
  readonly dotRows: Kernel;
  readonly potentialResidual: Kernel;
  readonly reactiveSurface: Kernel;
  readonly combineComplex: Kernel;
  readonly turnLosses: Kernel;
  readonly dotComplex: Kernel;
  readonly beginCycle: Kernel;
  readonly relax: Kernel;
  readonly restrictResidual: Kernel;
  readonly correct: Kernel;
  readonly product: Kernel;
  readonly combine: Kernel;
  readonly dot: Kernel;
  readonly planeSums: Kernel;
}

/** Name of a kernel a team can run. */
export type KernelName = Exclude<keyof KernelExports, 'transform32' | 'transform64'>;

let compiled: Promise<WasmModule> | undefined;

/** The compiled kernels, the same module every time. */
export function kernelModule(): Promise<WasmModule> {
  compiled ??= webAssembly.compile(Uint8Array.from(atob(binary), (c) => c.charCodeAt(0)));
  return compiled;
}

/** Binds the kernels to a memory, for the thread that calls. */
export async function bindKernels(memory: WasmMemory): Promise<KernelExports> {
  const instance = await webAssembly.instantiate(await kernelModule(), { env: { memory } });
  return instance.exports as unknown as KernelExports;
}

/**
 * Control words of a team - int32 - at the start of its memory: number of the job, kernel, tasks, tasks taken at once,
 * next task, threads that finished, failures, arguments; the arguments follow at byte 64 - float64 - room for 24.
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
  /** In place of a kernel's number: threads leave their loop. */
  leave: -1,
} as const;

/**
 * The program of a thread, as text, because a worker made from text starts alike from sources, from a bundle and in a
 * browser. It waits for the number of the job to change, takes tasks until none is left, and counts itself as finished.
 * It leaves by a word, since ending a thread that waits can block for ever.
 */
export const kernelProgram = `
function serve({ module, memory, kernels, scratch }) {
  const bound = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const words = new Int32Array(memory.buffer, 0, ${control.words});
  const numbers = new Float64Array(memory.buffer, ${control.argumentBytes}, ${control.mostArguments});
  for (let seen = 0; ; ) {
    Atomics.wait(words, ${control.job}, seen);
    const job = Atomics.load(words, ${control.job});
    if (job === seen) continue;
    seen = job;
    if (words[${control.kernel}] === ${control.leave}) return;
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
onmessage = ({ data }) => {
  postMessage('ready');
  serve(data);
  close();
};
`;
