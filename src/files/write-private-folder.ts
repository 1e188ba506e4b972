// New folders that only their owner can read.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes files into a folder that does not exist yet, so that no user's own files are touched.
 * @param files name -> text
 * @throws Error (`EEXIST`, `ENOENT`) when the folder is there already or cannot be made
 */
export function writePrivateFolder(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { mode: 0o700 });
  writePrivate(folder, files);
}

export interface PrivateFolder {
  readonly path: string;
  /** @param files name -> text */
  write(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** A folder among the temporary ones, for what another program is to read while it runs. */
export function makePrivateFolder(prefix: string): PrivateFolder {
  const path = mkdtempSync(join(tmpdir(), prefix)); // made 0700
  return {
    path,
    write: (files) => writePrivate(path, files),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function writePrivate(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    chmodSync(join(folder, name), 0o600);
  }
}
