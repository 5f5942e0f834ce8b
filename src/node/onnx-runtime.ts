import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type NetworkRuntime, type NetworkSession, provideNetworkRuntime } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';

/** The part of ONNX Runtime that is used; both packages have it. */
export type Onnx = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'> & {
  readonly env?: { readonly wasm: { numThreads?: number | undefined } };
};

/** Packages that run networks, and what they call the processor. The first is two to three times as fast. */
const packages = { 'onnxruntime-node': 'cpu', 'onnxruntime-web': 'wasm' } as const;

/** A runtime that was found. */
export interface FoundRuntime {
  readonly onnx: Onnx;
  /** Name of the processor for `executionProviders`. */
  readonly processor: 'cpu' | 'wasm';
}

/**
 * Files beside which packages are looked for: this one, so that packages beside `excursa` are found, installed globally
 * or in a project; the command as it was called, which may be a link; npm's folder of global packages. The folders of
 * NODE_PATH are searched for each.
 */
function places(): string[] {
  const folder = join(dirname(process.execPath), process.platform === 'win32' ? '.' : '../lib');
  return [fileURLToPath(import.meta.url), process.argv[1] ?? '', join(folder, 'node_modules', 'any.js')].filter(
    Boolean,
  );
}

/** Path of a package's module, if it is installed in a place where Excursa looks. */
function find(name: string): string | undefined {
  for (const place of places()) {
    try {
      return createRequire(place).resolve(name);
    } catch {
      // Not here; the next place may have it.
    }
  }
  return undefined;
}

/**
 * The command that installs the runtime where it will be found: in the project that Excursa is installed in, or
 * globally.
 */
export function installCommand(module: string): string {
  const [project] = module.replaceAll('\\', '/').split('/node_modules/excursa/');
  const inProject = project !== module && !project.includes('/_npx/') && existsSync(join(project, 'package.json'));
  // The package's script fetches graphics libraries from elsewhere, which are not used here, and fails where it may
  // not.
  return `npm install ${inProject ? '' : '--global '}--ignore-scripts onnxruntime-node`;
}

/**
 * Loads ONNX Runtime: the native one, or the one in WebAssembly where only that is installed.
 * @param names - packages to look for, in this order. @throws ExcursaError (resource) when none is installed or loads.
 */
export async function loadOnnxRuntime(names: readonly string[] = Object.keys(packages)): Promise<FoundRuntime> {
  const remedy = installCommand(fileURLToPath(import.meta.url));
  let failure: unknown;
  for (const name of names) {
    const path = find(name);
    if (!path) continue;
    try {
      const module = (await import(pathToFileURL(path).href)) as Onnx & { readonly default?: Onnx };
      return { onnx: module.default ?? module, processor: packages[name as keyof typeof packages] };
    } catch (cause) {
      failure ??= cause;
    }
  }
  const [reason] = failure instanceof Error ? failure.message.split('\n') : [];
  throw new ExcursaError(
    {
      kind: 'resource',
      what: 'discriminator',
      expected: 'the package onnxruntime-node',
      got: reason ? `one that does not load (${reason})` : 'none installed',
      remedy,
    },
    { cause: failure },
  );
}

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
  return {
    open,
    load: async () => {
      await loaded();
    },
  };
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
