// Tests that drive the real clients; tests/clients/run.ts installs them first.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/clients/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // The clients are heavy: one at a time.
    fileParallelism: false,
  },
});
