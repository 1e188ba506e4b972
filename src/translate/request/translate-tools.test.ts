import { describe, expect, test } from 'vitest';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { type Messages, translate, use } from './translation.test-support.ts';

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

    test('are where they appeared, for good, and the list stays as it was', () => {
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

    test('come after the search that loaded them, without any state', () => {
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

  test('say what of them has no counterpart', () => {
    const { losses } = translate({
      tools: [
        { name: 'A', input_schema: {}, strict: true, input_examples: [{}] },
        { name: 'B', input_schema: {}, strict: false, eager_input_streaming: true },
        { type: 'web_search_20250305', name: 'web_search', max_uses: 8, blocked_domains: ['a.b'] },
      ],
      output_config: { effort: 'low', 'task/budget': 1 } as never,
    });
    expect(losses.map(({ feature, pointer }) => `${feature} ${pointer}`)).toEqual([
      'field-output_config.task/budget /output_config/task~1budget',
      'tool-strict /tools/0/strict',
      'tool-examples /tools/0/input_examples',
      'web-search-limits /tools/2/max_uses',
      'web-search-limits /tools/2/blocked_domains',
    ]);
  });
  test('cannot be chosen where they are not offered', () => {
    const { losses } = translate({ tools: named('A'), tool_choice: { type: 'tool', name: 'B' } });
    expect(losses).toMatchObject([{ kind: 'unsupported', feature: 'tool-choice' }]);
  });
});
