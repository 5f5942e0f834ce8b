import { defineConfig } from 'vitest/config';
import { makePageProgram } from './scripts/page-program.mjs';

// Reports hold a program that is bundled from its sources.
await makePageProgram();

// Limits only end what hangs: a busy machine may be twenty times slower than a quiet one.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    tags: [{ name: 'long', description: 'takes long, and runs in continuous integration', timeout: 1_200_000 }],
    // Two workers: the machines this is meant for have few cores, and the discriminator brings threads of its own.
    maxWorkers: 2,
  },
});
