import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ['test/threads.ts'],
    // Two workers: the machines this is meant for have few cores, and the discriminator brings threads of its own.
    maxWorkers: 2,
  },
});
