// npm run check: types of everything, then format and lint.
import { install, run, runTool } from './prepare.mjs';

install();
runTool('typescript/bin/tsc', ['-p', 'tsconfig.check.json']);
run('npx', ['--no-install', 'biome', 'check', '--error-on-warnings', '.']);
