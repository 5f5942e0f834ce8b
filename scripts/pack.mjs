// npm run pack: builds all that is published, then packs it. Scripts of packages are switched off here (.npmrc), so a
// plain `npm pack` would not build; without a build it would make a package without a program.
import { execFileSync } from 'node:child_process';
import { build, buildTypes, install } from './prepare.mjs';

install();
build();
buildTypes();
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
execFileSync(npm, ['pack', ...process.argv.slice(2)], { stdio: 'inherit', shell: process.platform === 'win32' });
