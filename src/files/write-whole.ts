// A file that is whole or not there.
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * Written beside and moved into place, so that a reader never sees half a file and a killed process
 * leaves the old one. A pipe or a device is written to where it is: it would be
 * replaced by a file.
 * @param mode of the file
 * @throws the file system's error, with its code
 */
export function writeWhole(path: string, text: string, mode = 0o666): void {
  if (isStream(path)) {
    writeFileSync(path, text);
    return;
  }
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, text, { mode });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** `/dev/stdout` is a file where the output goes to one, and is not to be replaced either. */
function isStream(path: string): boolean {
  if (/^\/(dev|proc)\//.test(path)) return true;
  const about = statSync(path, { throwIfNoEntry: false });
  return about !== undefined && !about.isFile() && !about.isDirectory();
}
