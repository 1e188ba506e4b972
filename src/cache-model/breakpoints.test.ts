// Where the public API marks prompts, and how far back it looks.
import { expect, test } from 'vitest';
import type { ResponsesItem } from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { firstConsidered, markedSegments } from './breakpoints.ts';
import { renderPrompt } from './render-prompt.ts';

const message = (role: string, content: unknown): ResponsesItem =>
  ({ type: 'message', role, content }) as ResponsesItem;
const output: ResponsesItem = { type: 'function_call_output', call_id: 'c', output: 'done' };
const call: ResponsesItem = {
  ...{ type: 'function_call', call_id: 'c', name: 'run', arguments: '{}' },
};
const image = { type: 'input_image', image_url: 'data:image/png;base64,AA==' };
const marked = { type: 'input_text', text: 'here', prompt_cache_breakpoint: { mode: 'explicit' } };
const rendered = (...input: ResponsesItem[]) =>
  renderPrompt({ model: 'gpt-5.6-sol', input } as unknown as ResponsesRequest);
const user = message('user', 'go');

test.each<[string, ResponsesItem[], number[]]>([
  ['the latest user message', [message('developer', 'rules'), user], [1]],
  ['the latest tool output', [user, call, output], [2]],
  ['not a developer message behind it', [user, call, output, message('developer', 'note')], [2]],
  ['not an answer behind it', [user, message('assistant', 'done')], [0]],
  ['its image, which ends it', [message('user', [{ type: 'input_text', text: 'a' }, image])], [1]],
  ['nothing where no user and no tool spoke', [message('developer', 'rules')], []],
  ['what the client marked, too', [message('developer', [marked]), user, call], [0, 1]],
  [
    'four at most, the latest',
    [...Array.from({ length: 6 }, () => message('developer', [marked])), user],
    [3, 4, 5, 6],
  ],
])('marked: %s', (_title, input, expected) => {
  expect(markedSegments(rendered(...input))).toEqual(expected);
});

test('a prompt is looked up at its last 80 breakpoints', () => {
  const turns = (count: number) =>
    rendered(...Array.from({ length: count }, () => [user, message('assistant', 'ok')]).flat());
  expect(firstConsidered(turns(80))).toBe(0);
  expect(firstConsidered(turns(100))).toBe(40);
});
