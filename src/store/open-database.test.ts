import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { HarnessError } from '../lib/harness-error.ts';
import { backUp } from './back-up.ts';
import { inspectDatabase } from './inspect-database.ts';
import type { Migration } from './migrations/migration.ts';
import { migrations } from './migrations/registry.ts';
import { closeDatabase, openDatabase, readFingerprintKey } from './open-database.ts';
import { temporaryDatabasePath } from './store.test-support.ts';

function refusal(run: () => unknown): HarnessError {
  try {
    run();
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new TypeError('nothing was refused');
}

describe('a new database', () => {
  test('is private to its owner, folder and all its files, and ignored by git', () => {
    const path = temporaryDatabasePath();
    const before = process.umask(0);
    try {
      const database = openDatabase(path, { mode: 'write' });
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
      for (const file of [path, `${path}-wal`, `${path}-shm`]) {
        expect(statSync(file).mode & 0o777).toBe(0o600);
      }
      expect(readFileSync(`${dirname(path)}/.gitignore`, 'utf8')).toBe('*\n');
      database.close();
    } finally {
      process.umask(before);
    }
  });

  test('a folder that was there keeps its mode and gets no .gitignore', () => {
    const path = temporaryDatabasePath();
    mkdirSync(dirname(path), { mode: 0o755 });
    openDatabase(path, { mode: 'write' }).close();
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o755);
    expect(existsSync(`${dirname(path)}/.gitignore`)).toBe(false);
  });

  test('uses the write-ahead log and has its own fingerprint key', () => {
    const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
    const other = openDatabase(temporaryDatabasePath(), { mode: 'write' });
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('busy_timeout', { simple: true })).toBe(5_000);
    expect(readFingerprintKey(database)).toHaveLength(32);
    expect(readFingerprintKey(database)).not.toEqual(readFingerprintKey(other));
    database.close();
    other.close();
  });
});

describe('an existing file', () => {
  test('that others could read is closed to them', () => {
    const path = temporaryDatabasePath();
    openDatabase(path, { mode: 'write' }).close();
    chmodSync(path, 0o644);
    openDatabase(path, { mode: 'write' }).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.each(['write', 'read'] as const)('of a newer version is refused (%s)', (mode) => {
    const path = temporaryDatabasePath();
    const database = openDatabase(path, { mode: 'write' });
    database.pragma('user_version = 99');
    database.close();
    const error = refusal(() => openDatabase(path, { mode }));
    expect(error.code).toBe('database');
    expect(error.message).toContain(`version 99`);
    expect(error.message).not.toContain('\n');
  });

  test('that is not SQLite is refused and left as it is', () => {
    const path = temporaryDatabasePath();
    mkdirSync(dirname(path));
    writeFileSync(path, 'not a database, but long enough to be read as one'.repeat(100));
    const before = readFileSync(path);
    expect(refusal(() => openDatabase(path, { mode: 'write' })).message).toContain('not a SQLite');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("that is another program's database is refused", () => {
    const path = temporaryDatabasePath();
    mkdirSync(dirname(path));
    const other = new BetterSqlite(path);
    other.exec('CREATE TABLE theirs (x)');
    other.close();
    expect(refusal(() => openDatabase(path, { mode: 'write' })).message).toContain('another');
  });

  test.each(['read', 'change'] as const)('that is missing is not made (%s)', (mode) => {
    const path = temporaryDatabasePath();
    expect(refusal(() => openDatabase(path, { mode })).code).toBe('not-found');
    expect(existsSync(path)).toBe(false);
  });
});

test.each([
  ['closed', closeDatabase],
  ['closed by an older version', (database: Database) => void database.close()],
])('a database %s, opened to read, takes no writing', (_, close) => {
  const path = temporaryDatabasePath();
  close(openDatabase(path, { mode: 'write' }));
  const reader = openDatabase(path, { mode: 'read' });
  expect(() => reader.exec('DELETE FROM settings')).toThrow('readonly');
  reader.close();
});

describe('closing', () => {
  test('leaves a plain file, and nothing beside it', () => {
    const path = temporaryDatabasePath();
    closeDatabase(openDatabase(path, { mode: 'write' }));
    const reader = openDatabase(path, { mode: 'read' });
    expect(reader.pragma('journal_mode', { simple: true })).toBe('delete');
    reader.close();
    expect(readdirSync(dirname(path))).toEqual(['.gitignore', 'tape.db']);
  });

  test('leaves the log to another that still uses it', () => {
    const path = temporaryDatabasePath();
    const other = openDatabase(path, { mode: 'write' });
    closeDatabase(openDatabase(path, { mode: 'write' }));
    expect(other.pragma('journal_mode', { simple: true })).toBe('wal');
    const reader = openDatabase(path, { mode: 'read' });
    other.exec("INSERT INTO settings VALUES ('x', x'01')");
    expect(reader.prepare('SELECT count(*) FROM settings').pluck().get()).toBe(2);
    closeDatabase(other);
    reader.close();
    const last = openDatabase(path, { mode: 'write' });
    closeDatabase(last);
    expect(readdirSync(dirname(path))).toEqual(['.gitignore', 'tape.db']);
  });

  test('a writer may come while somebody has read, and reads on', () => {
    const path = temporaryDatabasePath();
    closeDatabase(openDatabase(path, { mode: 'write' }));
    const reader = openDatabase(path, { mode: 'read' });
    const count = reader.prepare('SELECT count(*) FROM settings').pluck();
    expect(count.get()).toBe(1);
    const writer = openDatabase(path, { mode: 'write' });
    expect(writer.pragma('journal_mode', { simple: true })).toBe('wal');
    writer.exec("INSERT INTO settings VALUES ('x', x'01')");
    expect(count.get()).toBe(2);
    closeDatabase(writer);
    reader.close();
  });
});

describe('migrations', () => {
  const added: Migration = {
    name: 'added',
    apply: (database) => {
      database.exec('CREATE TABLE added (x INTEGER) STRICT');
    },
  };
  const failing: Migration = {
    name: 'failing',
    apply: (database) => {
      database.exec('CREATE TABLE half_done (x INTEGER) STRICT');
      throw new RangeError('no');
    },
  };
  const tables = (path: string): unknown[] => {
    const database = new BetterSqlite(path, { readonly: true });
    const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck();
    const found = names.all();
    database.close();
    return found;
  };

  test.each(['write', 'change'] as const)('bring an old file up, with a copy (%s)', (mode) => {
    const path = temporaryDatabasePath();
    openDatabase(path, { mode: 'write' }).close();
    const newer = [...migrations, added];
    const database = openDatabase(path, { mode, migrations: newer });
    expect(database.pragma('user_version', { simple: true })).toBe(newer.length);
    database.close();
    expect(tables(path)).toContain('added');
    const copy = `${path}.v${migrations.length}.bak`;
    expect(tables(copy)).not.toContain('added');
    expect(tables(copy)).toContain('exchanges');
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });

  test('copy again what a killed process had half copied', () => {
    const path = temporaryDatabasePath();
    openDatabase(path, { mode: 'write' }).close();
    const copy = `${path}.v${migrations.length}.bak`;
    const unfinished = ['', '-journal', '-wal'].map((end) => `${copy}.999999999.unfinished${end}`);
    writeFileSync(copy, readFileSync(path).subarray(0, 5000)); // as older versions left it
    for (const file of unfinished) writeFileSync(file, 'half');
    openDatabase(path, { mode: 'write', migrations: [...migrations, added] }).close();
    expect(tables(copy)).toContain('exchanges');
    expect(unfinished.filter((file) => existsSync(file))).toEqual([]);
  });

  test.each([true, false])('leave the copy to a process that was faster (%s)', (isThere) => {
    const path = temporaryDatabasePath();
    closeDatabase(openDatabase(path, { mode: 'write' }));
    const copy = `${path}.v${migrations.length}.bak`;
    if (isThere) copyFileSync(path, copy);
    const database = openDatabase(path, { mode: 'write', migrations: [...migrations, added] });
    if (!isThere) rmSync(copy);
    backUp(database, copy, migrations.length);
    database.close();
    expect(existsSync(copy)).toBe(isThere);
    if (isThere) expect(tables(copy)).not.toContain('added');
    expect(readdirSync(dirname(path)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('keep a copy that is whole', () => {
    const path = temporaryDatabasePath();
    closeDatabase(openDatabase(path, { mode: 'write' }));
    const copy = `${path}.v${migrations.length}.bak`;
    copyFileSync(path, copy);
    const before = statSync(copy).ino;
    openDatabase(path, { mode: 'write', migrations: [...migrations, added] }).close();
    expect(statSync(copy).ino).toBe(before);
  });

  test('are done to a copy in memory for a reader', () => {
    const path = temporaryDatabasePath();
    closeDatabase(openDatabase(path, { mode: 'write' }));
    const before = readFileSync(path);
    const database = openDatabase(path, { mode: 'read', migrations: [...migrations, added] });
    expect(database.prepare('SELECT count(*) FROM added').pluck().get()).toBe(0);
    expect(readFingerprintKey(database)).toHaveLength(32);
    expect(() => database.exec('DELETE FROM settings')).toThrow('readonly');
    database.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['.gitignore', 'tape.db']);
  });

  test('are not done to a copy of a large file: one line names the command', () => {
    const path = temporaryDatabasePath();
    closeDatabase(openDatabase(path, { mode: 'write' }));
    const { size } = statSync(path);
    const newer = { mode: 'read', migrations: [...migrations, added] } as const;
    const error = refusal(() => openDatabase(path, { ...newer, copiedBytesMax: size - 1 }));
    expect(error.hint).toContain(`turntape doctor --repair --db ${path}`);
    openDatabase(path, { ...newer, copiedBytesMax: size }).close();
  });

  test('that fail on the copy are an error, and the file stays', () => {
    const path = temporaryDatabasePath();
    closeDatabase(openDatabase(path, { mode: 'write' }));
    const before = readFileSync(path);
    const newer = [...migrations, failing];
    expect(() => openDatabase(path, { mode: 'read', migrations: newer })).toThrow(RangeError);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('see what is only in the write-ahead log of a file that is being written', () => {
    const path = temporaryDatabasePath();
    const writer = openDatabase(path, { mode: 'write' });
    writer.exec("INSERT INTO settings VALUES ('late', x'01')");
    const database = openDatabase(path, { mode: 'read', migrations: [...migrations, added] });
    writer.exec("INSERT INTO settings VALUES ('later', x'01')");
    const names = database.prepare('SELECT name FROM settings ORDER BY name').pluck().all();
    expect(names).toEqual(['fingerprint-key', 'late']);
    database.close();
    closeDatabase(writer);
  });

  test('leave nothing behind when one fails', () => {
    const path = temporaryDatabasePath();
    openDatabase(path, { mode: 'write' }).close();
    const newer = [...migrations, added, failing];
    expect(() => openDatabase(path, { mode: 'write', migrations: newer })).toThrow(RangeError);
    expect(tables(path)).not.toContain('added');
    openDatabase(path, { mode: 'write' }).close();
  });
});

test('a database that has lost its key can be read and looked into, and is not recorded to', () => {
  const path = temporaryDatabasePath();
  const writer = openDatabase(path, { mode: 'write' });
  writer.exec("DELETE FROM settings WHERE name = 'fingerprint-key'");
  expect(() => readFingerprintKey(writer)).toThrow(HarnessError);
  writer.close();
  const reader = openDatabase(path, { mode: 'read' });
  expect(inspectDatabase(reader, path)).toMatchObject({ damage: [], leftRequests: [] });
  reader.close();
});
