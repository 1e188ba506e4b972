// What a disk has room for.
import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Bytes that this user may still write on the disk of a path, which need not be there yet.
 * @returns null: the system does not tell
 */
export function freeBytes(path: string): number | null {
  const there = resolve(path);
  if (!existsSync(there) && dirname(there) !== there) return freeBytes(dirname(there));
  try {
    const { bavail, bsize } = statfsSync(there);
    return bavail * bsize;
  } catch {
    return null;
  }
}
