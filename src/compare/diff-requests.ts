// One request beside the one before it, item by item: what stayed, what is new, what changed. Items
// are compared by their bytes.
import { commonPrefixLength } from '../lib/common-affix.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';

/** Where an item is in its body. */
export interface ItemSpan {
  readonly pointer: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** `a` is before, `b` is now; null: it is not there. */
export interface ItemChange {
  /** `marker`: nothing but a cache marker came or went. */
  readonly state: 'same' | 'marker' | 'moved' | 'changed' | 'removed' | 'added';
  readonly a: number | null;
  readonly b: number | null;
}

export interface Side {
  readonly body: Uint8Array;
  readonly items: readonly ItemSpan[];
}

/** Items of the part that differs: comparing takes their product. */
const comparedMax = 600;

function hashesOf({ body, items }: Side): string[] {
  return items.map(({ start, end }) => sha256(body.subarray(start, end)));
}

/** What became of every item, in the order of now, removed ones where they were. */
export function diffItems(before: Side, now: Side): ItemChange[] {
  const a = hashesOf(before);
  const b = hashesOf(now);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let tail = 0;
  while (
    tail < a.length - start &&
    tail < b.length - start &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail++;
  }
  const same = (from: number, to: number, shift: number): ItemChange[] =>
    Array.from({ length: to - from }, (_, at) => ({
      ...{ state: 'same', a: from + at, b: from + at + shift },
    }));
  return [
    ...same(0, start, 0),
    ...diffMiddle(before, now, a, b, { start, endA: a.length - tail, endB: b.length - tail }),
    ...same(a.length - tail, a.length, b.length - a.length),
  ];
}

interface Middle {
  readonly start: number;
  readonly endA: number;
  readonly endB: number;
}

function diffMiddle(
  before: Side,
  now: Side,
  a: readonly string[],
  b: readonly string[],
  { start, endA, endB }: Middle,
): ItemChange[] {
  const rows = longestCommon(a.slice(start, endA), b.slice(start, endB)).map(
    ({ a: left, b: right }) => ({
      a: left === null ? null : left + start,
      b: right === null ? null : right + start,
    }),
  );
  const lost = new Set(rows.flatMap((row) => (row.b === null && row.a !== null ? [row.a] : [])));
  const byHash = new Map([...lost].map((index) => [a[index], index]));
  const changes: ItemChange[] = [];
  for (const row of rows) {
    if (row.a !== null && row.b !== null) changes.push({ state: 'same', ...row });
    else if (row.b !== null) {
      const from = byHash.get(b[row.b]);
      if (from !== undefined && lost.delete(from)) {
        changes.push({ state: 'moved', a: from, b: row.b });
        continue;
      }
      // The same place with another content: one change, not one item less and one more.
      const pointer = now.items[row.b]?.pointer;
      const twin = [...lost].find((index) => before.items[index]?.pointer === pointer);
      if (twin !== undefined && before.items[twin]?.kind === now.items[row.b]?.kind) {
        lost.delete(twin);
        const isMarker = isSameButMarker(before, twin, now, row.b);
        changes.push({ state: isMarker ? 'marker' : 'changed', a: twin, b: row.b });
      } else changes.push({ state: 'added', a: null, b: row.b });
    }
  }
  const removed = [...lost].map((index): ItemChange => ({ state: 'removed', a: index, b: null }));
  return [...removed, ...changes];
}

/** A client moves its cache markers from call to call: the prompt is without them. */
function isSameButMarker(before: Side, a: number, now: Side, b: number): boolean {
  const plain = ({ body, items }: Side, index: number): string => {
    const { start = 0, end = 0 } = items[index] ?? {};
    const text = new TextDecoder().decode(body.subarray(start, end));
    const value = parseJson(text);
    if (!isJsonObject(value)) return text;
    const { cache_control: _marker, ...rest } = value;
    return JSON.stringify(rest);
  };
  return plain(before, a) === plain(now, b);
}

/** Pairs in order; too many items are all taken for different. */
function longestCommon(
  a: readonly string[],
  b: readonly string[],
): { readonly a: number | null; readonly b: number | null }[] {
  const isTooMuch = a.length > comparedMax || b.length > comparedMax;
  const width = b.length + 1;
  const lengths = new Uint16Array(isTooMuch ? 0 : (a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = isTooMuch ? -1 : a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const rows: { readonly a: number | null; readonly b: number | null }[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const isPair = !isTooMuch && i < a.length && j < b.length && a[i] === b[j];
    if (isPair) rows.push({ a: i++, b: j++ });
    else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      rows.push({ a: i++, b: null });
    } else rows.push({ a: null, b: j++ });
  }
  return rows;
}

/** Text around a byte of a body. */
export interface ByteWindow {
  /** The byte that it is about. */
  readonly byte: number;
  /** Byte of the text's first character. */
  readonly start: number;
  /** Before the byte, and from it on. */
  readonly before: string;
  readonly after: string;
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
}

/** Bytes of context that the window shows. */
const windowBefore = 240;
const windowAfter = 480;

/** A window that begins and ends at whole characters. */
export function windowAt(body: Uint8Array, byte: number): ByteWindow {
  const isInside = (at: number): boolean => ((body[at] ?? 0) & 0xc0) === 0x80;
  let middle = Math.min(byte, body.length);
  while (middle > 0 && isInside(middle)) middle--;
  let start = Math.max(0, middle - windowBefore);
  while (start < middle && isInside(start)) start++;
  let end = Math.min(body.length, middle + windowAfter);
  while (end > middle && isInside(end)) end--;
  const decode = (from: number, to: number): string =>
    new TextDecoder().decode(body.subarray(from, to));
  return {
    ...{ byte, start, before: decode(start, middle), after: decode(middle, end) },
    ...{ isCutBefore: start > 0, isCutAfter: end < body.length },
  };
}

/** The first byte at which two bodies differ; null: they are the same. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const common = commonPrefixLength(a, b);
  return common === a.length && common === b.length ? null : common;
}
