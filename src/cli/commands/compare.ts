// `turntape compare`: field by field, two clients', two arms' or two versions' requests.
import {
  type Comparison,
  compareSessions,
  type ExpectedField,
  unexpectedFields,
} from '../../compare/compare-sessions.ts';
import type { ComparedRequest } from '../../compare/describe-session.ts';
import { readNamedFile } from '../../files/read-named-file.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { readDatabase } from '../../store/read-database.ts';
import type { Terminal } from '../../terminal/console.ts';
import { isFixturePath } from '../calls/read-fixture-calls.ts';
import type { Command } from '../command.ts';
import { readHashedComparison, renderHashedComparison } from '../compare/compare-hashes.ts';
import { assertNotOneGateway, readFixtureSide, readRecordedSide } from '../compare/read-side.ts';
import { renderComparison, renderComparisonMarkdown } from '../compare/render-comparison.ts';
import { namesFile, readNamed } from '../exchange-files/read-named.ts';
import { type HashKeyFlag, hashKeyFlag } from '../hashes/hash-key-flag.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type CompareFlags = {
  readonly a: string;
  readonly b: string;
  readonly all: boolean;
  readonly expect: string | undefined;
  readonly format: 'text' | 'markdown';
} & HashKeyFlag;

async function readSide(text: string, db: string, terminal: Terminal): Promise<ComparedRequest[]> {
  const requests = isFixturePath(text)
    ? readFixtureSide(text)
    : await readNamed(db, text, terminal, readRecordedSide);
  if (requests.length > 0) return requests;
  throw new HarnessError(
    'bad-input',
    `${text} holds no model call that can be read`,
    'turntape show lists the exchanges of a session',
  );
}

async function namesAnyFile(named: readonly string[], db: string): Promise<boolean> {
  const files = await Promise.all(named.map((text) => isFixturePath(text) || namesFile(db, text)));
  return files.includes(true);
}

function readExpected(path: string): ExpectedField[] {
  let text: string;
  try {
    text = readNamedFile(path);
  } catch (error) {
    throw new HarnessError(
      'not-found',
      `cannot read the expected table ${path}`,
      'Make one with turntape compare A B --json > FILE',
      error,
    );
  }
  const value = parseJson(text);
  const fields = isJsonObject(value) ? value['fields'] : undefined;
  const rows = Array.isArray(fields) ? (fields as readonly JsonValue[]).filter(isJsonObject) : [];
  const expected = rows.flatMap(({ field, a, b }) =>
    typeof field === 'string' && typeof a === 'string' && typeof b === 'string'
      ? [{ field, a, b }]
      : [],
  );
  if (expected.length > 0) return expected;
  throw new HarnessError(
    'bad-input',
    `${path} is not a table of a comparison`,
    'It is JSON with `fields`: make one with turntape compare A B --json > FILE',
  );
}

function render(comparison: Comparison, { a, b, all, format }: CompareFlags): string {
  return format === 'markdown'
    ? renderComparisonMarkdown(comparison, a, b)
    : renderComparison(comparison, all);
}

export const compareCommand: Command<CompareFlags> = {
  usage: 'compare <a> <b>',
  description: 'compare two sessions field by field: what differs, and why it matters',
  examples: [
    ['turntape compare s_0123 s_4567', 'two recorded sessions'],
    ['turntape compare mine.har s_0123 --format markdown', 'a file and a session, for an issue'],
  ],
  builder: (yargs) =>
    yargs
      .positional('a', {
        completedBy: 'session',
        type: 'string',
        demandOption: true,
        description: 'session, RUN:ARM, fixture folder (:ARM), file of whole requests or of hashes',
      })
      .positional('b', {
        completedBy: 'session',
        type: 'string',
        demandOption: true,
        description: 'the same',
      })
      .option('all', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'show equal fields too',
      })
      .option('expect', {
        fromProject: true,
        type: 'string',
        description: 'JSON of an earlier comparison: exit code 1 when the result differs',
      })
      .option('format', {
        fromProject: true,
        choices: ['text', 'markdown'] as const,
        default: 'text' as const,
        description: 'text, or a markdown table',
      })
      .option('hash-key', hashKeyFlag),
  async run(flags, { terminal, flags: { db, json } }) {
    const { a, b } = flags;
    const hashed = await readHashedComparison([a, b], flags, db, terminal);
    if (hashed !== null) {
      if (json) terminal.json({ a, b, ...hashed });
      else terminal.result(renderHashedComparison(hashed));
      return 0;
    }
    if (!(await namesAnyFile([a, b], db))) {
      await readDatabase(db, (database) => assertNotOneGateway(database, a, b));
    }
    const comparison = compareSessions(
      await readSide(a, db, terminal),
      await readSide(b, db, terminal),
    );
    const unexpected =
      flags.expect === undefined ? [] : unexpectedFields(readExpected(flags.expect), comparison);
    if (json) terminal.json({ a, b, ...comparison, unexpected });
    else if (flags.expect === undefined) terminal.result(render(comparison, flags));
    else if (unexpected.length === 0) terminal.result('as expected');
    else for (const line of unexpected) terminal.result(line);
    return unexpected.length === 0 ? 0 : 1;
  },
};
