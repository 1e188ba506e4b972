// Reading a database writes nothing, neither to its file nor beside it: every command that reads,
// on databases that were closed, killed, left by an older version, or put where writing is not
// allowed.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { commands } from '../src/cli/commands/registry.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import { sha256 } from '../src/lib/sha256.ts';
import { createBodyStore } from '../src/store/bodies.ts';
import { migrations } from '../src/store/migrations/registry.ts';
import { closeDatabase, openDatabase } from '../src/store/open-database.ts';
import { end, exchangeStart, head, recordDirectly } from '../src/store/store.test-support.ts';
import { createTerminal } from '../src/terminal/console.ts';

/** A folder for what commands write elsewhere. */
const elsewhere = mkdtempSync(join(tmpdir(), 'turntape-elsewhere-'));
chmodSync(elsewhere, 0o777);
/** What `check` takes beside a session: one fixture, where it would take all that there are. */
const fixture = join(elsewhere, 'fixture');
cpSync(join(import.meta.dirname, '../recordings/codex-tool-loop'), fixture, { recursive: true });

const reading: readonly (readonly string[])[] = [
  ['sessions'],
  ['sessions', '--json'],
  ['show', 's_one'],
  ['show', 's_one', '--timeline'],
  ['show', 'x_1'],
  ['show', 'x_1', '--part', 'request-body'],
  ['export', '--jsonl'],
  ['export', 's_one', '--har'],
  ['explain', 's_one'],
  ['compare', 'x_1', 'x_2'],
  ['check', '--session', 's_one', '--translator', 'cat', fixture],
  ['promote', 's_one', '--as', 'scenario', '--name', 'read', '--out', elsewhere],
  ['report', 'none'],
  ['plan', 'none'],
  ['doctor'],
];

beforeAll(async () => {
  // Before the tests become another user, who may not be let into this folder.
  for (const { load } of Object.values(commands)) await load();
});

/** A database with one answered call and one that still runs, in its own folder. */
function recorded() {
  const path = join(mkdtempSync(join(tmpdir(), 'turntape-read-')), 'private', 'tape.db');
  const database = openDatabase(path, { mode: 'write' });
  const recording = recordDirectly(database);
  for (const id of ['x_1', 'x_2']) {
    recording.begin(
      exchangeStart(id, `{"model":"m","messages":[{"role":"user","content":"${id}"}]}`),
    );
    recording.responseHead(id, head);
    recording.chunk(id, new TextEncoder().encode('event: message_stop\ndata: {}\n\n'), 6);
  }
  recording.end('x_1', end);
  return { path, database, recording };
}

function closed(): string {
  const { path, database, recording } = recorded();
  recording.close();
  closeDatabase(database);
  return path;
}

/** As `kill -9` leaves it: what was written last is in SQLite's log. */
function killed(): string {
  const { path, database } = recorded();
  const copy = join(mkdtempSync(join(tmpdir(), 'turntape-read-')), 'tape.db');
  for (const suffix of ['', '-wal', '-shm']) copyFileSync(path + suffix, copy + suffix);
  database.close();
  return copy;
}

/** As versions left it that did not know `closeDatabase`. */
function closedByOlder(): string {
  const { path, database } = recorded();
  database.close();
  return path;
}

/**
 * Of the fourth version, with two calls, the second without an end: written in SQL, since the
 * writer is this version's.
 */
function older(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'turntape-read-')), 'private', 'tape.db');
  const database = openDatabase(path, { mode: 'write', migrations: migrations.slice(0, 4) });
  const body = '{"model":"m","messages":[{"role":"user","content":"hello"}]}';
  const { hash } = createBodyStore(database).put(new TextEncoder().encode(body), undefined);
  database.exec(`
    INSERT INTO recorders (id, host, pid, started_at_ms, closed_at_ms) VALUES (1, 'h', 1, 1, 2);
    INSERT INTO sessions (id, client, side, kind) VALUES ('s_one', 'claude', 'client', 'turn');
    INSERT INTO exchanges
      (id, session, seq, recorder, started_at_ms, method, target, headers, body, status, outcome)
    VALUES
      ('x_1', 's_one', 0, 1, 1, 'POST', '/v1/messages', '[]', '${hash}', 200, 'complete'),
      ('x_2', 's_one', 1, 1, 2, 'POST', '/v1/messages', '[]', '${hash}', NULL, NULL);
  `);
  closeDatabase(database);
  return path;
}

/** One of each kind is made; the tests have copies, since making one waits for the disk. */
const made = new Map<() => string, string>();
function copyOf(make: () => string): string {
  const path = made.get(make) ?? make();
  made.set(make, path);
  const folder = join(mkdtempSync(join(tmpdir(), 'turntape-read-')), 'private');
  cpSync(dirname(path), folder, { recursive: true, preserveTimestamps: true });
  chmodSync(folder, 0o700);
  return join(folder, 'tape.db');
}

/**
 * What is in the folder. SQLite's index of its log is left out: readers note there what they read.
 */
function contentOf(path: string): string[] {
  const folder = dirname(path);
  return readdirSync(folder).map((name) =>
    name.endsWith('-shm') ? name : `${name} ${sha256(readFileSync(join(folder, name)))}`,
  );
}

/** What stdout got, or the line for the user. */
async function outcome(words: readonly string[], db: string): Promise<string> {
  let written = '';
  const stream = { write: (text: string | Uint8Array) => (written += text) };
  const terminal = createTerminal({
    stdout: stream as unknown as NodeJS.WriteStream & { fd: 1 },
    stderr: stream as unknown as NodeJS.WriteStream & { fd: 2 },
    env: { PATH: '' },
    cwd: () => elsewhere,
  });
  try {
    await runCommandLine([...words, '--db', db], terminal);
    return written;
  } catch (error) {
    if (error instanceof HarnessError) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

/** Writing is not allowed there any more, to this process too. */
function closeToWriters(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
  chmodSync(folder, 0o555);
  chmodSync(dirname(folder), 0o755);
  // Root may write anywhere.
  if (process.geteuid?.() === 0) process.seteuid?.(65534);
}
afterEach(() => {
  if (process.getuid?.() === 0) process.seteuid?.(0);
});

describe.each([
  ['closed', closed],
  ['left by a killed recorder', killed],
  ['closed by an older version', closedByOlder],
  ['of an older version', older],
])('a database %s', (_, make) => {
  test.each(reading.map((words) => [words.slice(0, 4).join(' '), words] as const))(
    'is as it was after `%s`',
    async (_name, words) => {
      const path = copyOf(make);
      const before = contentOf(path);
      expect(await outcome(words, path)).not.toBe('');
      expect(contentOf(path)).toEqual(before);
    },
  );

  test('shows what is in it, and the exchange that has no end as cut', async () => {
    const path = copyOf(make);
    const shown = JSON.parse(await outcome(['show', 's_one', '--json'], path)) as unknown;
    expect(JSON.stringify(shown)).toContain('"x_2"');
    const [session] = JSON.parse(await outcome(['sessions', '--json'], path)) as unknown[];
    expect(session).toMatchObject({ exchanges: 2 });
  });
});

describe.each([
  ['closed', closed],
  ['left by a killed recorder', killed],
  ['closed by an older version', closedByOlder],
  ['of an older version', older],
])('a database %s where writing is not allowed', (_, make) => {
  test.each(reading.map((words) => [words.slice(0, 4).join(' '), words] as const))(
    'can be read by `%s`',
    async (_name, words) => {
      const writable = await outcome(words, copyOf(make));
      const path = copyOf(make);
      const before = contentOf(path);
      closeToWriters(path);
      const found = await outcome(words, path);
      expect(found).not.toContain('cannot open');
      expect(found.length > 0).toBe(writable.length > 0);
      expect(contentOf(path)).toEqual(before);
    },
  );
});

describe('a database of an older version', async () => {
  const repaired = older();
  await outcome(['doctor', '--repair'], repaired);
  const readers = reading.filter(([name]) => name !== 'doctor');
  test.each(readers.map((words) => [words.slice(0, 4).join(' '), words] as const))(
    'is read by `%s` as after its repair',
    async (_name, words) => {
      const path = copyOf(older);
      const expected = await outcome(words, repaired);
      expect((await outcome(words, path)).replaceAll(path, repaired)).toBe(expected);
    },
  );

  test('is named by `doctor`, with the command that brings it to this version', async () => {
    const path = older();
    const line = await outcome(['doctor'], path);
    expect(line).toContain(`has version 4, this turntape writes ${migrations.length}`);
    expect(line).toContain('turntape doctor --repair');
  });

  test('is of this version after that command, which kept a copy', async () => {
    const path = older();
    await outcome(['doctor', '--repair'], path);
    expect(existsSync(`${path}.v4.bak`)).toBe(true);
    expect(await outcome(['doctor'], path)).not.toContain('has version');
    expect(await outcome(['sessions'], path)).toContain('s_one');
  });
});
