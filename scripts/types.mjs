// node scripts/types.mjs: bundles the declarations in build that the doors of the library reach to dist/types, with those
// of zod that they use, so that a user's compiler needs no other package.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { root } from './prepare.mjs';

const doors = ['index', 'node', 'worker']
  .map((door) => [door, join(root, 'build', `${door}.d.ts`)])
  .filter(([, file]) => existsSync(file));

const bundle = await rollup({
  input: Object.fromEntries(doors),
  plugins: [dts({ includeExternal: ['zod'] })],
  onLog: (level, { code, message }) => {
    // A worker has no exports. Types without a name of their own in a door are seen by compilers all the same.
    if (code !== 'EMPTY_BUNDLE' && !/private shared type exports/.test(message)) console.error(`${level}: ${message}`);
  },
});
const dir = join(root, 'dist', 'types');
rmSync(dir, { recursive: true, force: true });
await bundle.write({ dir, entryFileNames: '[name].d.ts', chunkFileNames: '[name]-[hash].d.ts' });
