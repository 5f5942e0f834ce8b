import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Whether there is a browser to look at pages with. */
export const hasBrowser = existsSync(executablePath);

/** Flags for a browser that draws by software, WebGL2 included, and asks nothing of the network. */
const flags = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser. @param without - features to switch off, for example 'webgl'. */
export function openBrowser(without: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...flags, ...without.map((name) => `--disable-${name}`)] });
}

/** A browser that keeps what pages store in a folder, as that of a user does. */
export function openBrowserIn(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { executablePath, args: flags });
}
