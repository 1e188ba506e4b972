// Bodies of one conversation repeat what came before. This reader parses only what is new in a body
// and hands out the same objects for what is not, so that whatever is remembered by object
// (rendering, hashes of strings) need not be done again. Its result is that of a plain parse; tests
// compare.
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';

export interface RequestReader {
  /** @param conversation names the body to compare with; undefined: not JSON */
  read(conversation: string, body: Uint8Array): JsonValue | undefined;
  /** Of the bodies that are remembered. */
  heldBytes(): number;
}

/** The list that grows: Responses or Anthropic. */
export type HistoryName = 'input' | 'messages';

interface Remembered {
  readonly bytes: Buffer;
  /** Just after the bracket that opens the history. */
  readonly start: number;
  /** Just after each item. */
  readonly itemEnds: readonly number[];
  /** At the bracket that closes the history. */
  readonly end: number;
  readonly items: readonly JsonObject[];
  /** Everything, with the history in its place. */
  readonly value: JsonObject;
}

const code = {
  quote: 0x22,
  backslash: 0x5c,
  open: 0x5b,
  close: 0x5d,
  begin: 0x7b,
  end: 0x7d,
  comma: 0x2c,
};

/** Where a JSON object that begins here ends; -1: not an object, or it does not end. */
function objectEnd(bytes: Buffer, start: number): number {
  if (bytes[start] !== code.begin) return -1;
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === code.quote) {
      at = stringEnd(bytes, at);
      if (at < 0) return -1;
    } else if (byte === code.begin) depth++;
    else if (byte === code.end && --depth === 0) return at + 1;
  }
  return -1;
}

/** At the closing quote of a string; -1: it has none. */
function stringEnd(bytes: Buffer, start: number): number {
  for (
    let at = bytes.indexOf(code.quote, start + 1);
    at >= 0;
    at = bytes.indexOf(code.quote, at + 1)
  ) {
    let backslashes = 0;
    while (bytes[at - 1 - backslashes] === code.backslash) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

/** Ends of the items from here on, and the closing bracket; null: not compact JSON of objects. */
function scanItems(bytes: Buffer, start: number): { ends: number[]; close: number } | null {
  const ends: number[] = [];
  let at = start;
  if (bytes[at] === code.close) return { ends, close: at };
  for (;;) {
    if (bytes[at] === code.comma) at++;
    const end = objectEnd(bytes, at);
    if (end < 0) return null;
    ends.push(end);
    at = end;
    if (bytes[at] === code.close) return { ends, close: at };
    if (bytes[at] !== code.comma) return null;
  }
}

/** @param likely bytes that are tried first: a history usually grows behind them */
function commonPrefix(a: Buffer, b: Buffer, likely: number): number {
  const isLikely = a.length >= likely && a.compare(b, 0, likely, 0, likely) === 0;
  let low = isLikely ? likely : 0;
  if (isLikely && a[likely] !== b[likely]) return likely;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (a.compare(b, low, middle, low, middle) === 0) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Items of a slice of the array, which may begin with a comma. */
function parseItems(bytes: Buffer, start: number, end: number): JsonObject[] | null {
  if (start >= end) return [];
  const from = bytes[start] === code.comma ? start + 1 : start;
  const items = parseJson(`[${bytes.toString('utf8', from, end)}]`);
  return Array.isArray(items) && items.every(isJsonObject) ? (items as JsonObject[]) : null;
}

/** Another array with the same key could be the one that counts: such bodies are parsed plainly. */
function isOnly(name: HistoryName, bytes: Buffer, from: number, but = -1): boolean {
  const key = Buffer.from(`"${name}"`);
  for (let at = bytes.indexOf(key, from); at >= 0; at = bytes.indexOf(key, at + 1)) {
    if (at === but) continue;
    let next = at + key.length;
    while (isBlankOrColon(bytes[next])) next++;
    if (bytes[next] === code.open) return false;
  }
  return true;
}

function isBlankOrColon(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x3a || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * Parses a body as its history and the rest, and looks where its items are; null: it has no such
 * history, or it is not certain that the text found is the history.
 */
function index(name: HistoryName, bytes: Buffer): Remembered | null {
  const key = Buffer.from(`"${name}":[`);
  const found = bytes.indexOf(key);
  if (found < 0 || !isOnly(name, bytes, 0, found)) return null;
  const start = found + key.length;
  const scanned = scanItems(bytes, start);
  if (scanned === null) return null;
  // Without its items the history is an empty array, unless it is another one deeper down.
  const head = bytes.toString('utf8', 0, start);
  const rest = parseJson(`${head}${bytes.toString('utf8', scanned.close)}`);
  const emptied = isJsonObject(rest) ? rest[name] : undefined;
  if (!isJsonObject(rest) || !Array.isArray(emptied) || emptied.length > 0) return null;
  const items = parseItems(bytes, start, scanned.close);
  if (items === null || items.length !== scanned.ends.length) return null;
  return {
    ...{ bytes, start, itemEnds: scanned.ends, end: scanned.close, items },
    value: { ...rest, [name]: items },
  };
}

/** The body as what was remembered and what is new; null: they have too little in common. */
function extend(name: HistoryName, bytes: Buffer, before: Remembered): Remembered | null {
  const common = commonPrefix(bytes, before.bytes, before.end);
  if (common < before.start) return null;
  let kept = before.itemEnds.length;
  while (kept > 0 && (before.itemEnds[kept - 1] ?? 0) > common) kept--;
  const from = before.itemEnds[kept - 1] ?? before.start;
  const scanned = scanItems(bytes, from);
  if (scanned === null) return null;
  const added = parseItems(bytes, from, scanned.close);
  if (added === null || added.length !== scanned.ends.length) return null;
  const items = [...before.items.slice(0, kept), ...added];
  const rest = restOf(name, bytes, scanned.close, before);
  if (rest === null) return null;
  return {
    ...{ bytes, start: before.start, end: scanned.close, items },
    itemEnds: [...before.itemEnds.slice(0, kept), ...scanned.ends],
    value: { ...rest, [name]: items },
  };
}

/** Everything but the history: as it was when the bytes after the history are. */
function restOf(
  name: HistoryName,
  bytes: Buffer,
  end: number,
  before: Remembered,
): JsonObject | null {
  if (bytes.subarray(end).equals(before.bytes.subarray(before.end))) return before.value;
  if (!isOnly(name, bytes, end)) return null;
  const head = bytes.toString('utf8', 0, before.start);
  const value = parseJson(`${head}${bytes.toString('utf8', end)}`);
  return isJsonObject(value) ? value : null;
}

/** A byte order mark is not part of the text. */
function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/**
 * @param bytesMax of the bodies that are remembered together; the oldest is forgotten
 * @param history the list that a body repeats; only its items are read once
 */
export function createRequestReader(
  bytesMax: number,
  history: HistoryName = 'input',
): RequestReader {
  const remembered = new Map<string, Remembered>();
  let total = 0;
  const forget = (conversation: string): void => {
    total -= remembered.get(conversation)?.bytes.length ?? 0;
    remembered.delete(conversation);
  };
  return {
    read(conversation, body) {
      const bytes = withoutMark(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
      const before = remembered.get(conversation);
      const extended = before === undefined ? null : extend(history, bytes, before);
      const now = extended ?? index(history, bytes);
      forget(conversation);
      if (now !== null && bytes.length <= bytesMax) {
        remembered.set(conversation, now);
        total += bytes.length;
        for (const oldest of remembered.keys()) {
          if (total <= bytesMax) break;
          forget(oldest);
        }
      }
      return now === null ? parseJson(bytes.toString('utf8')) : now.value;
    },
    heldBytes: () => total,
  };
}
