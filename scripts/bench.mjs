// npm run bench, npm run bench:versus: installs, builds, and runs a benchmark with what is left of the arguments.
import { spawnSync } from 'node:child_process';
import { build, buildModules, install } from './prepare.mjs';

install();
build();
buildModules();
const { status } = spawnSync(process.execPath, process.argv.slice(2), { stdio: 'inherit' });
process.exit(status ?? 1);
