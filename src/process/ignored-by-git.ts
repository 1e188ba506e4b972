// Whether git would take a file into the repository that it is in.
import { spawnSync } from 'node:child_process';
import { dirname, relative } from 'node:path';

/** Far above what it takes; a git that waits for something does not hold a start up. */
const timeoutMs = 5_000;

/**
 * True: the file is inside a repository, and nothing keeps `git add` from it. False also where that
 * cannot be known, as without git.
 * @param from a folder that exists, when the file's own may not
 */
export function isOpenToGit(path: string, from: string = dirname(path)): boolean {
  const words = ['-C', from, 'check-ignore', '--quiet', '--', relative(from, path)];
  // 0: ignored, 1: not ignored, 128: not in a repository.
  return spawnSync('git', words, { stdio: 'ignore', timeout: timeoutMs }).status === 1;
}
