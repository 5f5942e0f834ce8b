import { type NetworkRuntime, type NetworkSession, provideNetworkRuntime } from '../compute/index.ts';
import { type FoundRuntime, loadOnnxRuntime } from './onnx-runtime.ts';

/**
 * ONNX Runtime for Node, loaded when the first network is opened.
 * @param load - finds and imports the package. @throws (on `open`) ExcursaError (resource) when it is not installed.
 */
export function onnxRuntime(load: () => Promise<FoundRuntime>): NetworkRuntime {
  let loading: Promise<FoundRuntime> | undefined;
  const loaded = async (): Promise<FoundRuntime> => {
    try {
      loading ??= load();
      return await loading;
    } catch (error) {
      // The next network may be opened after the package was installed.
      loading = undefined;
      throw error;
    }
  };
  const open: NetworkRuntime['open'] = async (model, { threads }): Promise<NetworkSession> => {
    const { onnx, processor } = await loaded();
    const { InferenceSession, Tensor } = onnx;
    // The runtime in WebAssembly takes its number of threads here, and only before its first session.
    if (processor === 'wasm' && onnx.env) onnx.env.wasm.numThreads ??= threads;
    const session = await InferenceSession.create(model, {
      executionProviders: [processor],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
    return {
      run: async (inputs, outputs) => {
        const feeds = Object.fromEntries(
          Object.entries(inputs).map(([name, { data, shape }]) => [name, new Tensor('float32', data, shape)]),
        );
        const values = outputs ? await session.run(feeds, [...outputs]) : await session.run(feeds);
        return Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, data as Float32Array]));
      },
      close: () => session.release(),
    };
  };
  return { open };
}

/**
 * ONNX Runtime for Node.
 * @example
 * import { nativeNetworks, provideNetworkRuntime } from 'excursa/node';
 * // Done already by importing this door.
 * provideNetworkRuntime(nativeNetworks);
 */
export const nativeNetworks: NetworkRuntime = onnxRuntime(loadOnnxRuntime);

provideNetworkRuntime(nativeNetworks);
