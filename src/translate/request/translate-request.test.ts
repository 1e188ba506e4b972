import { describe, expect, test } from 'vitest';
import { withTurnState } from '../../continuity/pins.ts';
import type { TranslationInput } from '../../domain/translation.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import {
  emptySessionState,
  type SessionPins,
  type SessionState,
} from '../../domain/translator-state.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { inputOf } from '../conversation.test-support.ts';
import { emptyAnswerText } from '../empty-answer.ts';
import { stateKeys, translateRequest } from './translate-request.ts';

type Messages = AnthropicRequest['messages'];

function translate(
  request: Partial<AnthropicRequest>,
  options: Partial<TranslatorOptions> = {},
  state: SessionState = emptySessionState,
): ReturnType<typeof translateRequest> {
  return translateRequest(inputOf(request, options), state);
}

/** Input items of a history, and the features that it loses. */
function checkHistory(messages: Messages, items: ResponsesItem[], losses: string[] = []): void {
  const translation = translate({ messages });
  expect(translation.value.body.input).toEqual(items);
  expect(translation.losses.map(({ feature }) => feature)).toEqual(losses);
}

const user = (...texts: string[]): ResponsesItem => ({
  type: 'message',
  role: 'user',
  content: texts.map((text) => ({ type: 'input_text', text })),
});
const developer = (...texts: string[]): ResponsesItem => ({
  type: 'message',
  role: 'developer',
  content: texts.map((text) => ({ type: 'input_text', text })),
});
const assistant = (text: string): ResponsesItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
const call = (id: string, args = '{}', name = 'Read'): ResponsesItem => ({
  type: 'function_call',
  call_id: id,
  name,
  arguments: args,
});
const result = (id: string, output: unknown): ResponsesItem => ({
  type: 'function_call_output',
  call_id: id,
  output,
});
const use = (id: string, input: unknown = {}) =>
  ({ type: 'tool_use', id, name: 'Read', input }) as const;
const answer = (id: string, content?: string) =>
  ({
    type: 'tool_result',
    tool_use_id: id,
    ...(content === undefined ? {} : { content }),
  }) as const;

describe('a history', () => {
  test('keeps consecutive messages of one role apart and leaves empty ones out', () => {
    checkHistory(
      [
        { role: 'user', content: 'a' },
        { role: 'user', content: [] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'b' },
            { type: 'text', text: 'c' },
          ],
        },
        { role: 'assistant', content: '' },
      ],
      [user('a'), user('b', 'c')],
    );
  });

  test('turns the system role in mid-conversation into a developer message in place', () => {
    checkHistory(
      [
        { role: 'user', content: 'a' },
        { role: 'system', content: 'note' },
        { role: 'assistant', content: 'b' },
      ],
      [user('a'), developer('note'), assistant('b')],
    );
  });

  test('puts outputs first where a developer message would split them from their calls', () => {
    checkHistory(
      [
        { role: 'assistant', content: [use('1'), use('2')] },
        { role: 'system', content: 'note' },
        {
          role: 'user',
          content: [answer('2', 'two'), { type: 'text', text: 'hm' }, answer('1', 'one')],
        },
      ],
      [call('1'), call('2'), result('2', 'two'), result('1', 'one'), developer('note'), user('hm')],
    );
  });

  test('answers a call without result, once, before what follows', () => {
    checkHistory(
      [
        { role: 'assistant', content: [use('1'), use('2')] },
        { role: 'user', content: [answer('2', 'two'), { type: 'text', text: 'go on' }] },
      ],
      [call('1'), call('2'), result('2', 'two'), result('1', 'aborted'), user('go on')],
      ['missing-tool-result'],
    );
  });

  test('answers a call at the very end', () => {
    checkHistory(
      [{ role: 'assistant', content: [use('1')] }],
      [call('1'), result('1', 'aborted')],
      ['missing-tool-result'],
    );
  });

  test('drops results without call and second results', () => {
    checkHistory(
      [
        { role: 'user', content: [answer('gone', 'x')] },
        { role: 'assistant', content: [use('1')] },
        { role: 'user', content: [answer('1', 'one')] },
        { role: 'assistant', content: 'ok' },
        { role: 'user', content: [answer('1', 'again')] },
      ],
      [call('1'), result('1', 'one'), assistant('ok')],
      ['orphan-tool-result', 'late-tool-result'],
    );
  });

  test('drops a second call with the same id', () => {
    checkHistory(
      [
        { role: 'assistant', content: [use('1'), use('1')] },
        { role: 'user', content: [answer('1', 'one')] },
      ],
      [call('1'), result('1', 'one')],
      ['duplicate-call'],
    );
  });

  test('gives one string for every spelling of a textual result', () => {
    const history = (content: unknown): Messages =>
      [
        { role: 'assistant', content: [use('1')] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: '1', content }] },
      ] as Messages;
    checkHistory(history('one'), [call('1'), result('1', 'one')]);
    checkHistory(history([{ type: 'text', text: 'one' }]), [call('1'), result('1', 'one')]);
    checkHistory(history([]), [call('1'), result('1', '')]);
    checkHistory(history(undefined), [call('1'), result('1', '')]);
    checkHistory(
      history([
        { type: 'tool_reference', tool_name: 'WebFetch' },
        { type: 'text', text: 'Tool loaded.' },
      ]),
      [call('1'), result('1', 'The tool WebFetch can be called now.\nTool loaded.')],
    );
  });

  test('marks a failed result in its text', () => {
    checkHistory(
      [
        { role: 'assistant', content: [use('1')] },
        { role: 'user', content: [{ ...answer('1', 'no such file'), is_error: true }] },
      ],
      [call('1'), result('1', '[tool call failed]\nno such file')],
    );
  });

  test('keeps images, in user turns and in results', () => {
    const image = {
      type: 'image',
      source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' },
    } as const;
    const part = { type: 'input_image', image_url: 'data:image/jpeg;base64,AAAA' };
    const linked = {
      type: 'image',
      source: { type: 'url', url: 'https://example.org/a.png' },
    } as const;
    checkHistory(
      [
        { role: 'user', content: [image, linked] },
        { role: 'assistant', content: [use('1')] },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: '1',
              content: [{ type: 'text', text: 'a' }, image],
            },
          ],
        },
      ],
      [
        {
          type: 'message',
          role: 'user',
          content: [part, { type: 'input_image', image_url: 'https://example.org/a.png' }],
        },
        call('1'),
        result('1', [{ type: 'input_text', text: 'a' }, part]),
      ],
    );
  });

  test('keeps documents: PDF, link, text and nested content', () => {
    const document = (source: object, title?: string) =>
      ({ type: 'document', source, ...(title === undefined ? {} : { title }) }) as never;
    checkHistory(
      [
        {
          role: 'user',
          content: [
            document({ type: 'base64', media_type: 'application/pdf', data: 'JVBE' }, 'a.pdf'),
            document({ type: 'url', url: 'https://example.org/b.pdf' }),
            document({ type: 'text', data: 'plain' }),
            document({ type: 'content', content: [{ type: 'text', text: 'nested' }] }),
            document({ type: 'file', file_id: 'file_1' }),
          ],
        },
      ],
      [
        {
          type: 'message',
          role: 'user',
          content: [
            {
              type: 'input_file',
              filename: 'a.pdf',
              file_data: 'data:application/pdf;base64,JVBE',
            },
            { type: 'input_file', file_url: 'https://example.org/b.pdf' },
            { type: 'input_text', text: 'plain' },
            { type: 'input_text', text: 'nested' },
          ],
        },
      ],
      ['source-file'],
    );
  });

  test('leaves foreign thinking and unknown blocks out, and says so', () => {
    checkHistory(
      [
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'EqQBCkYIBRgC' },
            { type: 'redacted_thinking', data: 'EmwKAhgB' },
            { type: 'server_tool_use', id: 'x' } as never,
            { type: 'text', text: 'ok' },
          ],
        },
      ],
      [assistant('ok')],
      ['thinking-foreign', 'thinking-foreign', 'block-server_tool_use'],
    );
  });

  test('does not replay our own stand-in for an empty answer', () => {
    checkHistory(
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: [{ type: 'text', text: emptyAnswerText }] },
        { role: 'user', content: 'b' },
      ],
      [user('a'), user('b')],
    );
  });

  test('shortens ids and names that the backend refuses, by a hash of the name alone', () => {
    const long = 'x'.repeat(80);
    const { body } = translate({
      tools: [{ name: 'mcp.files/read' }, { name: long }],
      messages: [
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: long, name: 'mcp.files/read', input: {} }],
        },
        { role: 'user', content: [answer(long, 'ok')] },
      ],
    }).value;
    const [item, output] = body.input as { call_id: string; name: string }[];
    const names = body.tools?.map((tool) => String(tool.name)) ?? [];
    expect(item?.call_id).toMatch(/^call_[0-9a-f]{40}$/);
    expect(output?.call_id).toBe(item?.call_id);
    expect(item?.name).toMatch(/^mcp_files_read_[0-9a-f]{8}$/);
    expect(names[0]).toBe(item?.name);
    expect(names[1]).toHaveLength(64);
    expect(names.every((name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name))).toBe(true);
  });
});

describe("a call's arguments", () => {
  const history = (input: unknown): Messages => [{ role: 'assistant', content: [use('1', input)] }];
  const state: SessionState = {
    pins: {},
    entries: [{ anchor: 'call:1', reasoning: [], originalArguments: '{"b": 1.0, "a": [ ]}' }],
  };
  const argumentsOf = (input: unknown, options: Partial<TranslatorOptions>): unknown =>
    (
      translate({ messages: history(input) }, options, state).value.body.input[0] as {
        arguments: unknown;
      }
    ).arguments;

  test('are the bytes as generated, whatever the key order of the client', () => {
    expect(argumentsOf({ a: [], b: 1 }, {})).toBe('{"b": 1.0, "a": [ ]}');
  });
  test("are the client's where it changed what they say", () => {
    expect(argumentsOf({ a: [], b: 2 }, {})).toBe('{"a":[],"b":2}');
  });
  test("are the client's where the option says so", () => {
    expect(argumentsOf({ a: [], b: 1 }, { call_arguments: 'reserialised' })).toBe('{"a":[],"b":1}');
  });
});

describe('the settings of a request', () => {
  const cases: readonly {
    name: string;
    request: Partial<AnthropicRequest>;
    options?: Partial<TranslatorOptions>;
    pins?: SessionPins;
    expected: Partial<Record<keyof ResponsesRequest, unknown>>;
    losses?: string[];
  }[] = [
    {
      name: 'are never stored and always streamed',
      request: { stream: false },
      expected: { store: false, stream: true, tools: undefined, tool_choice: undefined },
    },
    {
      name: 'ask for encrypted reasoning with continuity',
      request: {},
      options: { reasoning_continuity: true },
      expected: { include: ['reasoning.encrypted_content'] },
    },
    { name: 'ask for none without it', request: {}, expected: { include: undefined } },
    {
      name: 'ask for none of a model that does not reason',
      request: { model: 'gpt-4.1', thinking: { type: 'adaptive' } },
      options: { include_encrypted: 'always', reasoning_continuity: true },
      expected: { include: undefined, reasoning: undefined },
      losses: ['reasoning'],
    },
    {
      name: 'ask an unknown model as they ask a current one',
      request: { model: 'some-model' },
      options: { include_encrypted: 'always' },
      expected: { include: ['reasoning.encrypted_content'] },
    },
    {
      name: 'ask with an effort only where there is one (grob)',
      request: {},
      options: { include_encrypted: 'with-effort' },
      expected: { include: undefined, reasoning: undefined },
    },
    {
      name: 'take effort from output_config first',
      request: {
        output_config: { effort: 'low' },
        thinking: { type: 'enabled', budget_tokens: 30000 },
      },
      expected: { reasoning: { effort: 'low', summary: 'auto' } },
    },
    {
      name: 'take effort from the thinking budget',
      request: { thinking: { type: 'enabled', budget_tokens: 8192 } },
      expected: { reasoning: { effort: 'medium', summary: 'auto' } },
    },
    {
      name: 'turn disabled thinking into no effort',
      request: { thinking: { type: 'disabled' } },
      expected: { reasoning: { effort: 'none' } },
    },
    {
      name: 'lower an effort that the model does not take',
      request: { output_config: { effort: 'max' } },
      expected: { reasoning: { effort: 'xhigh' } },
      losses: ['effort'],
    },
    {
      name: 'keep the effort with which the session began',
      request: { output_config: { effort: 'low' } },
      pins: { effort: 'high' },
      expected: { reasoning: { effort: 'high' } },
      losses: ['effort-pinned'],
    },
    {
      name: 'let options beat the request',
      request: { output_config: { effort: 'low' } },
      options: {
        effort: 'high',
        summary: 'detailed',
        reasoning_context: 'all_turns',
        verbosity: 'low',
        service_tier: 'flex',
      },
      expected: {
        reasoning: { effort: 'high', summary: 'detailed', context: 'all_turns' },
        text: { verbosity: 'low' },
        service_tier: 'flex',
      },
    },
    {
      name: 'turn fast into the priority tier',
      request: { speed: 'fast', service_tier: 'auto' },
      expected: { service_tier: 'priority' },
    },
    {
      name: 'ask for structured output',
      request: { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      expected: {
        text: {
          format: {
            type: 'json_schema',
            name: 'response',
            schema: { type: 'object' },
            strict: false,
          },
        },
      },
    },
    {
      name: 'put the system prompt into a developer message, without the billing block',
      request: {
        system: [
          { type: 'text', text: 'x-anthropic-billing-header: cc_version=2;' },
          { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
          { type: 'text', text: 'b' },
        ],
      },
      expected: { input: [developer('a', 'b')], instructions: undefined },
      losses: ['billing-header'],
    },
    {
      name: 'put the system prompt into instructions',
      request: { system: 'a' },
      options: { system_as: 'instructions' },
      expected: { input: [], instructions: 'a' },
    },
    {
      name: 'leave out the cache key',
      request: {},
      options: { prompt_cache_key: 'none' },
      expected: { prompt_cache_key: undefined },
    },
    {
      name: 'name every field that is left out',
      request: { max_tokens: 5, temperature: 1, invented: {} },
      expected: {},
      losses: ['max_tokens', 'temperature', 'invented'],
    },
  ];
  for (const { name, request, options, pins, expected, losses } of cases) {
    test(name, () => {
      const translation = translate(request, options, { pins: pins ?? {}, entries: [] });
      const { body } = translation.value;
      for (const [field, value] of Object.entries(expected)) {
        expect([field, body[field as keyof ResponsesRequest]]).toEqual([field, value]);
      }
      expect(translation.losses.map(({ feature }) => feature)).toEqual(losses ?? []);
    });
  }

  test('always have the same key order', () => {
    const { body } = translate(
      {
        system: 'a',
        tools: [{ name: 'Read' }],
        output_config: { effort: 'low', format: { type: 'json_schema', schema: {} } },
        speed: 'fast',
      },
      { reasoning_continuity: true, system_as: 'instructions' },
    ).value;
    expect(Object.keys(body)).toEqual([
      ...[
        'model',
        'instructions',
        'stream',
        'input',
        'tools',
        'tool_choice',
        'parallel_tool_calls',
      ],
      ...['reasoning', 'store', 'include', 'prompt_cache_key', 'text', 'service_tier'],
    ]);
  });

  test('send the cache key as session-id header too', () => {
    const { body, headers } = translate({}).value;
    expect(headers).toEqual([['session-id', body.prompt_cache_key]]);
    expect(translate({}, { session_header: false }).value.headers).toEqual([]);
    const hashed = translate({}, { prompt_cache_key: 'prefix-hash' }).value;
    expect(hashed.body.prompt_cache_key).toMatch(/^prefix-[0-9a-f]{32}$/);
    expect(hashed.headers).toEqual([['session-id', hashed.body.prompt_cache_key]]);
  });
});

describe("a session's state", () => {
  const input = inputOf({ messages: [{ role: 'user', content: 'a' }] });
  const session = (more: Partial<TranslationInput>): string =>
    stateKeys({ ...input, ...more }).session;

  test('is its own for every account and upstream model', () => {
    const keys = [{}, { account: 'other' }, { upstreamModel: 'gpt-6' }].map(session);
    expect(new Set(keys).size).toBe(3);
  });

  test('is the same in the keys and in the writes', () => {
    expect(translateRequest(input, emptySessionState).writes.session).toBe(session({}));
  });

  test('goes upstream under the model that is asked for there', () => {
    const { body } = translateRequest(
      { ...input, upstreamModel: 'gpt-6' },
      emptySessionState,
    ).value;
    expect(body.model).toBe('gpt-6');
  });

  test('echoes the turn state while its user turn goes on', () => {
    const turnState = (messages: Messages): unknown => {
      const pins = withTurnState(
        input,
        emptySessionState,
        translateRequest(input, emptySessionState).writes,
        [['x-codex-turn-state', 'machine-1']],
      ).pins;
      const { headers } = translate({ messages }, {}, { pins: pins ?? {}, entries: [] }).value;
      return Object.fromEntries(headers)['x-codex-turn-state'];
    };
    const loop: Messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: [use('1')] },
      { role: 'user', content: [answer('1')] },
    ];
    expect(turnState(loop)).toBe('machine-1');
    expect(turnState([...loop, { role: 'user', content: 'next' }])).toBeUndefined();
  });
});

describe('a message of its own effort', () => {
  const note = {
    role: 'system',
    content: 'now harder',
    output_config: { effort: 'high' },
  } as const;
  const messages: Messages = [{ role: 'user', content: 'a' }, note];

  test("counts as the request's where it comes first", () => {
    const { value, losses } = translate({ messages, output_config: { effort: 'low' } });
    expect(value.body.reasoning?.effort).toBe('high');
    expect(losses).toEqual([]);
  });

  test('does not change the effort of a session, and is reported', () => {
    const state = { pins: { effort: 'low', summary: 'none' }, entries: [] };
    const { value, losses } = translate({ messages }, {}, state);
    expect(value.body.reasoning?.effort).toBe('low');
    expect(losses).toMatchObject([
      { feature: 'effort-pinned', pointer: '/messages/1/output_config/effort' },
    ]);
  });
});

describe('a phase', () => {
  test('goes back with its message, and only with it', () => {
    const messages: Messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
      { role: 'assistant', content: 'd' },
    ];
    const input = inputOf({ model: 'gpt-6', messages });
    const anchor = stateKeys(input).anchors[0] ?? '';
    const entry = { anchor, reasoning: [], originalArguments: null, phase: 'commentary' };
    const { value } = translateRequest(input, { pins: {}, entries: [entry] });
    const phases = value.body.input.map((item) => ('phase' in item ? item.phase : undefined));
    expect(phases).toEqual([undefined, 'commentary', undefined, undefined]);
  });

  test('is not looked for where the model has none', () => {
    expect(stateKeys(inputOf({ messages: [{ role: 'assistant', content: 'b' }] })).anchors).toEqual(
      [],
    );
  });
});

describe('tools', () => {
  const named = (...names: string[]) => names.map((name) => ({ name }));
  const namesOf = (body: ResponsesRequest): unknown[] => (body.tools ?? []).map(({ name }) => name);

  test('are functions that are explicitly not strict, their schema as the client wrote it', () => {
    const input_schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      required: ['b'],
      type: 'object',
      properties: { b: {}, a: {} },
    };
    const { body } = translate({
      tools: [{ name: 'Read', description: 'reads', input_schema, cache_control: null }],
    }).value;
    expect(JSON.stringify(body.tools)).toBe(
      '[{"type":"function","name":"Read","description":"reads","parameters":{"required":["b"],' +
        '"type":"object","properties":{"b":{},"a":{}}},"strict":false}]',
    );
    expect(body.parallel_tool_calls).toBe(true);
    expect(body.tool_choice).toBe('auto');
  });

  test('get an object schema where they have none', () => {
    expect(translate({ tools: named('Now') }).value.body.tools).toMatchObject([
      { parameters: { type: 'object', properties: {} } },
    ]);
  });

  test('that appear later come last, and stay there', () => {
    const first = translate({ tools: named('A', 'C') });
    expect(first.writes.pins?.toolOrder).toEqual(['A', 'C']);
    const state = { pins: first.writes.pins ?? {}, entries: [] };
    const second = translate({ tools: named('A', 'B', 'C') }, {}, state);
    expect(namesOf(second.value.body)).toEqual(['A', 'C', 'B']);
    expect(second.writes.pins?.toolOrder).toEqual(['A', 'C', 'B']);
    const third = translate(
      { tools: named('A', 'B', 'C') },
      {},
      { pins: second.writes.pins ?? {}, entries: [] },
    );
    expect(namesOf(third.value.body)).toEqual(['A', 'C', 'B']);
    expect(third.writes.pins).toBeNull();
  });

  test('keep the order of the client where the option says so', () => {
    const state = { pins: { toolOrder: ['C', 'A'] }, entries: [] };
    const { body } = translate({ tools: named('A', 'C') }, { tool_order: 'as-sent' }, state).value;
    expect(namesOf(body)).toEqual(['A', 'C']);
  });

  test('that are deferred are offered after all others, once a tool search has named them', () => {
    const tools = [
      { name: 'A' },
      { name: 'B', defer_loading: true },
      { name: 'Placeholder', defer_loading: true },
      { name: 'Z' },
    ];
    const loaded: Messages = [
      { role: 'assistant', content: [use('1')] },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: '1',
            content: [{ type: 'tool_reference', tool_name: 'B' }],
          },
        ],
      },
    ];
    const before = translate({ tools });
    expect(namesOf(before.value.body)).toEqual(['A', 'Z']);
    expect(before.losses.map(({ feature }) => feature)).toEqual(['deferred-tool', 'deferred-tool']);
    expect(namesOf(translate({ tools, messages: loaded }).value.body)).toEqual(['A', 'Z', 'B']);
  });

  describe('that appear later, with a model that takes tools in the input', () => {
    const model = 'gpt-6';
    const question: Messages = [{ role: 'user', content: 'q' }];
    const typesOf = (body: ResponsesRequest): string[] => body.input.map(({ type }) => type);
    const additional = (...names: string[]) => ({
      ...{ type: 'additional_tools', role: 'developer' },
      tools: names.map((name) => expect.objectContaining({ name })),
    });

    test('stand where they appeared, for good, and the list stays as it was', () => {
      const first = translate({ model, messages: question, tools: named('A', 'C') });
      const grown: Messages = [...question, { role: 'assistant', content: 'a' }, ...question];
      const tools = named('A', 'B', 'C');
      const second = translate(
        { model, messages: grown, tools },
        {},
        { pins: first.writes.pins ?? {}, entries: [] },
      );
      expect(second.value.body.tools).toEqual(first.value.body.tools);
      expect(second.value.body.input.at(-1)).toEqual(additional('B'));
      const third = translate(
        { model, messages: [...grown, { role: 'assistant', content: 'b' }, ...question], tools },
        {},
        { pins: second.writes.pins ?? {}, entries: [] },
      );
      const earlier = second.value.body.input;
      expect(third.value.body.input.slice(0, earlier.length)).toEqual(earlier);
      expect(typesOf(third.value.body).filter((type) => type === 'additional_tools')).toHaveLength(
        1,
      );
      expect(third.writes.pins).toBeNull();
    });

    test('stand behind the search that loaded them, without any state', () => {
      const reference = [{ type: 'tool_reference', tool_name: 'B' }] as const;
      const messages: Messages = [
        { role: 'assistant', content: [use('1')] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: '1', content: [...reference] }],
        },
        { role: 'assistant', content: 'ok' },
      ];
      const tools = [{ name: 'A' }, { name: 'B', defer_loading: true }];
      const { body } = translate({ model, messages, tools }).value;
      expect(namesOf(body)).toEqual(['A']);
      expect(typesOf(body)).toEqual([
        ...['function_call', 'function_call_output', 'additional_tools', 'message'],
      ]);
      expect(body.input[2]).toEqual(additional('B'));
    });

    test('can be chosen', () => {
      const tools = [{ name: 'A' }, { name: 'B' }];
      const state = { pins: { toolOrder: ['A'] }, entries: [] };
      const { value, losses } = translate(
        { model, messages: question, tools, tool_choice: { type: 'tool', name: 'B' } },
        {},
        state,
      );
      expect(value.body.tool_choice).toEqual({ type: 'function', name: 'B' });
      expect(losses).toEqual([]);
    });

    test('go there with any model where the option says so', () => {
      const state = { pins: { toolOrder: ['A'] }, entries: [] };
      const { body } = translate(
        { messages: question, tools: named('A', 'B') },
        { tool_order: 'in-input' },
        state,
      ).value;
      expect(namesOf(body)).toEqual(['A']);
      expect(body.input.at(-1)).toEqual(additional('B'));
    });
  });

  test('of the server: web search is mapped, others cannot be', () => {
    const { value, losses } = translate({
      tools: [
        { type: 'web_search_20250305', name: 'web_search', allowed_domains: ['example.org'] },
        { type: 'code_execution_20250825', name: 'code_execution' },
      ],
    });
    expect(value.body.tools).toEqual([
      { type: 'web_search', filters: { allowed_domains: ['example.org'] } },
    ]);
    expect(losses).toMatchObject([
      { kind: 'unsupported', feature: 'server-tool', pointer: '/tools/1' },
    ]);
  });

  const choices: readonly [AnthropicRequest['tool_choice'], unknown, boolean][] = [
    [{ type: 'auto', disable_parallel_tool_use: true }, 'auto', false],
    [{ type: 'any' }, 'required', true],
    [{ type: 'none' }, 'none', true],
    [{ type: 'tool', name: 'A' }, { type: 'function', name: 'A' }, true],
  ];
  for (const [choice, expected, parallel] of choices) {
    test(`are chosen: ${JSON.stringify(choice)}`, () => {
      const { body } = translate({
        tools: named('A'),
        ...(choice ? { tool_choice: choice } : {}),
      }).value;
      expect([body.tool_choice, body.parallel_tool_calls]).toEqual([expected, parallel]);
    });
  }

  test('cannot be chosen where they are not offered', () => {
    const { losses } = translate({ tools: named('A'), tool_choice: { type: 'tool', name: 'B' } });
    expect(losses).toMatchObject([{ kind: 'unsupported', feature: 'tool-choice' }]);
  });
});
