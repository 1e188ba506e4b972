import { describe, expect, test } from 'vitest';
import type { Exchange } from '../domain/exchange.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonValue } from '../lib/json.ts';
import { renderSse } from '../wire/sse.ts';
import { scenarioFromExchanges } from './from-exchanges.ts';
import { loadScenario } from './load.ts';
import { renderScenario } from './render-scenario.ts';

const marker = { cache_control: { type: 'ephemeral' } };
const text = (value: string, extra: object = {}) => ({ type: 'text', text: value, ...extra });
const use = (id: string, input: object) => ({ type: 'tool_use', id, name: 'Bash', input });
const result = (id: string, content: JsonValue, extra: object = {}) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...extra,
});
const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'abc' };

/** A stream as the vendor sends it: arguments in pieces. */
function stream(blocks: readonly (Record<string, unknown> & { args?: string })[]): string {
  return blocks
    .flatMap(({ args, ...block }, index) => [
      { type: 'content_block_start', index, content_block: block },
      ...(args === undefined
        ? []
        : [args.slice(0, 3), args.slice(3)].map((piece) => ({
            type: 'content_block_delta',
            index,
            delta: { type: 'input_json_delta', partial_json: piece },
          }))),
      { type: 'content_block_stop', index },
    ])
    .map((event) => renderSse(event.type, JSON.stringify(event)))
    .join('');
}

let clock = 0;
function exchange(messages: readonly object[], answer: string, status = 200): Exchange {
  const body = {
    model: 'gpt-5.5',
    messages,
    system: [
      text('x-anthropic-billing-header: cc_version=1;'),
      text('You help.', marker),
      text('Long prompt.', marker),
    ],
    tools: [{ name: 'Bash', description: 'Runs.', input_schema: { type: 'object' } }],
    metadata: { user_id: 'secret' },
    max_tokens: 32000,
    output_config: { effort: 'high' },
    stream: true,
  };
  clock += 1000;
  return {
    id: `x_${clock}`,
    seq: clock / 1000 - 1,
    session: {
      id: 's_1',
      client: 'claude',
      side: 'client',
      clientSessionId: null,
      agentId: null,
      kind: 'turn',
      parent: null,
    },
    method: 'POST',
    target: '/v1/messages?beta=true',
    headers: [],
    body: new TextEncoder().encode(JSON.stringify(body)),
    startedAtMs: clock,
    linkedTo: null,
    flushedElapsedMs: 1,
    response: { status, statusText: '', headers: [], elapsedMs: 1 },
    responseBody: new TextEncoder().encode(answer),
    chunks: [],
    end: { outcome: 'complete', error: null, trailers: [], elapsedMs: 100 },
  };
}

const opening = [
  { role: 'user', content: [text('<system-reminder>'), text('Do it.')] },
  { role: 'system', content: 'Environment.' },
];
const openingFirst = [opening[0], { role: 'system', content: [text('Environment.', marker)] }];
const afterCalls = [
  ...opening,
  {
    role: 'assistant',
    content: [thinking, text('Looking.'), use('call_a', { b: 1 }), use('call_b', {})],
  },
  {
    role: 'user',
    content: [
      result('call_b', [text('second')], { is_error: false }),
      result('call_a', 'first'),
      text('<system-reminder>late</system-reminder>', marker),
    ],
  },
];
const secondTurn = [
  ...opening,
  afterCalls[2],
  {
    role: 'user',
    content: [
      result('call_b', [text('second')], { is_error: false }),
      result('call_a', 'first'),
      text('<system-reminder>late</system-reminder>'),
    ],
  },
  { role: 'assistant', content: [text('Done.')] },
  { role: 'user', content: [text('Thanks. More?', marker)] },
];
const calls = stream([
  { ...thinking },
  text('Looking.'),
  { ...use('call_a', {}), args: '{"b": 1}' },
  { ...use('call_b', {}), args: '{}' },
]);
const session = (): Exchange[] => {
  clock = 0;
  return [
    exchange(openingFirst as object[], calls),
    exchange(afterCalls, 'Overloaded', 529),
    exchange(afterCalls, JSON.stringify({ content: [text('Done.')] })),
    exchange(secondTurn as object[], stream([{ ...use('call_c', {}), args: '{}' }])),
  ];
};
const options = {
  name: 'recorded',
  description: 'd',
  situation: 's',
  reasoningTokens: new Map([['x_1000', 77]]),
  defaultReasoningTokens: 5,
};

describe('a recorded Claude Code session', () => {
  const scenario = scenarioFromExchanges(session(), options);
  const [first, second] = scenario.turns;

  test('gives one turn per prompt and one step per answered call', () => {
    expect(scenario.turns.map(({ steps }) => steps.length)).toEqual([2, 1]);
    expect(second?.messages).toEqual([{ role: 'user', content: 'Thanks. More?' }]);
  });

  test('keeps system blocks and messages without cache markers, and no metadata', () => {
    expect(JSON.stringify(scenario)).not.toContain('cache_control');
    expect(scenario.system.map(({ text: value }) => value)).toEqual([
      'x-anthropic-billing-header: cc_version=1;',
      'You help.',
      'Long prompt.',
    ]);
    expect(scenario.request).toEqual({ max_tokens: 32000, output_config: { effort: 'high' } });
    expect(first?.messages[1]).toEqual({ role: 'system', content: 'Environment.' });
  });

  test('keeps arguments as generated, results in completion order, what followed them', () => {
    const step = first?.steps[0];
    expect(step?.calls.map((call) => call.arguments)).toEqual(['{"b": 1}', '{}']);
    expect(step?.calls.map((call) => call.result)).toEqual(['first', [text('second')]]);
    expect(step?.calls.map((call) => call.isError)).toEqual([null, false]);
    expect(step?.resultOrder).toEqual([1, 0]);
    expect(step?.after).toEqual([
      { role: 'user', content: '<system-reminder>late</system-reminder>' },
    ]);
  });

  test('takes reasoning tokens from the upstream where they are known', () => {
    expect(first?.steps.map(({ reasoningTokens }) => reasoningTokens)).toEqual([77, 5]);
  });

  test('drops thinking of the recording from the history', () => {
    expect(JSON.stringify(scenario.turns)).not.toContain('signature');
  });

  test('ends with an answer although the recording ends with a call', () => {
    expect(second?.steps[0]).toMatchObject({ calls: [], text: 'The recording ends here.' });
  });

  test('is a scenario file that loads', () => {
    expect(loadScenario(renderScenario(scenario), 'recorded.yaml')).toEqual(scenario);
  });
});

test('without an answered call there is no session to play', () => {
  const play = () => scenarioFromExchanges([exchange(opening, 'no', 400)], options);
  expect(play).toThrow(HarnessError);
  expect(play).toThrow('has no answered model call');
});

describe('a client that rewrote its history', () => {
  const answer = (value: string): string => stream([text(value)]);
  const user = (value: string) => ({ role: 'user', content: value });
  const assistant = (value: string) => ({ role: 'assistant', content: [thinking, text(value)] });
  const turnsOf = (...exchanges: Exchange[]) => scenarioFromExchanges(exchanges, options).turns;

  test('is played as it went on: a compaction replaces everything', () => {
    const scenario = scenarioFromExchanges(
      [
        exchange([user('Go.')], answer('One.')),
        exchange([user('A summary.'), assistant('Kept.'), user('More.')], answer('Two.')),
        exchange(
          [user('A summary.'), assistant('Kept.'), user('More.'), assistant('Two.'), user('And?')],
          answer('Three.'),
        ),
      ],
      options,
    );
    expect(scenario.turns.map(({ rewindTo }) => rewindTo)).toEqual([undefined, 0, undefined]);
    expect(scenario.turns[1]?.messages).toEqual([
      user('A summary.'),
      { role: 'assistant', content: 'Kept.' },
      user('More.'),
    ]);
    expect(scenario.turns[2]?.messages).toEqual([user('And?')]);
    expect(scenario.situation).toBe(
      's The client rewrote its history before 1 call (compaction, rewind or an edit): what it ' +
        'then sent is played as recorded, there without the thinking of 1 earlier answer.',
    );
    expect(loadScenario(renderScenario(scenario), 'recorded.yaml')).toEqual(scenario);
  });

  const history = [user('One?'), assistant('1'), user('Two?'), assistant('2'), user('Three?')];
  const grown = [1, 3, 5].map((count) => history.slice(0, count));

  test('goes back to the latest user turn whose beginning it kept', () => {
    const [, , third] = grown;
    const turns = turnsOf(
      ...grown.map((messages) => exchange(messages, answer('.'))),
      exchange([...(third?.slice(0, 4) ?? []), user('Four?')], answer('.')),
      exchange([...(third?.slice(0, 2) ?? []), user('Five?')], answer('.')),
      // What it went back behind is gone: only the beginning is left of what it had.
      exchange([...(third?.slice(0, 4) ?? []), user('Six?')], answer('.')),
    );
    // Turn 4 began where turn 1 did.
    expect(turns.slice(3).map(({ rewindTo }) => rewindTo)).toEqual([2, 1, 4]);
    expect(turns.at(3)?.messages).toEqual([user('Four?')]);
    expect(turns.at(5)?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  test('in the middle of its tools: the call without a result ends its turn', () => {
    const [first, second] = turnsOf(exchange(opening, calls), exchange([user('x')], answer('.')));
    expect(first).toMatchObject({ interrupted: true, steps: [{ resultOrder: [0, 1] }] });
    expect(second).toMatchObject({ rewindTo: 0, messages: [user('x')] });
  });
});
