import { expect, test } from 'vitest';
import { clientNamingHeaders } from '../clients/registry.ts';
import { alignItems } from './align-items.ts';
import { compareSessions, unexpectedFields } from './compare-sessions.ts';
import type { ComparedRequest } from './describe-session.ts';

const message = (role: string) => ({ type: 'message', role, content: role });
const call = { type: 'function_call', call_id: 'c', name: 'Bash', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'c', output: 'x' };
const reasoning = { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' };

/** A session in the native shape, with what differs in it. */
const session = (change: object = {}, headers: [string, string][] = []): ComparedRequest[] =>
  [[message('user')], [message('user'), reasoning, call, output]].map((input, turn) => ({
    body: {
      ...{ model: 'gpt-5.5', store: false, prompt_cache_key: 'k', include: ['a'], input, turn },
      ...change,
    },
    headers,
  }));
const native = session({}, [['session-id', 'one']]);

const rowOf = (comparison: ReturnType<typeof compareSessions>, field: string) =>
  comparison.fields.find((row) => row.field === field);

test('two sessions of one client are equal, whatever their ids', () => {
  const other = session({ prompt_cache_key: 'other' }, [['Session-Id', 'two']]);
  const { fields, needs } = compareSessions(native, other);
  expect(fields.filter(({ equal }) => !equal)).toEqual([]);
  expect(needs).toEqual([]);
});

test('nor do the names differ that clients give their sessions', () => {
  const named = (id: string): ComparedRequest[] =>
    session(
      { metadata: { user_id: id } },
      clientNamingHeaders.map((header) => [header, id]),
    );
  const { fields } = compareSessions(named('one'), named('two'));
  expect(fields.filter(({ equal }) => !equal)).toEqual([]);
});

test('a missing header, key and include are named with what they matter for', () => {
  const comparison = compareSessions(
    native,
    session({ prompt_cache_key: undefined, include: undefined }),
  );
  expect(rowOf(comparison, 'header session-id')).toMatchObject({
    ...{ a: 'constant', b: 'absent', equal: false, matters: 'cache' },
  });
  expect(rowOf(comparison, 'prompt_cache_key')).toMatchObject({ b: 'absent', matters: 'cache' });
  expect(rowOf(comparison, 'include')).toMatchObject({ b: 'absent', matters: 'continuity' });
  expect(comparison.needs).toHaveLength(3);
  expect(comparison.needs.join('\n')).toContain('header session-id: constant (now absent)');
});

test('a key that changes from call to call is not a constant one', () => {
  const [first, second] = session();
  const unstable = [
    { ...first, body: { ...first?.body, prompt_cache_key: 'x' } },
    { ...second, body: { ...second?.body, prompt_cache_key: 'y' } },
  ] as ComparedRequest[];
  const comparison = compareSessions(native, unstable);
  expect(rowOf(comparison, 'prompt_cache_key')).toMatchObject({ b: 'changes: 2 values' });
});

test('long values that begin alike differ, and a list of betas is compared flag by flag', () => {
  const side = (end: string, betas: string): ComparedRequest[] =>
    session({ note: `${'same '.repeat(30)}${end}` }).map((request) => ({
      ...request,
      headers: [...request.headers, ['anthropic-beta', `first,${betas}`]],
    }));
  const comparison = compareSessions(side('one', 'second'), side('two', 'second,third'));
  expect(rowOf(comparison, 'note')).toMatchObject({ equal: false });
  expect(rowOf(comparison, 'header anthropic-beta: second')).toMatchObject({ equal: true });
  expect(rowOf(comparison, 'header anthropic-beta: third')).toMatchObject({
    a: 'absent',
    b: 'yes',
  });
});

test('items are aligned: one more on a side does not make the rest different', () => {
  const without = { input: [message('user'), call, output] };
  expect(alignItems(native[1]?.body, without)).toEqual([
    { a: 0, b: 0, what: 'message/user' },
    { a: 1, b: null, what: 'reasoning' },
    { a: 2, b: 1, what: 'function_call' },
    { a: 3, b: 2, what: 'function_call_output' },
  ]);
});

/** A session of the Messages API; the second request adds an answer and what a tool returned. */
const messages = (system: string, words = 'Look.'): ComparedRequest[] => {
  const asked = { role: 'user', content: words };
  const used = [
    { type: 'text', text: 'Looking.' },
    { type: 'tool_use', id: 'c', name: 'Bash', input: {} },
  ];
  const answered = [
    { role: 'assistant', content: used },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'x' }] },
  ];
  const blocks = ['billing', system].map((text) => ({ type: 'text', text }));
  return [[asked], [asked, ...answered]].map((history) => ({
    body: { model: 'gpt-5.5', system: blocks, messages: history },
    headers: [],
  }));
};

test('sessions of the Messages API: blocks of the history, and of the system prompt', () => {
  const comparison = compareSessions(messages('Be brief.'), messages('Be kind.'));
  expect(comparison.fields.filter(({ equal }) => !equal).map(({ field }) => field)).toEqual([
    'system: block 1',
  ]);
  expect(rowOf(comparison, 'messages: grows only')).toMatchObject({ a: 'yes', b: 'yes' });
  expect(comparison.items.map(({ what }) => what)).toEqual([
    ...['user/text', 'assistant/text', 'assistant/tool_use', 'user/tool_result'],
  ]);
});

test('a history that is edited between two calls does not only grow', () => {
  const [first] = messages('Be brief.', 'Look again.');
  const [, second] = messages('Be brief.');
  const edited = [first, second].flatMap((request) => request ?? []);
  const comparison = compareSessions(messages('Be brief.'), edited);
  expect(rowOf(comparison, 'messages: grows only')).toMatchObject({ a: 'yes', b: 'no' });
});

test('an expected table: as it was is silent, a change and a new difference are named', () => {
  const comparison = compareSessions(native, session({ temperature: 1 }));
  expect(unexpectedFields(comparison.fields, comparison)).toEqual([]);
  const expected = comparison.fields.filter(({ field }) => field !== 'temperature');
  expect(unexpectedFields(expected, comparison)).toEqual([
    'temperature: not in the expected table; A sends absent, B sends 1',
  ]);
  expect(
    unexpectedFields([{ field: 'store', a: 'true', b: 'false' }], compareSessions(native, native)),
  ).toEqual(['store: A was expected to send true, sends false']);
});
