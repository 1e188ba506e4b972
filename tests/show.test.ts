// `show --timeline` and `--translated`, and what `sessions` says of turns that were asked twice.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
} from '../src/store/store.test-support.ts';
import { turntape } from './turntape.ts';

const db = join(mkdtempSync(join(tmpdir(), 'turntape-show-')), 'private', 'tape.db');
const event = (type: string): Buffer => Buffer.from(`event: ${type}\ndata: {"type":"${type}"}\n\n`);
const upstream = { ...session, id: 's_upstream', side: 'upstream' } as const;

beforeAll(async () => {
  const database = openDatabase(db, { mode: 'write' });
  const sink = recordDirectly(database);
  const client = exchangeStart('x_1', '{"model":"m","messages":[]}');
  sink.begin(client);
  const began = { ...exchangeStart('x_2', '{"model":"m","input":[]}'), session: upstream };
  sink.begin({ ...began, linkedTo: 'x_1', startedAtMs: client.startedAtMs + 1 });
  const again = { ...exchangeStart('x_3', '{"model":"m","messages":[]}') };
  sink.begin({ ...again, startedAtMs: client.startedAtMs + 30.5 });
  for (const id of ['x_1', 'x_2', 'x_3']) {
    sink.flushed(id, 1);
    sink.responseHead(id, head);
    sink.chunk(id, event('message_start'), 6);
    for (let delta = 0; delta < 3; delta++) sink.chunk(id, event('content_block_delta'), 6);
    sink.chunk(id, event('content_block_delta').subarray(0, 9), 7);
    sink.chunk(id, event('content_block_delta').subarray(9), 8.25);
    sink.end(id, end);
  }
  sink.close();
  database.close();
});

async function run(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await turntape([...words, '--db', db], { cwd: tmpdir() });
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

describe('show --timeline', () => {
  test('of an exchange: what came when, pieces of one read together', async () => {
    const { id, timeline } = JSON.parse(await run('show', 'x_1', '--timeline', '--json')) as {
      id: string;
      timeline: object[];
    };
    const none = { chunks: 0, bytes: 0, events: [] };
    const delta = 'content_block_delta';
    const bytes = event(delta).length;
    expect(id).toBe('x_1');
    expect(timeline).toEqual([
      { ...none, ms: 0, what: 'request', bytes: 27 },
      { ...none, ms: 1, what: 'forwarded' },
      { ...none, ms: 5.5, what: 'headers' },
      {
        ...{ ms: 6, what: 'chunks', chunks: 4, bytes: event('message_start').length + 3 * bytes },
        events: ['message_start', delta, delta, delta],
      },
      { ms: 7, what: 'chunks', chunks: 1, bytes: 9, events: [] },
      { ms: 8.25, what: 'chunks', chunks: 1, bytes: bytes - 9, events: [delta] },
      { ...none, ms: 9, what: 'end' },
    ]);
    const text = await run('show', 'x_1', '--timeline');
    expect(text).toMatch(/6\.000 +0\.500 +chunks +4 +\d+ +message_start, content_block_delta ×3/);
  });

  test('of a session: starts, pauses between the turns, times', async () => {
    const { timeline } = JSON.parse(await run('show', 's_one', '--timeline', '--json')) as {
      timeline: object[];
    };
    const same = { ttft_ms: 5, total_ms: 9, status: 200 };
    expect(timeline).toEqual([
      { ...same, id: 'x_1', seq: 0, start_ms: 0, pause_ms: null },
      { ...same, id: 'x_3', seq: 1, start_ms: 30.5, pause_ms: 21.5 },
    ]);
    expect(await run('show', 's_one', '--timeline')).toMatch(/30\.5 +21\.5 +5\.0 +9\.0 +200/);
  });
});

describe('show --translated', () => {
  test.each([
    ['x_1', 'x_2'],
    ['x_2', 'x_1'],
    ['s_one', 's_upstream'],
    ['s_upstream', 's_one'],
  ])('of %s is %s', async (id, other) => {
    const view = JSON.parse(await run('show', id, '--translated', '--json')) as { id: string };
    expect(view.id).toBe(other);
  });

  test('gives the exact bytes of the other side', async () => {
    const body = await run('show', 'x_1', '--translated', '--part', 'request-body');
    expect(body).toBe('{"model":"m","input":[]}');
  });

  test('of what was never translated is one clear error', async () => {
    await expect(run('show', 'x_3', '--translated')).rejects.toThrow('x_3 has no other side');
  });
});

test('sessions counts the turns that had been answered and were asked again', async () => {
  const listed = JSON.parse(await run('sessions', '--json')) as { duplicated_turns: number }[];
  expect(listed.map((one) => one.duplicated_turns)).toEqual([1]);
});
