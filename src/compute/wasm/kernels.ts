import { binary } from './binary.ts';
import { type WasmMemory, type WasmModule, webAssembly } from './webassembly.ts';

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
  readonly addShell: Kernel;
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
