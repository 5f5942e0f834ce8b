import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { ExcursaError } from '../errors.ts';

/** Types of the files that the studio consists of. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** With these a page may share memory between threads; nothing of another origin gets into it. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'self' blob: data:; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Names by which this machine may be asked: a page elsewhere that points its own name here is refused. */
const isOwnHost = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? '');

/** The path of a file in the folder that an address names; undefined where it names none. */
function pathOf(url: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
    return path.includes('..') ? undefined : path === '/' ? '/index.html' : path;
  } catch {
    return undefined;
  }
}

/** A server that answers. */
export interface StudioServer {
  readonly address: string;
  /** Ends it, with all of its connections. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the files of the studio to this machine alone.
 * @param folder - that holds them. @param port - 0 for any that is free.
 * @throws ExcursaError (resource) when the files are missing or the port is taken.
 */
export async function serveStudio(folder: string, port: number): Promise<StudioServer> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new ExcursaError({
      kind: 'resource',
      what: 'studio',
      expected: `its files in ${folder}`,
      got: 'none',
      remedy: 'installing the package again, or npm run build in a checkout',
    });
  }
  const server = createServer(async (call, answer) => {
    const refuse = (status: number): void => void answer.writeHead(status, headers).end();
    if (!isOwnHost(call.headers.host)) return refuse(403);
    if (call.method !== 'GET' && call.method !== 'HEAD') return refuse(405);
    const path = pathOf(call.url ?? '/');
    const content = path === undefined ? undefined : await readFile(join(folder, path)).catch(() => undefined);
    if (path === undefined || !content) return refuse(404);
    const type = types[extname(path)] ?? 'application/octet-stream';
    // Names of assets hold their hash; the page itself may change with the next version.
    const cache = /^[/\\]assets[/\\]/.test(path) ? 'max-age=31536000, immutable' : 'no-cache';
    answer.writeHead(200, { ...headers, 'Content-Type': type, 'Cache-Control': cache });
    answer.end(call.method === 'HEAD' ? undefined : content);
  });
  await listen(server, port);
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new ExcursaError({
          kind: 'resource',
          what: { setting: 'port', value: port },
          expected: 'a port that is free',
          got: error.code === 'EADDRINUSE' ? 'one that is in use' : (error.code ?? error.message),
          remedy: { setting: 'port', value: 0 },
        }),
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

/** Opens an address in the user's browser, where there is one; nothing happens where there is none. */
export function openInBrowser(address: string): void {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  const opened = spawn(program, words, { stdio: 'ignore', detached: true });
  opened.on('error', () => undefined);
  opened.unref();
}
