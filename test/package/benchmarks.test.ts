/**
 * What the benchmarks time runs at all, on a small volume; nothing is timed here.
 * @module-tag long
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/node/index.ts';
import { smallMap } from '../cli/command.ts';
import { root } from '../laws/source.ts';

const module = pathToFileURL(join(root, 'bench', 'versus', 'works.mjs')).href;
const volume = join(mkdtempSync(join(tmpdir(), 'excursa-bench-')), 'volume.npy');

beforeAll(async () => writePhaseMap(volume, await smallMap([64, 64, 64])));

it('every work of bench/versus gives a number', () => {
  const program = `
    import { works } from ${JSON.stringify(module)};
    const found = {};
    for (const [name, prepare] of Object.entries(works)) {
      const { run, close } = await prepare({ threads: 2, volume: ${JSON.stringify(volume)} });
      found[name] = await run();
      await close?.();
    }
    console.log(JSON.stringify(found));
    process.exit(0);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  const found = Object.entries(JSON.parse(printed.trim().split('\n').at(-1)!) as Record<string, number>);
  expect(found.length).toBeGreaterThan(9);
  for (const [name, value] of found) expect([name, Number.isFinite(value) && value > 0]).toEqual([name, true]);
});
