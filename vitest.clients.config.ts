// Tests that drive the real clients; tests/clients/run.ts installs them first.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'tests/temporary-folder.ts',
    include: ['tests/clients/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // The clients are heavy: as many at a time as there are cores for, and never one alone, which
    // waits for most of its time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
