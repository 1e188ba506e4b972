import { expect, test } from 'vitest';
import type { LoggedCall, LoggedSession } from '../domain/logged-call.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import { createSessionLister } from './list-sessions.ts';

const main: LoggedSession = {
  client: 'codex',
  clientVersion: null,
  id: 's1',
  parent: null,
  isSubagent: false,
  folder: '/repo',
  firstWords: 'hello',
};

function call(atMs: number | null, own: Partial<UsageCall> = {}): LoggedCall {
  const usage: UsageCall = {
    source: 'here',
    session: 's1',
    model: 'm',
    effort: null,
    month: null,
    position: 0,
    beginsUserTurn: null,
    idleSeconds: null,
    inputTokens: 100,
    cachedTokens: 50,
    cacheWriteTokens: null,
    outputTokens: 10,
    reasoningTokens: null,
    newInputTokens: null,
    encryptedCharacters: null,
    reasoningSinceUserTurn: null,
    previousPhase: null,
    isCompacted: false,
    hasChangedSettings: false,
    isRegular: true,
    ...own,
  };
  return { usage, atMs, id: null, inputs: [], outputs: [] };
}

function list(...calls: readonly LoggedCall[]) {
  const lister = createSessionLister(({ model }) => (model === 'm' ? 1 : null));
  for (const each of calls) lister.add(each, main);
  return lister.list();
}

test('sums over the calls of a session', () => {
  expect(list(call(1000), call(3000, { cachedTokens: 100, model: 'other' }))).toEqual([
    {
      id: 's1',
      client: 'codex',
      first_words: 'hello',
      folder: '/repo',
      models: ['m', 'other'],
      last_at: '1970-01-01T00:00:03.000Z',
      calls: 2,
      input_tokens: 200,
      output_tokens: 20,
      cached_share: 0.75,
      cost_usd: 1,
      calls_without_price: 1,
      not_known: { cache_write_tokens: 2, reasoning_tokens: 2 },
    },
  ]);
});

test('the newest first; a subagent in the same file has no first words', () => {
  const sessions = list(call(1000), call(2000, { session: 's1/agent' }));
  expect(sessions.map(({ id, first_words }) => [id, first_words])).toEqual([
    ['s1/agent', null],
    ['s1', 'hello'],
  ]);
});

test('what is not known is not zero', () => {
  const [only] = list(call(null, { cachedTokens: null, model: 'other' }));
  expect(only).toMatchObject({ last_at: null, cached_share: null, cost_usd: null, calls: 1 });
});

test('sessions of two sources with the same id are two', () => {
  expect(list(call(1), call(2, { source: 'there' }))).toHaveLength(2);
});
