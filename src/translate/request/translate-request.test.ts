import { describe, expect, test } from 'vitest';
import { withTurnState } from '../../continuity/pins.ts';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import type { TranslationInput } from '../../domain/translation.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { emptySessionState, type SessionPins } from '../../domain/translator-state.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { inputOf } from '../conversation.test-support.ts';
import { stateKeys } from './state-keys.ts';
import { translateRequest } from './translate-request.ts';
import { answer, developer, type Messages, translate, use } from './translation.test-support.ts';

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
      name: 'read an effort of another vocabulary as the nearest known',
      request: { model: 'gpt-5.6', output_config: { effort: 'extra-high' } },
      expected: { reasoning: { effort: 'xhigh' } },
      losses: ['effort'],
    },
    {
      name: 'read off as none',
      request: { output_config: { effort: 'Off' } },
      expected: { reasoning: { effort: 'none' } },
      losses: ['effort'],
    },
    {
      name: 'read ultra as max',
      request: { model: 'gpt-6-astra', output_config: { effort: 'ultra' } },
      expected: { reasoning: { effort: 'max' } },
      losses: ['effort'],
    },
    {
      name: 'send no effort to a model that takes none',
      request: { model: 'grok-4', output_config: { effort: 'low' } },
      expected: {},
      losses: ['effort'],
    },
    {
      name: 'send no reasoning settings to a model that does not reason',
      request: { model: 'grok-4-fast-non-reasoning', output_config: { effort: 'low' } },
      options: { include_encrypted: 'always' },
      expected: { reasoning: undefined, include: undefined },
      losses: ['reasoning'],
    },
    {
      name: 'read an empty effort as none that was asked for',
      request: { output_config: { effort: ' ' }, thinking: { type: 'disabled' } },
      expected: { reasoning: { effort: 'none' } },
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
            schema: { type: 'object', properties: {} },
            strict: false,
          },
        },
      },
    },
    {
      name: 'ask for structured output by a schema that the backend takes',
      request: {
        output_config: {
          format: {
            type: 'json_schema',
            schema: { type: 'object', properties: { a: { type: 'array', pattern: '^(?!x)' } } },
          },
        },
      },
      expected: {
        text: {
          format: {
            type: 'json_schema',
            name: 'response',
            schema: { type: 'object', properties: { a: { type: 'array', items: {} } } },
            strict: false,
          },
        },
      },
      losses: ['output-format'],
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
      expected: { input: [developer('a', 'b')], instructions: '' },
      losses: ['billing-header'],
    },
    {
      name: 'send the empty instructions without a system prompt too',
      request: {},
      expected: { input: [], instructions: '' },
    },
    {
      name: 'leave out the instructions, as Codex CLI does',
      request: { system: 'a' },
      options: { system_as: 'developer-only' },
      expected: { input: [developer('a')], instructions: undefined },
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
      request: { max_tokens: 5, temperature: 1, invented: {}, effort: 'high' },
      expected: {},
      // A field of a loss's name is not that loss.
      losses: ['max_tokens', 'temperature', 'field-invented', 'field-effort'],
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
    stateKeys(prepareTurn({ ...input, ...more })).session;

  test('is its own for every account and upstream model', () => {
    const keys = [{}, { account: 'other' }, { upstreamModel: 'gpt-6' }].map(session);
    expect(new Set(keys).size).toBe(3);
  });

  test('is the same in the keys and in the writes', () => {
    expect(translateRequest(prepareTurn(input), emptySessionState).writes.session).toBe(
      session({}),
    );
  });

  test('goes upstream under the model that is asked for there', () => {
    const { body } = translateRequest(
      prepareTurn({ ...input, upstreamModel: 'gpt-6' }),
      emptySessionState,
    ).value;
    expect(body.model).toBe('gpt-6');
  });

  test('echoes the turn state while its user turn continues', () => {
    const turnState = (messages: Messages): unknown => {
      const pins = withTurnState(
        input,
        emptySessionState,
        translateRequest(prepareTurn(input), emptySessionState).writes,
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

describe('a message with its own effort', () => {
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
