// npm test: installs, builds, checks types and lint, runs all tests, and closes with the line "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

install();
build();

let passed = 0;
let failed = 0;
let skipped = 0;

const check = spawnSync(process.execPath, [join(root, 'scripts', 'check.mjs')], { cwd: root, stdio: 'inherit' });
if (check.status === 0) passed++;
else {
  failed++;
  console.error('types or lint failed, see above');
}

const folder = mkdtempSync(join(tmpdir(), 'excursa-test-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const args = [
  vitest,
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
];
const tests = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  skipped += result.numPendingTests;
  // A file that fails before its tests begin counts as one failure.
  failed += result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
} catch {
  failed++;
}
rmSync(folder, { recursive: true, force: true });
if (tests.status !== 0 && failed === 0) failed++;

if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
