import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openInBrowser, type StudioServer, serveStudio } from '../../node/index.ts';
import { defineCommand, groups } from '../command.ts';
import { whole } from '../values.ts';

/** The files of the studio: beside the bundled command, or in a checkout that was built. */
function studioFolder(): string {
  const places = ['../studio', './studio', '../../../dist/studio'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find((path) => existsSync(path)) ?? places[0];
}

/** The usual port: browsers keep projects by address, so that it should stay the same. */
const usualPort = 4919;

/** Serves at the usual port, or at any that is free where that one is taken. */
const serveAtUsual = (folder: string): Promise<StudioServer> =>
  serveStudio(folder, usualPort).catch(() => serveStudio(folder, 0));

/** `excursa studio`: the application in a browser. */
export const studioCommand = defineCommand({
  description:
    'Opens the studio in the browser: from images to a model, a 3D twin and its properties, without a command line. It is served to this machine alone, and images never leave it.',
  arguments: [],
  options: {
    port: {
      summary: 'port of this machine to serve at; 0 takes any that is free. The browser keeps projects by port',
      group: groups.general,
      value: whole({ high: 65535, example: 4173 }),
      otherwise: `${usualPort}, or any that is free where it is taken`,
    },
    noOpen: { summary: 'print the address alone, without opening the browser', group: groups.general },
  },
  examples: ['excursa studio --no-open --port 4173'],
  stopsAfterStep: true,
  run: async ({ options: { port, noOpen }, console, signal }) => {
    const folder = studioFolder();
    const { address, close } = await (port === undefined ? serveAtUsual(folder) : serveStudio(folder, port));
    console.note(`the studio is at ${address}; press Ctrl-C to end it`);
    if (!noOpen) openInBrowser(address);
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await close();
    return { json: { address }, text: 'the studio has ended; projects stay in the browser' };
  },
});
