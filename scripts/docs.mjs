// npm run docs: pages of the library from its docstrings, then the site, to docs/.vitepress/dist. Needs no network.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, runTool } from './prepare.mjs';

install();
build();
rmSync(join(root, 'docs', 'api'), { recursive: true, force: true });
const doors = ['src/index.ts', 'src/node.ts'].filter((door) => existsSync(join(root, door)));
runTool('typedoc/bin/typedoc', [
  ...['--options', 'scripts/typedoc.config.mjs'],
  ...doors.flatMap((door) => ['--entryPoints', door]),
]);
runTool('vitepress/bin/vitepress.js', ['build', 'docs']);
console.log('The site is in docs/.vitepress/dist; `npx vitepress preview docs` shows it.');
