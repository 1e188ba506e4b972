// A file that another program wrote, before its format is known.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { SourceFile } from '../../formats/exchange-format.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { readForeignTable } from '../../store/read-foreign-table.ts';

/** How every SQLite database begins. */
const databaseMark = 'SQLite format 3';
/** How a zlib stream begins; `x`, which no known text does. mitmproxy packs a HAR so (`.zhar`). */
const zlibMark = 0x78;
const inflatedBytesMax = 512 * 1024 * 1024;

/** @throws HarnessError `not-found` for a file that cannot be read */
export function openSourceFile(path: string): SourceFile {
  const isDatabase = readBeginning(path, databaseMark.length) === databaseMark;
  const text = once(() => (isDatabase ? undefined : readText(path)));
  return {
    path,
    text,
    json: once(() => parseJson(text() ?? '')),
    lines: once(() => parseLines(text() ?? '')),
    beside: (name) => readBeside(path, name),
    rows: (table, columns) => (isDatabase ? readForeignTable(path, table, columns) : undefined),
  };
}

function parseLines(text: string): readonly JsonObject[] | undefined {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseJson);
  return lines.length > 0 && lines.every(isJsonObject) ? lines : undefined;
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
  const bytes = readFileSync(path);
  if (bytes[0] !== zlibMark) return bytes.toString('utf8');
  try {
    return inflateSync(bytes, { maxOutputLength: inflatedBytesMax }).toString('utf8');
  } catch {
    return undefined;
  }
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
