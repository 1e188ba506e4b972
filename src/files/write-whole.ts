// A file that is whole or not there.
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Written beside and moved into place, so that a reader never sees half a file and a killed process
 * leaves the old one.
 * @param mode of the file
 * @throws the file system's error, with its code
 */
export function writeWhole(path: string, text: string, mode = 0o666): void {
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, text, { mode });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
