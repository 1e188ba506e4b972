// Searches a body for secrets as a reader of it would see it: decoded, its JSON texts unescaped,
// the pieces of a stream put together, base64 opened. What cannot be read cannot be searched
// either, and that is a find of its own kind.
import { gunzipSync, inflateSync } from 'node:zlib';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import { parseSse } from '../wire/sse.ts';
import { decodeBody, decodeZstd } from './decode-body.ts';
import { findSecrets } from './find-secrets.ts';

export interface SecretInBody {
  /** Name of the rule; `unreadable`: the body cannot be searched. */
  readonly name: string;
  readonly masked: string;
}

const decodedBytesMax = 64 * 1024 * 1024;

const base64CharsMin = 40;
/** Strings of base64 that are opened in one body. */
const base64Max = 5_000;
/** Members of an event that name the place of its piece in the answer. */
const placing = [
  'type',
  'index',
  'output_index',
  'content_index',
  'summary_index',
  'item_id',
  'id',
];

/** @returns the first finds, each rule once; empty: none */
export type BodySearch = (headers: HeaderList, body: Uint8Array) => SecretInBody[];

/** For many bodies: what a session repeats of its history is searched once. */
export function createBodySearch(): BodySearch {
  const clean = new Set<string>();
  return (headers, body) => {
    const text = readText(headers, body);
    if (text === null) {
      return [{ name: 'unreadable', masked: `${body.length} bytes that cannot be decoded` }];
    }
    const found = new Map<string, SecretInBody>();
    for (const part of partsOf(text)) {
      const hash = sha256(part);
      if (clean.has(hash)) continue;
      const before = found.size;
      for (const { name, masked } of [...readings(part)].flatMap(findSecrets)) {
        if (!found.has(name)) found.set(name, { name, masked });
      }
      if (found.size === before) clean.add(hash);
    }
    return [...found.values()];
  };
}

/** A request by its messages, items and tools; anything else as one. */
function partsOf(text: string): string[] {
  const value = parseJson(text);
  // A member that is there twice is in the text only.
  if (!isJsonObject(value) || JSON.stringify(value) !== text) return [text];
  return Object.entries(value).flatMap(([name, member]) =>
    Array.isArray(member)
      ? member.map((one) => JSON.stringify(one))
      : JSON.stringify({ [name]: member }),
  );
}

/** null: not a text in any encoding that is known. */
function readText(headers: HeaderList, body: Uint8Array): string | null {
  const named = decodeBody(headers, body, decodedBytesMax);
  const bytes = named === undefined ? null : unpack(named);
  return bytes === null ? null : toText(bytes);
}

/** Compressed without saying so; zstd in several frames. null: it is too large, or damaged. */
function unpack(bytes: Uint8Array): Uint8Array | null {
  const options = { maxOutputLength: decodedBytesMax };
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  try {
    if (first === 0x1f && second === 0x8b) return gunzipSync(bytes, options);
    if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) {
      return decodeZstd(bytes, decodedBytesMax);
    }
    // zlib (RFC 1950): the method, and a check of both bytes.
    if (first === 0x78 && ((first << 8) | second) % 31 === 0) return inflateSync(bytes, options);
  } catch {
    return null;
  }
  return bytes;
}

function toText(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const [first, second] = buffer;
  const isUtf16 = (first === 0xff && second === 0xfe) || (second === 0 && first !== 0);
  if (isUtf16) return buffer.toString('utf16le');
  if (
    (first === 0xfe && second === 0xff) ||
    (first === 0 && second !== undefined && second !== 0)
  ) {
    return Buffer.from(buffer.subarray(0, buffer.length & ~1))
      .swap16()
      .toString('utf16le');
  }
  const text = buffer.toString('utf8');
  // A text that was cut may end in half a character. Anything else was not one.
  return Buffer.byteLength(text) === buffer.length || isNearlyText(text) ? text : null;
}

function isNearlyText(text: string): boolean {
  let replaced = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) replaced++;
  return replaced <= 4;
}

/** The text as it is, as its JSON says it, as its stream came to, and what is base64 in it. */
function* readings(text: string): Generator<string> {
  yield text;
  const values = [parseJson(text)].filter((value) => value !== undefined);
  const events = values.length > 0 ? [] : readEvents(text);
  const strings: string[] = [];
  for (const value of [...values, ...events]) collectStrings(value, strings);
  if (text.includes('\\')) yield strings.join('\n');
  if (events.length > 1) yield joinPieces(events).join('\n');
  for (const opened of openBase64(text)) yield opened;
}

function readEvents(text: string): JsonValue[] {
  const events = parseSse(text);
  if (events.length > 0) return events.flatMap(({ data }) => parseJson(data) ?? []);
  return text.split('\n').flatMap((line) => parseJson(line) ?? []);
}

function collectStrings(value: JsonValue, into: string[]): void {
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') {
      into.push(next);
      // Arguments of calls are JSON in a text.
      if (next.includes('\\')) {
        const inner = parseJson(next);
        if (typeof inner === 'object' && inner !== null) open.push(inner);
      }
    } else if (Array.isArray(next)) for (const one of next) open.push(one);
    else if (isJsonObject(next)) for (const one of Object.values(next)) open.push(one);
  }
}

/** Texts at the same place of events of the same kind, one behind the other. */
function joinPieces(events: readonly JsonValue[]): string[] {
  const joined = new Map<string, string[]>();
  for (const event of events) {
    if (!isJsonObject(event)) continue;
    const place = placing.map((name) => JSON.stringify(event[name] ?? null)).join();
    const open: [path: string, value: JsonValue][] = [['', event]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [path, value] = next;
      if (typeof value === 'string') {
        const key = `${place}${path}`;
        const pieces = joined.get(key) ?? [];
        if (pieces.length === 0) joined.set(key, pieces);
        pieces.push(value);
      } else if (typeof value === 'object' && value !== null) {
        for (const [name, one] of Object.entries(value))
          open.push([`${path}/${name}`, one as JsonValue]);
      }
    }
  }
  return [...joined.values()].flatMap((pieces) => (pieces.length > 1 ? pieces.join('') : []));
}

function* openBase64(text: string): Generator<string> {
  let opened = 0;
  for (const [found] of text.matchAll(/[A-Za-z0-9+/_-]{40,}={0,2}/g)) {
    if (found.length < base64CharsMin || ++opened > base64Max) return;
    const beginning = Buffer.from(found.slice(0, 64), 'base64').toString('latin1');
    if (!/^[\t\n\r\x20-\x7e]{20,}$/.test(beginning)) continue;
    yield Buffer.from(found, 'base64').toString('utf8');
  }
}
