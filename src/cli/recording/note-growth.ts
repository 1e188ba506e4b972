// What a command will add to the database is said before it does, and where its disk has no room.
import { freeBytes } from '../../files/free-bytes.ts';
import type { Terminal } from '../../terminal/console.ts';

/** A recorder that begins with less room than this says so: real sessions are megabytes each. */
const recorderBytesMin = 1e9;

const megabytes = (bytes: number): string =>
  bytes < 1e6 ? '1 MB' : `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;

export interface Growth {
  /** How the line begins: `the run adds about`. */
  readonly what: string;
  readonly bytes: number;
  /** Room that it takes meanwhile, where that is more. */
  readonly bytesMeanwhile?: number;
}

/** @param db the database, which need not be there yet */
export function noteGrowth(
  terminal: Pick<Terminal, 'note' | 'error'>,
  db: string,
  { what, bytes, bytesMeanwhile = bytes }: Growth,
  free: number | null = freeBytes(db),
): void {
  const line = `${what} ${megabytes(bytes)} to the database`;
  if (free === null || free >= bytesMeanwhile) {
    terminal.note(line);
    return;
  }
  const needed = bytesMeanwhile > bytes ? ` It takes ${megabytes(bytesMeanwhile)} meanwhile.` : '';
  terminal.error(
    `${line}, and its disk has ${megabytes(free)} free.${needed} ` +
      'Make room, or name a database on another disk with --db',
  );
}

/** Of a recorder: how much it will record is not known. */
export function noteLittleRoom(
  terminal: Pick<Terminal, 'error'>,
  db: string,
  free: number | null = freeBytes(db),
): void {
  if (free === null || free >= recorderBytesMin) return;
  terminal.error(
    `the disk of the database has ${megabytes(free)} free: what finds no room is not recorded. ` +
      'Make room, or name a database on another disk with --db',
  );
}
