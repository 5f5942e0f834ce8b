/** A compiled module. */
export type WasmModule = object;

/** Memory that modules and threads share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
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
