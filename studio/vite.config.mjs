// How the studio is built: from the sources of the library beside it, to files that any static host can serve.
import { readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { unusedCodecs } from '../scripts/prepare.mjs';

const studio = fileURLToPath(new URL('.', import.meta.url));
const source = (path) => join(studio, '..', 'src', path);

/** Notes of the bundler that say nothing about the studio. */
const rolldownOptions = { checks: { ineffectiveDynamicImport: false, pluginTimings: false } };

const outDir = join(studio, '..', 'dist', 'studio');

/** A list of all files, so that the service worker can keep those that no step has asked for yet. */
const listOfFiles = {
  name: 'list-of-files',
  closeBundle() {
    const all = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((own) => own.isFile());
    const names = all.map((own) =>
      join(own.parentPath, own.name)
        .slice(outDir.length + 1)
        .replaceAll(sep, '/'),
    );
    const needed = names.filter((name) => /\.(html|js|css|svg|wasm)$/.test(name) && name !== 'service-worker.js');
    writeFileSync(join(outDir, 'files.json'), JSON.stringify(['', ...needed.sort()]));
  },
};

export default {
  root: studio,
  base: './',
  configFile: false,
  logLevel: 'warn',
  plugins: [svelte({ configFile: false }), listOfFiles],
  resolve: {
    alias: [
      unusedCodecs,
      { find: /^excursa\/worker$/, replacement: source('worker.ts') },
      // The example's functions are in both doors.
      { find: /^excursa(\/node)?$/, replacement: source('index.ts') },
      // Parts of Node in packages, which nothing here calls.
      { find: /^(crypto|worker_threads)$/, replacement: join(studio, 'no-crypto.ts') },
    ],
  },
  worker: { format: 'es', rolldownOptions },
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 3000,
    // Licences of what the page holds; those of the worker's packages are beside the command's.
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    rolldownOptions,
  },
};
