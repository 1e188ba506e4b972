import { describe, expect, test } from 'vitest';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import {
  defaultRenderOptions,
  estimateReasoning,
  promptSalt,
  renderPrompt,
} from './render-prompt.ts';

const reasoning = (content: string) => ({
  type: 'reasoning',
  summary: [],
  encrypted_content: content,
});
const user = { type: 'message', role: 'user', content: 'hello' };
const answer = {
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: 'hi' }],
};

function render(change: object, contextRule: 'current_turn' | 'all_turns' = 'current_turn') {
  const request = { model: 'gpt-5.5', stream: true, store: false, input: [], ...change };
  return renderPrompt(request as unknown as ResponsesRequest, {
    ...defaultRenderOptions,
    contextRule,
  });
}
const pointers = (...of: Parameters<typeof render>): string[] =>
  render(...of).map(({ pointer }) => pointer);

describe('order', () => {
  test('tools, format, instructions, input', () => {
    const found = pointers({
      input: [user, answer],
      instructions: 'Be kind.',
      text: { format: { type: 'json_schema' } },
      tools: [{ type: 'function', name: 'a', parameters: {}, strict: false }],
    });
    expect(found).toEqual(['/tools/0', '/text/format', '/instructions', '/input/0', '/input/1']);
  });
});

describe('reasoning', () => {
  const input = [user, reasoning('one'), answer, user, reasoning('two'), answer];

  test('of earlier user turns is left out under current_turn', () => {
    const expected = ['/input/0', '/input/2', '/input/3', '/input/4', '/input/5'];
    expect(pointers({ input })).toEqual(expected);
  });

  test('stays under all_turns', () => {
    expect(pointers({ input }, 'all_turns')).toHaveLength(6);
  });

  test('a developer message ends no turn', () => {
    const late = [user, reasoning('one'), answer, { ...user, role: 'developer' }];
    expect(pointers({ input: late })).toContain('/input/1');
  });

  test('without content takes no place', () => {
    expect(pointers({ input: [user, { type: 'reasoning', summary: [] }, answer] })).toHaveLength(2);
  });

  test('that cannot be opened is known by its content', () => {
    expect(estimateReasoning('abc')).toEqual(estimateReasoning('abc'));
    expect(estimateReasoning('abc').identity).not.toBe(estimateReasoning('abd').identity);
  });
});

describe('text', () => {
  const textOf = (item: object): string[] =>
    render({ input: [item] }).map((segment) => ('text' in segment ? segment.text : segment.what));

  test('a string and one text part are the same prompt', () => {
    const parts = [{ type: 'input_text', text: 'hello' }];
    expect(textOf({ ...user, content: parts })).toEqual(textOf(user));
  });

  test('ids, statuses and call ids are not in it', () => {
    const call = { type: 'function_call', name: 'ls', arguments: '{}' };
    const named = { ...call, id: 'fc_1', call_id: 'call_1', status: 'completed' };
    expect(textOf(named)).toEqual(['ls {}']);
  });

  test('images are opaque', () => {
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AA' };
    expect(textOf({ ...user, content: [image] })).toEqual(['', 'image']);
  });

  test('any other item is its JSON without id and status', () => {
    const item = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: 'a' };
    expect(textOf(item)).toEqual(['{"type":"web_search_call","action":"a"}']);
  });
});

test('model and effort change every cached block, the rest does not', () => {
  const salt = promptSalt({ model: 'a', reasoning: { effort: 'low' } });
  expect(promptSalt({ model: 'a', reasoning: { effort: 'high' } })).not.toBe(salt);
  expect(promptSalt({ model: 'b', reasoning: { effort: 'low' } })).not.toBe(salt);
  expect(promptSalt({ model: 'a', reasoning: { effort: 'low', summary: 'auto' } })).toBe(salt);
});

test('verbosity and service tier are another cache only where the vendor says so', () => {
  const low = { model: 'a', text: { verbosity: 'low' }, service_tier: 'flex' };
  const high = { ...low, text: { verbosity: 'high' } };
  expect(promptSalt(high)).toBe(promptSalt(low));
  expect(promptSalt(high, { settings: 'all' })).not.toBe(promptSalt(low, { settings: 'all' }));
  const standard = { ...low, service_tier: 'default' };
  expect(promptSalt(standard, { settings: 'all' })).not.toBe(promptSalt(low, { settings: 'all' }));
});
