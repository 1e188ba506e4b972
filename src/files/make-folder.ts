// Makes a folder and those above it. Not by `recursive`, which asks for ever where a folder that is
// there takes no new ones and says that it is not (`/proc`).
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * @param mode of the folders that are made
 * @throws the file system's error, with its code, when one of them cannot be made
 */
export function makeFolder(path: string, mode = 0o777): void {
  const folder = resolve(path);
  if (!existsSync(folder) && dirname(folder) !== folder) makeFolder(dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // There already, or made by another process just now.
    const isThere = (error as { code?: unknown }).code === 'EEXIST';
    if (!isThere || !statSync(folder).isDirectory()) throw error;
  }
}
