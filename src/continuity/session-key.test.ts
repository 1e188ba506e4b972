import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../lib/header-list.ts';
import type { AnthropicRequest } from '../wire/anthropic/request.ts';
import { deriveSessionKey } from './session-key.ts';

const session: HeaderList = [['X-Claude-Code-Session-Id', 'd0a7f2c4-1111-4222-8333-444455556666']];
const request: AnthropicRequest = {
  model: 'gpt-5.5',
  messages: [{ role: 'user', content: 'hello' }],
  tools: [{ name: 'Read' }],
};
const keyOf = (headers: HeaderList, body: Partial<AnthropicRequest> = {}): string =>
  deriveSessionKey(headers, { ...request, ...body }, body.model ?? request.model);

describe('a session key', () => {
  test('is shaped like a UUID, within the 64 characters that the backend takes', () => {
    expect(keyOf(session)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('stays when the conversation grows', () => {
    const messages: AnthropicRequest['messages'] = [
      ...request.messages,
      { role: 'assistant', content: 'hi' },
      { role: 'user', content: 'more' },
    ];
    expect(keyOf(session, { messages, tools: [{ name: 'Read' }, { name: 'Late' }] })).toBe(
      keyOf(session),
    );
    expect(keyOf([], { messages })).toBe(keyOf([]));
  });

  const others: readonly [string, HeaderList, Partial<AnthropicRequest>][] = [
    ['a subagent', [...session, ['x-claude-code-agent-id', 'agent-1']], {}],
    ['another session', [['x-claude-code-session-id', 'other']], {}],
    ['another model', session, { model: 'gpt-6-sol' }],
    ['a web search', session, { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    [
      'a title request',
      session,
      {
        tools: [],
        output_config: {
          format: { type: 'json_schema', schema: { properties: { title: { type: 'string' } } } },
        },
      },
    ],
  ];
  for (const [name, headers, body] of others) {
    test(`is another one for ${name}`, () => expect(keyOf(headers, body)).not.toBe(keyOf(session)));
  }

  test('without any session id comes from what starts the conversation, markers aside', () => {
    const marked: Partial<AnthropicRequest> = {
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: cch=1;' },
        { type: 'text', text: 'prompt', cache_control: { type: 'ephemeral' } },
      ],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
    };
    expect(keyOf([], marked)).toBe(keyOf([], { system: 'prompt' }));
    expect(keyOf([], { messages: [{ role: 'user', content: 'bye' }] })).not.toBe(keyOf([]));
  });
});
