import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../lib/json.ts';
import { parseAnthropicRequest } from './parse-request.ts';

const model = 'gpt-5.5';

describe('a request body', () => {
  const bad: readonly [JsonValue, string][] = [
    [[], ''],
    [{ messages: [] }, '/model'],
    [{ model }, '/messages'],
    [{ model, messages: ['x'] }, '/messages/0'],
    [{ model, messages: [{ role: 'tool', content: '' }] }, '/messages/0/role'],
    [{ model, messages: [{ role: 'user', content: 5 }] }, '/messages/0/content'],
    [{ model, messages: [{ role: 'user', content: ['x'] }] }, '/messages/0/content/0'],
    [
      { model, messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] },
      '/messages/0/content/0/tool_use_id',
    ],
    [
      { model, messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a' }] }] },
      '/messages/0/content/0/name',
    ],
    [
      {
        model,
        messages: [
          { role: 'user', content: 'x' },
          {
            role: 'user',
            content: [{ type: 'document', source: { type: 'content', content: [{}] } }],
          },
        ],
      },
      '/messages/1/content/0/source/content/0',
    ],
    [{ model, messages: [], system: 5 }, '/system'],
    [{ model, messages: [], system: [{}] }, '/system/0'],
    [{ model, messages: [], tools: {} }, '/tools'],
    [{ model, messages: [], tools: [{}] }, '/tools/0'],
    [{ model, messages: [], tools: [{ name: 'a', type: [1] }] }, '/tools/0/type'],
    [{ model, messages: [], thinking: true }, '/thinking'],
    [{ model, messages: [], output_config: 'high' }, '/output_config'],
    [{ model, messages: [], tool_choice: 'sometimes' }, '/tool_choice'],
    [{ model, messages: [], tool_choice: { type: 'tool' } }, '/tool_choice/name'],
    [
      { model, messages: [{ role: 'user', content: '', output_config: 5 }] },
      '/messages/0/output_config',
    ],
  ];
  for (const [body, pointer] of bad) {
    test(`has a problem at ${pointer || 'its root'}`, () => {
      expect(parseAnthropicRequest(body)).toMatchObject({ pointer });
    });
  }

  test('may hold half of a character that the client has cut in two', () => {
    const half = 'cut \ud83d';
    const output = { type: 'tool_result', tool_use_id: 'a', content: half };
    const content = [{ type: 'text', text: half }, output];
    const parsed = parseAnthropicRequest({ model, messages: [{ role: 'user', content }] });
    expect(JSON.stringify(parsed)).not.toContain('\\ud83d');
    expect(JSON.stringify(parsed).split('cut \ufffd')).toHaveLength(3);
  });

  test.each<[JsonValue, JsonValue]>([
    ['auto', { type: 'auto' }],
    ['required', { type: 'any' }],
    ['none', { type: 'none' }],
    [
      { type: 'required', disable_parallel_tool_use: true },
      { type: 'any', disable_parallel_tool_use: true },
    ],
    [
      { type: 'function', name: 'a' },
      { type: 'tool', name: 'a' },
    ],
    [
      { type: 'function', function: { name: 'a' } },
      { type: 'tool', name: 'a' },
    ],
  ])('may choose tools in the words of OpenAI: %j', (given, choice) => {
    expect(parseAnthropicRequest({ model, messages: [], tool_choice: given })).toMatchObject({
      request: { tool_choice: choice },
    });
  });

  test('may have no content, unknown blocks and unknown fields', () => {
    const strange = { type: 'invented', more: 1 };
    expect(
      parseAnthropicRequest({
        model,
        messages: [
          { role: 'user' },
          { role: 'user', content: [strange, { type: 'text' }, { type: 'image', source: {} }] },
        ],
        invented: true,
        metadata: 'text',
      }),
    ).toEqual({
      request: {
        model,
        messages: [
          { role: 'user', content: [] },
          {
            role: 'user',
            content: [
              { type: 'unknown', wireType: 'invented', raw: strange },
              { type: 'unknown', wireType: 'text', raw: { type: 'text' } },
              { type: 'unknown', wireType: 'image', raw: { type: 'image', source: {} } },
            ],
          },
        ],
        invented: true,
      },
    });
  });
});

test.each([{ title: 5 }, { context: {} }])(
  'a document with %j is a block that is unknown',
  (said) => {
    const source = { type: 'text', media_type: 'text/plain', data: 'x' };
    const content = [{ type: 'document', source, ...said }];
    expect(parseAnthropicRequest({ model, messages: [{ role: 'user', content }] })).toMatchObject({
      request: { messages: [{ content: [{ type: 'unknown', wireType: 'document' }] }] },
    });
  },
);
