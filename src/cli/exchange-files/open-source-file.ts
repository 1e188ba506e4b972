// A file that another program wrote, before its format is known.
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { SourceFile } from '../../formats/exchange-format.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { createBesideReader } from '../../log-files/read-beside.ts';
import { readForeignTable } from '../../store/read-foreign-table.ts';

/** How every SQLite database begins. */
const databaseMark = 'SQLite format 3';
/** How a zlib stream begins; `x`, which no known text does. mitmproxy packs a HAR so (`.zhar`). */
const zlibMark = 0x78;
const megabyte = 1024 * 1024;
const inflatedBytesMax = 256 * megabyte;
/** A text is at most 512 MB in V8, and is parsed into several times its size. */
const textBytesMax = 256 * megabyte;

/** @throws HarnessError `not-found` for a file that cannot be read */
export function openSourceFile(path: string): SourceFile {
  const isDatabase = readBeginning(path, databaseMark.length) === databaseMark;
  const text = once(() => (isDatabase ? undefined : readText(path)));
  const lines = once(() => parseLines(text() ?? ''));
  return {
    path,
    text,
    json: once(() => parseJson(text() ?? '')),
    lines: () => lines().objects,
    skippedLines: () => lines().skipped,
    beside: (name) => readBeside(path, name),
    below: createBesideReader(path),
    rows: (table, columns, others) =>
      isDatabase ? readForeignTable(path, table, columns, others) : undefined,
  };
}

/**
 * A recorder that was killed leaves half a line: it is skipped. A file of lines begins with a whole
 * one.
 */
function parseLines(text: string): {
  readonly objects: readonly JsonObject[] | undefined;
  readonly skipped: readonly number[];
} {
  const objects: JsonObject[] = [];
  const skipped: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parseJson(line);
    if (isJsonObject(value)) objects.push(value);
    else if (objects.length === 0) return { objects: undefined, skipped: [] };
    else skipped.push(index + 1);
  }
  return { objects: objects.length === 0 ? undefined : objects, skipped };
}

/** A name with a folder in it is of no file beside this one. */
function readBeside(path: string, name: string): string | undefined {
  if (basename(name) !== name || name === '..') return undefined;
  try {
    return readFileSync(join(dirname(path), name), 'utf8');
  } catch {
    return undefined;
  }
}

/** undefined: it is packed, and damaged. */
function readText(path: string): string | undefined {
  const { size } = statSync(path);
  if (size > textBytesMax) {
    throw new HarnessError(
      'bad-input',
      `${path} has ${Math.ceil(size / megabyte)} MB, more than ${textBytesMax / megabyte}`,
      'Split it: of a file of lines, any part can be imported',
    );
  }
  const bytes = readFileSync(path);
  if (bytes[0] !== zlibMark) return withoutMark(bytes.toString('utf8'));
  try {
    return withoutMark(inflateSync(bytes, { maxOutputLength: inflatedBytesMax }).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Editors put a byte order mark in front, which is not JSON. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function readBeginning(path: string, bytes: number): string {
  try {
    const handle = openSync(path, 'r');
    const buffer = Buffer.alloc(bytes);
    readSync(handle, buffer);
    closeSync(handle);
    return buffer.toString('latin1');
  } catch (error) {
    throw new HarnessError(
      'not-found',
      `cannot read ${path} (${(error as Error).message})`,
      'Name a file that another recorder wrote',
      error,
    );
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
