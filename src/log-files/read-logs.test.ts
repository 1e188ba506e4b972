// Files on the disk: compressed or not, damaged in one line, repeated, and other files.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CallOfSession, type ReadLogs, readLogs } from './read-logs.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const meta = (id: string): string =>
  JSON.stringify({ timestamp: '2026-07-01T00:00:00Z', type: 'session_meta', payload: { id } });
const record = (id: string, input: number): string =>
  JSON.stringify({
    timestamp: '2026-07-01T00:01:00Z',
    type: 'token_usage_record',
    payload: { response_id: id, usage: { input_tokens: input, output_tokens: 1 } },
  });

async function read(...paths: string[]): Promise<ReadLogs & { found: CallOfSession[] }> {
  const found: CallOfSession[] = [];
  const log = await readLogs(paths, { countTokens: () => null }, (call) => found.push(call));
  return { ...log, found };
}

test('a database is named with the way to what can be read', async () => {
  const path = put('trace.duckdb', Buffer.from('\0\0\0\0\0\0\0\0DUCK@\0\0\0'));
  const { skipped } = await read(path);
  expect(skipped).toEqual([
    { path, problem: expect.stringMatching(/a DuckDB .*duckdb ".*" -c "COPY/) },
  ]);
});

describe('a session file', () => {
  test.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['with a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['with CRLF', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['without a last line break', (text: string) => Buffer.from(text.trimEnd())],
    ['with blank lines', (text: string) => Buffer.from(text.replaceAll('\n', '\n\n\n'))],
    ['compressed', (text: string) => zstdCompressSync(Buffer.from(text))],
    ['compressed with gzip', (text: string) => gzipSync(Buffer.from(text))],
    [
      'compressed with gzip in two parts',
      (text: string) => {
        const half = text.length >> 1;
        return Buffer.concat([text.slice(0, half), text.slice(half)].map((one) => gzipSync(one)));
      },
    ],
  ])('%s is read', async (_, encode) => {
    put('rollout-1.jsonl', encode(`${meta('s')}\n${record('r1', 10)}\n${record('r2', 20)}\n`));
    const { found, damaged, skipped } = await read(folder);
    expect(found.map(({ call }) => call.usage.inputTokens)).toEqual([10, 20]);
    expect(damaged).toEqual([]);
    expect(skipped).toEqual([]);
  });

  test('of a name that ends in .gz is found below its folder', async () => {
    put('rollout-1.jsonl.gz', gzipSync(`${meta('s')}\n${record('r1', 10)}\n`));
    expect((await read(folder)).found).toHaveLength(1);
  });

  test('that is cut in the middle of a compressed block is named', async () => {
    const whole = gzipSync(`${meta('s')}\n${record('r1', 10)}\n`);
    put('rollout-1.jsonl', whole.subarray(0, whole.length - 12));
    const { damaged, skipped } = await read(folder);
    expect([...damaged, ...skipped]).toHaveLength(1);
  });

  test('with an incomplete or foreign line: the line is named, the rest is read', async () => {
    const lines = [
      meta('s'),
      record('r1', 10),
      '{"type":"resp',
      '[1,2]',
      record('r2', 20),
      '{"cut',
    ];
    put('rollout-1.jsonl', lines.join('\n'));
    const { found, damaged } = await read(folder);
    expect(found).toHaveLength(2);
    expect(damaged[0]?.log.problems.map(({ line }) => line)).toEqual([3, 4, 6]);
  });

  test('with members of every wrong type does no harm', async () => {
    const odd = [
      { type: 'session_meta', payload: null },
      { type: 'response_item', payload: { type: 7, content: { a: [1] } } },
      { type: 'event_msg', payload: { type: 'token_count', info: { last_token_usage: 'x' } } },
      { type: 'token_usage_record', payload: { usage: [], response_id: {} } },
      { ['__proto__']: { polluted: true }, type: 'event_msg', payload: [] },
    ].map((each) => JSON.stringify(each));
    const nested = `{"type":"response_item","payload":${'[{"a":'.repeat(5000)}1${'}]'.repeat(5000)}}`;
    put('rollout-1.jsonl', [meta('s'), ...odd, nested, record('r1', 10)].join('\n'));
    const { found } = await read(folder);
    expect(found).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('a call that two files hold counts once', async () => {
  put('a/rollout-1.jsonl', `${meta('s')}\n${record('r1', 10)}`);
  put('b/rollout-2.jsonl', `${meta('t')}\n${record('r1', 10)}\n${record('r2', 20)}`);
  const { calls, repeated } = await read(folder);
  expect([calls, repeated]).toEqual([2, 1]);
});

test('a link in a circle is followed once, and other files are left alone', async () => {
  put('sessions/rollout-1.jsonl', `${meta('s')}\n${record('r1', 10)}`);
  put('sessions/notes.txt', 'hello');
  symlinkSync(folder, join(folder, 'sessions', 'again'));
  const { calls, files } = await read(folder);
  expect([calls, files]).toEqual([1, 1]);
});

test('other files and missing ones are named', async () => {
  put('other.jsonl', '{"hello":"world"}\n');
  put('empty.jsonl', '');
  put('list.csv', 'a,b\n1,2\n');
  const { skipped, calls } = await read(folder, join(folder, 'missing'));
  expect(calls).toBe(0);
  expect(skipped).toHaveLength(4);
  expect(skipped.some(({ path }) => path.endsWith('missing'))).toBe(true);
});

test('a table of counters is read by its columns; a row without a model is named', async () => {
  const columns =
    'source,session,model,month,call,input_tokens,cached_tokens,output_tokens,reasoning_tokens';
  put('calls.csv', `${columns}\n1,2,m,2026-01,0,100,,5,\n1,2,,2026-01,1,1,1,1,1\n`);
  const { found, damaged } = await read(folder);
  expect(found).toHaveLength(1);
  expect(found[0]?.call.usage).toMatchObject({ cachedTokens: null, reasoningTokens: null });
  expect(damaged[0]?.log.problems).toMatchObject([{ line: 3 }]);
});

test('rows of TraceLab are calls of their users', async () => {
  const row = (index: number, users: number, at: string): string =>
    JSON.stringify({
      provider: 'codex',
      user: 'u1',
      session_id: 's',
      round_index: index,
      model: 'gpt-5.5',
      input_tokens_total: 1000 + index,
      prefix_tokens: 900,
      newly_append_tokens: 100 + index,
      output_tokens: 50,
      reasoning_output_tokens: 20,
      current_user_message_count: users,
      timing_events: [{ event_type: 'usage_report', timestamp: at }],
    });
  put(
    'trace.jsonl',
    `${row(0, 1, '2026-05-01T00:00:00Z')}\n${row(1, 0, '2026-05-01T00:00:30Z')}\n${row(2, 1, '2026-05-01T00:10:30Z')}`,
  );
  const { found } = await read(folder);
  expect(found.map(({ call: { usage } }) => usage)).toMatchObject([
    { source: 'u1', beginsUserTurn: true, idleSeconds: null, month: '2026-05', cachedTokens: 900 },
    { beginsUserTurn: false, idleSeconds: 30, reasoningSinceUserTurn: 20, newInputTokens: null },
    { beginsUserTurn: true, idleSeconds: 600, reasoningSinceUserTurn: 40 },
  ]);
});

describe('traces in OTLP JSON', () => {
  const span = (spanId: string, members: object = {}) => ({
    ...{ traceId: 't', spanId, endTimeUnixNano: '1782864000000000000', ...members },
    attributes: [{ key: 'gen_ai.usage.input_tokens', value: { intValue: '10' } }],
  });
  const request = (...spans: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const lines = (...all: unknown[]): string => all.map((one) => JSON.stringify(one)).join('\n');
  const [one, two] = [request(span('1')), request(span('2'))];
  const otherLogs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ eventName: 'other' }] }] }] };

  test.each([
    ['a request a line', 'a.jsonl', lines(one, two)],
    ['one document', 'a.json', JSON.stringify(request(span('1'), span('2')), null, 2)],
    ['a list of requests', 'a.json', JSON.stringify([one, two], null, 2)],
    ['lists of requests, one a line', 'a.jsonl', lines([one], [two])],
    ['after metrics', 'a.jsonl', lines({ resourceMetrics: [] }, one, two)],
    ['after logs of another program', 'a.jsonl', lines(otherLogs, one, two)],
    ['after nothing', 'a.jsonl', lines({ resourceSpans: null }, one, two)],
    [
      'beside what is not a list',
      'a.jsonl',
      lines(one, { resourceSpans: { a: [null] } }, [two, 1]),
    ],
    ['packed', 'a.jsonl.gz', gzipSync(lines(one, two))],
  ])('%s are read', async (_, name, content) => {
    const { found, skipped } = await read(put(name, content));
    expect(skipped).toEqual([]);
    expect(found.map(({ call }) => call.id)).toEqual(['t/1', 't/2']);
  });

  test.each(['99999999999999999999999', '1e400', '-1', 'soon', ''])(
    'a time of `%s` is not known',
    async (endTimeUnixNano) => {
      const path = put('a.jsonl', lines(request(span('1', { endTimeUnixNano }))));
      const { found } = await read(path);
      expect(found.map(({ call }) => [call.atMs, call.usage.month])).toEqual([[null, null]]);
    },
  );
});
