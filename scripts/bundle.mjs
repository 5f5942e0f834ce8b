// node scripts/bundle.mjs: bundles src to dist, as it is published: the command with one file a command, the doors of the
// library, and the programs of threads. What they use of other packages is in them, with its licences beside.
import { appendFileSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build, esmExternalRequirePlugin } from 'vite';
import { root, unusedCodecs } from './prepare.mjs';

/** Licences of the packages that are bundled. */
const licences = 'THIRD-PARTY-LICENSES.md';

/** Packages that are not bundled: native code, loaded when it is asked for and there. */
const optional = ['onnxruntime-node', 'onnxruntime-web'];

/**
 * What is called by name: the command, the doors of the library, and programs of threads. Modules that only do something
 * when they are loaded, such as to provide threads, are kept where package.json lists them in sideEffects.
 */
const input = {
  'cli/main': 'src/cli/main.ts',
  index: 'src/index.ts',
  node: 'src/node.ts',
  worker: 'src/worker.ts',
  'node/task-thread': 'src/node/task-thread.ts',
};

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  resolve: { alias: [unusedCodecs] },
  // Old packages ask for modules of Node by require; an import of each takes its place.
  plugins: [esmExternalRequirePlugin({ external: [/^node:/, ...builtinModules] })],
  ssr: {
    noExternal: true,
    external: optional,
    // Not 'node': the pure door also runs in browsers, so packages give what runs in both.
    resolve: { conditions: ['module', 'import', 'default'] },
  },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    license: { fileName: licences },
    reportCompressedSize: false,
    rolldownOptions: {
      // Not 'node', which would begin the pure door with an import of node:module.
      platform: 'neutral',
      input,
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        polyfillRequire: false,
        // Names are kept, so that a user's report of a failure can be read.
        minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
      },
    },
  },
});

// What turns figures into PNG files: a program in WebAssembly and a font, the same on every machine.
const figures = join(root, 'dist', 'figures');
const packages = join(root, 'node_modules');
mkdirSync(figures, { recursive: true });
copyFileSync(join(packages, '@resvg', 'resvg-wasm', 'index_bg.wasm'), join(figures, 'resvg.wasm'));
copyFileSync(join(packages, 'dejavu-fonts-ttf', 'ttf', 'DejaVuSans.ttf'), join(figures, 'DejaVuSans.ttf'));
appendFileSync(
  join(root, 'dist', licences),
  `
## resvg, in figures/resvg.wasm and in the module that calls it (MPL-2.0)

Unchanged from the npm package @resvg/resvg-wasm 2.6.2. Its source is at https://github.com/thx/resvg-js, its licence at
https://www.mozilla.org/MPL/2.0/.

## DejaVu fonts, in figures/DejaVuSans.ttf

${readFileSync(join(packages, 'dejavu-fonts-ttf', 'LICENSE'), 'utf8')}`,
);
