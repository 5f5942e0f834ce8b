import { aFunction, checkArguments, optional, recordOf } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';

/** A float32 array with its shape. */
export interface NetworkTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A network that is loaded. */
export interface NetworkSession {
  /**
   * Runs the network once.
   * @param inputs - by name. @param outputs - names of those that are wanted, all unless told. @returns values by name,
   * the caller's own.
   */
  readonly run: (
    inputs: Readonly<Record<string, NetworkTensor>>,
    outputs?: readonly string[],
  ) => Promise<Readonly<Record<string, Float32Array>>>;
  /** Frees what the session holds. */
  readonly close: () => Promise<void>;
}

/** What runs networks: ONNX Runtime, native or in WebAssembly. */
export interface NetworkRuntime {
  /** Loads a network. @param model - bytes of an ONNX model. */
  readonly open: (model: Uint8Array, options: { readonly threads: number }) => Promise<NetworkSession>;
  /** Loads the runtime itself, so that long work hears at its beginning that there is none. */
  readonly load?: () => Promise<void>;
}

let provided: NetworkRuntime | undefined;

/**
 * Sets what runs networks. `excursa/node` provides the native runtime, which it loads when the first network is opened.
 * @example
 * import { provideNetworkRuntime } from 'excursa';
 * provideNetworkRuntime({
 *   open: async (model, { threads }) => {
 *     throw new Error(`no runtime for a network of ${model.length} bytes on ${threads} threads`);
 *   },
 * });
 * provideNetworkRuntime(undefined);
 */
export function provideNetworkRuntime(runtime: NetworkRuntime | undefined): void {
  const aRuntime = recordOf('a runtime of networks', 'nativeNetworks of excursa/node', {
    ...{ open: aFunction, load: optional(aFunction) },
  });
  checkArguments('provideNetworkRuntime', { runtime }, { runtime: optional(aRuntime) });
  provided = runtime;
}

/** What runs networks. @throws ExcursaError (resource) when nothing was provided. */
export function networkRuntime(): NetworkRuntime {
  if (provided) return provided;
  throw new ExcursaError({
    kind: 'resource',
    what: 'discriminator',
    expected: 'a runtime for networks',
    got: 'none',
    remedy: "importing 'excursa/node', or providing one by provideNetworkRuntime",
  });
}
