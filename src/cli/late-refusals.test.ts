import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { writeModel, writePhaseMap } from '../node/index.ts';
import { createModel, presets, realise } from '../phase/index.ts';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'excursa-refusals-'));
const at = (name: string): string => join(folder, name);
writeFileSync(at('taken'), 'a file');

/** All that the last command line said on stderr. */
let said: string[] = [];

/** Exit code and the last line of a command line. */
async function refusal(...words: string[]): Promise<string> {
  const lines: string[] = [];
  said = lines;
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const code = await runCommand(words);
  spy.mockRestore();
  return `${code} ${lines[lines.length - 1]}`;
}

it.each([
  ['describe', 'none.tif', '--csv', at('taken/a.csv')],
  ['describe', 'none.tif', '--csv', at('table.txt')],
  ['describe', 'none.tif', '--csv', at('taken')],
  ['describe', 'none.tif', '--out', at('a.xlsx')],
  ['describe', 'none.tif', '--report', at('a.pdf')],
  ['describe', 'none.tif', '--figures', at('a.svg')],
  ['describe', 'none.tif', '--memory', 'lots'],
  ['calibrate', 'none.tif', '--out', at('taken')],
  ['calibrate', 'none.tif', '--realisations', '100000', '--out', at('run')],
])('%s %s %s %s is refused before the input is looked at', async (...words) => {
  const sentence = await refusal(...words);
  expect(sentence).toMatch(/^[12] error [^\n]*expected [^\n]*\n$/);
  expect(sentence).not.toMatch(/none\.tif/);
});

it('what needs more than --memory is refused with its size, and nothing is written', async () => {
  await writeModel(at('model.json'), createModel(presets['level-set']));
  const before = readdirSync(folder);
  const words = ['generate', at('model.json'), '--shape', '256,256,256', '--memory', '100MiB', '--out', at('twin.tif')];
  expect(await refusal(...words)).toMatch(
    /^1 error generate .*at most the 0\.10 GiB of --memory, got .* about \d.*GiB/,
  );
  expect(readdirSync(folder)).toEqual(before);
});

it.each([
  ['a class of three phases', ['--model', 'assb'], /3 phases for the model assb, got 2 \(.*; try --model level-set/],
  ['such a candidate', ['--model', 'auto', '--candidates', 'assb'], /expected classes of 2 phases .*, got assb; try /],
])('%s is refused for two phases before any work', async (_, words, sentence) => {
  const { map } = await realise(createModel(presets['level-set']), { shape: [96, 96], seed: 1 });
  await writePhaseMap(at('two.tif'), map);
  expect(await refusal('calibrate', at('two.tif'), ...words, '--out', at('never'))).toMatch(sentence);
  expect(existsSync(at('never'))).toBe(false);
  // Nothing was said of a method or a fit.
  expect(said.join('')).not.toMatch(/method is used|fit,/);
});
