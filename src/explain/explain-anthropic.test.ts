// Anthropic's own cache: prefixes that end at a marker of an earlier request.
import { expect, test } from 'vitest';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { explainSession } from './explain-session.ts';
import type { SessionCall } from './session-call.ts';

/** A token a word; different words are different tokens. */
const ids = new Map<string, number>();
const idOf = (word: string): number => {
  const id = ids.get(word) ?? ids.size;
  ids.set(word, id);
  return id;
};
const tokenizer = {
  name: 'words',
  encode: (text: string) => text.split(' ').map(idOf),
  count: (text: string) => text.split(' ').length,
};
const words = (name: string, count: number): string => `${name} `.repeat(count).trim();
const marked = { cache_control: { type: 'ephemeral' } };
const text = (content: string, more: object = {}) => ({ type: 'text', text: content, ...more });

interface Body {
  model: string;
  system: object[];
  messages: { role: string; content: object[] }[];
}
const body = (messages: Body['messages'], model = 'claude-opus-4-8'): Body => ({
  model,
  system: [text(words('system', 1500), marked)],
  messages,
});
const user = (name: string, more: object = {}) => ({
  role: 'user',
  content: [text(words(name, 200), more)],
});

function explain(bodies: readonly Body[], minutes = 1, account: string | null = null) {
  const calls = bodies.map((value, seq): SessionCall => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return {
      seq,
      id: `x_${seq}`,
      protocol: 'anthropic',
      body: () => bytes,
      headers: [],
      ...{
        startedAtMs: seq * minutes * 60_000,
        account,
        accepted: true,
        otherSession: null,
        output: null,
        source: null,
      },
      usage: null,
    };
  });
  // Without usage nothing is held: each call reports what the ideal cache itself says.
  const answered: SessionCall[] = [];
  for (const call of calls) {
    const options = {
      tokenizer,
      parameters: defaultCacheModelParameters,
      rules: 'breakpoints',
    } as const;
    const turn = explainSession([...answered, call], options).at(-1);
    const usage = {
      inputTokens: turn?.input_tokens ?? 0,
      cachedTokens: turn?.theoretical_cached_tokens ?? 0,
      reasoningTokens: null,
    };
    answered.push({ ...call, usage });
  }
  return explainSession(answered, {
    tokenizer,
    parameters: defaultCacheModelParameters,
    rules: 'breakpoints',
  });
}

test('a moved marker is not a change: the prefix up to the last one is read', () => {
  const turns = explain([body([user('one', marked)]), body([user('one'), user('two', marked)])]);
  expect(turns[1]).toMatchObject({ theoretical_cached_tokens: 1500 + 4 + 200 + 4, breaks: [] });
});

test('an edited message is read up to the system prompt, and costs what came after', () => {
  const turns = explain([
    body([user('one', marked)]),
    body([{ role: 'user', content: [text(`${words('one', 199)} uno`)] }, user('two', marked)]),
  ]);
  expect(turns[1]?.theoretical_cached_tokens).toBe(1504);
  expect(turns[1]?.breaks).toMatchObject([
    { cause: 'message-changed', pointer: '/messages/0/content/0', tokens_lost: 204 },
  ]);
});

test('a changed system prompt costs everything', () => {
  const other = { ...body([user('one', marked)]), system: [text('other', marked)] };
  const turns = explain([body([user('one', marked)]), other]);
  expect(turns[1]?.theoretical_cached_tokens).toBe(0);
  expect(turns[1]?.breaks.map(({ cause }) => cause)).toContain('instructions-changed');
});

test('after five minutes nothing is left', () => {
  const turns = explain([body([user('one', marked)]), body([user('one', marked)])], 6);
  expect(turns[1]?.breaks).toMatchObject([{ cause: 'idle-eviction', tokens_lost: 1708 }]);
});

test('an hour is kept where the marker asks for it, and the rest for five minutes', () => {
  const hour = { cache_control: { type: 'ephemeral', ttl: '1h' } };
  const asked = (): Body => ({
    ...body([user('one', marked)]),
    system: [text(words('system', 1500), hour)],
  });
  const turns = explain([asked(), asked()], 59);
  expect(turns[1]?.theoretical_cached_tokens).toBe(1504);
  expect(turns[1]?.breaks).toMatchObject([{ cause: 'idle-eviction', tokens_lost: 204 }]);
  expect(explain([asked(), asked()], 61)[1]?.theoretical_cached_tokens).toBe(0);
});

test.each([
  ['claude-opus-4-8', 1504],
  ['claude-opus-4-7', 0],
  ['claude-opus-4-6', 0],
  ['claude-opus-5-5', 1504],
])('%s keeps no prefix below its minimum', (model, tokens) => {
  const asked = (name: string): Body => body([user(name, marked)], model);
  expect(explain([asked('one'), asked('two')])[1]?.theoretical_cached_tokens).toBe(tokens);
});

test('a prefix more than twenty blocks before the next breakpoint is not found', () => {
  const more = (count: number): Body['messages'] =>
    Array.from({ length: count }, (_, index) => user(`more ${index}`));
  const next = (count: number): Body => ({
    ...body([user('one'), ...more(count), user('last', marked)]),
    system: [text(words('system', 1500))],
  });
  const first = { ...body([user('one', marked)]), system: [text(words('system', 1500))] };
  expect(explain([first, next(18)])[1]?.theoretical_cached_tokens).toBe(1708);
  const far = explain([first, next(19)])[1];
  expect(far?.theoretical_cached_tokens).toBe(0);
  expect(far?.breaks).toMatchObject([{ cause: 'block-rounding', tokens_lost: 1708 }]);
});

test('a marker of the whole request is at its end', () => {
  const asked = (...names: string[]) => ({
    ...body(names.map((name) => user(name))),
    system: [text(words('system', 1500))],
    ...marked,
  });
  const turns = explain([asked('one'), asked('one', 'two')]);
  expect(turns[1]?.theoretical_cached_tokens).toBe(1708);
});

test.each([
  ['Anthropic answers', 'an organization', 1504, []],
  ['a gateway answers', null, 0, ['instructions-changed']],
])('the billing line of each request where %s', (_who, account, tokens, causes) => {
  const asked = (hash: string, name: string): Body => {
    const request = body([user(name, marked)]);
    const billing = text(`x-anthropic-billing-header: cc_version=2.1.332; cch=${hash};`);
    return { ...request, system: [billing, ...request.system] };
  };
  const turns = explain([asked('5fa5b', 'one'), asked('c8b6b', 'two')], 1, account);
  expect(turns[1]?.theoretical_cached_tokens).toBe(tokens);
  const found = turns[1]?.breaks.map(({ cause }) => cause) ?? [];
  expect(found.filter((cause) => cause === 'instructions-changed')).toEqual(causes);
});
