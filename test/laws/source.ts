import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the project. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A source file as the laws see it. */
export interface SourceFile {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Paths, from the root, of the files it imports. */
  readonly imports: readonly string[];
}

/** A text without its comments, line by line as before. */
export function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*/gm, '');
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

/** Modules that are compiled or bundled from sources of their own: only that they are there matters. */
const made = ['src/compute/wasm/binary.ts', 'src/report/page-program.ts'].map((path) => join(root, path));

/** All TypeScript files below a folder; tests only when asked for. */
export function sourceFiles(folder: string, tests = false): SourceFile[] {
  return walk(join(root, folder))
    .filter((path) => path.endsWith('.ts') && (tests || !path.endsWith('.test.ts')))
    .map((path) => {
      const text = made.includes(path) ? '' : readFileSync(path, 'utf8');
      const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((m) =>
        relative(root, resolve(dirname(path), m[1])).replaceAll('\\', '/'),
      );
      return { path: relative(root, path).replaceAll('\\', '/'), text, imports };
    });
}
