import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { completionScript } from '../../src/cli/completion.ts';
import { createModel, realise, writePhaseMap } from '../../src/node.ts';
import { cauchy } from '../fixtures/cauchy.ts';
import { veined } from '../fixtures/veined.ts';
import { printed } from './printed.ts';

// The line in each registry.
vi.mock('../../src/correlation/index.ts', async (original) => {
  const own = await original<typeof import('../../src/correlation/index.ts')>();
  const { cauchy: family } = await import('../fixtures/cauchy.ts');
  const families = { ...own.families, [family.name]: family };
  return { ...own, families, familyOf: (choice: string, known = families) => own.familyOf(choice, known) };
});
vi.mock('../../src/phase/classes/index.ts', async (original) => {
  const own = await original<typeof import('../../src/phase/classes/index.ts')>();
  const { veined: added } = await import('../fixtures/veined.ts');
  const classes = own.classesOf([...Object.values(own.classes), added]);
  const presets = Object.fromEntries(Object.entries(classes).map(([name, { record }]) => [name, record]));
  return { ...own, classes, presets };
});

describe('a class and a correlation family of one file and one line each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'excursa-extending-'));
  const [image, out, csv] = ['image.tif', 'run', 'csv'].map((name) => join(folder, name));
  let text: string;
  beforeAll(async () => {
    const model = createModel(veined.record, { family: cauchy, spacing: 0.5, unit: 'um' });
    await writePhaseMap(image, (await realise(model, { shape: [96, 96], seed: 1 })).map);
    const settings = [
      '--model',
      'veined',
      '--family',
      'cauchy',
      '--order',
      '0,1,2',
      '--starts',
      '1',
      '--wide-starts',
      '0',
      '--points',
      '256',
    ];
    const rest = ['--twin', '0', '--realisations', '2', '--threads', '1', '--csv', csv, '--quiet'];
    text = await printed('calibrate', image, ...settings, ...rest, '--out', out);
  });

  it('are in help and completion', async () => {
    const help = await printed('calibrate', '--help-all');
    expect(help).toMatch(/--family <name>(?:(?!\n {2}--)[\s\S])*?\scauchy\b/);
    const script = await completionScript('bash', commands);
    for (const name of ['veined', 'cauchy']) expect(script).toContain(name);
  });

  it('are calibrated: their names and parameters are in model.json', () => {
    const { model, family, parameters } = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8'));
    expect([model.name, family]).toEqual(['veined', 'cauchy']);
    const shown = JSON.stringify(parameters);
    for (const { name } of [...veined.record.scalars, ...cauchy.parameters]) expect(shown).toContain(`"${name}"`);
    const { phases } = JSON.parse(readFileSync(join(out, 'validation.json'), 'utf8'));
    expect(phases).toHaveLength(3);
  });

  it('are in text, HTML and CSV', async () => {
    expect(text).toContain('volume fraction');
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    for (const name of ['veined', 'cauchy', 'patchy']) expect(report).toContain(name);
    expect(existsSync(csv)).toBe(true);
    const tables = readdirSync(csv).map((name) => readFileSync(join(csv, name), 'utf8'));
    for (const { name } of [...veined.record.scalars, ...cauchy.parameters]) {
      expect(tables.some((table) => table.includes(name))).toBe(true);
    }
    const info = await printed('info', join(out, 'model.json'));
    for (const name of ['veined', 'cauchy']) expect(info).toContain(name);
  });
});
