// npm test: installs, builds, checks types and lint, runs the tests but for the long ones, and closes with the line
// "N passed, N failed". `npm test -- --all` runs the long ones too, as continuous integration does; names of files
// after "--" run these alone.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, buildTypes, install, root } from './prepare.mjs';

install();
build();

const given = process.argv.slice(2).filter((word) => word !== '--all');
const all = process.argv.includes('--all') || given.length > 0;

let passed = 0;
let failed = 0;
let skipped = 0;
let left = 0;

const check = spawnSync(process.execPath, [join(root, 'scripts', 'check.mjs')], { cwd: root, stdio: 'inherit' });
if (check.status === 0) {
  passed++;
  // A test of the package takes it as it is published.
  if (all) buildTypes();
} else {
  failed++;
  console.error('types or lint failed, see above');
}

const folder = mkdtempSync(join(tmpdir(), 'excursa-test-'));
const report = join(folder, 'report.json');
const tests = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(all ? [] : ['--tags-filter=not long']),
    ...given,
  ],
  { cwd: root, stdio: 'inherit' },
);
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  // A long test that was left out is not one that could not run here.
  const waiting = result.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status === 'skipped');
  left = all ? 0 : waiting.filter(({ tags = [] }) => tags.includes('long')).length;
  skipped = result.numPendingTests - left;
  // A file that fails before its tests begin counts as one failure.
  failed += result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
} catch {
  failed++;
}
rmSync(folder, { recursive: true, force: true });
if (tests.status !== 0 && failed === 0) failed++;

if (left > 0) console.log(`${left} long tests were left out; npm test -- --all runs them too`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
