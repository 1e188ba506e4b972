// Room on the disk that is kept while something is recorded, so that a full disk does not keep out
// how many exchanges were dropped because of it: FILE-reserve, given up for that at the end.
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';

/** About thirty pages of the database: counts for some hundred sessions. */
const reserveBytes = 128 * 1024;

/** Takes the room, unless it is taken. Where there is none, there is no reserve. */
export function keepReserve(path: string): void {
  try {
    // Bytes that no file system makes smaller.
    writeFileSync(nameOf(path), randomBytes(reserveBytes), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') releaseReserve(path);
  }
}

/** Gives the room back. */
export function releaseReserve(path: string): void {
  try {
    rmSync(nameOf(path), { force: true });
  } catch {
    // The folder is gone, or not writable any more.
  }
}

function nameOf(path: string): string {
  return `${path}-reserve`;
}
