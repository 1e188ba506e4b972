// Whether git would take a file into the repository that it is in.
import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';

/** Far above what it takes; a git that waits for something does not hold a start up. */
const timeoutMs = 5_000;

/**
 * True: the file is inside a repository, and nothing keeps `git add` from it. False also where that
 * cannot be known, as without git.
 */
export function isOpenToGit(path: string): boolean {
  const words = ['-C', dirname(path), 'check-ignore', '--quiet', '--', basename(path)];
  // 0: ignored, 1: not ignored, 128: not in a repository.
  return spawnSync('git', words, { stdio: 'ignore', timeout: timeoutMs }).status === 1;
}
