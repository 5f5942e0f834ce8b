// Bundles the program of a report's page (viewer/) to src/report/page-program.ts, a text that reports hold.
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'src', 'report', 'page-program.ts');

/** Writes the program unless it is newer than its sources. */
export async function makePageProgram() {
  const folder = join(root, 'viewer');
  const sources = [...readdirSync(folder).map((name) => join(folder, name)), fileURLToPath(import.meta.url)];
  const changed = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (existsSync(target) && statSync(target).mtimeMs > changed) return;
  const [{ output }] = [
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      build: {
        write: false,
        target: 'es2022',
        minify: true,
        lib: { entry: join(folder, 'report-page.ts'), formats: ['iife'], name: 'excursaPage' },
      },
    }),
  ].flat();
  const code = output[0].code.trim();
  writeFileSync(
    target,
    `/** The program of viewer/, bundled. */\nexport const pageProgram =\n  ${JSON.stringify(code)};\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await makePageProgram();
