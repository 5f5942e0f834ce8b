import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Block, readPages } from '../laws/pages.ts';
import { root } from '../laws/source.ts';
import { differences, tidied } from './printed.ts';

/**
 * Every shell block of the README and of docs is run here, page by page, in one temporary folder that holds
 * `slice.tif`, the image that docs/start.md begins with. A line that several pages show runs once. A block may carry a
 * tag after its language: `long` takes minutes, `data` runs in a copy of the real images, if they are there; `shown`
 * changes the machine, needs a checkout or takes longer than a test may: its scripts, commands and flags have to exist.
 * A `js` block is a program of the library and runs likewise. A `text` block that follows is what was printed.
 * EXCURSA_WRITE_DOCS=1 writes the pages anew from what was printed, and leaves out `long` and `data`.
 */
const tagNames = ['long', 'data', 'shown'];
const writes = process.env.EXCURSA_WRITE_DOCS !== undefined;
const data = resolve(root, '..', 'shared', 'data');

const pages = readPages().filter(({ blocks }) => blocks.some(({ language }) => ['sh', 'js'].includes(language)));

/** Output of command lines, by their text. */
const printed = new Map<string, string>();

/** Lines of a block: those that end with a backslash go on in the next one; comments and empty lines are left out. */
const commandLines = (text: string): string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Command line that runs a program of the library. */
function programLine(text: string, folder: string): string {
  const name = `program-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.mjs`;
  writeFileSync(join(folder, name), text);
  return `node ${name}`;
}

function runLine(text: string, folder: string, path: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn('sh', ['-e', '-c', text], {
      cwd: folder,
      env: { ...process.env, PATH: path, NO_COLOR: '1', COLUMNS: '120' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString();
    });
    child.stderr.on('data', (bytes: Buffer) => {
      errors += bytes.toString();
    });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done(out) : fail(new Error(`exit code ${code}\n${errors}\n${out}`))));
  });
}

describe.skipIf(process.platform === 'win32')('shell blocks', { tags: ['long'] }, () => {
  let folder: string;
  let path: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'excursa-docs-'));
    copyFileSync(join(root, 'docs', 'public', 'slice.tif'), join(folder, 'slice.tif'));
    const programs = join(folder, '.bin');
    mkdirSync(programs);
    const command = join(programs, 'excursa');
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist', 'cli', 'main.js')}" "$@"\n`);
    chmodSync(command, 0o755);
    // A program of the library finds the package where npm would put it.
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules', 'excursa'), 'dir');
    path = `${programs}:${process.env.PATH}`;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('carry tags that are known', () => {
    for (const { path: page, blocks } of pages) {
      for (const { language, tags, line } of blocks) {
        if (['sh', 'js'].includes(language)) for (const tag of tags) expect(tagNames, `${page}:${line}`).toContain(tag);
      }
    }
  });

  it('that are only shown name scripts that exist', () => {
    const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
    for (const { path: page, blocks } of pages) {
      for (const { tags, text } of blocks.filter(({ language }) => language === 'sh')) {
        if (!tags.includes('shown')) expect(text, page).not.toMatch(/^(npm|node|npx) /m);
        for (const [, name] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts, page).toHaveProperty([name]);
        for (const [, file] of text.matchAll(/^node ([\w./-]+)/gm))
          expect(existsSync(join(root, file)), file).toBe(true);
      }
    }
  });

  it.each(pages.map(({ path: page, blocks, lines }) => [page, blocks, lines] as const))(
    '%s',
    async (page, blocks, lines) => {
      const wrong: string[] = [];
      const written = new Map<Block, string>();
      for (const [i, block] of blocks.entries()) {
        const { language, tags, text, line } = block;
        if (!['sh', 'js'].includes(language) || tags.includes('shown')) continue;
        if (writes && tags.length > 0) continue;
        if (tags.includes('data')) {
          if (!existsSync(data)) {
            console.warn(`${page}:${line}: skipped, ${data} is not there`);
            continue;
          }
        }
        const place = tags.includes('data') ? join(folder, 'data') : folder;
        if (place !== folder && !existsSync(place))
          await runLine(`mkdir data && cp -r "${data}"/. data/`, folder, path);
        let output = '';
        for (const command of language === 'js' ? [programLine(text, folder)] : commandLines(text)) {
          const known = printed.get(command);
          const now =
            known ?? (await runLine(command, place, path).catch((error: Error) => `failed: ${error.message}`));
          printed.set(command, now);
          if (now.startsWith('failed: ')) wrong.push(`${page}:${line}: ${command} ${now}`);
          output += now.endsWith('\n') || now === '' ? now : `${now}\n`;
        }
        const next = blocks[i + 1];
        if (
          next?.language !== 'text' ||
          lines.slice(line + text.split('\n').length + 1, next.line - 1).some((l) => l !== '')
        )
          continue;
        const differ = differences(next.text, output);
        if (writes && differ.length > 0) written.set(next, tidied(output));
        else wrong.push(...differ.map((what) => `${page}:${next.line}: ${what}`));
      }
      expect(wrong).toEqual([]);
      if (written.size === 0) return;
      let text = readFileSync(join(root, page), 'utf8');
      for (const [block, output] of written) {
        text = text.replace(`\`\`\`text\n${block.text}\n\`\`\``, () => `\`\`\`text\n${output}\n\`\`\``);
      }
      writeFileSync(join(root, page), text);
    },
    1_800_000,
  );
});
