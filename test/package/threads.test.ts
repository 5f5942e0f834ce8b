import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { createModel, presets, realise, writeModel, writePhaseMap } from '../../src/node.ts';
import { root } from '../laws/source.ts';
import { emptyFolder, finish } from './installed.ts';

const dist = join(root, 'dist');
const isBuilt = existsSync(join(dist, 'node.js'));
if (!isBuilt) console.log('threads of the build: skipped, for there is no dist; npm run build makes it');

/** Counts the threads that a process starts, and prints their number at its end. */
const counting = `
let started = 0;
process.on('worker', () => started++);
process.on('exit', () => console.log('threads started:', started));`;

it.skipIf(!isBuilt).each([
  ['generate', 1, (model: string) => ['generate', model, '--shape', '64,64,64', '--seed', '1', '--out', 'twin.npy']],
  [
    'calibrate',
    2,
    (_: string, slice: string) => [
      ...['calibrate', slice, '--model', 'level-set', '--starts', '2', '--points', '256', '--twin', '0'],
      ...['--realisations', '2', '--out', 'run'],
    ],
  ],
])('the built command starts threads: %s', async (_, least, wordsOf) => {
  const folder = emptyFolder('threads');
  const [hook, model, slice] = ['hook.mjs', 'model.json', 'slice.tif'].map((name) => join(folder, name));
  writeFileSync(hook, counting);
  const record = createModel(presets['level-set']);
  await writeModel(model, record);
  await writePhaseMap(slice, (await realise(record, { shape: [96, 96], seed: 1 })).map);
  const words = [...wordsOf(model, slice), '--threads', '2', '--quiet'];
  const { code, stdout, stderr } = finish(
    process.execPath,
    ['--import', pathToFileURL(hook).href, join(dist, 'cli', 'main.js'), ...words],
    folder,
  );
  expect(code, stderr).toBe(0);
  expect(Number(/threads started: (\d+)/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(least);
});

it.skipIf(!isBuilt)('the built door for Node fits on threads, with the bits of one', () => {
  const script = `
    ${counting}
    import { calibrate, createModel, presets, realise } from '${pathToFileURL(join(dist, 'node.js')).href}';
    const { map } = await realise(createModel(presets['level-set']), { shape: [96, 96], seed: 1 });
    const fit = (threads) => calibrate([map], { model: 'level-set', order: '0,1', starts: 2, points: 256 }, { threads });
    const [one, two] = [await fit(1), await fit(2)];
    console.log(Buffer.compare(Buffer.from(one.model.values.buffer), Buffer.from(two.model.values.buffer)));`;
  const { code, stdout, stderr } = finish(process.execPath, ['--input-type=module', '-e', script], root);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^0\nthreads started: [1-9]/);
});
