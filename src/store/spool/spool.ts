// Where a request is stored before it is forwarded: appended to a file by the proxy's own thread,
// from which the recording thread takes it into the database a moment later. A process that is killed
// leaves the file, and whoever opens the database next takes in what is there (recover-spools.ts).
// Waiting for the database's thread instead costs a request two changes of threads
// (docs/decisions/0004-spooled-requests.md).
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  writeSync,
  writevSync,
} from 'node:fs';
import type { ExchangeRequest } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import { createEntryEncoder, type SpoolEntry } from './spool-entry.ts';
import { type SpoolOwner, spoolPaths } from './spool-files.ts';

/** A file that has grown to this is left for the other one, once that is taken in. */
const fileBytesMax = 8 * 1024 * 1024;
/** An append is a copy into the system's memory. One that takes this long waits for a disk... */
const slowMs = 20;
/** ... and for so long nothing is appended, so that no traffic waits again. */
const restMs = 10_000;
/**
 * Another machine, or another name of this one, removes a file that has been quiet for longer
 * (recover-spools.ts): after such a time it is looked at before it is written to.
 */
const quietMs = 1_000;

const nothing = new Uint8Array(0);
/** Written over the beginning of a file, it leaves no entry to be read. */
const noMagic = new Uint8Array(4);

/** Where a request's body stands until its place is released. */
export interface SpoolPlace {
  /** Of the file; may be read from any thread. */
  readonly descriptor: number;
  readonly offset: number;
  readonly bytes: number;
  /** What it takes of the file, with its headers. */
  readonly entryBytes: number;
}

export interface Spool {
  /** Null: it cannot be stored here now, for want of space or because the disk is slow. */
  append(request: ExchangeRequest): SpoolPlace | null;
  /**
   * Whose request it is. Where that cannot be stored now, it is looked up again, should the file ever
   * be read.
   */
  name(id: string, session: SessionDescriptor, place: SpoolPlace): void;
  /** The request is in the database. */
  release(place: SpoolPlace): void;
  /** Removes the files. Those with requests that were not released stay. */
  close(): void;
}

export interface SpoolOptions {
  readonly owner: SpoolOwner;
  /** This process's row in `recorders`. */
  readonly recorder: number;
  /** ms, monotonic. */
  readonly now: () => number;
  /** Default: to the file. For tests. */
  readonly write?: typeof writevSync;
}

interface Half {
  readonly path: string;
  /** Null until it is needed. */
  descriptor: number | null;
  epoch: number;
  /** Behind the last entry. */
  position: number;
  /** Requests that are not in the database. */
  held: number;
  /** When it was written to, on the spool's clock. */
  writtenMs: number;
}

export function createSpool({ owner, recorder, now, write = writevSync }: SpoolOptions): Spool {
  const halves = spoolPaths(owner, recorder).map(
    (path): Half => ({ path, descriptor: null, epoch: 0, position: 0, held: 0, writtenMs: 0 }),
  );
  let [active, idle] = halves as [Half, Half];
  const encode = createEntryEncoder();
  let restUntilMs = Number.NEGATIVE_INFINITY;

  /** Throws the file system's error; nothing has been appended then. */
  const appendEntry = (half: Half, entry: SpoolEntry) => {
    const begunMs = now();
    half.descriptor ??= openSync(half.path, 'wx+', 0o600);
    const { parts, bytes, bodyOffset } = encode(entry, half.epoch);
    const written = write(half.descriptor, parts, half.position);
    const endedMs = now();
    if (endedMs - begunMs > slowMs) restUntilMs = endedMs + restMs;
    // A full disk takes a part. What has been written of it is no entry, and is written over.
    if (written < bytes) throw new RangeError('the disk took a part of an entry only');
    half.writtenMs = endedMs;
    const offset = half.position + bodyOffset;
    half.position += bytes;
    const { descriptor } = half;
    return { descriptor, offset, bytes: entry.body.length, entryBytes: bytes };
  };
  const rest = (): void => {
    restUntilMs = now() + restMs;
  };
  const choose = (): Half => {
    if (active.held > 0 && active.position > fileBytesMax && idle.held === 0) {
      [active, idle] = [idle, active];
    }
    if (active.held === 0) startAgain(active, now() - active.writtenMs > quietMs);
    return active;
  };
  return {
    append({ body, ...note }) {
      if (now() < restUntilMs) return null;
      try {
        const half = choose();
        const place = appendEntry(half, { note, body });
        half.held++;
        return place;
      } catch {
        rest();
        return null;
      }
    },
    name(id, session, { descriptor }) {
      const half = halves.find((one) => one.descriptor === descriptor);
      if (now() < restUntilMs) return;
      try {
        if (half !== undefined) appendEntry(half, { note: { id, session }, body: nothing });
      } catch {
        rest();
      }
    },
    release({ descriptor }) {
      const half = halves.find((one) => one.descriptor === descriptor);
      if (half === undefined) return;
      half.held--;
      if (half.held === 0 && now() >= restUntilMs) empty(half);
    },
    close() {
      for (const { descriptor, path, held } of halves) {
        // What is held may be read at this moment, by a thread that has not ended in time.
        if (descriptor === null || held > 0) continue;
        closeSync(descriptor);
        rmSync(path, { force: true });
      }
    },
  };
}

/** All of it is in the database. The pages are used again: new ones cost more than the copy. */
function startAgain(half: Half, wasQuiet: boolean): void {
  if (half.descriptor !== null && wasQuiet && fstatSync(half.descriptor).nlink === 0) {
    closeSync(half.descriptor);
    half.descriptor = null;
  }
  if (half.descriptor !== null && half.position > 2 * fileBytesMax) {
    ftruncateSync(half.descriptor, fileBytesMax);
  }
  half.position = 0;
  half.epoch = (half.epoch + 1) % 0x1_0000_0000;
}

/** Nothing is read from it any more: what was deleted from the database since must not come back. */
function empty({ descriptor }: Half): void {
  try {
    if (descriptor !== null) writeSync(descriptor, noMagic, 0, noMagic.length, 0);
  } catch {
    // Then it is known by its id, as long as nobody deletes it.
  }
}
