import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classes, presets } from '../../src/phase/index.ts';
import { root } from '../laws/source.ts';
import { calibrateClasses, type Outcome, type ThreadCounts, type Work, work } from './application/work.ts';

const executablePath = '/usr/bin/chromium';
const doors = ['index', 'worker'].map((name) => join(root, 'dist', `${name}.js`));
const missing = [executablePath, ...doors].find((path) => !existsSync(path));
if (missing) console.log(`library in a browser: skipped, for there is no ${missing}`);

const fixtures = [
  'u8-deflate.tif',
  'imagej.tif',
  'u16-be-lzw-predictor.tif',
  'grey16.png',
  'palette8.png',
  'u2-be.npy',
];
const files = Object.fromEntries(
  fixtures.map((name) => [name, new Uint8Array(readFileSync(join(root, 'src/io/fixtures', name)))]),
);
/** Numbers of two results, rounded apart: engines differ in the last digit of powers and roots. */
function expectClose(a: unknown, b: unknown, where: string): void {
  if (typeof a === 'number' && typeof b === 'number') {
    // Thirty operations with an error of half an eps each, and differences that cancel no more than 100 times.
    expect(Math.abs(a - b), where).toBeLessThanOrEqual(100 * 30 * 2 ** -53 * Math.max(Math.abs(a), Math.abs(b)));
  } else if (typeof a === 'object' && a && typeof b === 'object' && b) {
    expect(Object.keys(a), where).toEqual(Object.keys(b));
    for (const [key, value] of Object.entries(a))
      expectClose(value, (b as Record<string, unknown>)[key], `${where}.${key}`);
  } else expect(a, where).toBe(b);
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves a folder; only an isolated page may share memory between threads. */
function serve(folder: string, isolated: boolean): Promise<Server> {
  const server = createServer((call, answer) => {
    const path = normalize(new URL(call.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    const headers = {
      ...(isolated && { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }),
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    };
    if (existsSync(file)) answer.writeHead(200, headers).end(readFileSync(file));
    else answer.writeHead(404, headers).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Losses by class that agree to 1e-6; each is one, and not none. */
function expectLosses(found: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, loss] of Object.entries(expected)) {
    expect(loss, name).toBeGreaterThan(0);
    expect(Math.abs(found[name] / loss - 1), name).toBeLessThan(1e-6);
  }
}

describe.skipIf(missing)('the library, bundled for browsers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'excursa-browser-'));
  const servers: Server[] = [];
  const warnings: string[] = [];
  let browser: Browser;
  let inNode: Outcome;
  beforeAll(async () => {
    // As an application is built, but for where the package is found: it is this one.
    await build({
      root: fileURLToPath(new URL('application', import.meta.url)),
      configFile: false,
      logLevel: 'warn',
      customLogger: {
        ...{ info: () => {}, clearScreen: () => {}, hasErrorLogged: () => false, hasWarned: false },
        ...{ warn: (text) => void warnings.push(text), warnOnce: (text) => void warnings.push(text) },
        error: (text) => void warnings.push(text),
      },
      resolve: {
        alias: [
          { find: /^excursa\/worker$/, replacement: doors[1] },
          { find: /^excursa$/, replacement: doors[0] },
        ],
      },
      build: { outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 2000 },
    });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    for (const isolated of [false, true]) servers.push(await serve(folder, isolated));
    inNode = await work({ threads: [1, 2], files });
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true });
  });

  it('needs nothing of Node: the bundler has no warning', () => {
    expect(warnings.filter((text) => !text.includes('PLUGIN_TIMINGS'))).toEqual([]);
  });

  it('is small: sizes are printed, and bounded', () => {
    const assets = readdirSync(join(folder, 'assets')).map((name) => readFileSync(join(folder, 'assets', name)));
    const raw = assets.reduce((sum, { length }) => sum + length, 0);
    const zipped = assets.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0);
    console.log(`bundles of page and workers: ${(raw / 1e3).toFixed(0)} kB, ${(zipped / 1e3).toFixed(0)} kB gzipped`);
    expect(zipped).toBeLessThan(1.5e6);
  });

  const places = [
    ['a worker of an isolated page', 1, 'inWorker'],
    ['a worker of a page that is not isolated', 0, 'inWorker'],
    ['an isolated page itself', 1, 'inPage'],
    ['a page itself that is not isolated', 0, 'inPage'],
  ] as const;
  /** A page, isolated or not, and what it threw. */
  const open = async (server: 0 | 1): Promise<{ readonly page: Page; readonly failures: readonly string[] }> => {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(`http://127.0.0.1:${(servers[server].address() as AddressInfo).port}/`);
    expect(await page.evaluate('crossOriginIsolated')).toBe(server === 1);
    return { page, failures };
  };

  const asInNode = 'in %s draws, measures, calibrates, reads and writes as in Node';
  const worksAsInNode = async (_: string, server: 0 | 1, where: string): Promise<void> => {
    const { page, failures } = await open(server);
    const given = JSON.stringify({ threads: [1, 2], files: {} } satisfies Work);
    const bytes = JSON.stringify(Object.fromEntries(Object.entries(files).map(([name, b]) => [name, Array.from(b)])));
    const outcome = (await page.evaluate(`(async () => {
      const given = ${given};
      for (const [name, bytes] of Object.entries(${bytes})) given.files[name] = Uint8Array.from(bytes);
      return ${where}(given);
    })()`)) as Outcome & { readonly counts: ThreadCounts };
    await page.close();
    expect(failures).toEqual([]);
    expect(outcome.volumes).toEqual(inNode.volumes);
    expectClose(outcome.description, inNode.description, 'description');
    expect(outcome.files).toEqual(inNode.files);
    expect(outcome.written).toEqual(inNode.written);
    expect(outcome.losses[1]).toBe(outcome.losses[0]);
    expect(Math.abs(outcome.losses[0] / inNode.losses[0] - 1)).toBeLessThan(1e-6);
    // Kernels have further threads only where memory is shared and the thread may wait; fits have them everywhere.
    const { kernels, tasks, answers } = outcome.counts;
    if (server === 1 && where === 'inWorker') expect(kernels).toBeGreaterThan(0);
    else expect(kernels).toBe(0);
    expect(tasks).toBeGreaterThan(0);
    expect(tasks % 2).toBe(0);
    expect(answers).toBeGreaterThanOrEqual(tasks);
  };
  // A worker with shared memory; the other places run with the long tests.
  it.each(places.slice(0, 1))(asInNode, worksAsInNode);
  it.each(places.slice(1))(asInNode, { tags: ['long'] }, worksAsInNode);

  const exact = Object.keys(presets).filter((name) => classes[name].method !== 'simulated');
  const simulated = Object.keys(presets).filter((name) => !exact.includes(name));

  let lossesInNode: Promise<Record<string, number>> | undefined;
  const everyClass = 'in %s calibrates every class of Gaussian fields as in Node';
  const calibratesAsInNode = async (_: string, server: 0 | 1, where: string): Promise<void> => {
    const { page, failures } = await open(server);
    const given = { exact, simulated: [], threads: 2 };
    const found = await page.evaluate(`${where}(${JSON.stringify(given)})`);
    await page.close();
    expect(failures).toEqual([]);
    lossesInNode ??= calibrateClasses(given);
    expectLosses(found as Record<string, number>, await lossesInNode);
  };
  // With shared memory and a thread that may wait, and with neither.
  it.each([places[0], places[3]])(everyClass, { tags: ['long'] }, calibratesAsInNode);

  it('in a worker fits grains by simulated images as in Node', { tags: ['long'] }, async () => {
    const { page, failures } = await open(1);
    const given = { exact: [], simulated, threads: 1 };
    const found = await page.evaluate(`inWorker(${JSON.stringify(given)})`);
    await page.close();
    expect(failures).toEqual([]);
    expectLosses(found as Record<string, number>, await calibrateClasses(given));
  });
});
