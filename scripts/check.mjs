// npm run check: types of everything, then format and lint.
import { makePageProgram } from './page-program.mjs';
import { install, run, runTool } from './prepare.mjs';

install();
await makePageProgram();
runTool('typescript/bin/tsc', ['-p', 'viewer/tsconfig.json']);
runTool('typescript/bin/tsc', ['-p', 'tsconfig.check.json']);
// The studio with its components, which the compiler alone cannot read.
runTool('svelte-check/bin/svelte-check', [
  ...['--workspace', 'studio', '--tsconfig', 'tsconfig.json'],
  ...['--output', 'human', '--fail-on-warnings'],
]);
run('npx', ['--no-install', 'biome', 'check', '--error-on-warnings', '.']);
