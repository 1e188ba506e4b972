// What stands in a spool file: entries one behind the other, from its first byte. The file is written
// from its beginning again once all of it is in the database, so each time has a number, its epoch:
// an entry of another one is left over, and ends what is read.
//
//   offset  bytes  what
//   0       4      `ttsp`
//   4       4      epoch, little endian like all numbers here
//   8       4      length of the note
//   12      4      length of the body
//   16             the note, JSON in UTF-8
//                  the body
//           4      CRC-32 of head and note
//
// A process that is killed leaves a beginning of what it was writing, so the sum behind it says that
// the body is there. After a loss of power, which is not promised to lose nothing, it may not be.
import { crc32 } from 'node:zlib';
import type { ExchangeRequest } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';

/** A request, its body aside; or whose it is, which is looked up when it has been sent on. */
export type SpoolNote =
  | Omit<ExchangeRequest, 'body'>
  | { readonly id: string; readonly session: SessionDescriptor };

export interface SpoolEntry {
  readonly note: SpoolNote;
  readonly body: Uint8Array;
}

const magic = Buffer.from('ttsp', 'latin1');
const headBytes = 16;
const tailBytes = 4;
/** Of one UTF-16 unit. */
const utf8BytesMax = 3;

export interface EncodedEntry {
  /** To be written one behind the other before the next one is encoded; the body is not copied. */
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
  /** Where the body begins, from the entry's beginning. */
  readonly bodyOffset: number;
}

/** Encodes into memory of its own, again and again: allocating costs more than the encoding. */
export function createEntryEncoder(): (entry: SpoolEntry, epoch: number) => EncodedEntry {
  let front = Buffer.allocUnsafeSlow(4096);
  const tail = Buffer.allocUnsafeSlow(tailBytes);
  return ({ note, body }, epoch) => {
    const text = JSON.stringify(note);
    const frontBytesMax = headBytes + utf8BytesMax * text.length;
    if (frontBytesMax > front.length) front = Buffer.allocUnsafeSlow(2 * frontBytesMax);
    const noteBytes = front.write(text, headBytes);
    front.set(magic);
    front.writeUInt32LE(epoch, 4);
    front.writeUInt32LE(noteBytes, 8);
    front.writeUInt32LE(body.length, 12);
    const head = front.subarray(0, headBytes + noteBytes);
    tail.writeUInt32LE(crc32(head));
    return {
      parts: [head, body, tail],
      bytes: head.length + body.length + tailBytes,
      bodyOffset: head.length,
    };
  };
}

/** The whole entries of the epoch that the file begins with. The bodies are views of `file`. */
export function* decodeEntries(file: Uint8Array): Generator<SpoolEntry> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const epoch = bytes.length < headBytes ? 0 : bytes.readUInt32LE(4);
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const bodyAt = at + headBytes + bytes.readUInt32LE(at + 8);
    const tailAt = bodyAt + bytes.readUInt32LE(at + 12);
    const isWhole =
      bytes.subarray(at, at + magic.length).equals(magic) &&
      bytes.readUInt32LE(at + 4) === epoch &&
      tailAt + tailBytes <= bytes.length &&
      bytes.readUInt32LE(tailAt) === crc32(bytes.subarray(at, bodyAt));
    if (!isWhole) return;
    // Written by an encoder: the sum says so.
    const note = JSON.parse(bytes.toString('utf8', at + headBytes, bodyAt)) as SpoolNote;
    yield { note, body: bytes.subarray(bodyAt, tailAt) };
    at = tailAt + tailBytes;
  }
}
