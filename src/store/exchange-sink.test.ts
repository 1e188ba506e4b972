import { describe, expect, test } from 'vitest';
import { createSqliteSink } from './exchange-sink.ts';
import { linkedExchanges, listExchanges, readExchange, readSessionExchanges } from './exchanges.ts';
import { openDatabase } from './open-database.ts';
import { resolveId } from './resolve-id.ts';
import { listSessions, readSession } from './sessions.ts';
import {
  end,
  exchangeStart,
  head,
  session,
  steppingClock,
  temporaryDatabasePath,
} from './store.test-support.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function openSink(path = temporaryDatabasePath()) {
  const database = openDatabase(path, { mode: 'write' });
  const reasons: string[] = [];
  const sink = createSqliteSink(database, {
    clock: steppingClock(),
    beginDeadlineMs: 30,
    onGap: (reason) => reasons.push(reason),
  });
  return { path, database, sink, reasons };
}

describe('an exchange', () => {
  test('reads back as it was given, chunk by chunk', async () => {
    const { database, sink } = openSink();
    const start = exchangeStart('x_1', '{"model":"gpt-5.5","n":1}');
    expect(await sink.begin(start)).toBe('stored');
    sink.flushed('x_1', 1.25);
    sink.responseHead('x_1', head);
    sink.chunk('x_1', utf8('data: 1\n'), 6);
    await sink.flush();
    sink.chunk('x_1', utf8('\ndata: 2\n\n'), 7.0004);
    sink.end('x_1', end);
    await sink.flush();
    expect(readExchange(database, 'x_1')).toEqual({
      ...start,
      seq: 0,
      flushedElapsedMs: 1.25,
      response: head,
      responseBody: utf8('data: 1\n\ndata: 2\n\n'),
      chunks: [
        { offset: 0, length: 8, elapsedMs: 6 },
        { offset: 8, length: 10, elapsedMs: 7 },
      ],
      end,
    });
    await sink.close();
    database.close();
  });

  test('is in the database, whole in its request, before begin answers', async () => {
    const { path, database, sink } = openSink();
    await sink.begin(exchangeStart('x_1', Uint8Array.of(0, 255, 1)));
    const reader = openDatabase(path, { mode: 'read' });
    expect(readExchange(reader, 'x_1')?.body).toEqual(Uint8Array.of(0, 255, 1));
    expect(readExchange(reader, 'x_1')?.end).toBeNull();
    expect(listExchanges(reader, session.id)[0]?.outcome).toBe('running');
    reader.close();
    await sink.close();
    database.close();
  });

  test('of several that arrive together is stored though another cannot be', async () => {
    const { database, sink, reasons } = openSink();
    await sink.begin(exchangeStart('x_1', '{"n":1}'));
    const answers = ['x_2', 'x_1', 'x_3'].map((id, n) => sink.begin(exchangeStart(id, `${n}`)));
    expect(await Promise.all(answers)).toEqual(['stored', 'gap', 'stored']);
    await sink.close();
    const ids = listExchanges(database, session.id).map(({ id, seq }) => [id, seq]);
    expect(ids).toEqual([
      ['x_1', 0],
      ['x_2', 1],
      ['x_3', 2],
    ]);
    expect([readSession(database, session.id)?.gaps, reasons.length]).toEqual([1, 1]);
    database.close();
  });

  test('that its recorder never ended is cut, with what had arrived', async () => {
    const { database, sink } = openSink();
    await sink.begin(exchangeStart('x_1', '{}'));
    sink.responseHead('x_1', head);
    sink.chunk('x_1', utf8('part'), 6);
    await sink.close();
    expect(readSession(database, session.id)?.cut).toBe(1);
    expect(listExchanges(database, session.id)[0]?.outcome).toBe('cut');
    expect(readExchange(database, 'x_1')?.responseBody).toEqual(utf8('part'));
    database.close();
  });
});

describe('a session', () => {
  test('counts exchanges, answered turns and statuses, and names the last model', async () => {
    const { database, sink } = openSink();
    for (const [index, status] of [200, 400, 200].entries()) {
      const id = `x_${index}`;
      await sink.begin(exchangeStart(id, `{"model":"m${index}","x":"${'y'.repeat(index)}"}`));
      sink.responseHead(id, { ...head, status });
      sink.end(id, end);
    }
    await sink.flush();
    expect(listSessions(database)).toEqual([
      {
        ...session,
        name: null,
        note: null,
        model: 'm2',
        exchanges: 3,
        turns: 2,
        startedAtMs: 1_700_000_000_000,
        lastAtMs: 1_700_000_000_000,
        statusCounts: { 200: 2, 400: 1 },
        cut: 0,
        gaps: 0,
        duplicatedTurns: 0,
      },
    ]);
    expect(listSessions(database, 'upstream')).toEqual([]);
    expect([...readSessionExchanges(database, session.id)].map(({ seq }) => seq)).toEqual([
      0, 1, 2,
    ]);
    await sink.close();
    database.close();
  });

  test('links the two sides of a gateway', async () => {
    const { database, sink } = openSink();
    await sink.begin(exchangeStart('x_client', '{}'));
    const upstream = { ...session, id: 's_up', side: 'upstream' as const };
    await sink.begin({
      ...exchangeStart('x_upstream', '{"input":[]}'),
      session: upstream,
      linkedTo: 'x_client',
    });
    expect(linkedExchanges(database, 'x_client')).toEqual(['x_upstream']);
    expect(linkedExchanges(database, 'x_upstream')).toEqual(['x_client']);
    await sink.close();
    database.close();
  });
});

describe('a locked database', () => {
  test('makes a gap after the deadline, which is counted once it can be', async () => {
    const { path, database, sink, reasons } = openSink();
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    expect(await sink.begin(exchangeStart('x_lost', '{}'))).toBe('gap');
    sink.chunk('x_lost', utf8('ignored'), 1);
    sink.end('x_lost', end);
    blocker.exec('ROLLBACK');
    expect(await sink.begin(exchangeStart('x_kept', '{}'))).toBe('stored');
    sink.end('x_kept', end);
    await sink.flush();
    expect(sink.gaps()).toBe(1);
    expect(reasons).toEqual(['database is locked']);
    expect(readSession(database, session.id)).toMatchObject({ gaps: 1, exchanges: 1, cut: 0 });
    blocker.close();
    await sink.close();
    database.close();
  });

  test('loses no chunk of an exchange that had begun', async () => {
    const { path, database, sink } = openSink();
    await sink.begin(exchangeStart('x_1', '{}'));
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    sink.chunk('x_1', utf8('one'), 1);
    await sink.flush();
    sink.chunk('x_1', utf8('two'), 2);
    sink.end('x_1', end);
    blocker.exec('ROLLBACK');
    await sink.flush();
    expect(readExchange(database, 'x_1')?.responseBody).toEqual(utf8('onetwo'));
    expect(sink.gaps()).toBe(0);
    blocker.close();
    await sink.close();
    database.close();
  });

  test('until the end is a gap, and closing does not hang', async () => {
    const { path, database, sink } = openSink();
    await sink.begin(exchangeStart('x_1', '{}'));
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    sink.chunk('x_1', utf8('lost'), 1);
    await sink.close();
    expect(sink.gaps()).toBe(1);
    blocker.close();
    database.close();
  });
});

test('a full disk is a gap, and what was recorded stays', async () => {
  const { database, sink } = openSink();
  await sink.begin(exchangeStart('x_1', '{}'));
  sink.end('x_1', end);
  await sink.flush();
  const pages = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count = ${pages}`);
  const noise = Uint8Array.from({ length: 60_000 }, (_, index) => (index * 7919) >> 3);
  expect(await sink.begin(exchangeStart('x_2', noise))).toBe('gap');
  expect(readExchange(database, 'x_1')?.end).toEqual(end);
  await sink.close();
  database.close();
});

test('a full disk keeps a request waiting that is stored elsewhere, until there is room', async () => {
  const { database, sink } = openSink();
  await sink.begin(exchangeStart('x_1', '{}'));
  await sink.flush();
  const pages = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count = ${pages}`);
  const answers: string[] = [];
  const noise = Uint8Array.from({ length: 60_000 }, (_, index) => (index * 7919) >> 3);
  sink.add(exchangeStart('x_2', noise), (answer) => answers.push(answer));
  sink.chunk('x_2', utf8('answer'), 1);
  sink.end('x_2', end);
  await sink.flush(); // gives up after a while
  expect([answers, sink.gaps()]).toEqual([[], 0]);
  database.pragma(`max_page_count = ${pages + 100}`);
  await sink.flush();
  expect(answers).toEqual(['stored']);
  expect(readExchange(database, 'x_2')).toMatchObject({ responseBody: utf8('answer'), end });
  await sink.close();
  database.close();
});

test('ids may be shortened while they stay unambiguous', async () => {
  const { database, sink } = openSink();
  await sink.begin(exchangeStart('x_aa', '{}'));
  await sink.begin(exchangeStart('x_ab', '{}'));
  expect(resolveId(database, 'x_aa')).toEqual({ type: 'exchange', id: 'x_aa' });
  expect(resolveId(database, 's_')).toEqual({ type: 'session', id: 's_one' });
  expect(() => resolveId(database, 'x_a')).toThrow('several exchanges begin with');
  expect(() => resolveId(database, 'x_zz')).toThrow('no session or exchange');
  await sink.close();
  database.close();
});

test('a caller that leaves before its request is stored leaves a gap, and nothing half stored', async () => {
  const { database, sink, reasons } = openSink();
  const begun = sink.begin(exchangeStart('x_1', '{}'));
  sink.discard('x_1', 'nobody waits');
  expect(await begun).toBe('gap');
  await sink.begin(exchangeStart('x_2', '{}'));
  await sink.flush();
  expect(listExchanges(database, session.id).map(({ id }) => id)).toEqual(['x_2']);
  expect([sink.gaps(), reasons]).toEqual([1, ['nobody waits']]);
  expect(readSession(database, session.id)?.gaps).toBe(1);
  await sink.close();
  database.close();
});
