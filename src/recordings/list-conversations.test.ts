import { expect, test } from 'vitest';
import type { SessionDescriptor } from '../domain/session.ts';
import { openDatabase } from '../store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
  temporaryDatabasePath,
} from '../store/store.test-support.ts';
import { type ConversationFilter, filterConversations } from './conversation-filter.ts';
import { findConversations } from './find-conversations.ts';
import { createListMemory, listConversations } from './list-conversations.ts';
import { readSessionMap } from './session-map.ts';

const minuteMs = 60_000;
const request = JSON.stringify({
  model: 'claude-opus-4-5',
  system: [{ type: 'text', text: 'You help.\n - Working directory: /home/dev/app\n' }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: '<system-reminder>\nnot the user\n</system-reminder>' },
        { type: 'text', text: '  Fix the\n parser  ' },
      ],
    },
  ],
});
const usage = (input: number, cached: number): string => {
  const counts = { input_tokens: input - cached, cache_read_input_tokens: cached };
  return `data: ${JSON.stringify({ usage: { ...counts, output_tokens: 7 } })}\n\n`;
};

function setUp() {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const sink = recordDirectly(database);
  let minutes = 0;
  return {
    database,
    sink,
    record(
      id: string,
      of: Partial<SessionDescriptor>,
      answer: string,
      more: { linkedTo?: string; target?: string; isRunning?: boolean; status?: number } = {},
    ): void {
      minutes++;
      const { linkedTo = null, target = '/v1/messages', isRunning = false, status = 200 } = more;
      sink.begin({
        ...{ ...exchangeStart(id, request), session: { ...session, ...of }, linkedTo, target },
        startedAtMs: Date.UTC(2026, 0, 1) + minutes * minuteMs,
      });
      sink.responseHead(id, { ...head, status });
      sink.chunk(id, new TextEncoder().encode(answer), 10);
      if (!isRunning) sink.end(id, end);
    },
  };
}

test('a conversation has its subagents, titles and other side with it, noise is alone', () => {
  const { database, sink, record } = setUp();
  record('x_1', { id: 's_main' }, usage(1000, 0));
  record('x_2', { id: 's_title', kind: 'title', parent: 's_main' }, usage(50, 0));
  record('x_3', { id: 's_agent', agentId: 'a', parent: 's_main' }, usage(300, 0));
  record('x_4', { id: 's_main' }, usage(2000, 1500));
  record('x_5', { id: 's_up', side: 'upstream' }, '', { linkedTo: 'x_4', target: '/v1/responses' });
  record('x_6', { id: 's_probe', kind: 'probe' }, '', { target: '/api/hello' });

  const [probe, main, ...others] = listConversations(database);
  expect(others).toEqual([]);
  expect(probe).toMatchObject({ id: 's_probe', is_noise: true, calls: 0, cached_share: null });
  expect(main).toMatchObject({
    ...{ id: 's_main', is_noise: false, calls: 2, exchanges: 2, state: 'ended' },
    ...{ first_words: 'Fix the parser', folder: '/home/dev/app' },
    ...{ input_tokens: 3000, cached_tokens: 1500, output_tokens: 14, cached_share: 0.5 },
    ...{ call_shares: [0, 0.75], failed: 0 },
    last_at: new Date(Date.UTC(2026, 0, 1) + 4 * minuteMs).toISOString(),
  });
  const idsOf = (list: readonly { readonly id: string }[] = []): string[] =>
    list.map(({ id }) => id);
  expect(idsOf(main?.subagents)).toEqual(['s_agent']);
  expect(idsOf(main?.beside)).toEqual(['s_title']);
  expect(idsOf(main?.other_side)).toEqual(['s_up']);
  sink.close();
  database.close();
});

test('a refused call counts as failed; one under way makes its session running', () => {
  const { database, sink, record } = setUp();
  const refused = '{"type":"error","error":{"type":"overloaded_error","message":"busy"}}';
  record('x_1', { id: 's_refused' }, refused, { status: 529 });
  record('x_2', { id: 's_now' }, usage(10, 0), { isRunning: true });
  expect(listConversations(database)).toMatchObject([
    { id: 's_now', state: 'running', failed: 0, is_noise: false },
    { id: 's_refused', state: 'ended', failed: 1, is_noise: false, cached_share: null },
  ]);
  sink.close();
  database.close();
});

test('what a list remembers is what it would read again', () => {
  const { database, sink, record } = setUp();
  const memory = createListMemory();
  record('x_1', { id: 's_main' }, usage(1000, 0));
  listConversations(database, { memory });
  record('x_2', { id: 's_main' }, usage(2000, 1500));
  expect(listConversations(database, { memory })).toEqual(listConversations(database));
  sink.close();
  database.close();
});

const anything = { text: '', client: '', model: '', state: null, withNoise: false } as const;

function setUpThree() {
  const made = setUp();
  made.record('x_1', { id: 's_cold' }, usage(1000, 0));
  made.record('x_2', { id: 's_probe', kind: 'probe' }, '', { target: '/api/hello' });
  made.record('x_3', { id: 's_warm', client: 'codex' }, usage(1000, 900));
  return made;
}

test('a list holds the newest that fit, and says how many there are', () => {
  const { database, sink } = setUpThree();
  const find = (filter: Partial<ConversationFilter>, limit = 9) => {
    const asked = { ...anything, ...filter };
    const found = findConversations(database, asked, limit, createListMemory());
    // Read before or read for it: the same.
    expect(filterConversations(listConversations(database), asked, limit)).toEqual(found);
    return { ...found, sessions: found.sessions.map(({ id }) => id) };
  };
  expect(find({}, 1)).toMatchObject({
    ...{ sessions: ['s_warm'], found: 2, folded: 1, total: 3 },
    ...{ clients: ['claude', 'codex'], models: ['claude-opus-4-5'] },
  });
  expect(find({ withNoise: true }).sessions).toEqual(['s_warm', 's_probe', 's_cold']);
  expect(find({ state: 'cold' }).sessions).toEqual(['s_cold']);
  expect(find({ client: 'codex' }).sessions).toEqual(['s_warm']);
  expect(find({ text: 'PARSER fix' }).found).toBe(2);
  expect(find({ text: 'parser elsewhere' }).found).toBe(0);
  expect(find({ model: 'gpt-5.5' })).toMatchObject({ found: 0, folded: 0, total: 3 });
  sink.close();
  database.close();
});

test('what is not shown is not read', () => {
  const { database, sink } = setUpThree();
  const memory = createListMemory();
  findConversations(database, anything, 1, memory);
  expect([...memory.ended.keys()]).toEqual(['s_warm']);
  sink.close();
  database.close();
});

test('the upstream side of a conversation has the upstream sides of its subagents beside it', () => {
  const { database, sink, record } = setUp();
  const up = { side: 'upstream' } as const;
  record('x_1', { id: 's_main' }, usage(1000, 0));
  record('x_2', { id: 's_up', ...up }, '', { linkedTo: 'x_1', target: '/v1/responses' });
  record('x_3', { id: 's_agent', agentId: 'a', parent: 's_main' }, usage(300, 0));
  record('x_4', { id: 's_agent_up', ...up }, '', { linkedTo: 'x_3', target: '/v1/responses' });
  const lanes = (id: string) =>
    readSessionMap(database, id, createListMemory())?.lanes.map(({ session: { id: one } }) => one);
  expect(lanes('s_main')).toEqual(['s_main', 's_agent']);
  expect(lanes('s_up')).toEqual(['s_up', 's_agent_up']);
  expect(lanes('s_agent_up')).toEqual(['s_agent_up']);
  sink.close();
  database.close();
});
