import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { completionScript } from '../../src/cli/completion.ts';
import { createModel, presets, realise, writePhaseMap } from '../../src/node.ts';
import { printed } from './printed.ts';

// The line in the registry.
vi.mock('../../src/io/formats/index.ts', async (original) => {
  const own = await original<typeof import('../../src/io/formats/index.ts')>();
  const { pgm } = await import('./pgm.ts');
  return { ...own, formats: { ...own.formats, pgm } };
});

describe('a file format of one file and one line in the registry, in the commands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'excursa-format-'));
  const [image, twin, json, report, csv] = ['a.pgm', 'b.pgm', 'a.json', 'a.html', 'csv'].map((n) => join(folder, n));
  const labels = ['--labels', '0=pore,1=solid'];
  let text: string;
  beforeAll(async () => {
    const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
    const model = createModel(presets['level-set'], { phases });
    await writePhaseMap(image, (await realise(model, { shape: [64, 80], seed: 1 })).map);
    const outputs = ['--out', json, '--report', report, '--csv', csv, '--threads', '1', '--quiet'];
    text = await printed('describe', image, ...labels, ...outputs);
  });

  it('is named in the help of every command that reads or writes files', async () => {
    for (const name of ['describe', 'calibrate', 'validate', 'convert', 'segment', 'study']) {
      expect(await printed(name, '--help')).toContain('PGM');
    }
    for (const name of ['generate', 'convert', 'segment']) expect(await printed(name, '--help')).toContain('.pgm');
  });

  it('is named in completion, where options are explained', async () => {
    for (const shell of ['zsh', 'fish'] as const) expect(await completionScript(shell, commands)).toContain('.pgm');
  });

  it('leads into text, JSON, HTML and CSV with the numbers of the same map in another format', async () => {
    const other = join(folder, 'a.npy');
    await printed('convert', image, other, '--as', 'sections', '--quiet');
    const again = join(folder, 'again.json');
    expect(await printed('describe', other, ...labels, '--as', 'sections', '--out', again, '--quiet')).toBe(text);
    const [of, as] = [json, again].map((path) => JSON.parse(readFileSync(path, 'utf8')));
    expect(of.phases).toEqual(as.phases);
    expect(readFileSync(`${json}.manifest.json`, 'utf8')).toContain('a.pgm');
    const share = of.phases[0].volumeFraction.value;
    expect(share).toBeGreaterThan(0);
    expect(readFileSync(report, 'utf8')).toContain('a.pgm');
    const tables = readdirSync(csv).map((name) => readFileSync(join(csv, name), 'utf8'));
    expect(tables.some((table) => table.includes(String(share)))).toBe(true);
  });

  it('is written by generate, and shown by info', async () => {
    const model = join(folder, 'model.json');
    const { toModelFile } = await import('../../src/node.ts');
    const { writeFileSync } = await import('node:fs');
    const { version } = await import('../../src/version.ts');
    writeFileSync(model, JSON.stringify(toModelFile(createModel(presets['level-set'], {}), version)));
    await printed('generate', model, '--shape', '32,48', '--out', twin, '--threads', '1', '--quiet');
    expect(existsSync(twin)).toBe(true);
    expect(readFileSync(twin, 'latin1').slice(0, 9)).toBe('P5\n48 32\n');
    expect(await printed('info', twin)).toMatch(/shape +\[32,48\]/);
  });
});
