import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StudioServer, serveStudio } from './studio-server.ts';

const outer = mkdtempSync(join(tmpdir(), 'excursa-studio-'));
const folder = join(outer, 'studio');
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(folder, 'index.html'), '<!doctype html>');
writeFileSync(join(folder, 'assets', 'a-1.js'), 'a');
writeFileSync(join(outer, 'secret.txt'), 'of the user');

/** Asks with a path as it is written, and a host of its own. */
function ask(address: string, path: string, { host, method }: { host?: string; method?: string } = {}) {
  const { hostname, port } = new URL(address);
  return new Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly text: string;
  }>((resolve, reject) => {
    const call = request({ hostname, port, path, method, ...(host && { headers: { host } }) }, (answer) => {
      let text = '';
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('the server of the studio', () => {
  let server: StudioServer;
  beforeAll(async () => {
    server = await serveStudio(folder, 0);
  });
  afterAll(() => server.close());

  it('gives the page with the headers of an isolated one, and assets that may be kept', async () => {
    const page = await ask(server.address, '/');
    expect([page.status, page.text]).toEqual([200, '<!doctype html>']);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cache-control': 'no-cache',
    });
    const { headers } = await ask(server.address, '/assets/a-1.js');
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'max-age=31536000, immutable',
    });
  });

  it('listens to this machine alone', () => {
    expect(new URL(server.address).hostname).toBe('127.0.0.1');
  });

  it.each([
    ['a file that is not there', '/other.js', {}, 404],
    ['a file outside of the folder', '/../secret.txt', {}, 404],
    ['the same in other letters', '/%2e%2e/secret.txt', {}, 404],
    ['a folder', '/assets', {}, 404],
    ['letters that are none', '/%zz', {}, 404],
    ['the name of another host', '/', { host: 'elsewhere.example' }, 403],
    ['a call that would change something', '/', { method: 'POST' }, 405],
  ])('refuses %s', async (_, path, how, status) => {
    const answer = await ask(server.address, path, how);
    expect([answer.status, answer.text]).toEqual([status, '']);
  });

  it('says in one sentence that a port is taken, and that its files are missing', async () => {
    const port = Number(new URL(server.address).port);
    await expect(serveStudio(folder, port)).rejects.toThrow(
      `port: ${port}: expected a port that is free, got one that is in use; try port: 0`,
    );
    await expect(serveStudio(join(folder, 'none'), 0)).rejects.toThrow(
      /^studio: expected its files in .*, got none; try/,
    );
  });
});
