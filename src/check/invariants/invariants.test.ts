import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultCacheModelParameters } from '../../profiles/cache-model-parameters.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import type { InvariantCall } from './invariant.ts';
import { invariants } from './registry.ts';

/** One token per word is enough here. */
const encode = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) ?? 0);
const tokenizer = { name: 'letters', encode, count: (text: string) => encode(text).length };
const parameters = defaultCacheModelParameters;

const user = (content: string): ResponsesItem => ({ type: 'message', role: 'user', content });
const answer = (content: string): ResponsesItem => ({
  type: 'message',
  role: 'assistant',
  content,
});
const call = (call_id: string): ResponsesItem => ({
  type: 'function_call',
  call_id,
  name: 'f',
  arguments: '{}',
});
const output = (call_id: string): ResponsesItem => ({
  type: 'function_call_output',
  call_id,
  output: 'x',
});
const reasoning = (encrypted_content: string): ResponsesItem => ({
  type: 'reasoning',
  summary: [],
  encrypted_content,
});

type Change = Partial<ResponsesRequest>;
function turn(number: string, input: ResponsesItem[], change: Change = {}): InvariantCall {
  const request = { model: 'gpt-5.5', stream: true, store: false, input, ...change };
  return { number, source: JSON.parse(JSON.stringify(request)), request, headers: [] };
}
/** `invariant turn pointer` of every finding. */
function findings(turns: readonly InvariantCall[], rules = parameters): string[] {
  return invariants.flatMap(({ name, check }) =>
    check({ turns, tokenizer, parameters: rules }).map((found) =>
      `${name} ${found.turn} ${found.pointer}`.trim(),
    ),
  );
}
const first = [user('a'), reasoning('r1'), call('c1'), output('c1')];

test('a session that only grows has no findings', () => {
  const turns = [turn('01', [user('a')]), turn('02', first), turn('03', [...first, answer('b')])];
  expect(findings(turns)).toEqual([]);
});

describe('prefix law', () => {
  test('a prompt that leaves the one before is found', () => {
    // The source only grew; what goes upstream did not.
    const later = {
      ...turn('02', first),
      request: turn('02', [user('b'), ...first.slice(1)]).request,
    };
    expect(findings([turn('01', [user('a')]), later])).toEqual(['prefix-law 02 /input/0']);
  });

  test('a history that the client rewrote is the client’s business', () => {
    expect(findings([turn('01', [user('a')]), turn('02', [user('b')])])).toEqual([]);
  });

  test('a prompt that became shorter is found', () => {
    const shorter = { ...turn('02', first), request: turn('02', first.slice(0, 1)).request };
    expect(findings([turn('01', first), shorter])).toEqual(['prefix-law 02 /input/1']);
  });

  test('reasoning of the turn before may go at a new user turn where the model drops it', () => {
    const next = [...first, answer('b'), user('c')];
    expect(findings([turn('01', first), turn('02', next)])).toEqual([]);
  });

  test('it may not go inside a user turn', () => {
    const source = turn('02', [...first, answer('b')]);
    const without = source.request.input.filter(({ type }) => type !== 'reasoning');
    const later = { ...source, request: { ...source.request, input: without } };
    expect(findings([turn('01', first), later])).toEqual(['prefix-law 02 /input/1']);
  });

  test('another effort is another cache', () => {
    const turns = [
      turn('01', [user('a')], { reasoning: { effort: 'low' } }),
      turn('02', [user('a'), answer('b')], { reasoning: { effort: 'high' } }),
    ];
    expect(findings(turns)).toEqual(['prefix-law 02 /reasoning/effort']);
  });
});

describe('the last message', () => {
  const use = { type: 'tool_use', id: 'c1', name: 'f', input: {} };
  const result = {
    type: 'tool_result',
    tool_use_id: 'c1',
    content: [{ type: 'text', text: 'seven' }],
  };
  const history = [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: [use] },
  ];
  const asked = (messages: object[], input: ResponsesItem[]): string[] => {
    const made = turn('01', input);
    const source = JSON.parse(JSON.stringify({ messages }));
    return findings([{ ...made, source }]).filter((found) => found.startsWith('last-message'));
  };
  const loop = [user('a'), call('c1'), { ...output('c1'), output: 'seven' } as ResponsesItem];

  test('is in the input, with whatever spaces', () => {
    expect(asked([{ role: 'user', content: 'one\n\n two' }], [user('one two')])).toEqual([]);
    expect(asked([...history, { role: 'user', content: [result] }], loop)).toEqual([]);
    const second = { role: 'user', content: [result, { type: 'text', text: 'more' }] };
    const answered = [...history, { role: 'user', content: [result] }, second];
    expect(asked(answered, [...loop, user('more')])).toEqual([]);
  });

  test.each<[string, object[], ResponsesItem[]]>([
    ['everything is gone', [{ role: 'user', content: 'a' }], []],
    [
      'everything is gone but a prefill',
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
      [],
    ],
    [
      'the last text is gone',
      [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
      ],
      [user('a')],
    ],
    [
      'a result is emptied',
      [...history, { role: 'user', content: [result] }],
      [user('a'), call('c1'), output('c1')],
    ],
    [
      'a long text is cut',
      [{ role: 'user', content: `${'x '.repeat(300)}end` }],
      [user('x '.repeat(300))],
    ],
  ])('is missed where %s', (_what, messages, input) => {
    expect(asked(messages, input)).toEqual(['last-message 01 /input']);
  });
});

describe('one request', () => {
  test.each<[string, ResponsesItem[], string]>([
    ['a call without output', [user('a'), call('c1')], 'call-pairs 01 /input/1'],
    ['an output without call', [user('a'), output('c1')], 'call-pairs 01 /input/1'],
    ['an output before its call', [user('a'), output('c1'), call('c1')], 'call-pairs 01 /input/1'],
    ['two outputs', [...first, output('c1')], 'call-pairs 01 /input/4'],
    [
      'an id twice',
      [
        { ...user('a'), id: 'msg_1' },
        { ...user('b'), id: 'msg_1' },
      ],
      'unique-ids 01 /input/1/id',
    ],
    [
      'reasoning before a user message',
      [reasoning('r1'), user('a')],
      'reasoning-misplaced 01 /input/0',
    ],
    ['trailing reasoning', [user('a'), reasoning('r1')], 'reasoning-misplaced 01 /input/1'],
  ])('%s is found', (_what, input, expected) => {
    expect(findings([turn('01', input)])).toContain(expected);
  });

  test('a repeated tool name is found', () => {
    const tool = { type: 'function', name: 'f', parameters: {}, strict: false };
    const found = findings([turn('01', [user('a')], { tools: [tool, { ...tool }] })]);
    expect(found).toContain('unique-ids 01 /tools/1/name');
  });

  test('what the backend refuses is found', () => {
    expect(findings([turn('01', [user('a')], { store: true })])).toEqual(['backend-accepts 01']);
  });
});

test('a prompt far from the recorded tokens is found, where the fixture names a band', () => {
  const played = { ...turn('01', [user('a'.repeat(96))]), recordedInputTokens: 90 };
  const found = (usageBand?: number) =>
    invariants
      .flatMap(({ check }) =>
        check({
          turns: [played],
          tokenizer,
          parameters,
          ...(usageBand === undefined ? {} : { usageBand }),
        }),
      )
      .map(({ detail }) => detail);
  expect(found(0.2)).toEqual([]);
  expect(found()).toEqual([]);
  expect(found(0.1)).toEqual(['100 tokens, 11% from the recorded 90; 10% is allowed']);
});

test('docs/fixtures.md names every invariant', () => {
  const text = readFileSync(new URL('../../../docs/fixtures.md', import.meta.url), 'utf8');
  expect(invariants.filter(({ name }) => !text.includes(`| \`${name}\` |`))).toEqual([]);
});
