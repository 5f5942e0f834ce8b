import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Discriminator, initialState } from '../calibrate/index.ts';
import { provideNetworkRuntime } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';
import { installCommand, loadOnnxRuntime, nativeNetworks, onnxRuntime } from './onnx-runtime.ts';

const shape = { phases: 2, channels: 'small' } as const;
const options = { ...shape, size: 16, batch: 8, threads: 1, learningRate: 1e-3, beta1: 0.5, beta2: 0.99 };
const start = initialState(shape, (count) => new Float64Array(count).fill(0.5));

async function refusal(work: () => Promise<unknown>): Promise<ExcursaError> {
  const error = await work().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ExcursaError);
  return error as ExcursaError;
}

const [, command] = process.argv;

/** Installs a package beside the command that runs, which may lie elsewhere than the program: it may be a link. */
const folder = mkdtempSync(join(tmpdir(), 'excursa-runtime-'));
function installBesideCommand(name: string, text: string): void {
  mkdirSync(join(folder, 'node_modules', name), { recursive: true });
  writeFileSync(join(folder, 'node_modules', name, 'index.js'), text);
  process.argv[1] = join(folder, 'excursa');
}

afterEach(() => {
  provideNetworkRuntime(nativeNetworks);
  process.argv[1] = command;
});

describe('a discriminator', () => {
  it('says what to install where its runtime is missing', async () => {
    provideNetworkRuntime(onnxRuntime(() => loadOnnxRuntime(['no-such-runtime'])));
    const { kind, message } = await refusal(() => Discriminator.open(options, start));
    expect(kind).toBe('resource');
    expect(message).toBe(
      'discriminator: expected the package onnxruntime-node, got none installed; ' +
        'try npm install --global --ignore-scripts onnxruntime-node',
    );
  });

  it('says why a runtime that is there does not load', async () => {
    installBesideCommand('broken-runtime', 'throw new Error("wrong ELF class\\nat dlopen");');
    provideNetworkRuntime(onnxRuntime(() => loadOnnxRuntime(['no-such-runtime', 'broken-runtime'])));
    const { message } = await refusal(() => Discriminator.open(options, start));
    expect(message).toMatch(/got one that does not load \(wrong ELF class\); try npm install --global /);
  });

  it('takes the next runtime where the first does not load, and a later one once it is installed', async () => {
    installBesideCommand('broken-runtime', 'throw new Error("wrong ELF class");');
    const names = ['broken-runtime', 'late-runtime'];
    let asked = 0;
    const runtime = onnxRuntime(() => {
      asked++;
      return loadOnnxRuntime(names);
    });
    await expect(runtime.open(new Uint8Array(1), { threads: 1 })).rejects.toThrow(/does not load/);
    installBesideCommand(
      'late-runtime',
      'exports.InferenceSession = { create: async () => ({ run: async () => ({}) }) };',
    );
    expect(await (await runtime.open(new Uint8Array(1), { threads: 1 })).run({})).toEqual({});
    await runtime.open(new Uint8Array(1), { threads: 1 });
    expect(asked).toBe(2);
  });

  it('says what to import where nothing was provided', async () => {
    provideNetworkRuntime(undefined);
    const { message } = await refusal(() => Discriminator.open(options, start));
    expect(message).toMatch(/expected a runtime for networks, got none; try importing 'excursa\/node'/);
  });

  it('works with any runtime of the interface', async () => {
    const asked: string[] = [];
    provideNetworkRuntime({
      open: async (model, { threads }) => {
        asked.push(`${model.length > 1000} ${threads}`);
        return {
          run: async (_, outputs = []) =>
            Object.fromEntries(outputs.map((name) => [name, Float32Array.of(...Array(16).fill(2))])),
          close: async () => void asked.push('closed'),
        };
      },
    });
    const network = await Discriminator.open(options, start);
    expect([...(await network.judge(new Float32Array(3 * 2 * 256), 3))]).toEqual([2, 2, 2]);
    await network.close();
    // One session learns, another judges.
    expect(asked).toEqual(['true 1', 'true 1', 'closed', 'closed']);
  });
});

describe('the command that installs the runtime', () => {
  const folder = mkdtempSync(join(tmpdir(), 'excursa-project-'));
  const module = join(folder, 'node_modules', 'excursa', 'dist', 'chunks', 'node.js');

  it('is a global one where Excursa is installed globally, runs by npx, or lies elsewhere', () => {
    const command = 'npm install --global --ignore-scripts onnxruntime-node';
    expect(installCommand(module)).toBe(command);
    expect(installCommand('/home/me/excursa/dist/chunks/node.js')).toBe(command);
    const cache = join(folder, '_npx', '3f2');
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, 'package.json'), '{}');
    expect(installCommand(join(cache, 'node_modules', 'excursa', 'dist', 'cli', 'main.js'))).toBe(command);
  });

  it('is that of the project which Excursa is installed in', () => {
    writeFileSync(join(folder, 'package.json'), '{}');
    expect(installCommand(module)).toBe('npm install --ignore-scripts onnxruntime-node');
  });
});
