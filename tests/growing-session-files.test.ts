// Session files that grow between two imports: what is in the database is what one import of the
// whole file brings, and only what was added is read.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/lib/json.ts';
import { propertyRuns } from '../src/lib/property-runs.test-support.ts';
import { hashedBytesMax } from '../src/log-files/continuation.ts';
import { type ImportedLogs, importLogs } from '../src/log-files/import-logs.ts';
import { createLoggedWriter } from '../src/store/logged/write-logged.ts';
import { openDatabase } from '../src/store/open-database.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-growing-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Words of one to four bytes a character, so that files are cut inside of one. */
const words = 'größer 漢字 🙂 plain';

/** A record of a Codex session file by its kind; the number makes it another one. */
const codexRecord: Record<string, (n: number) => JsonObject> = {
  user: () => ({
    type: 'response_item',
    payload: {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: words }],
    },
  }),
  userEvent: () => ({ type: 'event_msg', payload: { type: 'user_message', message: words } }),
  model: (n) => ({ type: 'turn_context', payload: { model: `gpt-5.${n % 3}`, effort: 'low' } }),
  said: (n) => ({
    type: 'response_item',
    payload: {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: `${words} ${n}` }],
    },
  }),
  reasoning: (n) => ({
    type: 'response_item',
    payload: { type: 'reasoning', summary: [], encrypted_content: 'x'.repeat(n % 40) },
  }),
  call: (n) => ({
    type: 'response_item',
    payload: { type: 'function_call', name: 'shell', arguments: '{}', call_id: `c${n}` },
  }),
  output: (n) => ({
    type: 'response_item',
    payload: { type: 'function_call_output', call_id: `c${n}`, output: words },
  }),
  counted: (n) => ({
    type: 'event_msg',
    payload: {
      type: 'token_count',
      info: {
        total_token_usage: { total_tokens: n * 100 },
        last_token_usage: { input_tokens: 100 + n, output_tokens: 7, reasoning_output_tokens: 3 },
      },
    },
  }),
  compacted: () => ({ type: 'compacted', payload: { message: '' } }),
  over: (n) => ({
    type: 'event_msg',
    payload: { type: 'task_complete', time_to_first_token_ms: n },
  }),
};

/** A record of a Claude Code session file by its kind. */
const claudeRecord: Record<string, (n: number) => JsonObject> = {
  user: () => ({ type: 'user', message: { role: 'user', content: words } }),
  begun: (n) => claudeAnswer(`m${n}`, n),
  // The answer before, in another record.
  continued: (n) => claudeAnswer(`m${n - 1}`, n),
  side: (n) => ({ ...claudeAnswer(`s${n}`, n), isSidechain: true, agentId: `a${n % 2}` }),
  compacted: () => ({ type: 'system', subtype: 'compact_boundary' }),
};

function claudeAnswer(id: string, n: number): JsonObject {
  const usage = { input_tokens: n, cache_read_input_tokens: 5, output_tokens: n };
  const content = [{ type: 'text', text: `${words} ${n}` }];
  return { type: 'assistant', message: { id, model: 'claude-opus-5-5', content, usage } };
}

const stamp = (n: number): string => new Date(Date.UTC(2026, 6, 1) + n * 1000).toISOString();
const codexFile = (kinds: readonly string[]): JsonObject[] => [
  { timestamp: stamp(0), type: 'session_meta', payload: { id: 's1', cwd: '/repo' } },
  ...kinds.map((kind, n) => ({ timestamp: stamp(n), ...codexRecord[kind]?.(n) })),
];
const claudeFile = (kinds: readonly string[]): JsonObject[] =>
  ['user', ...kinds].map((kind, n) => ({
    ...{ timestamp: stamp(n), sessionId: 's1', isSidechain: false, cwd: '/repo' },
    ...claudeRecord[kind]?.(n),
  }));

const kindsOf = (records: object) =>
  fc.array(fc.constantFrom(...Object.keys(records)), { minLength: 1, maxLength: 30 });
const files = fc.oneof(kindsOf(codexRecord).map(codexFile), kindsOf(claudeRecord).map(claudeFile));
const encodings = fc.record({
  mark: fc.constantFrom('', '\uFEFF'),
  newline: fc.constantFrom('\n', '\r\n', '\n\n'),
  last: fc.boolean(),
});

function encode(
  records: readonly JsonObject[],
  { mark, newline, last }: { mark: string; newline: string; last: boolean },
): Buffer {
  const lines = records.map((record) => JSON.stringify(record)).join(newline);
  return Buffer.from(`${mark}${lines}${last ? newline : ''}`);
}

let places = 0;

/** A database and a file that one test writes to. */
function place() {
  const own = join(folder, String(places++));
  const database = openDatabase(join(own, 'a.db'), { mode: 'write', busyTimeoutMs: 0 });
  const path = join(own, 'rollout-1.jsonl');
  return {
    path,
    run: (keepsText = false): Promise<ImportedLogs> =>
      importLogs(
        [path],
        { countTokens: (text) => text.length, keepsText },
        createLoggedWriter(database, keepsText),
      ),
    /** All that was imported, without the keys of rows. */
    dump: () =>
      [
        `SELECT source, session, position, call_id, at_ms, usage, inputs, outputs
         FROM logged_calls ORDER BY source, session, position, call_id`,
        `SELECT * FROM logged_sessions
         WHERE id IN (SELECT session FROM logged_calls) ORDER BY source, id`,
        'SELECT * FROM logged_texts ORDER BY hash',
        'SELECT path, format, bytes, not_held FROM log_files',
      ].map((sql) => database.prepare(sql).all()),
    database,
    close: () => database.close(),
  };
}

const withoutPlace = (rows: unknown[][], path: string): unknown =>
  JSON.parse(JSON.stringify(rows).replaceAll(path, 'FILE').replaceAll(join(path, '..'), 'FOLDER'));

describe('a session file that grows', () => {
  test('in any pieces brings the same, and what was read is not read again', async () => {
    let timesContinued = 0;
    const cuts = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.boolean()), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(files, encodings, cuts, fc.boolean(), async (records, how, at, keeps) => {
        const bytes = encode(records, how);
        const ends = [...at.map((cut) => endOf(bytes, ...cut)), bytes.length];
        ends.sort((a, b) => a - b);
        const [growing, whole] = [place(), place()];
        let before = 0;
        for (const end of ends) {
          const piece = bytes.subarray(before, end);
          appendFileSync(growing.path, piece);
          const { bytes: read, continued } = await growing.run(keeps);
          // What is read again is the last line, which may not have been whole.
          const lineStart = bytes.subarray(0, before).lastIndexOf('\n') + 1;
          timesContinued += continued;
          if (continued > 0) expect(read).toBe(end - lineStartOf(bytes, lineStart));
          before = end;
        }
        writeFileSync(whole.path, bytes);
        await whole.run(keeps);
        expect(withoutPlace(growing.dump(), growing.path)).toEqual(
          withoutPlace(whole.dump(), whole.path),
        );
        growing.close();
        whole.close();
      }),
      { numRuns: propertyRuns(60) },
    );
    expect(timesContinued).toBeGreaterThan(20);
  });

  /** Two turns with an answer each, imported; then one more. */
  async function grown(change: (path: string, bytes: Buffer) => void, keepsText = false) {
    const turn = ['userEvent', 'user', 'reasoning', 'said', 'counted', 'over'];
    const many = Array.from({ length: 200 }, () => turn).flat();
    const bytes = encode(codexFile(many), { mark: '', newline: '\n', last: true });
    const one = place();
    writeFileSync(one.path, bytes);
    await one.run();
    change(one.path, bytes);
    const result = await one.run(keepsText);
    const whole = place();
    writeFileSync(whole.path, readFileSync(one.path));
    await whole.run(keepsText);
    const [own, others] = [one, whole].map(({ dump, path }) => withoutPlace(dump(), path));
    expect(own).toEqual(others);
    return { ...result, size: bytes.length };
  }
  const added = `${JSON.stringify({ timestamp: stamp(5000), ...codexRecord['user']?.(1) })}\n`;

  test('one that only grew: the bytes that were added', async () => {
    const { bytes, continued, size } = await grown((path) => appendFileSync(path, added));
    expect([continued, bytes]).toEqual([1, Buffer.byteLength(added)]);
    // Those that are hashed are few, too.
    expect(hashedBytesMax).toBeLessThan(size / 10);
  });

  test.each<[string, (path: string, bytes: Buffer) => void]>([
    ['truncated', (path, bytes) => writeFileSync(path, bytes.subarray(0, bytes.length / 2))],
    [
      'written again, longer',
      (path, bytes) => writeFileSync(path, `${bytes}`.replaceAll('7', '8') + added),
    ],
    [
      'with another end, then longer',
      (path, bytes) => {
        const head = bytes.subarray(0, bytes.length - 300).toString();
        writeFileSync(path, head.slice(0, head.lastIndexOf('\n') + 1) + added.repeat(9));
      },
    ],
    [
      'with another session at its start',
      (path, bytes) => writeFileSync(path, `${bytes}`.replace('s1', 's2') + added),
    ],
  ])('%s: it is read from its start', async (_title, change) => {
    expect(await grown(change)).toMatchObject({ continued: 0 });
  });

  test('whose texts are wanted now: it is read from its start', async () => {
    const { continued } = await grown((path) => appendFileSync(path, added), true);
    expect(continued).toBe(0);
  });

  test('is continued by the version that knows how, and keeps no words unasked', async () => {
    const one = place();
    writeFileSync(
      one.path,
      encode(codexFile(['user', 'said', 'counted']), { mark: '', newline: '\n', last: true }),
    );
    await one.run();
    expect(
      JSON.stringify(one.dump()) +
        one.database.prepare('SELECT continuation FROM log_files').pluck().get(),
    ).not.toContain('漢字');
    one.database.exec(`UPDATE log_files SET continuation = json_set(continuation, '$.version', 0)`);
    appendFileSync(one.path, added);
    expect(await one.run()).toMatchObject({ continued: 0 });
  });
});

/** A place in a file; or the end of the line there, just before its line break. */
function endOf(bytes: Buffer, share: number, isAtLineEnd: boolean): number {
  const at = Math.floor((share / 1000) * bytes.length);
  const lineEnd = bytes.indexOf('}\n', at);
  return isAtLineEnd && lineEnd >= 0 ? lineEnd + 1 : at;
}

/** Blank lines behind the last record are read again: they are no record's end. */
function lineStartOf(bytes: Buffer, start: number): number {
  let at = start;
  while (at > 1 && /(^|\n)\r?$/.test(bytes.subarray(0, at - 1).toString('latin1'))) {
    at = bytes.subarray(0, at - 1).lastIndexOf('\n') + 1;
  }
  return at;
}
