import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'tests/temporary-folder.ts',
    include: ['tests/page/*.test.ts'],
    // A real browser on a loaded machine: bounds against hangs, not measures of speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
