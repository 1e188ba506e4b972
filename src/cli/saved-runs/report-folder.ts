// Where a report goes when the user does not say: into `reports`, but not as a file that a
// repository does not ignore, which the next `git add` would take in.
import { dirname, join } from 'node:path';
import { isOpenToGit } from '../../process/ignored-by-git.ts';
import type { Terminal } from '../../terminal/console.ts';

const usual = 'reports';

/**
 * @param db path of the database, whose folder is ignored by git where turntape made it
 * @param run name of the run, whose folder the report is in
 */
export function reportFolder(
  out: string | undefined,
  db: string,
  run: string,
  { cwd, env }: Pick<Terminal, 'cwd' | 'env'>,
): string {
  // A runner keeps files by their path, and commits none.
  if (out !== undefined || env['CI']) return out ?? usual;
  return isOpenToGit(join(cwd, usual, run, 'report.md'), cwd) ? join(dirname(db), usual) : usual;
}
