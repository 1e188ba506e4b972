// Files that are not what they say: each is refused in one line, bounded in memory and time, and
// what is taken in breaks no later command and holds no secret in its headers.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import BetterSqlite from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/store/open-database.ts';
import { type Ended, run } from './program.ts';
import { turntape } from './turntape.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-hostile-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newPath = (extension: string): string => join(folder, `${count++}.${extension}`);

const here = (...words: readonly string[]): Promise<Ended> => turntape(words, { cwd: folder });
/** What might read without end is a process: the test's own could not be stopped. */
const apart = (...words: readonly string[]): Promise<Ended> => run(words, { cwd: folder });

const secret = 'sk-ant-PLAIN-SECRET';
const whole = {
  ...{ schema: 'turntape-exchange-1', id: 'x_1', seq: 0, method: 'POST', linkedTo: null },
  ...{ target: `/v1/messages?key=${secret}`, startedAtMs: 1_700_000_000_000 },
  session: {
    ...{ id: 's_1', client: 'claude', side: 'client', clientSessionId: 'c', agentId: null },
    ...{ kind: 'turn', parent: null },
  },
  headers: [['authorization', `Bearer ${secret}`]],
  body: { text: '{"model":"m"}' },
  flushedElapsedMs: 1,
  response: { status: 200, statusText: '', headers: [['set-cookie', secret]], elapsedMs: 2 },
  responseBody: { text: 'ok' },
  chunks: [{ offset: 0, length: 2, elapsedMs: 3 }],
  end: { outcome: 'complete', error: null, trailers: [['x-key', secret]], elapsedMs: 4 },
};

async function importLines(...lines: readonly unknown[]): Promise<Ended & { db: string }> {
  const [file, db] = [newPath('jsonl'), newPath('db')];
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  return { db, ...(await here('import', file, '--db', db, '--json')) };
}

test('secrets in the headers and the query of our own JSONL are replaced', async () => {
  const { db, code } = await importLines(whole);
  expect(code).toBe(0);
  expect(readFileSync(db).includes(secret)).toBe(false);
  expect((await here('show', 'x_1', '--db', db)).stdout).toContain('<redacted:');
});

test('a secret in a name or in an error is replaced too', async () => {
  const hidden = `${secret}-of-some-length-7Zk2`;
  const { db, code } = await importLines({
    ...whole,
    session: { ...whole.session, clientSessionId: hidden, agentId: hidden },
    end: { ...whole.end, outcome: 'upstream-aborted', error: `failed with ${hidden}` },
  });
  expect(code).toBe(0);
  expect(readFileSync(db).includes(hidden)).toBe(false);
});

test.each<[string, object]>([
  ['startedAtMs', { startedAtMs: 9e99 }],
  ['startedAtMs', { startedAtMs: '2026' }],
  ['headers', { headers: 'none' }],
  ['headers', { headers: null }],
  ['headers.0.1', { headers: [['accept', 'a\r\nset-cookie: b']] }],
  ['headers.0.0', { headers: [['a b', 'c']] }],
  ['response.status', { response: { ...whole.response, status: 200.5 } }],
  ['response', { response: 'ok' }],
  ['session', { session: undefined }],
  ['session.id', { session: { ...whole.session, id: '../../x' } }],
  ['session.clientSessionId', { session: { ...whole.session, clientSessionId: 'a\u001b[2J' } }],
  ['session.kind', { session: { ...whole.session, kind: 'unknown' } }],
  ['id', { id: 7 }],
  ['method', { method: 'GET /x HTTP/1.1\r\nHost: y' }],
  ['chunks', { chunks: [{ offset: 0, length: 1e9, elapsedMs: 1 }] }],
  ['chunks', { chunks: [] }],
  ['end.outcome', { end: { ...whole.end, outcome: 'won' } }],
  ['the exchange', { more: 1 }],
])('a line with a wrong %s is refused by name, and the others are taken', async (where, change) => {
  const other = { ...whole, id: 'x_2', session: { ...whole.session, id: 's_2' } };
  const { db, code, stdout, stderr } = await importLines({ ...whole, ...change }, other);
  expect(stderr).toContain(`${where}: `);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ imported: 1, failed: 1 }] });
  for (const words of [['sessions'], ['show', 'x_2'], ['export', '--har', '--allow-secrets']]) {
    expect((await here(...words, '--db', db)).code).toBe(0);
  }
});

test('times of other formats that no calendar has are refused too', async () => {
  const file = newPath('jsonl');
  const request = { timestamp: 1e300, method: 'POST', url: 'http://h/v1/messages', headers: {} };
  const response = { timestamp: 1e300, status_code: 200, headers: {}, body: {} };
  writeFileSync(file, JSON.stringify({ request: { ...request, body: {} }, response }));
  const db = newPath('db');
  expect((await here('import', file, '--db', db)).code).toBe(1);
  expect((await here('sessions', '--db', db)).code).toBe(0);
});

describe('a database from elsewhere', () => {
  const endless = 'WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)';
  test('a view in the place of a table is not read', async () => {
    const file = newPath('db');
    const database = new BetterSqlite(file);
    const columns = [
      'timestamp',
      'method',
      'endpoint',
      'headers',
      'body',
      'response',
      'user_agent',
    ];
    const named = [...columns, 'model', 'content_type', 'prompt_grade', 'original_model'];
    const select = named.map((name) => `id AS ${name}`).join(', ');
    database.exec(`CREATE VIEW requests AS ${endless} SELECT id, ${select} FROM n`);
    database.close();
    const { code, stderr } = await apart('import', file, '--db', newPath('db'));
    expect(code).toBe(2);
    expect(stderr).toContain('of no format that is known');
  });

  test('columns that hold no text are not read, and long texts are measured first', async () => {
    const [file, db] = [newPath('db'), newPath('db')];
    const other = new BetterSqlite(file);
    other.exec(
      'CREATE TABLE requests (id, timestamp, method, endpoint, headers, body, response, spare)',
    );
    const insert = (body: string): unknown =>
      other.exec(`INSERT INTO requests VALUES (zeroblob(1e7), '2026-01-01T00:00:00Z', NULL,
        '/v1/messages', '{}', ${body}, '{"statusCode":200}', zeroblob(1e7))`);
    insert('zeroblob(1e7)');
    expect((await apart('import', file, '--db', db)).stdout).toContain('1 exchange imported');
    const exported = (await here('export', '--jsonl', '--db', db)).stdout;
    expect(JSON.parse(exported)).toMatchObject({ method: 'POST', body: { text: '' } });
    insert("printf('%.*c', 268435456, 'a')");
    other.close();
    const { code, stderr } = await apart('import', file, '--db', newPath('db'));
    expect(stderr).toContain('bytes of text');
    expect(code).toBe(2);
  });

  test.each(['settings', 'recorders', 'sessions', 'exchanges', 'bodies', 'segments'])(
    'without the table %s is damaged, in one line',
    async (table) => {
      const file = newPath('db');
      openDatabase(file, { mode: 'write' }).close();
      const database = new BetterSqlite(file);
      database.pragma('foreign_keys = OFF');
      database.exec(`DROP TABLE ${table}`);
      database.close();
      const { code, stderr } = await apart('record', '--db', file, '--', 'true');
      expect(stderr).toContain(`is damaged (no such table: ${table})`);
      expect(code).toBe(2);
      for (const words of [['sessions'], ['export', '--jsonl']]) {
        expect((await here(...words, '--db', file)).code).not.toBe(70);
      }
    },
  );

  test.each<[string, string]>([
    ['view', `DROP TABLE trial_turns; CREATE VIEW trial_turns AS ${endless} SELECT id FROM n`],
    [
      'trigger',
      "CREATE TRIGGER t AFTER INSERT ON sessions BEGIN UPDATE settings SET value = x'00'; END",
    ],
  ])('with a %s is refused by every command', async (what, sql) => {
    const file = newPath('db');
    openDatabase(file, { mode: 'write' }).close();
    const database = new BetterSqlite(file);
    database.exec(sql);
    database.close();
    const commands = [
      ['sessions', '--db', file],
      ['export', '--jsonl', '--db', file],
      ['prune', '--older-than', '1d', '--db', file],
      ['merge', file, '--db', newPath('db')],
    ];
    for (const { code, stderr } of await Promise.all(commands.map((words) => apart(...words)))) {
      expect(stderr).toContain(`has the ${what} `);
      expect(code).toBe(2);
    }
  });

  test('a body that is built on itself ends', async () => {
    const { db } = await importLines(whole);
    const database = new BetterSqlite(db);
    database.exec("UPDATE bodies SET encoding = 'splice', base = hash, prefix = 0, suffix = 0");
    database.close();
    for (const words of [
      ['show', 'x_1', '--part', 'request-body'],
      ['export', '--jsonl'],
    ]) {
      const { code, stderr } = await apart(...words, '--db', db);
      expect([words[0], code]).toEqual([words[0], 2]);
      expect(stderr).toContain('is not below what is built on it');
    }
  });
});

test('a packed file that unpacks to more than can be read is refused', async () => {
  const file = newPath('zhar');
  writeFileSync(file, deflateSync(Buffer.alloc(300 * 1024 * 1024, 0x20)));
  const { code, stderr } = await apart('import', file, '--db', newPath('db'));
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test.each(['import', 'merge'])(
  '%s reads neither a device nor a pipe, which have no end',
  async (command) => {
    const pipe = newPath('pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    for (const path of [pipe, '/dev/zero']) {
      const read = apart(command, path, '--db', newPath('db'));
      expect((await apart('sessions', '--db', path)).stderr).toContain('is not a file');
      const { code, stderr } = await read;
      expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    }
  },
);

test
  .runIf(process.platform === 'linux')
  .each([
    ['import PATH'],
    ['show PATH'],
    ['compare PATH PATH'],
    ['explain PATH'],
    ['promote PATH --name x'],
  ])('%s of a file that opens and cannot be read is one line', async (command) => {
  // The first page of memory is mapped by nobody: the kernel answers with an I/O error.
  const words = command.replaceAll('PATH', '/proc/self/mem').split(' ');
  const { code, stderr } = await here(...words, '--db', newPath('db'), '--quiet');
  expect(stderr).toMatch(/^turntape: cannot read \/proc\/self\/mem \(EIO: [^\n]*\n$/);
  expect(code).toBe(2);
});
