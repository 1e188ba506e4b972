// A new folder that only its owner can read.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes files into a folder that does not exist yet, so that no user's own files are touched.
 * @param files name -> text
 * @throws Error (`EEXIST`, `ENOENT`) when the folder is there already or cannot be made
 */
export function writePrivateFolder(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    chmodSync(join(folder, name), 0o600);
  }
}
