// Bodies of requests: conversations of both protocols whose members are mostly of the right types,
// their compressed forms, and texts that are hard to count, parse or keep.
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { changed } from './changes.ts';
import { messagesRequests, responsesRequests } from './corpus.ts';

export const message = {
  ...{ model: 'm', max_tokens: 9, stream: true },
  messages: [{ role: 'user', content: 'hi' }],
};
export const response = { model: 'gpt-5.5', stream: true, store: false, input: 'hi' };

/** Any of the members, each of its type or, now and then, of any. */
export const some = (
  members: Readonly<Record<string, Arbitrary<unknown>>>,
): Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(members).map(([name, value]) => [
        name,
        fc.oneof(
          { weight: 12, arbitrary: value },
          fc.jsonValue({ maxDepth: 2 }),
          fc.constant(undefined),
        ),
      ]),
    ),
    { requiredKeys: [] },
  ) as Arbitrary<Record<string, unknown>>;

const list = (of: Arbitrary<unknown>): Arbitrary<unknown[]> => fc.array(of, { maxLength: 4 });
/** Few, so that calls and results meet, within a request and across requests. */
export const callId = fc.constantFrom('call_1', 'toolu_1', 'fc_1', '', 'rs_1');
export const words = fc.oneof(
  fc.constantFrom(
    'hi',
    '',
    'x-anthropic-billing-header: cch=abcde;',
    '<system-reminder>',
    '{"a":1}',
  ),
  fc.string({ maxLength: 30, unit: 'grapheme' }),
  fc.string({ maxLength: 10, unit: 'binary' }),
);
const cacheControl = fc.constantFrom({ type: 'ephemeral' }, { type: 'ephemeral', ttl: '1h' });
const source = some({
  type: fc.constantFrom('base64', 'url', 'text', 'content', 'file'),
  media_type: fc.constantFrom(
    ...['image/png', 'application/pdf', 'text/plain', 'text/csv; charset=x', 'IMAGE/PNG', '*/*'],
    ...['image/svg+xml', 'application/x-x', 'a', 'text/plain;base64', 'a/b,c', '\u{fc}/\n'],
  ),
  data: fc.constantFrom('', 'AAAA', 'no base64'),
  url: fc.constantFrom('https://a.example/x.png', 'file:x', 'data:,'),
  file_id: callId,
  content: words,
});
const blockOf = (inner: Arbitrary<unknown>): Arbitrary<unknown> =>
  some({
    type: fc.constantFrom(
      ...['text', 'image', 'document', 'search_result', 'tool_use', 'tool_result', 'thinking'],
      ...['redacted_thinking', 'server_tool_use', 'web_search_tool_result', 'tool_reference', 'x'],
      ...['tool_addition', 'tool_removal'],
    ),
    ...{
      text: words,
      id: callId,
      tool_use_id: callId,
      name: fc.constantFrom('Read', 'web_search'),
    },
    ...{ input: fc.jsonValue({ maxDepth: 2 }), content: fc.oneof(words, list(inner)), source },
    ...{
      thinking: words,
      signature: words,
      data: words,
      title: words,
      cache_control: cacheControl,
    },
    ...{ is_error: fc.boolean(), tool: some({ name: words }) },
  });
const block = blockOf(blockOf(fc.constant({ type: 'text', text: 'inner' })));
const tool = some({
  type: fc.constantFrom('custom', 'function', 'web_search_20250305', 'namespace'),
  name: fc.constantFrom('Read', 'Write', 'mcp__a__b', 'a'.repeat(200), ''),
  ...{ description: words, cache_control: cacheControl },
  input_schema: fc.jsonValue(),
  parameters: fc.jsonValue(),
  strict: fc.boolean(),
});
const anthropic = some({
  ...{ model: fc.constantFrom('claude-sonnet-4-6', 'm'), max_tokens: fc.integer() },
  stream: fc.boolean(),
  system: fc.oneof(words, list(block)),
  messages: list(
    some({
      role: fc.constantFrom('user', 'assistant', 'system'),
      content: fc.oneof(words, list(block)),
    }),
  ),
  ...{ tools: list(tool), metadata: some({ user_id: words }) },
  tool_choice: some({ type: fc.constantFrom('auto', 'any', 'tool', 'none'), name: words }),
  thinking: some({ type: fc.constantFrom('enabled', 'adaptive', 'disabled') }),
  output_config: some({ effort: fc.constantFrom('low', 'max') }),
});

/** An item of the Responses API, of a request or of an answer. */
export const item = some({
  type: fc.constantFrom(
    ...['message', 'reasoning', 'function_call', 'function_call_output', 'custom_tool_call'],
    ...['custom_tool_call_output', 'web_search_call', 'compaction', 'compaction_trigger', 'x'],
  ),
  role: fc.constantFrom('user', 'assistant', 'developer'),
  ...{ id: callId, call_id: callId, name: fc.constantFrom('Read', ''), arguments: words },
  content: fc.oneof(
    words,
    list(
      some({
        type: fc.constantFrom('input_text', 'output_text', 'input_image', 'input_file', 'refusal'),
        ...{ text: words, image_url: words, refusal: words, annotations: list(fc.jsonValue()) },
      }),
    ),
  ),
  summary: list(some({ type: fc.constant('summary_text'), text: words })),
  ...{ encrypted_content: words, output: words, input: words, status: words, action: some({}) },
});
const responses = some({
  ...{ model: fc.constantFrom('gpt-5.5', 'gpt-5.4'), stream: fc.boolean(), store: fc.boolean() },
  ...{ instructions: words, input: fc.oneof(words, list(item)), tools: list(tool) },
  ...{ prompt_cache_key: words, include: list(words), reasoning: some({ effort: words }) },
  previous_response_id: callId,
});

/** What a real client sends, with a few changes. */
export const changedMessages = changed(messagesRequests);
export const changedResponses = changed(responsesRequests);

/** Deep, long or monotonous: each was expensive once. */
const hard = fc.oneof(
  fc
    .tuple(fc.constantFrom(300, 5_000, 60_000), fc.constantFrom('[', '{"a":'))
    .map(([levels, open]) => open.repeat(levels)),
  fc
    .tuple(fc.constantFrom('A', ' ', '=', '\\n', '\u{1f600}', '0'), fc.constantFrom(2_000, 100_000))
    .map(([character, times]) =>
      JSON.stringify({
        ...message,
        messages: [{ role: 'user', content: character.repeat(times) }],
      }),
    ),
  fc
    .constantFrom(50, 3_000)
    .map((count) => JSON.stringify({ ...response, input: Array(count).fill({ type: 'x' }) })),
);

export const textOf = (value: unknown): string => JSON.stringify(value) ?? '';

export const body: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    JSON.stringify(message),
    JSON.stringify(response),
    '',
    '{}',
    '\u{feff}{}',
    'null',
  ),
  fc.json({ maxDepth: 4 }),
  {
    weight: 3,
    arbitrary: anthropic.map((value) => JSON.stringify({ ...message, ...value })),
  },
  {
    weight: 3,
    arbitrary: responses.map((value) => JSON.stringify({ ...response, ...value })),
  },
  { weight: 2, arbitrary: fc.oneof(changedMessages, changedResponses).map(textOf) },
  fc.string({ maxLength: 200 }),
  hard,
);

type Coding = readonly [name: string, encode: (text: Uint8Array) => Buffer];
const codings: readonly Coding[] = [
  ['gzip', (text) => gzipSync(text)],
  ['deflate', (text) => deflateSync(text)],
  ['deflate', (text) => deflateRawSync(text)],
  ['br', (text) => brotliCompressSync(text)],
  ['zstd', (text) => zstdCompressSync(text)],
  ['zstd', (text) => Buffer.concat([zstdCompressSync(text), zstdCompressSync(text)])],
  ['gzip, zstd', (text) => zstdCompressSync(gzipSync(text))],
  ['x', (text) => Buffer.from(text)],
];
/** What compresses a body, and the header that says so. */
export const coding: Arbitrary<Coding> = fc.constantFrom(...codings);
