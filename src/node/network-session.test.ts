import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from '../../test/laws/source.ts';
import { Discriminator, initialState } from '../calibrate/index.ts';
import { provideNetworkRuntime } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';
import { nativeNetworks, onnxRuntime } from './network-session.ts';

const shape = { phases: 2, channels: 'small' } as const;
const options = { ...shape, size: 16, batch: 8, threads: 1, learningRate: 1e-3, beta1: 0.5, beta2: 0.99 };
const start = initialState(shape, (count) => new Float64Array(count).fill(0.5));

async function refusal(work: () => Promise<unknown>): Promise<ExcursaError> {
  const error = await work().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ExcursaError);
  return error as ExcursaError;
}

afterEach(() => provideNetworkRuntime(nativeNetworks));

describe('a discriminator', () => {
  it('says what to install where its runtime is missing', async () => {
    const missing = Object.assign(new Error("Cannot find package 'onnxruntime-node'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    provideNetworkRuntime(onnxRuntime(() => Promise.reject(missing)));
    const { kind, message } = await refusal(() => Discriminator.open(options, start));
    expect(kind).toBe('resource');
    expect(message).toBe(
      'discriminator: expected the package onnxruntime-node, got none installed; try npm install onnxruntime-node',
    );
  });

  it('says why a runtime that is there does not load', async () => {
    provideNetworkRuntime(onnxRuntime(() => Promise.reject(new Error('wrong ELF class\nat dlopen'))));
    const { message } = await refusal(() => Discriminator.open(options, start));
    expect(message).toMatch(/got one that does not load \(wrong ELF class\); try npm install onnxruntime-node$/);
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
    expect(asked).toEqual(['true 1', 'closed']);
  });
});

describe('the network runtime and what writes networks', () => {
  const door = join(root, 'dist/calibrate/index.js');

  it('are loaded by nobody who opens no network', (context) => {
    if (!existsSync(door)) return context.skip('dist is missing: run npm run build');
    const script = `
      await import(${JSON.stringify(door)});
      await import(${JSON.stringify(join(root, 'dist/node/index.js'))});
      const { createRequire } = await import('node:module');
      const loaded = [...Object.keys(createRequire(${JSON.stringify(door)}).cache), ...process.moduleLoadList];
      console.log(JSON.stringify(loaded.filter((name) => /onnxruntime|protobufjs/.test(name))));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
