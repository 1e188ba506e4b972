// A text file that a flag or a file of settings names: it may be anything that has a path.
import { closeSync, openSync, readSync } from 'node:fs';

/** Enough for every file that is read as a whole. */
const bytesMax = 64 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/**
 * The text, also of a pipe (`<(...)` in a shell); of a device that never ends, no more than allowed.
 * Throws what the file system throws, and an error for more than 64 MiB.
 */
export function readNamedFile(path: string): string {
  const handle = openSync(path, 'r');
  try {
    const pieces: Buffer[] = [];
    for (let bytes = 0; ; ) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const read = readSync(handle, piece);
      if (read === 0) return Buffer.concat(pieces).toString('utf8');
      pieces.push(piece.subarray(0, read));
      bytes += read;
      if (bytes > bytesMax) throw new Error(`it has more than ${bytesMax / 1024 / 1024} MiB`);
    }
  } finally {
    closeSync(handle);
  }
}
