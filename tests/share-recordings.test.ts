// `export`, `import` and `prune` through the command line, on databases with made-up sessions.
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { exportCommand } from '../src/cli/commands/export.ts';
import { importCommand } from '../src/cli/commands/import.ts';
import { pruneCommand } from '../src/cli/commands/prune.ts';
import type { Exchange } from '../src/domain/exchange.ts';
import { exchangeUsage } from '../src/exchange/usage.ts';
import { readSessionExchanges } from '../src/store/exchanges.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
} from '../src/store/store.test-support.ts';
import { createTerminal } from '../src/terminal/console.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-share-'));
let files = 0;
const newPath = (ending: string): string => join(folder, 'private', `${files++}.${ending}`);

async function runAny(...argv: readonly string[]) {
  const output = { out: '', error: '' };
  const terminal = createTerminal({
    stdout: { write: (part: string | Uint8Array) => (output.out += Buffer.from(part)) },
    stderr: { write: (part: string) => (output.error += part) },
    env: {},
    cwd: () => folder,
  } as unknown as NodeJS.Process);
  const commands = [exportCommand, importCommand, pruneCommand];
  const known = commands as Parameters<typeof runCommandLine>[2];
  const code = await runCommandLine(argv, terminal, known);
  return { code, ...output };
}

async function run(...argv: readonly string[]): Promise<{ out: string; error: string }> {
  const { code, ...output } = await runAny(...argv);
  expect(code).toBe(0);
  return output;
}

const day = 86_400_000;
const stream =
  'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":7,"output_tokens":1}}}\n\n';

/** Sessions `s_0`, `s_1`, ...: each so many days old, with two exchanges. */
async function recorded(ages: readonly number[], body = (n: number) => `{"n":${n}}`) {
  const db = newPath('db');
  const database = openDatabase(db, { mode: 'write' });
  const sink = recordDirectly(database);
  for (const [index, age] of ages.entries()) {
    for (const part of [0, 1]) {
      const id = `x_${index}${part}`;
      sink.begin({
        ...exchangeStart(id, body(index * 2 + part)),
        session: { ...session, id: `s_${index}` },
        startedAtMs: Date.now() - age * day,
      });
      sink.flushed(id, 1);
      sink.responseHead(id, head);
      sink.chunk(id, Uint8Array.of(0xff, 0, part), 6);
      sink.chunk(id, new TextEncoder().encode('rest'), 7);
      sink.end(id, end);
    }
  }
  sink.close();
  database.close();
  return db;
}

function readAll(db: string): Exchange[] {
  const database = openDatabase(db, { mode: 'read' });
  const found = listSessions(database).flatMap(({ id }) => [...readSessionExchanges(database, id)]);
  database.close();
  return found.map(withoutSecrets);
}

/** What was recorded without a recorder has its secrets, and what was imported has fingerprints. */
function withoutSecrets(exchange: Exchange): Exchange {
  const text = JSON.stringify({ ...exchange, body: [], responseBody: [] });
  const { body, responseBody } = exchange;
  const same = text.replaceAll(/<redacted:\w+>/g, 'secret').replaceAll(/"(a|b|1)"\]/g, '"secret"]');
  return { ...(JSON.parse(same) as Exchange), body, responseBody };
}

describe('export', () => {
  test('as JSONL and imported again is the same, and twice adds nothing', async () => {
    const db = await recorded([1, 2]);
    const { out } = await run('export', '--jsonl', '--db', db);
    const file = newPath('jsonl');
    writeFileSync(file, out);
    const other = newPath('db');
    await run('import', file, '--db', other);
    expect(readAll(other)).toEqual(readAll(db));
    const again = await run('import', file, '--db', other, '--json');
    expect(JSON.parse(again.out)).toEqual({
      files: [{ format: 'turntape', imported: 0, completed: 0, skipped: 4, failed: 0 }],
      session_files: null,
    });
  });

  test('as HAR is one document that reads back with its bodies', async () => {
    const db = await recorded([1]);
    const { out } = await run('export', 's_0', '--har', '--db', db);
    const { log } = JSON.parse(out) as { log: { version: string; entries: object[] } };
    expect(log.version).toBe('1.2');
    expect(log.entries[0]).toMatchObject({
      request: { method: 'POST', postData: { text: '{"n":0}' } },
      response: { status: 200, content: { size: 7, encoding: 'base64' } },
      timings: { send: 1, wait: 4.5, receive: 3.5 },
    });
    const file = newPath('har');
    writeFileSync(file, out);
    const other = newPath('db');
    await run('import', file, '--db', other);
    const text = ({ body, responseBody }: Exchange): string =>
      Buffer.concat([body, responseBody]).toString('latin1');
    expect(readAll(other).map(text).sort()).toEqual(readAll(db).map(text).sort());
  });

  test('stops at what looks like a secret until the user decides', async () => {
    const db = await recorded([1], (n) => `{"key":"sk-ant-${'a1'.repeat(12)}","n":${n}}`);
    await expect(run('export', '--jsonl', '--db', db)).rejects.toThrow(
      'looks like a secret: anthropic-key',
    );
    expect((await run('export', '--jsonl', '--allow-secrets', '--db', db)).out).toContain(
      'sk-ant-',
    );
  });

  test('needs one format', async () => {
    await expect(run('export', '--db', 'x')).rejects.toThrow('one format is needed');
  });
});

describe('import', () => {
  const request = { model: 'claude-opus-5-5', messages: [], max_tokens: 9, stream: true };
  const headers = { 'X-Claude-Code-Session-Id': 'abc', 'x-api-key': 'secret-of-the-user' };

  const check = async (
    file: string,
    format: string,
    target = '/v1/messages?beta=true',
  ): Promise<void> => {
    const db = newPath('db');
    const { out } = await run('import', file, '--db', db, '--json');
    const counts = { imported: 1, completed: 0, skipped: 0, failed: 0 };
    expect(JSON.parse(out).files).toEqual([{ format, ...counts }]);
    const [exchange] = readAll(db);
    expect(exchange?.session).toMatchObject({ client: 'claude', clientSessionId: 'abc' });
    expect(exchange?.target).toBe(target);
    expect(JSON.parse(Buffer.from(exchange?.body ?? []).toString())).toEqual(request);
    expect(exchange && exchangeUsage(exchange)?.inputTokens).toBe(7);
    expect(exchange?.end?.elapsedMs).toBe(1500);
    expect(JSON.stringify(exchange)).not.toContain('secret-of-the-user');
  };

  test('of claude-trace JSONL', async () => {
    const file = newPath('jsonl');
    const pair = {
      request: {
        timestamp: 1_700_000_000.5,
        method: 'POST',
        url: 'https://api.anthropic.com/v1/messages?beta=true',
        headers,
        body: request,
      },
      response: {
        timestamp: 1_700_000_001.25, // of the headers; the end is when the line was written
        status_code: 200,
        headers: { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' },
        body_raw: stream,
      },
      logged_at: '2023-11-14T22:13:22.000Z',
    };
    writeFileSync(file, `${JSON.stringify(pair)}\n`);
    await check(file, 'claude-trace');
  });

  describe('of Claude Code’s raw bodies', () => {
    /** A folder as the client writes it. */
    const writeRaw = (calls: readonly (readonly [string, string])[]): string => {
      const raw = newPath('raw');
      mkdirSync(raw);
      const lines = calls.map(([source, words], at) => {
        const body = {
          model: 'claude-opus-5-5',
          messages: [{ role: 'user', content: words }],
          metadata: { user_id: '{"session_id":"abc"}' },
        };
        writeFileSync(join(raw, `${at}.request.json`), JSON.stringify(body));
        const usage = { input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 5 };
        const message = { type: 'message', content: [], usage };
        writeFileSync(join(raw, `${at}.response.json`), JSON.stringify(message));
        const files = { request_file: `${at}.request.json`, response_file: `${at}.response.json` };
        const timestamp = new Date(1_700_000_000_000 + at).toISOString();
        return JSON.stringify({ timestamp, session_id: 'abc', query_source: source, ...files });
      });
      writeFileSync(join(raw, 'index.jsonl'), lines.join('\n'));
      return join(raw, 'index.jsonl');
    };

    test('whole exchanges, whose times are not known', async () => {
      const db = newPath('db');
      const { out } = await run('import', writeRaw([['sdk', 'hi']]), '--db', db, '--json');
      expect(JSON.parse(out)).toMatchObject({
        files: [{ format: 'claude-raw-bodies', imported: 1 }],
      });
      const [exchange] = readAll(db);
      expect(exchange?.session).toMatchObject({ client: 'claude', clientSessionId: 'abc' });
      expect(exchange).toMatchObject({ headers: [], response: { status: 200, elapsedMs: null } });
      expect(exchange?.end?.elapsedMs).toBeNull();
      expect(exchange && exchangeUsage(exchange)?.inputTokens).toBe(7);
    });

    test('each subagent is a session, two of one kind as well', async () => {
      const kind = 'agent:builtin:general-purpose';
      const db = newPath('db');
      const index = writeRaw([
        ['sdk', 'main'],
        [kind, 'one'],
        [kind, 'two'],
        ['sdk', 'main'],
      ]);
      await run('import', index, '--db', db);
      const sessions = readAll(db).map(({ session }) => session);
      expect(new Set(sessions.map(({ id }) => id)).size).toBe(3);
      const [main, again, ...agents] = sessions;
      expect(again?.id).toBe(main?.id);
      expect(agents.map(({ parent }) => parent)).toEqual([main?.id, main?.id]);
    });

    test('an index without its files is refused, and no file elsewhere is read', async () => {
      const index = newPath('jsonl');
      const outside = newPath('json');
      writeFileSync(outside, '{}');
      for (const name of ['gone.json', outside, `../${basename(join(outside, '..'))}/x`]) {
        const line = { timestamp: '2023-11-14T22:13:20Z', session_id: 's', request_file: name };
        writeFileSync(index, JSON.stringify(line));
        await expect(run('import', index, '--db', newPath('db'))).rejects.toThrow(
          'which is not beside it',
        );
      }
    });
  });

  test('puts a conversation whose requests name no session into one', async () => {
    const file = newPath('jsonl');
    const line = (messages: string[], timestamp: number): string => {
      const url = 'https://api.anthropic.com/v1/messages';
      const body = { model: 'm', messages: messages.map((content) => ({ role: 'user', content })) };
      const pair = {
        request: { timestamp, method: 'POST', url, headers: {}, body },
        response: null,
      };
      return JSON.stringify({ ...pair, logged_at: '2023-11-14T22:13:22.000Z' });
    };
    const lines = [line(['a'], 1), line(['other'], 2), line(['a', 'b', 'c'], 3)];
    writeFileSync(file, lines.join('\n'));
    const db = newPath('db');
    await run('import', file, '--db', db);
    const reader = openDatabase(db, { mode: 'read' });
    expect(listSessions(reader).map(({ exchanges }) => exchanges)).toEqual([2, 1]);
    reader.close();
  });

  test('of claude-code-proxy’s requests.db', async () => {
    const file = newPath('requests.db');
    const database = new BetterSqlite(file);
    database.exec(
      `CREATE TABLE requests (id TEXT PRIMARY KEY, timestamp DATETIME DEFAULT CURRENT_TIMESTAMP,
         method TEXT NOT NULL, endpoint TEXT NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL,
         user_agent TEXT, content_type TEXT, prompt_grade TEXT, response TEXT, model TEXT,
         original_model TEXT, routed_model TEXT, created_at DATETIME DEFAULT CURRENT_TIMESTAMP)`,
    );
    const response = {
      statusCode: 200,
      headers: { 'Content-Type': ['text/event-stream'] },
      responseTime: 1500,
      isStreaming: true,
      completedAt: '2023-11-14T23:13:21+01:00',
      streamingChunks: [stream.split('\n')[1]],
      body: { content: null, role: 'assistant', type: 'message', usage: { input_tokens: 1 } },
    };
    const lists = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    );
    database
      .prepare(
        `INSERT INTO requests (id, timestamp, method, endpoint, headers, body, response)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...['3f9a', '2023-11-14T23:13:20+01:00', 'POST', '/v1/messages', JSON.stringify(lists)],
        ...[JSON.stringify(request), JSON.stringify(response)],
      );
    database.close();
    await check(file, 'claude-code-proxy', '/v1/messages');
  });

  test('of a HAR as mitmproxy writes it', async () => {
    const file = newPath('har');
    const list = (given: Record<string, string>) =>
      Object.entries(given).map(([name, value]) => ({ name, value }));
    const entry = {
      startedDateTime: '2023-11-14T22:13:20.500000+00:00',
      time: 1560,
      timings: { connect: 40, ssl: 20, send: 2, receive: 1200, wait: 298 },
      request: {
        method: 'POST',
        url: 'https://api.anthropic.com/v1/messages?beta=true',
        httpVersion: 'HTTP/2.0',
        cookies: [],
        queryString: list({ beta: 'true' }),
        headers: list(headers),
        postData: { mimeType: 'application/json', text: JSON.stringify(request), params: [] },
      },
      response: {
        status: 200,
        headers: list({ 'content-type': 'text/event-stream', 'content-encoding': 'br' }),
        content: { size: 1, mimeType: 'text/event-stream', text: stream },
      },
    };
    const har = JSON.stringify({ log: { version: '1.2', pages: [], entries: [entry] } }, null, 4);
    writeFileSync(file, har);
    await check(file, 'HAR');
    const packed = newPath('zhar');
    writeFileSync(packed, deflateSync(har));
    await check(packed, 'HAR');
  });

  test('of an exchange that cannot be stored says so, and takes the others whole', async () => {
    const db = await recorded([1, 2]);
    const lines = (await run('export', '--jsonl', '--db', db)).out.split('\n');
    const file = newPath('jsonl');
    const [first = '', second = '', ...rest] = lines;
    writeFileSync(
      file,
      [first, second.replace('"status":200', '"status":200.5'), ...rest].join('\n'),
    );
    const other = newPath('db');
    const { code, out, error } = await runAny('import', file, '--db', other, '--json');
    expect(JSON.parse(out)).toEqual({
      files: [{ format: 'turntape', imported: 3, completed: 0, skipped: 0, failed: 1 }],
      session_files: null,
    });
    expect(error).toContain('x_11 cannot be stored');
    expect(code).toBe(1);
    const missing = (JSON.parse(second) as { id: string }).id;
    expect(readAll(other)).toEqual(
      readAll(db)
        .filter(({ id }) => id !== missing)
        .map((one) => ({ ...one, seq: expect.any(Number) as number })),
    );
  });

  test('of anything else is refused, and makes no database', async () => {
    const file = newPath('txt');
    for (const text of ['hello', '{"a":1}\n{"b":2}', '[]', '']) {
      writeFileSync(file, text);
      await expect(run('import', file, '--db', newPath('db'))).rejects.toThrow('no format');
    }
    await expect(run('import', `${folder}/none`, '--db', newPath('db'))).rejects.toThrow(
      'cannot read',
    );
  });
});

describe('prune', () => {
  test('by age deletes whole sessions with what only they used', async () => {
    const db = await recorded([40, 31, 29, 0]);
    const { out } = await run('prune', '--older-than', '30d', '--db', db, '--json');
    expect(JSON.parse(out)).toMatchObject({ sessions: 2, exchanges: 4 });
    expect(readAll(db).map(({ id }) => id)).toEqual(['x_20', 'x_21', 'x_30', 'x_31']);
    const database = openDatabase(db, { mode: 'read' });
    expect(database.prepare('SELECT count(*) FROM bodies').pluck().get()).toBe(4);
    database.close();
  });

  test('by size deletes the longest quiet ones, and the file shrinks', async () => {
    const noise = (n: number): string =>
      Array.from({ length: 9000 }, (_, at) => ((at + 7) * (n + 3) * 7919).toString(36)).join('');
    const db = await recorded([1, 5, 3], noise);
    const asked = await run('prune', '--older-than', '999d', '--db', db, '--json');
    const { bytes_before: before } = JSON.parse(asked.out) as { bytes_before: number };
    const { out } = await run('prune', '--max-size', `${before - 1}B`, '--db', db, '--json');
    const { bytes_after: after } = JSON.parse(out) as { bytes_after: number };
    expect(after).toBeLessThan(before);
    expect(statSync(db).size).toBeLessThan(before);
    expect(new Set(readAll(db).map(({ session: { id } }) => id))).toEqual(new Set(['s_2', 's_0']));
  });

  test('keeps a session that is being recorded, and bodies that others build on', async () => {
    const text = 'x'.repeat(5000);
    const db = await recorded([40], () => `{"a":"${text}"}`);
    const database = openDatabase(db, { mode: 'write' });
    const sink = recordDirectly(database);
    const running = { ...session, id: 's_running' };
    sink.begin({
      ...exchangeStart('x_r', `{"a":"${text}"}`),
      session: running,
      startedAtMs: 1,
    });
    await run('prune', '--older-than', '1d', '--db', db);
    sink.end('x_r', end);
    sink.close();
    database.close();
    expect(readAll(db).map(({ id, body }) => [id, body.length])).toEqual([['x_r', 5008]]);
  });

  test.each([
    [['--older-than', '30x'], 'cannot be read'],
    [[], 'nothing says what may go'],
  ])('%j is refused', async (flags, message) => {
    await expect(run('prune', ...flags, '--db', 'x.db')).rejects.toThrow(message);
  });
});
