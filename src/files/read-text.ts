// A file that may not be there.
import { existsSync, readFileSync } from 'node:fs';

/** @returns undefined: there is no such file. Throws for one that cannot be read. */
export function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
