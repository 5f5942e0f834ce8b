import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from './source.ts';

/** Names that a script takes from a module of src or of a folder beside it. */
interface Use {
  readonly script: string;
  /** Path of the module from the root. */
  readonly module: string;
  readonly names: readonly string[];
}

/** The source of what is built: build/x.js and dist/x.js come from src/x.ts, dist-examples/x.js from examples/x.ts. */
function sourceOf(script: string, specifier: string): string {
  const path = relative(root, resolve(dirname(join(root, script)), specifier)).replaceAll('\\', '/');
  return path.replace(/^(build|dist)\/(.*)\.js$/, 'src/$2.ts').replace(/^dist-examples\/(.*)\.js$/, 'examples/$1.ts');
}

/** What a script imports, by statements, by `import(...)` and by `built('...')`. */
function usesOf(script: string, text: string): Use[] {
  const uses: Use[] = [];
  const add = (specifier: string, names: readonly string[]): void => {
    if (specifier.startsWith('.')) uses.push({ script, module: sourceOf(script, specifier), names });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const bindings = node.importClause?.namedBindings;
      const names = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
      add(
        node.moduleSpecifier.text,
        names.map(({ name, propertyName }) => (propertyName ?? name).text),
      );
    }
    if (ts.isCallExpression(node) && node.arguments.length === 1 && ts.isStringLiteral(node.arguments[0])) {
      const [{ text: word }] = node.arguments as unknown as readonly ts.StringLiteral[];
      const isBuilt = ts.isIdentifier(node.expression) && node.expression.text === 'built';
      if (isBuilt || node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const held = ts.isAwaitExpression(node.parent) ? node.parent.parent : node.parent;
        const pattern =
          ts.isVariableDeclaration(held) && ts.isObjectBindingPattern(held.name) ? held.name.elements : [];
        const names = pattern.map(({ name, propertyName }) => (propertyName ?? name).getText());
        if (isBuilt) uses.push({ script, module: `src/${word}.ts`, names });
        else add(word, names);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(script, text, ts.ScriptTarget.Latest, true));
  return uses;
}

/** Values and types that a module exports. */
function exportsOf(module: string): Set<string> {
  const source = ts.createSourceFile(module, readFileSync(join(root, module), 'utf8'), ts.ScriptTarget.Latest);
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      for (const { name } of statement.exportClause.elements) names.add(name.text);
    }
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) names.add(name.getText(source));
    } else if ('name' in statement) names.add((statement.name as ts.Identifier).text);
  }
  return names;
}

const missing = (uses: readonly Use[]): string[] =>
  uses.flatMap(({ script, module, names }) => {
    if (!existsSync(join(root, module))) return [`${script}: no ${module}`];
    const known = exportsOf(module);
    return names.filter((name) => !known.has(name)).map((name) => `${script}: ${module} has no ${name}`);
  });

describe('scripts of bench, scripts and examples', () => {
  const scripts = ['bench', 'scripts', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(mjs|ts)$/.test(path) && !/(^|[\\/])(\.|node_modules)/.test(path))
      .map((path) => join(folder, path).replaceAll('\\', '/')),
  );

  it('import modules and names that there are', () => {
    const uses = scripts.flatMap((script) => usesOf(script, readFileSync(join(root, script), 'utf8')));
    expect(uses.length).toBeGreaterThan(80);
    expect(uses.filter(({ module }) => module.startsWith('src/')).length).toBeGreaterThan(50);
    expect(missing(uses)).toEqual([]);
  });

  it('that did not would be found', () => {
    const text = `import { realise, gone } from '../build/phase/index.js';
      const { keyOf, lost } = await built('random/index');
      const built = (path) => import(\`../build/\${path}.js\`);
      await import('../build/nowhere.js');`;
    expect(missing(usesOf('bench/of-a-test.mjs', text))).toEqual([
      'bench/of-a-test.mjs: src/phase/index.ts has no gone',
      'bench/of-a-test.mjs: src/random/index.ts has no lost',
      'bench/of-a-test.mjs: no src/nowhere.ts',
    ]);
  });
});
