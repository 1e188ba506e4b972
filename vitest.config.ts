import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most files wait for programs that they start: two cores play two at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        // Functions that are called: a process for each file would load the same modules again.
        test: { name: 'src', include: ['src/**/*.test.ts'], isolate: false },
      },
      { extends: true, test: { name: 'tests', include: ['tests/*.test.ts'] } },
    ],
    // Spawned programs on a loaded machine: a bound against hangs, not a measure of speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: 'tests/temporary-folder.ts',
    // What the command line prints depends on these (src/terminal/stream-styles.ts).
    env: { LC_ALL: 'C.UTF-8', FORCE_COLOR: '0' },
  },
});
