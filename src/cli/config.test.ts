import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { weighCommand } from '../../test/cli/fixtures/weigh-command.ts';
import { ExcursaError } from '../errors.ts';
import { commands } from './commands/index.ts';
import { createProgram } from './program.ts';

const registry = { ...commands, weigh: { summary: 'weigh images', load: async () => weighCommand } };
const home = process.cwd();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'excursa-config-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(home);
  vi.restoreAllMocks();
});

const write = (path: string, content: unknown): void =>
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));

/** Performs a command line. @returns stdout. */
async function perform(...words: string[]): Promise<string> {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += part;
    return true;
  });
  await (await createProgram(words, registry)).parseAsync(words, { from: 'user' });
  vi.restoreAllMocks();
  return text;
}

/** Options and settings that the command was performed with. */
async function resolved(...words: string[]) {
  return JSON.parse(await perform('weigh', 'a.tif', '--json', '--quiet', ...words));
}

/** The sentence by which a command line is refused. */
async function refusal(...words: string[]): Promise<string> {
  const error = await perform(...words).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ExcursaError);
  expect((error as ExcursaError).exitCode).toBe(2);
  const { message } = error as ExcursaError;
  expect(message).toMatch(/expected .+, got .+; try /);
  expect(message).not.toContain('\n');
  return message;
}

describe('the configuration file', () => {
  it('gives what no flag gives: flags, then the command, then the top, then defaults', async () => {
    write('excursa.config.json', { threads: 3, weigh: { threads: 4, out: 'weights', tareWeight: 1.5, gently: true } });
    const { options, settings, threads } = await resolved();
    expect(options).toMatchObject({ out: 'weights', tareWeight: 1.5, gently: true, scale: 'beam' });
    expect(threads).toBe(4);
    expect(settings).toMatchObject({ out: 'weights', tareWeight: 1.5, gently: true, scale: 'beam', threads: 4 });
    expect((await resolved('--threads', '5', '--tare-weight', '2')).options).toMatchObject({
      threads: 5,
      tareWeight: 2,
    });
    write('excursa.config.json', { threads: 3, weigh: { out: 'weights' } });
    expect((await resolved()).threads).toBe(3);
  });

  it('is named by --config, and its paths are relative to it', async () => {
    mkdirSync('project');
    write('project/own.json', { weigh: { out: 'weights', plates: ['one.tif', '../two.tif'] } });
    const { options } = await resolved('--config', join('project', 'own.json'));
    expect(options).toMatchObject({ out: join('project', 'weights'), plates: [join('project', 'one.tif'), 'two.tif'] });
    // What is typed is relative to the working folder.
    const typed = await resolved('--config', 'project/own.json', '--out', 'here', '--plates', 'x.tif', 'y.tif');
    expect(typed.options).toMatchObject({ out: 'here', plates: ['x.tif', 'y.tif'] });
  });

  it('may hold labels as an object and lists as lists, and settings go back into one', async () => {
    write('labels.tif', '');
    write('excursa.config.json', {
      labels: { 0: 'pore', 1: 'am' },
      spacing: '1um',
      generate: { shape: [4, 5, 6], out: 'x.xyz' },
    });
    // The shape is read; the name of the output is what is wrong.
    write('model.json', '{}');
    expect(await refusal('generate', 'model.json')).toMatch(/^model\.json: /);
    expect(await refusal('describe', 'labels.tif', '--quiet')).toMatch(/^labels\.tif: /);
    write('excursa.config.json', { labels: { 0: 'pore', 1: 'pore' } });
    expect(await refusal('describe', 'labels.tif')).toBe(
      'excursa.config.json: "labels": expected each name once, got 0=pore,1=pore; try "labels": "0=pore,1=am,2=se"',
    );
    write('excursa.config.json', { weigh: { out: 'w' } });
    const { settings } = await resolved('--tare-weight', '3', '--plates', 'a', 'b');
    const { json: _, quiet, ...own } = settings;
    write('excursa.config.json', { quiet, weigh: own });
    expect((await resolved()).settings).toEqual(settings);
  });

  it.each([
    [{ spacng: '1um' }, /^excursa\.config\.json: expected a known name, got "spacng"; try "spacing"$/],
    [{ weigth: {} }, /got "weigth"; try "weigh"$/],
    [{ zzzzzzzzzzzzz: 1 }, /try one of labels, mask, /],
    [{ weigh: { tarWeight: 1 } }, /expected a known name below "weigh", got "tarWeight"; try "tareWeight"$/],
    [{ tareWeight: 1 }, /expected "tareWeight" below the name of a command, got it at the top; try \{"weigh": /],
    [{ weigh: 3 }, /expected an object with options of "weigh", got 3; try /],
    [{ weigh: { config: 'x' } }, /got "config"/],
    [
      { threads: 0 },
      /^excursa\.config\.json: "threads": expected a whole number from 1 to 256, got 0; try "threads": /,
    ],
    [{ threads: null }, /"threads": expected a whole number from 1 to 256, got null; try "threads": 2$/],
    [{ weigh: { gently: 'yes' } }, /"gently": expected true or false, got "yes"; try "gently": true$/],
    [{ weigh: { plates: [] } }, /"plates": expected at least one value, got \[\]; try /],
    // What this command does not use.
    [{ spacing: 3 }, /^excursa\.config\.json: "spacing": expected .*, got 3; try "spacing": /],
    [{ stride: {} }, /"stride": expected .*, got .*; try "stride": /],
    [{ calibrate: { twin: -1 } }, /"twin": expected a whole number from 0, got -1; try "twin": /],
    [{ calibrate: { resume: 1 } }, /"resume": expected true or false, got 1; try /],
    [{ generate: { periodik: true } }, /expected a known name below "generate", got "periodik"; try "periodic"$/],
    [{ transport: { memory: 'lots' } }, /"memory": expected a size with its unit, MiB or GiB, got lots; try /],
    [{ weigh: { scale: 'bean' } }, /"scale": expected one of spring, beam, got bean; try "scale": "beam"$/],
    [{ calibrate: { labels: { 0: 'a', 1: 'a' } } }, /"labels": expected each name once, got /],
    [[], /expected a configuration file, one JSON object, got another kind of JSON/],
    ['{"threads": 3', /got no JSON \(/],
  ])('%j is refused in one sentence', async (content, message) => {
    write('excursa.config.json', content);
    expect(await refusal('weigh', 'a.tif', '--out', 'w')).toMatch(message);
  });

  it('has to be there when it is named', async () => {
    expect(await refusal('weigh', 'a.tif', '--config', 'none.json')).toMatch(/^none\.json: .* got no such file; try /);
    expect(await refusal('weigh', 'a.tif', '--config', '.')).toMatch(/got a folder/);
    expect(await refusal('weigh', 'a.tif')).toBe('out: expected a value, got none; try out: <folder>');
  });
});

describe('CSV', () => {
  const words = ['weigh', 'a.tif', 'b.tif', '--out', 'w', '--quiet'];
  const weights = 'image,weight [g]\r\na.tif,0\r\nb.tif,1\r\n';
  const dishes = 'scale\r\nbeam\r\n';

  it('goes to a folder, one file per table', async () => {
    expect(await perform(...words, '--csv', 'tables')).toMatch(/^Weights\n/);
    expect(readFileSync('tables/weights.csv', 'utf8')).toBe(weights);
    expect(readFileSync('tables/dishes.csv', 'utf8')).toBe(dishes);
  });

  it('goes to one file, and to stdout in place of the text', async () => {
    await perform(...words, '--csv', 'all.csv');
    const all = `# Weights\r\n${weights}\r\n# Dishes\r\n${dishes}`;
    expect(readFileSync('all.csv', 'utf8')).toBe(all);
    expect(await perform(...words, '--csv', '-')).toBe(`${all.trimEnd()}\n`);
  });

  it('is refused for a command without tables, and on one stdout with JSON', async () => {
    expect(await refusal('completion', 'bash', '--csv', '-')).toMatch(/expected a command with tables/);
    expect(await refusal(...words, '--csv', '-', '--json')).toMatch(/--csv: expected a file or a folder beside --json/);
  });
});
