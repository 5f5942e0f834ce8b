import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const shown = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const code = await runCommand(words);
  spy.mockRestore();
  shown.mockRestore();
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

it('what no section or model can satisfy is refused before a realisation is drawn', async () => {
  const { map } = await realise(createModel(presets['level-set']), { shape: [12, 16], seed: 1 });
  await writePhaseMap(at('section.tif'), map);
  await writeModel(at('model.json'), createModel(presets['level-set']));
  await writeModel(at('grains.json'), createModel(presets['two-phase-grains']));
  const cases: [words: string[], sentence: RegExp][] = [
    [['model.json', '8,12,16', '--layers', '3'], /--layers: expected images of the sections that it places, got none/],
    [['model.json', '8,12,16', '--stride', '2'], /--stride: expected images of sections, which it reads, got none/],
    [['model.json', '12,16', 'section.tif'], /a volume, z,y,x, got 12,16; try --shape 12,12,16$/],
    [['model.json', '8,12,12', 'section.tif'], /12 x 12 pixels, as a layer has, got 12 x 16; try --shape 8,12,16$/],
    [
      ['model.json', '8,12,16', 'section.tif', '--layers', '8'],
      /layers from 0 to 7, got 8; try a layer of the volume$/,
    ],
    [
      ['grains.json', '8,12,16', 'section.tif'],
      /got two-phase-grains, which has grains; try .*Gaussian class, calibrated with --model level-set/,
    ],
  ];
  for (const [[model, shape, ...others], sentence] of cases) {
    const words = others.map((word) => (word.endsWith('.tif') ? at(word) : word));
    expect((await refusal('generate', at(model), ...words, '--shape', shape, '--out', at('cc.npy'))).trim()).toMatch(
      sentence,
    );
    expect(said.join('')).not.toMatch(/generating/);
  }
});

it.skipIf(!existsSync('/proc/self'))('a folder in which no file can be made is refused before any work', async () => {
  const sentence =
    /^1 error \/proc\/x\.\w+: .*got (a folder in which no file can be made|no permission to write); try ano/;
  expect(await refusal('describe', 'none.tif', '--out', '/proc/x.json')).toMatch(sentence);
  expect(await refusal('generate', at('model.json'), '--shape', '4,4', '--out', '/proc/x.npy')).toMatch(sentence);
});

it('a conductivity without the name of its phase is refused by what it lacks', async () => {
  const sentence = /expected the name of a phase before each conductivity, got .*; try --conductivity am=1e-2,se=1/;
  for (const word of ['1,10', '1', '=1', 'am=1,10']) {
    expect(await refusal('transport', 'none.tif', '--conductivity', word)).toMatch(sentence);
  }
  expect(await refusal('transport', 'none.tif', '--conductivity', 'am')).toMatch(/a conductivity for each phase/);
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

it('a file of another origin is replaced with --force alone, one of excursa without', async () => {
  const content = 'lines that somebody wrote';
  const own = at('own');
  const words = (name: string): string[][] => [
    ['generate', at('model.json'), '--shape', '4,4', '--out', name],
    ['convert', at('small.tif'), name],
  ];
  await writePhaseMap(
    at('small.tif'),
    (await realise(createModel(presets['level-set']), { shape: [8, 8], seed: 1 })).map,
  );
  for (const given of words(`${own}.tif`)) {
    writeFileSync(`${own}.tif`, content);
    expect(await refusal(...given)).toMatch(
      /^2 error \S+own.tif: expected a new file, or one that excursa wrote, got a file of another origin; try .*--force/,
    );
    expect(readFileSync(`${own}.tif`, 'utf8')).toBe(content);
    expect(await refusal(...given, '--force', '--quiet')).not.toMatch(/error/);
    // What the command wrote itself it writes again.
    expect(await refusal(...given, '--quiet')).not.toMatch(/error/);
    rmSync(`${own}.tif.manifest.json`);
  }
  // Numbered files, tables, reports and JSON.
  writeFileSync(at('twin-001.tif'), content);
  const several = ['generate', at('model.json'), '--shape', '4,4', '--realisations', '2', '--out', at('twin.tif')];
  expect(await refusal(...several)).toMatch(/twin-001\.tif: expected a new file/);
  for (const [flag, name, mine] of [
    ['--csv', 'a.csv', 'phase,quantity\r\n'],
    ['--report', 'a.html', '<title>Excursa</title>'],
    ['--out', 'a.json', '{"manifest": {"command": "excursa describe"}}'],
  ]) {
    writeFileSync(at(name), content);
    expect(await refusal('describe', 'none.tif', flag, at(name))).toMatch(/got a file of another origin/);
    writeFileSync(at(name), mine);
    expect(await refusal('describe', 'none.tif', flag, at(name))).toMatch(/none\.tif/);
  }
  // Tables of somebody else, though one has a comment on top and the other the name of a column.
  for (const table of ['# my data\r\nx,y\r\n', 'phase,fraction\nam,0.5\n']) {
    writeFileSync(at('a.csv'), table);
    expect(await refusal('describe', 'none.tif', '--csv', at('a.csv'))).toMatch(/got a file of another origin/);
  }
});
