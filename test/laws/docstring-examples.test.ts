import { describe, expect, it } from 'vitest';
import * as pure from '../../src/index.ts';
import * as node from '../../src/node.ts';
import { sourceFiles } from './source.ts';

const files = sourceFiles('src');

/** The docstring in front of an export of a name, wherever in src it is declared. */
function docstringOf(name: string, folder: string): string | undefined {
  const declaration = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport (?:async )?(?:function\\*?|const|class|interface|type) ${name}\\b`,
  );
  const found = files
    .filter(({ path }) => path.startsWith(folder))
    .flatMap(({ text }) => declaration.exec(text)?.[1] ?? []);
  return found[0];
}

/** Folders that a door names in its exports, by name. */
function foldersOf(door: string): Map<string, string> {
  const { text } = files.find(({ path }) => path === door)!;
  const found = new Map<string, string>();
  for (const [, names, path] of text.matchAll(/export \{([^}]*)\} from '\.\/([^']+)';/g)) {
    const folder = `src/${path.replace(/index\.ts$/, '')}`;
    for (const part of names.split(',')) if (part.trim()) found.set(part.trim().replace(/^type /, ''), folder);
  }
  return found;
}

/** The program after `@example`, up to the next tag. */
function exampleOf(docstring: string): string | undefined {
  const lines = docstring.split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
  const start = lines.findIndex((line) => line.startsWith('@example'));
  if (start < 0) return undefined;
  const after = lines.slice(start + 1);
  const end = after.findIndex((line) => line.startsWith('@'));
  return after.slice(0, end < 0 ? undefined : end).join('\n');
}

const show = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : ArrayBuffer.isView(value) || Array.isArray(value)
      ? `[ ${Array.from(value as unknown as ArrayLike<unknown>, show).join(', ')} ]`
      : String(value);

/** Runs an example; what it prints must be what the comment behind each console.log says. */
async function run(example: string): Promise<void> {
  const printed: string[] = [];
  const expected = [...example.matchAll(/^\s*console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text.trim());
  const modules: Record<string, object> = { excursa: pure, 'excursa/node': node };
  const body = example.replace(/^import (\{[^}]*\}) from '([^']+)';/gm, (_, names, module) => {
    if (!(module in modules) && !module.startsWith('node:')) throw new Error(`an import of ${module}`);
    return `const ${names.replaceAll(' as ', ': ')} = await load('${module}');`;
  });
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (load: (module: string) => unknown, console: { log: (...values: unknown[]) => void }) => Promise<void>;
  const program = new AsyncFunction('load', 'console', body);
  await program(async (module) => modules[module] ?? (await import(module)), {
    log: (...values) => void printed.push(values.map(show).join(' ')),
  });
  if (expected.length > 0) expect(printed).toEqual(expected);
}

const doors = [
  ['src/index.ts', Object.keys(pure)],
  ['src/node.ts', Object.keys(node).filter((name) => !(name in pure))],
] as const;

describe.each(doors)('examples of %s', (door, names) => {
  const folders = foldersOf(door);

  it('the module', async () => {
    const [, docstring] = /^\/\*\*([\s\S]*?)\*\//.exec(files.find(({ path }) => path === door)!.text)!;
    await run(exampleOf(docstring)!);
  });

  it.each(names)('%s', async (name) => {
    const docstring = docstringOf(name, folders.get(name) ?? door);
    expect(docstring, `${name}: no docstring`).toBeDefined();
    const example = exampleOf(docstring!);
    expect(example, `${name}: no @example`).toBeDefined();
    expect(example).toContain(name);
    await run(example!);
  });

  it('types have docstrings', () => {
    const bare = [...folders].filter(
      ([name, folder]) => !names.includes(name) && docstringOf(name, folder) === undefined,
    );
    expect(bare).toEqual([]);
  });
});
