// Installs and builds what a script needs and is not there yet, so that every command works on a fresh clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the project. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Compressions that zarrita would load and that src/io/formats/zarr-codecs.ts replaces: 1.4 MB that nothing calls. */
export const unusedCodecs = {
  find: /^numcodecs\/(blosc|lz4|zstd)$/,
  replacement: join(root, 'scripts', 'unused-codec.mjs'),
};

/** Runs a command in the project's folder with its output shown; ends this process when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (result.error) console.error(`${command}: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Runs the program of an installed package. */
export function runTool(file, args) {
  run(process.execPath, [join(root, 'node_modules', file), ...args]);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `expected Node 20.19 or later, got ${process.versions.node}; install a current version from nodejs.org`,
  );
  process.exit(2);
}

/** Installs the locked packages unless exactly these are installed already. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages (once) ...');
  // Not `npm ci`: it refuses a lock file without the optional packages of other platforms, which not every registry
  // offers.
  run('npm', ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}

/** Makes a folder by `make` unless it is newer than what it is made of: folders and files. */
function refresh(target, sources, make) {
  const stamp = join(root, target, '.built');
  const changed = Math.max(
    ...sources
      .map((path) => join(root, path))
      .map((path) => (statSync(path).isDirectory() ? newest(path) : statSync(path).mtimeMs)),
  );
  if (existsSync(stamp) && statSync(stamp).mtimeMs > changed) return;
  console.log(`Building ${target} ...`);
  make();
  writeFileSync(stamp, '');
}

/** Compiles a folder file by file. */
function compile(source, target, project) {
  refresh(target, [source, project], () => runTool('typescript/bin/tsc', ['-p', project]));
}

/** Compiles the kernels in assembly to a module of base64 text, so that Node, bundles and browsers load it alike. */
function compileKernels() {
  const target = join(root, 'src', 'compute', 'wasm', 'binary.ts');
  const changed = newest(join(root, 'assembly'));
  if (existsSync(target) && statSync(target).mtimeMs > changed) return;
  console.log('Compiling kernels ...');
  const wasm = join(root, 'src', 'compute', 'wasm', 'kernels.wasm');
  runTool('assemblyscript/bin/asc.js', [
    ...['assembly/index.ts', '--outFile', wasm, '-O3', '--noAssert', '--converge', '--runtime', 'stub'],
    ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
    ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
  ]);
  const text = readFileSync(wasm).toString('base64');
  rmSync(wasm);
  writeFileSync(target, `/** The kernels of assembly/, compiled. */\nexport const binary =\n  '${text}';\n`);
}

/** Bundles the program that reports hold to a text. */
function bundlePageProgram() {
  run(process.execPath, [join(root, 'scripts', 'page-program.mjs')]);
}

/** Compiles assembly and bundles src and studio to dist, as it is published. */
export function build() {
  compileKernels();
  bundlePageProgram();
  refresh('dist', ['src', 'package-lock.json', 'scripts/bundle.mjs'], () =>
    run(process.execPath, [join(root, 'scripts', 'bundle.mjs')]),
  );
  // After dist, which is emptied when it is made anew.
  refresh('dist/studio', ['studio', 'viewer', 'examples/virtual-cathode', 'dist/.built', 'scripts/studio.mjs'], () =>
    run(process.execPath, [join(root, 'scripts', 'studio.mjs')]),
  );
}

/** Compiles src to build file by file, for benchmarks of what the doors do not show. */
export function buildModules() {
  compileKernels();
  bundlePageProgram();
  compile('src', 'build', 'tsconfig.json');
}

/** Bundles the declarations of the library's doors to dist/types. */
export function buildTypes() {
  buildModules();
  refresh('dist/types', ['build/.built', 'scripts/types.mjs'], () =>
    run(process.execPath, [join(root, 'scripts', 'types.mjs')]),
  );
}

/** Compiles examples to dist-examples. */
export function buildExamples() {
  buildModules();
  compile('examples', 'dist-examples', 'examples/tsconfig.json');
}
