/**
 * The published package: packed, installed into an empty place by npm's defaults, and used from there as a user would.
 * @module-tag long
 */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import * as doors from '../../src/node.ts';
import { root } from '../laws/source.ts';
import { emptyFolder, finish, npmOffline, place, sizeOf } from './installed.ts';

const node = process.execPath;
const packed = emptyFolder('packed');
let tarball: string;
let contents: string[];

beforeAll(async () => {
  if (!existsSync(join(root, 'dist', 'types', 'index.d.ts')))
    throw new Error('the package is missing: run npm run build');
  const { code, stdout, stderr } = npmOffline(
    ['pack', root, '--json', '--ignore-scripts', '--pack-destination', packed],
    packed,
  );
  expect(code, stderr).toBe(0);
  const [{ filename, files }] = JSON.parse(stdout);
  tarball = join(packed, filename);
  contents = files.map((file: { readonly path: string }) => file.path);
  const model = doors.createModel(doors.presets['level-set'], { spacing: 0.1, unit: 'um' });
  const { map } = await doors.realise(model, { shape: [128, 128], seed: 1 });
  await doors.writePhaseMap(join(packed, 'two-phases.tif'), map);
});

/** Installs the package globally below a prefix of its own. */
function installGlobally(...options: string[]): { readonly prefix: string; readonly excursa: string } {
  const prefix = emptyFolder('prefix');
  const { code, stderr } = npmOffline(['install', '--global', '--prefix', prefix, tarball, ...options], prefix);
  expect(code, stderr).toBe(0);
  const windows = process.platform === 'win32';
  return { prefix, excursa: join(prefix, ...(windows ? ['excursa.cmd'] : ['bin', 'excursa'])) };
}

/** Installs the package into a project. @returns the project's folder. */
function installInProject(): string {
  const project = emptyFolder('project');
  place(join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }');
  const { code, stderr } = npmOffline(['install', tarball], project);
  expect(code, stderr).toBe(0);
  return project;
}

describe('the package', () => {
  it('holds the command, the studio, the library, its types, schemas and licences, and nothing else', () => {
    expect(contents).toEqual(
      expect.arrayContaining([
        ...['dist/cli/main.js', 'dist/index.js', 'dist/node.js', 'dist/worker.js', 'dist/THIRD-PARTY-LICENSES.md'],
        ...['dist/studio/index.html', 'dist/studio/service-worker.js', 'dist/studio/THIRD-PARTY-LICENSES.md'],
        ...['dist/types/index.d.ts', 'dist/types/node.d.ts', 'schema/model.schema.json'],
        ...['LICENSE', 'README.md', 'CHANGELOG.md', 'CITATION.cff', 'package.json'],
      ]),
    );
    // Its service worker keeps what a list names, which is built beside it.
    const ofStudio = readdirSync(join(root, 'dist', 'studio'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)));
    expect(ofStudio.filter((path) => !contents.includes(path))).toEqual([]);
    const kinds =
      /^(dist\/.*\.(js|d\.ts)|dist\/(figures|studio)\/.*|dist\/THIRD-PARTY-LICENSES\.md|schema\/.*\.json|[^/]+)$/;
    expect(contents.filter((path) => !kinds.test(path))).toEqual([]);
    expect(contents.filter((path) => /\.(test|reference)\.|fixture|\.map$/.test(path))).toEqual([]);
  });

  it('is packed by npm run pack, built first; a plain npm pack fails and leaves nothing', () => {
    const own = emptyFolder('own');
    const run = finish('npm', ['run', 'pack', '--', '--json', '--pack-destination', own], root);
    expect(run.code, run.stderr).toBe(0);
    const [, listed] = /(\[\s*\{[\s\S]*\])\s*$/.exec(run.stdout) ?? [];
    const paths = JSON.parse(listed)[0].files.map((file: { readonly path: string }) => file.path);
    expect(paths).toEqual(contents);
    expect(readdirSync(own)).toHaveLength(1);
    const plain = finish('npm', ['pack'], root);
    expect(plain.code).not.toBe(0);
    expect(plain.stderr).toContain('use-npm-run-pack-which-builds-first');
    expect(readdirSync(root).filter((name) => name.endsWith('.tgz'))).toEqual([]);
  });

  it('needs no other package, and says whose work it holds', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(manifest.dependencies ?? {}).toEqual({});
    expect(manifest.optionalDependencies ?? {}).toEqual({});
    const licences = readFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.md'), 'utf8');
    const entries = licences.split(/^## /m).slice(1);
    for (const name of ['zod', 'commander', 'protobufjs', '@observablehq/plot', 'DejaVu fonts', 'resvg']) {
      expect(entries.filter((entry) => entry.startsWith(name))).not.toEqual([]);
    }
    // Licences that may be bundled under MIT; another one is a decision to take, not an accident.
    const ofStudio = readFileSync(join(root, 'dist', 'studio', 'THIRD-PARTY-LICENSES.md'), 'utf8')
      .split(/^## /m)
      .slice(1);
    expect(ofStudio.some((entry) => entry.startsWith('svelte'))).toBe(true);
    // Two of them together bind to both, which their texts here do.
    const licence = '(MIT|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\\.0|MPL-2\\.0)';
    const free = new RegExp(`\\(${licence}( AND ${licence})*\\)$`);
    const headings = [...entries, ...ofStudio].map((entry) => entry.split('\n')[0]);
    expect(headings.filter((heading) => !free.test(heading) && !heading.startsWith('DejaVu'))).toEqual([]);
  });

  it('is found in order by publint, and by "are the types wrong?" for ES modules', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer } });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
    const attw = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
    const { code, stdout } = finish(node, [attw, tarball, '--profile', 'esm-only', '--format', 'ascii'], packed);
    expect(code, stdout).toBe(0);
  });
});

describe.each([
  ['install scripts on', []],
  ['install scripts off', ['--ignore-scripts']],
])('installed globally with %s', (_, options) => {
  let prefix: string;
  let excursa: string;
  beforeAll(() => {
    ({ prefix, excursa } = installGlobally(...options));
  });

  it('is the package alone, of a few megabytes', () => {
    const folder = join(prefix, process.platform === 'win32' ? '.' : 'lib', 'node_modules');
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual(['excursa']);
    expect(existsSync(join(folder, 'excursa', 'node_modules'))).toBe(false);
    // Measured 9.2 MB, of which figures (a font and what draws PNGs) are 3.2 MB and the studio 2.7 MB.
    expect(sizeOf(folder)).toBeLessThan(10e6);
  });

  it('does the main job: describe, calibrate, generate, validate', () => {
    const work = emptyFolder('work');
    const run = (...args: string[]): string => {
      const { code, stdout, stderr } = finish(excursa, args, work);
      expect(code, `excursa ${args.join(' ')}\n${stderr}`).toBe(0);
      return stdout;
    };
    expect(run('--version').trim()).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
    expect(run('--help')).toMatch(/calibrate/);
    const slice = join(packed, 'two-phases.tif');
    const input = ['--labels', '0=matrix,1=grains', '--spacing', '0.1um'];
    const described = JSON.parse(run('describe', slice, ...input, '--basic', '--json'));
    expect(JSON.stringify(described)).toMatch(/grains/);
    // Two starts and more than one thread: the fits run in threads of the installed package.
    const fit = ['--model', 'level-set', '--starts', '2', '--twin', '32', '--realisations', '2', '--threads', '2'];
    run('calibrate', slice, ...input, ...fit, '--out', 'run');
    run('generate', 'run/model.json', '--shape', '24,32,40', '--seed', '3', '--out', 'twin.tif', '--threads', '2');
    expect(run('info', 'twin.tif')).toMatch(/24/);
    const validation = ['--realisations', '2', '--report', 'report.html', '--figures', 'figures', '--json'];
    const validated = JSON.parse(run('validate', 'run/model.json', slice, ...input, ...validation));
    expect(JSON.stringify(validated)).toMatch(/verdict/);
    expect(readFileSync(join(work, 'report.html'), 'utf8')).toMatch(/<svg/);
    expect(readdirSync(join(work, 'figures')).filter((name) => name.endsWith('.png')).length).toBeGreaterThan(2);
  });

  it('says what to install for a discriminator, and takes it from there', () => {
    const work = emptyFolder('work');
    const slice = join(root, 'docs', 'public', 'slice.tif');
    const labels = ['--labels', '0=pore,1=grains,2=binder', '--spacing', '0.1um', '--order', '0,1,2'];
    const short = [
      '--loss',
      'combined',
      '--model',
      'plurigaussian',
      '--starts',
      '1',
      '--window',
      '32',
      '--batch',
      '16',
      '--discriminator',
      'small',
    ];
    const steps = ['--discriminator-steps', '2', '--iterations', '2', '--evaluate-every', '2'];
    const rest = ['--evaluation-images', '16', '--twin', '0', '--realisations', '2', '--threads', '1', '--quiet'];
    const args = ['calibrate', slice, ...labels, ...short, ...steps, ...rest, '--out', 'run'];
    const refused = finish(excursa, args, work);
    expect(refused.code).toBe(1);
    expect(refused.stderr.trim()).toMatch(
      /^error .*expected the package onnxruntime-node, got none installed; try npm install --global --ignore-scripts onnxruntime-node$/,
    );
    // As if it were installed beside Excursa, without its 290 MB: the folder of the checkout's packages is searched.
    const packages = join(root, 'node_modules');
    const trained = finish(excursa, [...args, '--resume'], work, { NODE_PATH: packages });
    expect(trained.code, trained.stderr).toBe(0);
  });
});

describe('installed in a project', () => {
  let project: string;
  beforeAll(() => {
    project = installInProject();
  });

  const job = `
    const model = createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um' });
    const one = await realise(model, { shape: [16, 64, 64], seed: 5, threads: 1 });
    const two = await realise(model, { shape: [16, 64, 64], seed: 5, threads: 2 });
    const { phases } = await describe(two.map, { detail: 'basic' });
    console.log(Buffer.compare(one.map.data, two.map.data), phases.length);`;

  it.each(['excursa', 'excursa/node'])('draws and measures with threads: %s from a module and from -e', (door) => {
    const script = `import { createModel, describe, presets, realise } from '${door}';${job}`;
    for (const args of [[place(join(project, 'job.js'), script)], ['--input-type=module', '-e', script]]) {
      const { code, stdout, stderr } = finish(node, args, project);
      expect([code, stdout.trim()], stderr).toEqual([0, '0 3']);
    }
  });

  it('loads neither Node nor another package by its pure door, nor plots or the command line', () => {
    const dist = join(project, 'node_modules', 'excursa', 'dist');
    const waiting = [join(dist, 'index.js')];
    const foreign = new Set<string>();
    const seen = new Set(waiting);
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      const text = readFileSync(file, 'utf8');
      // Static imports alone, "from" or bare: others are loaded when they are asked for.
      for (const [, target] of text.matchAll(
        /(?:^|[;}\n])(?:import|export)(?:[\w*{},$ ]*from)? ?["'`]([^"'`]+)["'`]/g,
      )) {
        if (!target.startsWith('.')) foreign.add(target);
        else {
          const next = join(file, '..', target);
          if (!seen.has(next)) waiting.push(next);
          seen.add(next);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(3);
    expect([...foreign]).toEqual([]);
    // Words of the plots and of commander, which lie in chunks that are loaded on demand.
    const holds = (files: readonly string[], word: string): boolean =>
      files.some((file) => readFileSync(file, 'utf8').includes(word));
    const chunks = readdirSync(join(dist, 'chunks')).map((name) => join(dist, 'chunks', name));
    for (const word of ['CommanderError', 'plot-marker-', 'InferenceSession']) {
      expect([holds(chunks, word), holds([...seen], word)], word).toEqual([true, false]);
    }
  });

  it('keeps threads where a bundler takes it in', async () => {
    const [pure, native] = await Promise.all(
      ['excursa', 'excursa/node'].map(async (door) => {
        const file = place(
          join(project, `${door.replace('/', '-')}.js`),
          `export { createModel, realise } from '${door}';`,
        );
        const built = await build({
          root: project,
          configFile: false,
          logLevel: 'error',
          ssr: { noExternal: true },
          build: { write: false, ssr: file },
        });
        const { output } = built as unknown as { readonly output: readonly { readonly code?: string }[] };
        return output.map(({ code = '' }) => code).join('');
      }),
    );
    expect(native).toMatch(/from ["']node:worker_threads["']/);
    expect(pure).not.toMatch(/node:/);
    // What a page does not use is left out: with reports and fits the library is four times as large.
    expect(pure.length).toBeLessThan(600_000);
  });

  it('has types that need no other package, for a compiler with all strict settings and every name of the doors', () => {
    const consumer = join(root, 'test', 'package', 'consumer');
    cpSync(consumer, project, { recursive: true });
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { code, stdout } = finish(node, [compiler, '-p', join(project, 'tsconfig.json')], project);
    expect(code, stdout).toBe(0);
    const used = ['pure.ts', 'native.ts'].map((file) => readFileSync(join(consumer, file), 'utf8')).join('\n');
    const unused = Object.keys(doors).filter((name) => !new RegExp(`\\b${name}\\b`).test(used));
    expect(unused, 'use these names in test/package/consumer').toEqual([]);
  });

  it('names the command that installs the runtime into the project', () => {
    const script = `
      import { nativeNetworks } from 'excursa/node';
      await nativeNetworks.open(new Uint8Array(1), { threads: 1 }).catch((error) => console.log(error.message));`;
    const { stdout } = finish(node, ['--input-type=module', '-e', script], project);
    expect(stdout.trim()).toMatch(/; try npm install --ignore-scripts onnxruntime-node$/);
  });
});
