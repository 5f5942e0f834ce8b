// node scripts/bundle.mjs: bundles src to dist, as it is published: the command with one file a command, the doors of the
// library, and the programs of threads. What they use of other packages is in them, with its licences beside.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path/posix';
import { build } from 'vite';
import { root } from './prepare.mjs';

/** Packages that are not bundled: native code, loaded when it is asked for and there. */
const optional = ['onnxruntime-node', 'onnxruntime-web', '@resvg/resvg-js'];

/** `new URL('./program.js', import.meta.url)` names the program of a thread; each becomes a file of its own. */
const threadPrograms = {
  name: 'thread-programs',
  enforce: 'pre',
  transform: {
    filter: { code: /new URL\('\.\/[\w-]+\.js', import\.meta\.url\)/ },
    handler(code, id) {
      return code.replace(/new URL\('\.\/([\w-]+)\.js', import\.meta\.url\)/g, (text, name) => {
        const file = join(dirname(id), `${name}.ts`);
        if (!existsSync(file)) return text;
        const reference = this.emitFile({ type: 'chunk', id: file, name: `${basename(dirname(id))}-${name}` });
        return `import.meta.ROLLUP_FILE_URL_${reference}`;
      });
    },
  },
  resolveFileUrl: ({ fileName, chunkId }) => `new URL('${relative(dirname(chunkId), fileName)}', import.meta.url)`,
};

const doors = {
  index: 'src/index.ts',
  node: 'src/node.ts',
  worker: 'src/worker.ts',
  'node/task-thread': 'src/node/task-thread.ts',
};
const present = Object.entries(doors).filter(([, file]) => existsSync(join(root, file)));

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  plugins: [threadPrograms],
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
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { 'cli/main': 'src/cli/main.ts', ...Object.fromEntries(present) },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // Names are kept, so that a user's report of a failure can be read.
        minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
      },
    },
  },
});

// The font of figures as PNG, so that they have the same letters on every machine.
const fonts = join(root, 'node_modules', 'dejavu-fonts-ttf');
mkdirSync(join(root, 'dist', 'fonts'), { recursive: true });
copyFileSync(join(fonts, 'ttf', 'DejaVuSans.ttf'), join(root, 'dist', 'fonts', 'DejaVuSans.ttf'));
copyFileSync(join(fonts, 'LICENSE'), join(root, 'dist', 'fonts', 'LICENSE'));
