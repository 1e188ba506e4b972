// A document that a session file names. Only files below its own folder are read: a name in a file
// that somebody sent must not reach anything else.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { packedMark } from '../domain/trace-payload.ts';
import { type JsonValue, parseJson, parseJsonBytes } from '../lib/json.ts';
import { readPackedDocuments } from './packed-documents.ts';
import { lineBytesMax } from './read-lines.ts';

/** What one file of packed documents may become in memory. */
const unpackedBytesMax = 256 * 1024 * 1024;

/**
 * @param path of the session file
 * @returns reads by a path below its folder, with `#ID` behind it for a packed document; see
 * `LogContext`
 */
export function createBesideReader(path: string): (name: string) => JsonValue | undefined {
  /** The last packed file: what belongs together is mostly in one. */
  let packed: { readonly name: string; readonly documents: Map<string, Uint8Array> } | undefined;
  const read = (name: string): Buffer | undefined => {
    if (isAbsolute(name)) return undefined;
    const folder = realpathSync(dirname(path));
    const file = realpathSync(join(folder, name));
    const about = statSync(file);
    const isBelow = file.startsWith(folder + sep);
    if (!isBelow || !about.isFile() || about.size > lineBytesMax) return undefined;
    return readFileSync(file);
  };
  const unpack = (name: string): Map<string, Uint8Array> => {
    if (packed?.name === name) return packed.documents;
    packed = { name, documents: new Map() }; // damaged or too large: not unpacked again
    const bytes = zstdDecompressSync(read(name) ?? '', { maxOutputLength: unpackedBytesMax });
    packed = { name, documents: readPackedDocuments(bytes) };
    return packed.documents;
  };
  return (name) => {
    const mark = name.indexOf(packedMark);
    try {
      if (mark < 0) return parseJson(read(name)?.toString('utf8') ?? '');
      const document = unpack(name.slice(0, mark)).get(name.slice(mark + 1));
      return document === undefined ? undefined : parseJsonBytes(document);
    } catch {
      return undefined;
    }
  };
}
