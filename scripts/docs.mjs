// npm run docs: pages of the library from its docstrings, then the site, to docs/.vitepress/dist. Needs no network.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, runTool } from './prepare.mjs';

install();
build();
rmSync(join(root, 'docs', 'api'), { recursive: true, force: true });
const doors = ['src/index.ts', 'src/node.ts'].filter((door) => existsSync(join(root, door)));
runTool('typedoc/bin/typedoc', [
  ...doors.flatMap((door) => ['--entryPoints', door]),
  ...['--out', 'docs/api', '--plugin', 'typedoc-plugin-markdown', '--router', 'member', '--entryFileName', 'index'],
  ...['--name', 'Library', '--readme', 'none', '--excludeInternal', '--disableSources', '--hideBreadcrumbs'],
  ...['--hidePageHeader', '--blockTags', '@source', '--validation.notExported', 'false', '--logLevel', 'Warn'],
]);
runTool('vitepress/bin/vitepress.js', ['build', 'docs']);
console.log('The site is in docs/.vitepress/dist; `npx vitepress preview docs` shows it.');
