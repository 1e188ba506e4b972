// Searches a body for secrets as a reader of it would see it: decoded, its JSON texts unescaped,
// the pieces of a stream put together, base64 opened. What cannot be read cannot be searched
// either, and that is a find of its own kind.
import { gunzipSync, inflateSync } from 'node:zlib';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import { parseSse } from '../wire/sse.ts';
import { decodeBody, decodeZstd } from './decode-body.ts';
import { findSecrets } from './find-secrets.ts';
import {
  unescapeHtml,
  unescapeJson,
  unescapeUrl,
  withoutInvisible,
} from './secrets/unescape-text.ts';

export interface SecretInBody {
  /** Name of the rule; `unreadable`: the body cannot be searched. */
  readonly name: string;
  readonly masked: string;
}

const decodedBytesMax = 64 * 1024 * 1024;

/** How often what was undone is undone again: JSON in JSON in base64. */
const readingDepthMax = 4;
/** All readings of a text come to at most so many times its length, and a mebibyte. */
const readingsMax = 16;
const readingsCharsMin = 1024 * 1024;
/** Of base64 and hexadecimal: shorter words are names. Lines behind the first may be shorter. */
const encodedCharsMin = 40;
const nextLineCharsMin = 16;
/** A run of characters in bytes that may be anything. */
const readableCharsMin = 20;
/** Members of an event that name the place of its piece in the answer. */
const indexMembers = ['index', 'output_index', 'content_index', 'summary_index'];
const itemMembers = ['type', ...indexMembers, 'item_id', 'id'];

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
      const { texts, isCut } = readingsOf(part);
      for (const { name, masked } of texts.flatMap(findSecrets)) {
        if (!found.has(name)) found.set(name, { name, masked });
      }
      if (isCut) {
        const masked = `${part.length} characters that were escaped or packed too often`;
        found.set('unreadable', { name: 'unreadable', masked });
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

/**
 * The text as it is, and as its readers read it: its escapes undone, the pieces of its streams put
 * together, what is base64 or hexadecimal in it opened. What comes out is read in the same way.
 * @returns each once, and whether there would have been more than may be held
 */
function readingsOf(text: string): { readonly texts: readonly string[]; readonly isCut: boolean } {
  const texts = new Set([text]);
  let charsLeft = readingsMax * text.length + readingsCharsMin;
  let latest: string[] = [text];
  for (let depth = 0; depth < readingDepthMax; depth++) {
    const next: string[] = [];
    for (const one of latest) {
      for (const read of readingsOnce(one, depth)) {
        if (texts.has(read)) continue;
        charsLeft -= read.length;
        if (charsLeft < 0) return { texts: [...texts], isCut: true };
        texts.add(read);
        next.push(read);
      }
    }
    latest = next;
  }
  return { texts: [...texts], isCut: false };
}

function* readingsOnce(text: string, depth: number): Generator<string> {
  for (const read of [unescapeJson, unescapeUrl, unescapeHtml, withoutInvisible]) {
    const plain = read(text);
    if (plain !== null) yield plain;
  }
  if (depth === 0) yield* joinStreams(text);
  yield* openEncoded(text);
}

function* joinStreams(text: string): Generator<string> {
  if (parseJson(text) !== undefined) return;
  const events = readEvents(text);
  if (events.length < 2) return;
  const found = new Set<string>();
  // Some servers give each event another id, and begin a block in an event of another type.
  for (const place of [byItem, byIndex]) found.add(joinPieces(events, place).join('\n'));
  yield* found;
}

function readEvents(text: string): JsonValue[] {
  const events = parseSse(text);
  if (events.length > 0) return events.flatMap(({ data }) => parseJson(data) ?? []);
  // The log of a WebSocket says before each message whose it is.
  return text.split('\n').flatMap((line) => parseJson(line.replace(/^[<>] /, '')) ?? []);
}

const byItem: PlaceOf = (event, path) =>
  `${itemMembers.map((name) => JSON.stringify(event[name] ?? null)).join()}${path}`;

const byIndex: PlaceOf = (event, path) => {
  const indexes = indexMembers.map((name) => JSON.stringify(event[name] ?? null));
  return `${indexes.join()}${path.slice(path.lastIndexOf('/'))}`;
};

type PlaceOf = (event: JsonObject, path: string) => string;

/** Texts at the same place, one behind the other. */
function joinPieces(events: readonly JsonValue[], placeOf: PlaceOf): string[] {
  const joined = new Map<string, string[]>();
  for (const event of events) {
    if (!isJsonObject(event)) continue;
    const open: [path: string, value: JsonValue][] = [['', event]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [path, value] = next;
      if (typeof value === 'string') {
        const key = placeOf(event, path);
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

/** base64 (also in lines, as in mail) and hexadecimal that hold a text. */
function* openEncoded(text: string): Generator<string> {
  for (const run of encodedRuns(text)) {
    const opened = toReadable(Buffer.from(run, 'base64'));
    if (opened !== '') yield opened;
    if (/[^a-f0-9]/i.test(run)) continue;
    const read = toReadable(Buffer.from(run, 'hex'));
    if (read !== '') yield read;
  }
}

/** Divided where no run is: a pattern that matches a run of megabytes fills V8's stack. */
function* encodedRuns(text: string): Generator<string> {
  for (const part of text.split(/[^A-Za-z0-9+/_\r\n-]+/)) {
    if (part.length < encodedCharsMin) continue;
    let lines: string[] = [];
    for (const line of part.split(/[\r\n]+/)) {
      if (line.length >= (lines.length > 0 ? nextLineCharsMin : encodedCharsMin)) {
        lines.push(line);
        continue;
      }
      if (lines.length > 0) yield lines.join('');
      lines = [];
    }
    if (lines.length > 0) yield lines.join('');
  }
}

/** What is text in bytes that may be anything. */
function toReadable(bytes: Buffer): string {
  const [first, second] = bytes;
  const isPacked =
    (first === 0x1f && second === 0x8b) || (first === 0x28 && second === 0xb5) || first === 0x78;
  const unpacked = isPacked ? unpack(bytes) : bytes;
  if (unpacked === null) return '';
  const latin = Buffer.from(unpacked).toString('latin1');
  const text = second === 0 ? latin.replaceAll('\0', '') : latin;
  const runs = text.split(/[^\t\n\r\x20-\x7e]+/);
  return runs.filter(({ length }) => length >= readableCharsMin).join('\n');
}
