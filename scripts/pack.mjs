// npm run pack: builds all that is published, then packs it. Scripts of packages are switched off here (.npmrc), so a
// plain `npm pack` would not build and would make a package without a program; .npmrc makes it fail.
import { execFileSync } from 'node:child_process';
import { build, buildTypes, install } from './prepare.mjs';

install();
build();
buildTypes();
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
// A destination of the caller's own stands later and wins.
const words = ['pack', '--pack-destination', '.', ...process.argv.slice(2)];
execFileSync(npm, words, { stdio: 'inherit', shell: process.platform === 'win32' });
