// A file line by line in bounded memory, compressed with zstd or gzip, or not. A line that is too
// long is named and left out; the lines around it are read.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/**
 * Longest line, in bytes: a Codex compaction or an image in a tool result reaches a few megabytes.
 */
export const lineBytesMax = 64 * 1024 * 1024;

const chunkBytes = 1024 * 1024;
const newline = 0x0a;
/** By the bytes that a packed file begins with. */
const packings = [
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), open: createZstdDecompress },
  { magic: Buffer.from([0x1f, 0x8b, 0x08]), open: createGunzip },
] as const;
type Packing = (typeof packings)[number];

export interface TextLine {
  /** 1-based. */
  readonly number: number;
  /** null: the line was longer than `lineBytesMax`. */
  readonly text: string | null;
  /**
   * Bytes of the file up to the line's end, newline included; null: it has none yet, or the file
   * is packed and has no such place.
   */
  readonly end: number | null;
}

/** Where reading begins: behind the end of a line. */
export interface LinePlace {
  readonly bytes: number;
  /** Lines before it. */
  readonly lines: number;
}

/** How much of a file was read; it grows while lines are. */
export interface ReadBytes {
  bytes: number;
}

const wholeFile: LinePlace = { bytes: 0, lines: 0 };

/** undefined: the file is not packed. */
async function findPacking(path: string): Promise<Packing | undefined> {
  const file = await open(path, 'r');
  try {
    const start = Buffer.alloc(4);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    const head = start.subarray(0, bytesRead);
    return packings.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  } finally {
    await file.close();
  }
}

/** A chunk is overwritten by the next one: thousands of files use no more. */
async function* plain(path: string, from: number): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let at = from; ; ) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* unpacked(path: string, packing: Packing): AsyncGenerator<Buffer> {
  const bytes = createReadStream(path, { highWaterMark: chunkBytes });
  const source = bytes.pipe(packing.open());
  bytes.on('error', (error) => source.destroy(error));
  try {
    yield* source as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
    bytes.destroy();
  }
}

/**
 * Leaves out blank lines, the byte order mark and carriage returns.
 * @param from of a file that is not packed: where to begin
 * @param read is told how many bytes are
 */
export async function* readLines(
  path: string,
  from: LinePlace = wholeFile,
  read: ReadBytes = { bytes: 0 },
): AsyncGenerator<TextLine> {
  const packing = await findPacking(path);
  const isPacked = packing !== undefined;
  let number = from.lines;
  let before = from.bytes;
  let pieces: Buffer[] = [];
  let size = 0;
  const take = (piece: Buffer): void => {
    size += piece.length;
    if (size <= lineBytesMax) pieces.push(piece);
    else pieces = [];
  };
  const finish = (end: number | null): TextLine | null => {
    number++;
    const isLong = size > lineBytesMax;
    const text = isLong ? null : toText(pieces, number === 1);
    pieces = [];
    size = 0;
    return text === '' ? null : { number, text, end: isPacked ? null : end };
  };
  for await (const chunk of packing ? unpacked(path, packing) : plain(path, from.bytes)) {
    read.bytes += chunk.length;
    let at = 0;
    for (;;) {
      const end = chunk.indexOf(newline, at);
      if (end < 0) break;
      take(chunk.subarray(at, end));
      at = end + 1;
      const line = finish(before + at);
      if (line !== null) yield line;
    }
    // The rest of the line is in the next chunk.
    if (at < chunk.length) take(Buffer.from(chunk.subarray(at)));
    before += chunk.length;
  }
  if (size > 0) {
    const line = finish(null);
    if (line !== null) yield line;
  }
}

function toText(pieces: readonly Buffer[], isFirst: boolean): string {
  const text = (pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))?.toString('utf8') ?? '';
  return (isFirst ? text.replace(/^\uFEFF/, '') : text).trim();
}

/** A file that is one JSON document, as one line; null where it is longer than `lineBytesMax`. */
export async function* readDocument(path: string): AsyncGenerator<TextLine> {
  const lines: string[] = [];
  let size = 0;
  for await (const { text } of readLines(path)) {
    size += text === null ? lineBytesMax + 1 : text.length;
    if (size > lineBytesMax) {
      yield { number: 1, text: null, end: null };
      return;
    }
    lines.push(text ?? '');
  }
  if (lines.length > 0) yield { number: 1, text: lines.join('\n'), end: null };
}
