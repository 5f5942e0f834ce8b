import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { createProgram } from '../../src/cli/program.ts';
import { families } from '../../src/correlation/index.ts';
import { descriptors } from '../../src/descriptor/index.ts';
import { formats } from '../../src/io/index.ts';
import { presets } from '../../src/phase/index.ts';
import { type Page, readPages } from './pages.ts';
import { root, sourceFiles } from './source.ts';

const pages = readPages();
const byPath = new Map(pages.map((page) => [page.path, page]));
const bibliography = readFileSync(join(root, 'docs/references.bib'), 'utf8');
const keys = [...bibliography.matchAll(/^@\w+\{([^,]+),/gm)].map((match) => match[1]);

/** File and anchor that a relative link of a page leads to. */
function leadsTo(page: Page, target: string): readonly [path: string, anchor: string | undefined] {
  const [file, anchor] = target.split('#');
  return [file === '' ? page.path : posix.normalize(posix.join(dirname(page.path), file)), anchor];
}
const isRelative = (target: string): boolean => !/^[a-z]+:/.test(target);

describe('pages', () => {
  it('lead to files and headings that exist', () => {
    const broken = pages.flatMap((page) =>
      page.links
        .filter(({ target }) => isRelative(target))
        .flatMap(({ line, target }) => {
          const [path, anchor] = leadsTo(page, target);
          if (!existsSync(join(root, path))) return [`${page.path}:${line}: no file ${path}`];
          const known = byPath.get(path)?.anchors;
          return anchor !== undefined && !known?.includes(anchor) ? [`${page.path}:${line}: no heading ${target}`] : [];
        }),
    );
    expect(broken).toEqual([]);
  });

  it('link to addresses that are well formed and encrypted', () => {
    for (const { path, links } of pages) {
      for (const { target } of links.filter((link) => !isRelative(link.target))) {
        expect(new URL(target).protocol, `${path}: ${target}`).toMatch(/^(https|mailto):$/);
      }
    }
  });

  it('are all reached from the README', () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      const page = byPath.get(path);
      if (!page || reached.has(path)) return;
      reached.add(path);
      for (const { target } of page.links) if (isRelative(target)) visit(leadsTo(page, target)[0]);
    };
    visit('README.md');
    expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });

  it('have one title and lines of at most 120 columns, tables and links apart', () => {
    for (const { path, lines, blocks, prose } of pages) {
      expect(prose.match(/^# /gm)?.length, path).toBe(1);
      // Printed tables are as wide as they are.
      const printed = new Set(
        blocks
          .filter(({ language }) => language === 'text')
          .flatMap(({ line, text }) => text.split('\n').map((_, i) => line + 1 + i)),
      );
      const long = lines.flatMap((line, i) =>
        line.length > 120 && !printed.has(i + 1) && !/^\||^!?\[.*\)$|^<img /.test(line) ? [`${path}:${i + 1}`] : [],
      );
      expect(long).toEqual([]);
    }
  });

  it('cite keys of the bibliography', () => {
    for (const { path, prose } of pages) {
      for (const [, key] of prose.matchAll(/`([a-z]+(?:18|19|20)\d\d)`/g)) expect(keys, path).toContain(key);
    }
  });

  it('are named by sources only where they exist', () => {
    const cited = [...sourceFiles('src', true), ...sourceFiles('assembly'), ...sourceFiles('test', true)].flatMap(
      ({ path, text }) => [...text.matchAll(/docs\/[\w/-]+\.(?:md|bib)/g)].map((match) => [path, match[0]] as const),
    );
    expect(cited.length).toBeGreaterThan(10);
    for (const [path, page] of cited) expect(existsSync(join(root, page)), `${path}: ${page}`).toBe(true);
  });
});

describe('bibliography', () => {
  it('is what the page of references shows', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/references.mjs'), '--check']);
    expect(status, stderr.toString()).toBe(0);
  });

  it('has every key once, and identifiers of the right form', () => {
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    for (const [, doi] of bibliography.matchAll(/^\s*doi\s*=\s*\{([^}]*)\}/gm))
      expect(doi).toMatch(/^10\.\d{4,9}\/\S+$/);
    for (const { path, text } of [...sourceFiles('src'), ...sourceFiles('assembly')]) {
      for (const [, doi] of text.matchAll(/^\s*\*.*?doi:(\S+)/gm)) expect(doi, path).toMatch(/^10\.\d{4,9}\/\S+$/);
    }
  });
});

describe('registries', () => {
  const guide = pages.filter(({ path }) => /^docs\/(guide|models)/.test(path)).map(({ lines }) => lines.join('\n'));
  it.each([
    ['families', Object.keys(families)],
    ['models', Object.keys(presets)],
    ['formats', Object.keys(formats)],
    ['descriptors', descriptors.map(({ name }) => name)],
    ['commands', Object.keys(commands)],
  ])('%s are explained in the guide', (_, names) => {
    const text = guide.join('\n');
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('documented commands', () => {
  const lines = pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => [...text.replaceAll('\\\n', ' ').matchAll(/^\s*(?:npx )?(excursa [^\n#]+)/gm)])
      .map((match) => [path, match[1].trim()] as const),
  );
  const verbs = new Map<string, Command>();
  beforeAll(async () => {
    for (const name of Object.keys(commands)) {
      const program = await createProgram([name]);
      verbs.set(name, program.commands.find((command) => command.name() === name)!);
    }
  });

  it('name commands and flags that exist', () => {
    expect(lines.length).toBeGreaterThan(4);
    for (const [page, line] of lines) {
      const [, verb, ...words] = line.split(/\s+/);
      if (verb.startsWith('--')) continue;
      const command = verbs.get(verb);
      expect(command, `${page}: ${line}`).toBeDefined();
      const known = [...command!.options.map((o) => o.long), '--help'];
      for (const flag of words.filter((w) => w.startsWith('--'))) expect(known, `${page}: ${line}`).toContain(flag);
    }
  });

  it('and every help text shows an example that parses', () => {
    for (const command of verbs.values()) {
      let text = '';
      command.configureOutput({
        writeOut: (s) => {
          text += s;
        },
      });
      command.outputHelp();
      expect(text).toContain(`excursa ${command.name()} `);
    }
  });
});
