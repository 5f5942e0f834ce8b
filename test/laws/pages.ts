import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './source.ts';

/** A fenced block of a page. */
export interface Block {
  /** First line of the block in its page, counted from 1. */
  readonly line: number;
  /** Language, the first word after the fence. */
  readonly language: string;
  /** The other words after the fence, for example `long` or `data`. */
  readonly tags: readonly string[];
  readonly text: string;
}

/** A link or an image of a page. */
export interface Link {
  readonly line: number;
  readonly target: string;
}

/** A page in Markdown. */
export interface Page {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** Names that a link to the page may end with, after #. */
  readonly anchors: readonly string[];
  /** Text outside of fenced blocks. */
  readonly prose: string;
}

/** Anchor of a heading. Only letters, figures, spaces and hyphens are taken: there GitHub and VitePress agree. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[`*,.:()]/g, '')
    .trim()
    .replace(/\s+/g, '-');
}

/** Reads a page. @param path - from the root of the project. */
export function readPage(path: string): Page {
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  const blocks: Block[] = [];
  const links: Link[] = [];
  const anchors: string[] = [];
  const prose: string[] = [];
  let open: { line: number; words: string[]; text: string[] } | undefined;
  lines.forEach((text, i) => {
    if (text.startsWith('```')) {
      if (open) {
        const [language = '', ...tags] = open.words;
        blocks.push({ line: open.line, language, tags, text: open.text.join('\n') });
        open = undefined;
      } else {
        const words = text.slice(3).split(/\s+/);
        open = { line: i + 1, words: words.filter((word) => word !== ''), text: [] };
      }
    } else if (open) open.text.push(text);
    else {
      prose.push(text);
      const heading = /^#+ (.+)$/.exec(text);
      if (heading) anchors.push(anchorOf(heading[1]));
      for (const [, id] of text.matchAll(/<a id="([^"]+)"/g)) anchors.push(id);
      const bare = text.replace(/`[^`]*`/g, '');
      for (const [, target] of bare.matchAll(/\]\(([^)\s]+)\)/g)) links.push({ line: i + 1, target });
    }
  });
  return { path, lines, blocks, links, anchors, prose: prose.join('\n') };
}

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name.startsWith('.') || path === 'docs/api' ? [] : walk(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** All pages that are kept in the repository: README, CONTRIBUTING, CHANGELOG and docs; `docs/api` is generated. */
export function readPages(): readonly Page[] {
  const top = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'python/README.md', 'examples/README.md'];
  return [...top.filter((path) => existsSync(join(root, path))), ...walk('docs')].map(readPage);
}
