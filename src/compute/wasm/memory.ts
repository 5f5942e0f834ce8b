import { ExcursaError } from '../../errors.ts';

/** A compiled module. */
export type WasmModule = object;

/** Memory that modules and threads share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** Adds pages. @throws RangeError beyond the maximum, or where the system has no more. */
  grow(pages: number): number;
}

/**
 * The part of the WebAssembly interface used here, which neither the language's nor Node's type declarations contain.
 */
export const webAssembly = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Module: { exports(module: WasmModule): { readonly name: string }[] };
      // Not their constructors: a page may compile only small modules while it waits.
      compile(bytes: Uint8Array): Promise<WasmModule>;
      instantiate(module: WasmModule, imports: object): Promise<{ readonly exports: object }>;
      readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
    };
  }
).WebAssembly;

/** Bytes in front of everything else: the team's control words, see `control`. */
const controlBytes = 256;

/** The most a memory of 32-bit addresses holds. */
export const memoryLimit = 2 ** 32;

const pageBytes = 2 ** 16;

/**
 * Plans a memory for kernels: control words, one scratch a thread, then what is reserved, in order. Nothing in it is
 * ever freed; a memory serves one job and goes as a whole. What is reserved after it was created must find room.
 */
export class MemoryPlan {
  readonly threads: number;
  readonly scratchBytes: number;
  #end: number;
  #room = 0;

  /** @param threads - that share the memory. @param scratchBytes - that each has to itself. */
  constructor(threads: number, scratchBytes: number) {
    this.threads = threads;
    this.scratchBytes = Math.ceil(scratchBytes / 64) * 64;
    this.#end = controlBytes + threads * this.scratchBytes;
  }

  /** Reserves bytes; returns their address, a multiple of 64. */
  reserve(bytes: number): number {
    const address = this.#end;
    this.#end += Math.ceil(bytes / 64) * 64;
    return address;
  }

  /** Lets the memory grow later by at most so many bytes, as far as addresses reach. */
  leaveRoom(bytes: number): void {
    this.#room = bytes;
  }

  /** Address of a thread's scratch. */
  scratch(thread: number): number {
    return controlBytes + thread * this.scratchBytes;
  }

  /** Bytes planned so far. */
  get bytes(): number {
    return Math.ceil(this.#end / pageBytes) * pageBytes;
  }

  /** Creates the memory. @throws ExcursaError (usage) when it is more than 4 GiB or more than the system gives. */
  create(): WasmMemory {
    this.#check();
    const initial = this.bytes / pageBytes;
    const maximum = Math.min(memoryLimit, this.bytes + Math.ceil(this.#room / pageBytes) * pageBytes) / pageBytes;
    return this.#ask(() => new webAssembly.Memory({ initial, maximum, shared: true }));
  }

  /** Grows a memory to what has been reserved by now. @throws ExcursaError (usage) as `create`. */
  extend(memory: WasmMemory): void {
    const missing = this.bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    this.#check();
    this.#ask(() => memory.grow(missing / pageBytes));
  }

  #check(): void {
    if (this.bytes <= memoryLimit) return;
    throw new ExcursaError({
      kind: 'usage',
      what: 'memory',
      expected: 'at most 4 GiB',
      got: `${(this.bytes / 2 ** 30).toFixed(2)} GiB`,
      remedy: ['a smaller ', { setting: 'shape' }, ' (windows of one seed join, see ', { setting: 'origin' }, ')'],
    });
  }

  #ask<T>(of: () => T): T {
    try {
      return of();
    } catch {
      throw new ExcursaError({
        kind: 'usage',
        what: 'memory',
        event: `the system has no ${(this.bytes / 2 ** 30).toFixed(2)} GiB to give`,
        remedy: 'a smaller shape or a machine with more memory',
      });
    }
  }
}
