import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { normalize } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realise } from '../../src/phase/index.ts';
import { smallModel } from '../cli/command.ts';
import { root } from '../laws/source.ts';

const executablePath = '/usr/bin/chromium';
const request = { shape: [80, 72, 96], seed: 17 };

/** Runs in a worker of the page, since a page itself may not wait for threads. */
const worker = `
import { realise } from '/realise.js';
onmessage = async ({ data: { model, request } }) => {
  try {
    const digests = [];
    for (const threads of [1, 2, 4]) {
      const { map } = await realise(model, { ...request, threads });
      const digest = await crypto.subtle.digest('SHA-256', map.data);
      digests.push(Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, '0')).join(''));
    }
    postMessage({ isolated: crossOriginIsolated, digests });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
`;

/** Bundles what draws, and serves it with the headers that shared memory requires. */
async function serve(): Promise<Server> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      lib: { entry: 'src/phase/realise.ts', formats: ['es'] },
      rolldownOptions: { external: /^node:/ },
    },
  });
  const [bundle] = built as unknown as { readonly output: readonly [{ readonly code: string }] }[];
  const server = createServer((call, answer) => {
    const path = normalize(new URL(call.url ?? '/', 'http://localhost').pathname);
    const headers = {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Content-Type': path.endsWith('.js') ? 'text/javascript' : 'text/html',
    };
    if (path === '/') answer.writeHead(200, headers).end('<!doctype html><title>kernels</title>');
    else if (path === '/worker.js') answer.writeHead(200, headers).end(worker);
    else if (path === '/realise.js') answer.writeHead(200, headers).end(bundle.output[0].code);
    else answer.writeHead(404, headers).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe.skipIf(!existsSync(executablePath))('kernels in a browser', () => {
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    server = await serve();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it('draw with 1, 2 and 4 threads the label volume that Node draws', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const model = smallModel();
    const result = await page.evaluate(
      `new Promise((resolve) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve({ error: message });
        const given = ${JSON.stringify({ model: { ...model, values: Array.from(model.values) }, request })};
        given.model.values = Float64Array.from(given.model.values);
        worker.postMessage(given);
      })`,
    );
    const { map } = await realise(model, request);
    const digest = createHash('sha256').update(map.data).digest('hex');
    expect(result).toEqual({ isolated: true, digests: [digest, digest, digest] });
  });
});
