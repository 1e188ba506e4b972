// Request bodies, content-addressed. An agent repeats its history in every request, so a body is
// stored as what is new between the prefix and the suffix that it shares with the body before it;
// a session then grows with what is new in it. Reading walks the chain, copying each byte once.
import { createHash, type Hash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { sha256 } from '../lib/sha256.ts';
import { damaged, pack, unpack, unpackedBytesMax } from './compression.ts';
import { prepared } from './prepared.ts';
import { cutSplice } from './splice.ts';

/** A body that is kept in memory to store the next one against. */
export interface BodyBase {
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly hashed?: HashedStart;
}

/**
 * What a body had in common with the one before it, hashed: the next one begins with it too, and is
 * hashed from there. Of what a request waits for, hashing all of it would be a good part.
 */
interface HashedStart {
  readonly length: number;
  readonly hash: Hash;
}

/** Longest chain: bounds what reading one body costs, a small frame a link (`bench -- storage`). */
const depthMax = 128;

export interface BodyStore {
  /** Stores the bytes unless they are there, against `base` where that saves at least half. */
  put(bytes: Uint8Array, base: BodyBase | undefined): BodyBase;
}

interface BodyRow {
  readonly encoding: string;
  readonly size: number;
  /** How many bodies have to be read to rebuild this one. */
  readonly depth: number;
  readonly base: string | null;
  readonly prefix: number | null;
  readonly suffix: number | null;
  readonly data: Uint8Array;
}

export function createBodyStore(database: Database): BodyStore {
  const find = database.prepare<[string], { depth: number }>(
    'SELECT depth FROM bodies WHERE hash = ?',
  );
  const insert = database.prepare(
    `INSERT INTO bodies (hash, encoding, size, depth, base, prefix, suffix, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    put(bytes, base) {
      const cut = base && cutSplice(base.bytes, bytes);
      const body = { bytes, ...hashBody(bytes, cut?.prefix ?? 0, base?.hashed) };
      const { hash } = body;
      if (find.get(hash)) return body;
      const known = base && find.get(base.hash);
      if (base && cut && known && known.depth < depthMax) {
        const { prefix, suffix, middle } = cut;
        if (prefix + suffix >= bytes.length / 2) {
          const depth = known.depth + 1;
          const data = pack(middle);
          insert.run(hash, 'splice', bytes.length, depth, base.hash, prefix, suffix, data);
          return body;
        }
      }
      insert.run(hash, 'zstd', bytes.length, 0, null, null, null, pack(bytes));
      return body;
    },
  };
}

/** @param shared bytes at the start that are those of the body to which `known` belongs */
function hashBody(
  bytes: Uint8Array,
  shared: number,
  known: HashedStart | undefined,
): { hash: string; hashed: HashedStart } {
  const begun = known && known.length <= shared ? known : undefined;
  const hash = begun?.hash.copy() ?? createHash('sha256');
  hash.update(bytes.subarray(begun?.length ?? 0, shared));
  const hashed = { length: shared, hash: hash.copy() };
  return { hash: hash.update(bytes.subarray(shared)).digest('hex'), hashed };
}

/** A piece of the result, as a range of the body that is being looked at. */
interface Piece {
  readonly to: number;
  readonly from: number;
  readonly length: number;
}

/**
 * The exact bytes of a body. Throws HarnessError `database` when they cannot be rebuilt.
 * @param known a body that was read before: a session that is read in order walks no chain twice
 */
export function readBody(database: Database, hash: string, known?: BodyBase): Uint8Array {
  const find = prepared<[string], BodyRow>(database, 'SELECT * FROM bodies WHERE hash = ?');
  const top = readRow(hash);
  const result = new Uint8Array(top.size);
  let pieces: Piece[] = [{ to: 0, from: 0, length: top.size }];
  let row = top;
  while (pieces.length > 0) {
    const length = row.size - (row.prefix ?? 0) - (row.suffix ?? 0);
    const data = unpack(row.data, length, `body ${hash}`);
    if (row.base === null) {
      for (const { to, from, length } of pieces) result.set(data.subarray(from, from + length), to);
      break;
    }
    if (row.base === known?.hash) {
      for (const { to, from, length } of splice(pieces, row, known.bytes.length, data, result)) {
        result.set(known.bytes.subarray(from, from + length), to);
      }
      break;
    }
    const base = readRow(row.base);
    // Else a body could be built on itself, and reading it would have no end.
    if (base.depth >= row.depth) throw damaged(`body ${row.base} is not below what is built on it`);
    pieces = splice(pieces, row, base.size, data, result);
    row = base;
  }
  if (sha256(result) !== hash) throw damaged(`body ${hash} does not match its hash`);
  return result;

  function readRow(wanted: string): BodyRow {
    const found = find.get(wanted);
    if (found === undefined) throw damaged(`body ${wanted} is missing`);
    if (!(found.size >= 0 && found.size <= unpackedBytesMax))
      throw damaged(`body ${wanted} has a length that cannot be`);
    return found;
  }
}

/** Copies what the middle holds; the rest becomes ranges of the base. */
function splice(
  pieces: readonly Piece[],
  row: BodyRow,
  baseSize: number,
  middle: Uint8Array,
  result: Uint8Array,
): Piece[] {
  const prefix = row.prefix ?? 0;
  const suffixStart = prefix + middle.length;
  const rest: Piece[] = [];
  for (const { to, from, length } of pieces) {
    const end = from + length;
    if (from < prefix) rest.push({ to, from, length: Math.min(end, prefix) - from });
    const start = Math.max(from, prefix);
    if (start < Math.min(end, suffixStart)) {
      const part = middle.subarray(start - prefix, Math.min(end, suffixStart) - prefix);
      result.set(part, to + start - from);
    }
    const tail = Math.max(from, suffixStart);
    if (tail < end) {
      // The suffix is at the same distance from the end in both bodies.
      const shift = baseSize - row.size;
      rest.push({ to: to + tail - from, from: tail + shift, length: end - tail });
    }
  }
  return rest;
}
