// Clients that have no entry of their own: what a session's protocol decides holds for them too.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { readSessionFixture } from '../src/cli/check/session-fixture.ts';
import { sessionToFixture } from '../src/cli/promote/session-to-fixture.ts';
import { sessionToScenario } from '../src/cli/promote/session-to-scenario.ts';
import { type RecordedSession, readRecordedSession } from '../src/cli/recording/read-recorded.ts';
import { identifySession } from '../src/exchange/identify-session.ts';
import { readSessionScenario } from '../src/experiment/sources/session-scenario.ts';
import type { HeaderList } from '../src/lib/header-list.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { readDatabase } from '../src/store/read-database.ts';
import { recordDirectly } from '../src/store/store.test-support.ts';

const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const event = (data: { type: string }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

interface Call {
  readonly target: string;
  readonly body: object;
  readonly answer: string;
}

/** Records calls as the proxy would have named them. */
async function record(headers: HeaderList, calls: readonly Call[]) {
  const db = join(mkdtempSync(join(tmpdir(), 'turntape-other-')), 'private', 'tape.db');
  const database = openDatabase(db, { mode: 'write' });
  const sink = recordDirectly(database);
  let session = '';
  for (const [index, { target, body, answer }] of calls.entries()) {
    const id = `x_${index}`;
    const evidence = { method: 'POST', target, headers, body: encode(body) };
    const descriptor = identifySession({ ...evidence, side: 'client' }, id);
    session = descriptor.id;
    sink.begin({
      ...{ ...evidence, id, session: descriptor, startedAtMs: index, linkedTo: null },
    });
    sink.flushed(id, 0);
    const type: HeaderList = [['content-type', 'text/event-stream']];
    sink.responseHead(id, { status: 200, statusText: 'OK', headers: type, elapsedMs: 1 });
    sink.chunk(id, encode(answer), 2);
    sink.end(id, { outcome: 'complete', error: null, trailers: [], elapsedMs: 3 });
  }
  sink.close();
  database.close();
  const read = (): Promise<RecordedSession> =>
    readDatabase(db, (reader) =>
      readRecordedSession(reader, session, { skipFailed: false, turns: undefined }),
    );
  return { db, session, read };
}

describe('a client without an entry that speaks the Responses API', async () => {
  const ask = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] };
  const recorded = await record(
    [['User-Agent', 'opencode/1.2.3']],
    [
      {
        target: '/v1/responses',
        body: { model: 'gpt-5.5', prompt_cache_key: 'k', input: [ask], stream: true, store: false },
        answer: event({ type: 'response.completed' }),
      },
    ],
  );
  const options = {
    name: 'opened',
    allowSecrets: false,
    tokenizer: await loadO200kTokenizer(),
  };

  test('is promoted to a fixture of its own requests and streams', async () => {
    const fixture = sessionToFixture(await recorded.read(), options);
    expect(fixture.meta).toMatchObject({ kind: 'responses', model: 'gpt-5.5', arms: {} });
    expect(fixture.turns[0]?.response).toContain('response.completed');
  });

  test('is checked as what it speaks', async () => {
    const { meta, turns } = await readSessionFixture(recorded.db, recorded.session, {
      ...{ note: () => undefined, error: () => undefined },
    });
    expect(meta).toMatchObject({ kind: 'responses', model: 'gpt-5.5' });
    expect(turns[0]?.response).toContain('response.completed');
  });

  test('is not a scenario, whose client speaks the Messages API', async () => {
    const session = await recorded.read();
    expect(() => sessionToScenario(session, options)).toThrow(/speaks the Responses API/);
    await expect(
      readDatabase(recorded.db, (database) => readSessionScenario(database, recorded.session)),
    ).rejects.toThrow(/speaks the Responses API/);
  });
});

test('a client without an entry that speaks the Messages API is played by ab and promoted alike', async () => {
  const content = [{ type: 'text', text: 'hello' }];
  const recorded = await record(
    [['User-Agent', 'opencode/1.2.3']],
    [
      {
        target: '/v1/messages',
        body: {
          ...{ model: 'claude-opus-5-5', max_tokens: 10, system: 'be brief' },
          ...{ metadata: { user_id: 'user_1_session_0-1' }, tools: [{ name: 'Read' }] },
          messages: [{ role: 'user', content }],
        },
        answer: [
          event({ type: 'message_start' }),
          event({
            ...{ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
          } as { type: string }),
          event({
            ...{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } },
          } as { type: string }),
        ].join(''),
      },
    ],
  );
  const played = await readDatabase(recorded.db, (database) =>
    readSessionScenario(database, recorded.session),
  );
  const promoted = sessionToScenario(await recorded.read(), {
    ...{ name: 'p', allowSecrets: false, tokenizer: await loadO200kTokenizer() },
  });
  expect(played.turns).toHaveLength(1);
  expect(played.turns.length).toBe(promoted.turns.length);
});
