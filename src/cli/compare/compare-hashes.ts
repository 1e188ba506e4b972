// Two sides of `compare` of which one at least is a document of hashes.
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { compareHashed, type HashedComparison } from '../../explain/hashed/compare-hashed.ts';
import {
  type HashedDocument,
  type HashedSession,
  hashedSchema,
} from '../../explain/hashed/hashed-document.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { counted, plural } from '../../lib/plural.ts';
import type { Terminal } from '../../terminal/console.ts';
import { renderTable } from '../../terminal/text-table.ts';
import type { HashKeyFlag } from '../hashes/hash-key-flag.ts';
import { hashNamed, openHashKey } from '../hashes/hash-named.ts';

/** A session of a thousand calls is a fifth of it. */
const documentBytesMax = 256 * 1024 * 1024;
/** In which a document says what it is. */
const beginningBytes = 1024;

/** null: the text names no document of hashes. */
function readDocument(text: string): HashedDocument | null {
  if (!existsSync(text)) return null;
  const about = statSync(text);
  if (!about.isFile() || about.size > documentBytesMax || !beginsAsHashes(text)) return null;
  const value = parseJson(readFileSync(text, 'utf8'));
  if (!isJsonObject(value) || value['type'] !== 'turntape-hashes') return null;
  const parsed = hashedSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HarnessError(
    'bad-input',
    `${text} is not a document of hashes: ${issue?.path.join('.')}: ${issue?.message}`,
    'Make one with turntape explain SESSION --hashes',
  );
}

/** Recordings are large: they are not read to find out that they are something else. */
function beginsAsHashes(path: string): boolean {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    const buffer = Buffer.alloc(beginningBytes);
    return buffer.toString('latin1', 0, readSync(handle, buffer)).includes('turntape-hashes');
  } catch {
    // Whoever reads it as something else says why it cannot be read.
    return false;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function onlySession({ sessions }: HashedDocument, text: string): HashedSession {
  const [only, ...others] = sessions;
  if (only !== undefined && others.length === 0) return only;
  throw new HarnessError(
    'usage',
    `${text} holds ${plural(sessions.length, 'session')}`,
    'Compare documents of one session each: turntape explain SESSION --hashes',
  );
}

/**
 * @returns null: neither side is a document of hashes
 * @throws HarnessError `usage` where the two have different keys
 */
export async function readHashedComparison(
  [a, b]: readonly [string, string],
  flags: HashKeyFlag,
  db: string,
  terminal: Terminal,
): Promise<HashedComparison | null> {
  const documents = [readDocument(a), readDocument(b)];
  if (documents.every((document) => document === null)) return null;
  const sideOf = async (text: string, document: HashedDocument | null): Promise<HashedDocument> =>
    document ?? (await hashNamed([text], db, openHashKey(flags, terminal), terminal));
  const one = await sideOf(a, documents[0] ?? null);
  const other = await sideOf(b, documents[1] ?? null);
  if (one.key !== other.key) {
    throw new HarnessError(
      'usage',
      `${a} and ${b} were hashed with different keys: nothing in them can be compared`,
      'Hash both with one key: --hash-key FILE',
    );
  }
  return compareHashed(onlySession(one, a), onlySession(other, b));
}

/** A page for the terminal. */
export function renderHashedComparison({
  calls,
  more_in_a: a,
  more_in_b: b,
}: HashedComparison): string {
  const rows = calls.map((call) => [
    call.call,
    call.same_items,
    call.same_tokens,
    itemText(call.a),
    itemText(call.b),
    [...(call.is_same_model ? [] : ['model']), ...call.settings].join(', ') || null,
  ]);
  const more = [
    ...(a > 0 ? [`${counted(a, 'more call')} in the first`] : []),
    ...(b > 0 ? [`${counted(b, 'more call')} in the second`] : []),
  ];
  return [
    renderTable(
      [
        { title: 'call', align: 'right' },
        { title: 'same items', align: 'right' },
        { title: 'their tokens', align: 'right' },
        { title: 'then the first has' },
        { title: 'the second' },
        { title: 'other settings' },
      ],
      rows,
    ),
    ...more,
  ].join('\n');
}

function itemText(item: HashedComparison['calls'][number]['a']): string {
  return item === null ? 'its end' : `${item.kind}, ${counted(item.tokens, 'token')}`;
}
