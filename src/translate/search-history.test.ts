import { expect, test } from 'vitest';
import { carrierNames } from '../carriers/registry.ts';
import { prepareTurn } from '../continuity/prepare-turn.ts';
import type { TranslationInput } from '../domain/translation.ts';
import { defaultTranslatorOptions, type TranslatorOptions } from '../domain/translator-options.ts';
import { emptySessionState, type SessionState } from '../domain/translator-state.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import { parseAnthropicRequest } from '../wire/anthropic/parse-request.ts';
import { renderSse } from '../wire/sse.ts';
import { translateRequest } from './request/translate-request.ts';
import { createResponseTranslator } from './stream/response-translator.ts';

const question = { role: 'user', content: 'What do cats do?' };

function inputOf(messages: JsonValue[], options: Partial<TranslatorOptions>): TranslationInput {
  const parsed = parseAnthropicRequest({ model: 'gpt-5.5', messages });
  if ('problem' in parsed) throw new Error(parsed.problem);
  return {
    request: parsed.request,
    headers: [['x-claude-code-session-id', 'session']],
    options: { ...defaultTranslatorOptions, ...options },
    account: 'account',
  };
}

/** Translates an answer of these items, and the request after it: what of it is in its input. */
function replay(items: readonly JsonObject[], options: Partial<TranslatorOptions>) {
  const asked = prepareTurn(inputOf([question], options));
  const translation = translateRequest(asked, emptySessionState);
  const translator = createResponseTranslator(asked, translation);
  const events = [
    ...items.flatMap((item, output_index) => [
      { type: 'response.output_item.added', output_index, item },
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } },
  ];
  for (const event of events) {
    translator.feed(Buffer.from(renderSse(event.type, JSON.stringify(event))));
  }
  const { result } = translator.end();
  // As the client keeps it: JSON.
  const content = JSON.parse(JSON.stringify(result.message?.content)) as JsonValue;
  const next = inputOf(
    [question, { role: 'assistant', content }, { role: 'user', content: 'And dogs?' }],
    options,
  );
  const state: SessionState = { pins: {}, entries: [...result.writes.entries] };
  const { value, losses } = translateRequest(prepareTurn(next), state);
  const features = losses.map(({ feature }) => feature);
  return { content, input: value.body.input.slice(1, -1), losses: features };
}

const reasoning = (number: number): JsonObject => ({
  ...{ type: 'reasoning', summary: [] },
  encrypted_content: `gAAAAcontent${number}`,
});
const search = (action: JsonObject): JsonObject => ({
  ...{ type: 'web_search_call', status: 'completed', action },
});
const text: JsonObject = {
  ...{ type: 'message', role: 'assistant' },
  content: [{ type: 'output_text', text: 'They sleep.' }],
};
const answer = [
  reasoning(1),
  search({ type: 'search', query: 'cats' }),
  reasoning(2),
  search({ type: 'open_page', url: 'https://cats.example/' }),
  search({ type: 'search', query: 'cats', queries: ['cats', 'cats asleep'] }),
  text,
];

test.each(carrierNames)(
  'searches go back as they came, each with its reasoning before it (%s)',
  (reasoning_carrier) => {
    const named = answer.map((item, index) => ({ id: `ws_${index}`, ...item }));
    const options = { reasoning_continuity: true, reasoning_carrier };
    expect(replay(named, options).input).toEqual(answer);
  },
);

test('without continuity the searches go back alone', () => {
  expect(replay(answer, {}).input).toEqual(answer.filter(({ type }) => type !== 'reasoning'));
});

test('what a search found is not repeated to the backend that found it', () => {
  const sources = [{ type: 'url', url: 'https://cats.example/' }];
  const { input, losses } = replay([search({ type: 'search', query: 'cats', sources }), text], {});
  expect(input).toEqual([search({ type: 'search', query: 'cats' }), text]);
  expect(losses).toContain('web-search-results');
});

const found = (url: string) => ({
  ...{ type: 'web_search_result', title: 'Cats', encrypted_content: 'sealed', page_age: null },
  url,
});
const foreign = (content: JsonValue): JsonValue[] => [
  question,
  {
    role: 'assistant',
    content: [
      {
        ...{ type: 'server_tool_use', id: 'srvtoolu_01', name: 'web_search' },
        input: { query: 'cats' },
      },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_01', content },
      { type: 'text', text: 'They sleep.' },
    ],
  },
  { role: 'user', content: 'And dogs?' },
];

test("what Anthropic's server found is written down by title and address", () => {
  const input = inputOf(foreign([found('https://a.example'), found('https://b.example')]), {});
  const { value, losses } = translateRequest(prepareTurn(input), emptySessionState);
  const written = 'Found by the web search:\n- Cats: https://a.example\n- Cats: https://b.example';
  expect(value.body.input.slice(1, -1)).toEqual([
    search({ type: 'search', query: 'cats' }),
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: written }] },
    text,
  ]);
  expect(losses).toContainEqual(
    expect.objectContaining({ kind: 'approximated', feature: 'web-search-results' }),
  );
});

test.each([
  ['an error', 'failed', { type: 'web_search_tool_result_error', error_code: 'unavailable' }],
  ['results of another shape', 'completed', [null, 'text', { url: 1 }]],
])('%s instead of results is a search that %s', (_case, status, content) => {
  const { value } = translateRequest(prepareTurn(inputOf(foreign(content), {})), emptySessionState);
  const cats = search({ type: 'search', query: 'cats' });
  expect(value.body.input.slice(1, -1)).toEqual([{ ...cats, status }, text]);
});

test('a search that failed goes back as one, and no other', () => {
  const failed = { ...search({ type: 'search', query: 'cats' }), status: 'failed' };
  const all = [failed, search({ type: 'search', query: 'dogs' }), failed, text];
  const named = all.map((item, index) => ({ id: `ws_${index}`, ...item }));
  expect(replay(named, {}).input).toEqual(all);
});

test.each([
  [{ type: 'other' }, { type: 'search', query: '' }],
  [
    { type: 'other', query: 'cats' },
    { type: 'search', query: 'cats' },
  ],
  [
    { type: 'find_in_page', url: 'https://a.example' },
    { type: 'search', query: 'https://a.example' },
  ],
  [
    { type: 'search', queries: ['cats', 'dogs'] },
    { type: 'search', queries: ['cats', 'dogs'] },
  ],
])('the action %j goes back as %j, which the backend takes', (action, taken) => {
  expect(replay([search(action), text], {}).input).toEqual([search(taken), text]);
});

test('a search with a list of queries is shown with its first', () => {
  const { content } = replay([search({ type: 'search', queries: ['cats', 'dogs'] }), text], {});
  expect(content).toMatchObject([{ type: 'server_tool_use', input: { query: 'cats' } }, {}, {}]);
});
