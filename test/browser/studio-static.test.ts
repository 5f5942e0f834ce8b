/** The studio on a static host: without headers that isolate it, without a network, without WebGL2. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeProject, type Project } from '../../src/calibrate/index.ts';
import { crop } from '../../src/grid/index.ts';
import { readPhaseMaps } from '../../src/node/index.ts';
import { excursa, scratchFolder } from '../cli/command.ts';
import { hasBrowser, openBrowser } from '../report/browser.ts';
import {
  button,
  expectSame,
  folder as files,
  give,
  isBuilt,
  patiently,
  realImage,
  saved,
  smallProject,
  step,
  watched,
} from './studio-page.ts';

/** A static host: files, and no headers that isolate a page. */
function serveStatically(): Promise<Server> {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
  const server = createServer((call, answer) => {
    const path = join(files, call.url === '/' ? 'index.html' : (call.url ?? ''));
    if (!existsSync(path)) answer.writeHead(404).end();
    else answer.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'image/svg+xml' }).end(readFileSync(path));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe.skipIf(!hasBrowser || !isBuilt)('the studio on a static host', () => {
  it('works from a static host: isolated by its service worker, then offline, without WebGL2', {
    tags: ['long'],
  }, async () => {
    const project = await smallProject();
    // A part of a real image, where there is one.
    const own: Project = existsSync(realImage)
      ? { ...project, images: [crop((await readPhaseMaps([realImage])).maps[0], [0, 0, 0], [1, 120, 128])] }
      : project;
    const given = await encodeProject(own);
    const folder = scratchFolder();
    writeFileSync(join(folder, 'my.json'), given);
    const quick = ['--twin', '0', '--realisations', '2', '--quiet'];
    const ran = excursa(['calibrate', '--project', 'my.json', '--out', 'run', ...quick], folder);
    expect(ran.code, ran.stderr).toBe(0);
    const command = readFileSync(join(folder, 'run', 'model.json'), 'utf8');
    const host = await serveStatically();
    const plain = await openBrowser(['webgl', '3d-apis']);
    const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
    // Where a browser refuses to isolate the page, one thread computes.
    const alone = await plain.newContext({ serviceWorkers: 'block' });
    // Such a page has no locks either: its tabs ask each other.
    await alone.addInitScript('delete Navigator.prototype.locks');
    const single = await alone.newPage();
    await single.goto(address);
    await give(single, 'my.json', given);
    await button(single, 'Calibrate a model').click();
    await button(single, 'Calibrate').click();
    await single.getByText('Data and model at one scale').waitFor({ timeout: 300_000 });
    expect(await single.evaluate('crossOriginIsolated')).toBe(false);
    await button(single, 'Cancel').click();
    await step(single, 'Export').click();
    const onOne = JSON.parse(await saved(single, 'model.json'));
    expectSame(onOne, command);
    const beside = await alone.newPage();
    await beside.goto(address);
    await beside.getByText('The studio is open in another tab.').waitFor();
    await single.reload();
    await button(single, 'model.json').waitFor();
    await alone.close();
    const page = await watched(plain);
    await page.goto(address);
    await expect.poll(() => page.evaluate('crossOriginIsolated').catch(() => false), patiently).toBe(true);
    await give(page, 'my.json', given);
    await button(page, 'Calibrate a model').click();
    await button(page, 'Calibrate').click();
    await page.locator('.answer .sign').waitFor();
    await step(page, 'Export').click();
    // Threads change nothing: the same numbers to the last digit.
    expect(JSON.parse(await saved(page, 'model.json')).parameters).toEqual(onOne.parameters);
    await step(page, 'Twin').click();
    await page.getByText('This browser has no WebGL2').waitFor();
    // Also files of steps that nobody went to are kept.
    const isKept = `caches.open('excursa-studio').then((own) => own.keys()).then((all) => all.some(({ url }) => url.includes('Measure')))`;
    await expect.poll(() => page.evaluate(isKept), patiently).toBe(true);
    await new Promise((resolve) => {
      host.close(resolve);
      host.closeAllConnections();
    });
    await page.reload();
    await page.getByText('This browser has no WebGL2').waitFor();
    await page.locator('.triple canvas').first().waitFor();
    await step(page, 'Measure').click();
    await page.getByLabel('Descriptors').waitFor();
    await plain.close();
  });
});
