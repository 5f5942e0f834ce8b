import { defineConfig } from 'vitest/config';
import { makePageProgram } from './scripts/page-program.mjs';

// Reports hold a program that is bundled from its sources.
await makePageProgram();

/** Tests that change modules or registries, or need those of the pure door alone: each file has modules of its own. */
const apart = [
  'test/extending/*.test.ts',
  'test/docs/*.test.ts',
  'test/laws/*.test.ts',
  'src/cli/config.test.ts',
  'src/cli/late-refusals.test.ts',
  'src/calibrate/own-family.test.ts',
];

// Limits only end what hangs: a busy machine may be twenty times slower than a quiet one.
export default defineConfig({
  test: {
    testTimeout: 600_000,
    hookTimeout: 600_000,
    tags: [{ name: 'long', description: 'takes long, and runs in continuous integration', timeout: 1_200_000 }],
    // Two workers: the machines this is meant for have few cores, and the discriminator brings threads of its own.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: apart,
          // Modules are loaded once a worker: a fifth of the processor time of all tests.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: apart } },
    ],
  },
});
