/** A compiled module. */
export type WasmModule = object;

/** Memory that modules and threads share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The part of the WebAssembly interface used here, which neither the language's nor Node's type declarations contain. */
export const webAssembly = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Module: {
        new (bytes: Uint8Array): WasmModule;
        exports(module: WasmModule): { readonly name: string }[];
      };
      readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object };
      readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
    };
  }
).WebAssembly;
