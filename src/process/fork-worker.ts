// A process beside the program, for work that would hold it up: no terminal, messages
// both ways, a small young generation.
import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { processYoungHalfMegabytes } from '../lib/young-generation.ts';

/**
 * Its errors go to stderr. It has the compiled code that bin/turntape.js keeps.
 * @param file as `workerFile` gives it
 */
export function forkWorker(file: URL, args: readonly string[] = []): ChildProcess {
  // In a folder of this Node's version, inside of the one that was named.
  const compiled = getCompileCacheDir();
  return fork(file, args, {
    execArgv: [`--max-semi-space-size=${processYoungHalfMegabytes}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...(compiled && { env: { ...process.env, NODE_COMPILE_CACHE: dirname(compiled) } }),
  });
}
