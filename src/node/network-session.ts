import { type NetworkRuntime, type NetworkSession, provideNetworkRuntime } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';

/** The part of onnxruntime-node that is used. */
type Onnx = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'>;

/**
 * ONNX Runtime for Node, loaded when the first network is opened.
 * @param load - imports the package. @throws (on `open`) ExcursaError (resource) when it is not installed.
 */
export function onnxRuntime(load: () => Promise<Onnx>): NetworkRuntime {
  let loading: Promise<Onnx> | undefined;
  const loaded = async (): Promise<Onnx> => {
    try {
      loading ??= load();
      return await loading;
    } catch (cause) {
      loading = undefined;
      const code = (cause as NodeJS.ErrnoException).code;
      const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
      throw new ExcursaError(
        {
          kind: 'resource',
          what: 'discriminator',
          expected: 'the package onnxruntime-node',
          got: missing ? 'none installed' : `one that does not load (${(cause as Error).message.split('\n')[0]})`,
          remedy: 'npm install onnxruntime-node',
        },
        { cause },
      );
    }
  };
  const open: NetworkRuntime['open'] = async (model, { threads }): Promise<NetworkSession> => {
    const { InferenceSession, Tensor } = await loaded();
    const session = await InferenceSession.create(model, {
      executionProviders: ['cpu'],
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

/** ONNX Runtime for Node. */
export const nativeNetworks: NetworkRuntime = onnxRuntime(() => import('onnxruntime-node'));

provideNetworkRuntime(nativeNetworks);
