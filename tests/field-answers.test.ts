// Answers that other translators and gateways met in the field, and their siblings, with what the
// client must get. tests/field-answers/ holds the inputs, named by kind.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultTranslatorOptions } from '../src/domain/translator-options.ts';
import { emptySessionState } from '../src/domain/translator-state.ts';
import type { JsonValue } from '../src/lib/json.ts';
import { openTurn } from '../src/translate/turn.ts';
import { parseAnthropicRequest } from '../src/wire/anthropic/parse-request.ts';

const folder = join(import.meta.dirname, 'field-answers');

const tool = (name: string, field: string): JsonValue => ({
  name,
  description: name,
  input_schema: { type: 'object', properties: { [field]: { type: 'string' } } },
});
const history: JsonValue = [
  { role: 'user', content: 'begin' },
  {
    role: 'assistant',
    content: [
      { type: 'server_tool_use', id: 'srvtoolu_ws_old', name: 'web_search', input: { query: 'q' } },
      { type: 'tool_use', id: 'call_old', name: 'Bash', input: {} },
    ],
  },
  {
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: 'call_old', content: 'done' }],
  },
];

interface Shown {
  /** One line a block. */
  readonly blocks: readonly string[];
  readonly stop: string | null;
  readonly losses: readonly string[];
  readonly usage: unknown;
}

/** What the client gets: the message, or status and error. */
function play(file: string): Shown | { readonly error: string; readonly headers: JsonValue } {
  return playText(readFileSync(join(folder, file), 'utf8'));
}

function playText(text: string): ReturnType<typeof play> {
  const parsed = parseAnthropicRequest({
    model: 'gpt-5.5',
    tools: [tool('Bash', 'command'), tool('Write', 'path'), tool('get_weather', 'city')],
    messages: history,
  });
  if ('problem' in parsed) throw new TypeError(parsed.problem);
  const step = openTurn({
    request: parsed.request,
    headers: [],
    options: defaultTranslatorOptions,
    account: 'a',
  }).begin(emptySessionState);
  if (step.type !== 'send') throw new TypeError('the request cannot be translated');
  const answer = step.attempt.answer({ status: 200, headers: [] });
  answer.feed(new TextEncoder().encode(text));
  const end = answer.end();
  if (end.type === 'retry') throw new TypeError('nothing was replayed');
  if (end.type === 'failed') {
    const { status, headers, body } = end.error;
    return {
      error: `${status} ${body.error.type}: ${body.error.message}`,
      headers: headers as unknown as JsonValue,
    };
  }
  return {
    blocks: end.message.content.map((block) => {
      switch (block.type) {
        case 'text':
          return block.text;
        case 'thinking':
          return `(${block.thinking})`;
        case 'tool_use':
          return `${block.id} ${block.name} ${JSON.stringify(block.input)}`;
        case 'web_search_tool_result':
          return Array.isArray(block.content)
            ? `${block.tool_use_id} found ${block.content.map(({ url }) => url).join()}`
            : `${block.tool_use_id} ${block.content.error_code}`;
        default:
          return block.type;
      }
    }),
    stop: end.message.stop_reason,
    losses: end.losses.map(({ feature }) => feature),
    usage: end.message.usage,
  };
}

describe('every item of an answer comes once, in order', () => {
  const calls = ['call_1 Bash {"command":"ls"}', 'call_2 Write {"path":"a"}'];
  const cases: readonly [string, readonly string[], losses?: readonly string[]][] = [
    ['place-of-two-items', ['(why)', 'call_w get_weather {"city":"Oslo"}']],
    ['place-of-two-calls-at-once', calls],
    ['place-of-two-texts-without-ids', ['one', 'two']],
    ['place-in-snapshot-differs', ['call_r Bash {"command":"pwd"}']],
    ['place-in-snapshot-differs-without-ids', ['said', 'call_n Bash {}']],
    ['ids-change-on-every-event', ['so it is', 'call_c Bash {}']],
    ['one-id-for-all-items', ['one', 'two']],
    ['no-place', ['call_p Bash {}']],
    ['no-place-no-id', ['Hello', 'call_1 Bash {"command":"a"}', 'call_2 Bash {"command":"b"}']],
    ['text-without-beginning', ['Good day']],
    ['reasoning-without-beginning', ['(why)', 'because']],
    ['call-without-beginning', ['call_b Bash {"command":"ls"}']],
    ['call-never-named', ['text'], ['call-without-name']],
    ['only-ends-of-items', ['(why)', 'done', 'call_e Bash {}']],
    ['only-beginnings-of-items', ['said', 'call_1 Bash {"command":"ls"}']],
    ['arguments-as-object', ['call_1 Bash {"command":"ls"}']],
    ['arguments-as-object-in-their-event', ['call_1 Bash {"command":"ls"}']],
    ['tool-with-namespace', ['call_1 Bash {"command":"ls"}']],
    ['queued-first', ['hi']],
    ['only-the-snapshot', ['(why)', 'snap', 'call_s Write {}']],
    ['snapshot-has-more', ['one', 'two', 'call_x Bash {}']],
    ['everything-twice', ['once', 'call_t Bash {}']],
    [
      'names-change-at-every-turn',
      ['call_1 Bash {"command":"ls"}', 'call_2 Bash {"command":"ls"}'],
    ],
    ['names-change-without-an-end', ['call_1 Bash {"command":"ls"}']],
    [
      'names-change-and-one-is-new',
      ['call_1 Bash {"command":"ls"}', 'call_y Bash {"command":"ls"}'],
    ],
    ['reasoning-parts-as-text', ['(why)', 'because']],
    ['reasoning-only-in-deltas', ['(why)', 'because']],
    ['arguments-as-ciphertext', ['call_1 Bash {"command":"ls"}']],
    ['arguments-encoded-twice', ['call_1 Bash {"command":"ls"}'], ['arguments-decoded']],
    [
      'arguments-encoded-more',
      ['call_1 Bash {"command":"ls"}', 'call_2 Read {"file_path":"a"}'],
      ['arguments-decoded', 'arguments-decoded', 'arguments-cleaned'],
    ],
    ['arguments-of-a-text', ['call_1 Bash "list the files"'], ['arguments-invalid']],
    ['arguments-only-in-snapshot', ['call_1 Bash {"command":"ls"}', 'call_2 Write {}']],
    ['text-only-in-snapshot', ['said', 'call_2 Write {}']],
    ['two-payloads-in-one-event', ['both']],
    ['indices-far-away', ['(w\n\nhy)', 'far']],
    ['numbered-delta-twice', ['haha']],
    ['name-of-another-type', ['call_1 Bash {"command":"ls"}']],
    ['parts-interleaved', ['one two', 'three four', 'five']],
    ['parts-interleaved-and-ended', ['one two', 'three four', 'five']],
    ['tool-with-marks', ['call_1 Bash {}', 'call_2 Other<|channel|>analysis {}']],
    ['tool-in-lower-case', ['call_1 Bash {"command":"ls"}', 'call_2 basher {}']],
    [
      'arguments-came-again',
      ['1', '2', '3'].map((number) => `call_${number} Bash {"command":"ls"}`),
      ['arguments-mismatch', 'arguments-mismatch', 'arguments-mismatch'],
    ],
    [
      'arguments-after-placeholder',
      ['call_1 Bash {"command":"ls"}', 'call_2 Bash {"command":"ls"}', 'call_3 Bash {}'],
    ],
    ['arguments-of-two-calls', ['call_1 Bash {}'], ['arguments-invalid']],
    ['text-in-other-shapes', ['one', 'two', 'three', 'four', 'five']],
    ['text-beside-the-items', ['said']],
    ['text-beside-the-items-too', ['said']],
    ['part-without-text', ['see'], ['item-output_image', 'item-output_text']],
    ['summary-as-text', ['(why)', 'because']],
    ['arguments-lost-in-snapshot', ['call_1 Read {"file_path":"a"}'], ['arguments-mismatch']],
    ['call-of-another-protocol', ['call_1 Bash {"command":"ls"}', 'call_2 Write {}']],
    ['last-event-without-blank-line', ['whole']],
    ['last-event-without-line-end', ['whole']],
  ];
  test.each(cases)('%s', (name, blocks, losses = []) => {
    const shown = play(`${name}.sse`);
    expect(shown).toMatchObject({ blocks, losses });
    const called = blocks.some((block) => block.startsWith('call_'));
    expect(shown).toHaveProperty('stop', called ? 'tool_use' : 'end_turn');
  });
});

describe('a call has an id, and no other call has it', () => {
  test.each<[string, readonly string[]]>([
    ['call-id-missing-in-snapshot', ['fc_9 Write {}']],
    ['call-id-and-id-missing', ['call_r1_1 Write {}', 'call_r1_2 Bash {}']],
    ['names-of-other-types', ['call_r1_1 Bash {}', 'call_r1_2 Bash {}']],
    ['call-id-twice', ['call_0 Bash {"command":"a"}', 'call_HASH Bash {"command":"b"}']],
    ['all-ids-twice', ['call_1 Bash {"command":"a"}', 'call_HASH Bash {"command":"b"}']],
    ['call-id-of-the-history', ['call_HASH Bash {}']],
    ['call-id-of-another-alphabet', ['call_HASH Bash {}']],
  ])('%s', (name, blocks) => {
    const shown = play(`${name}.sse`);
    const given = 'blocks' in shown ? shown.blocks : [];
    expect(given.map((block) => block.replace(/call_[0-9a-f]{40}/, 'call_HASH'))).toEqual(blocks);
  });
});

describe('an end is what it says', () => {
  test.each<[string, string, string]>([
    ['end-done', 'end_turn', 'hi'],
    ['end-done-without-status', 'end_turn', 'hi'],
    ['end-incomplete-without-status', 'max_tokens', 'half'],
    ['end-incomplete-without-reason', 'max_tokens', 'half'],
    ['end-incomplete-says-nothing', 'max_tokens', 'half'],
    ['end-completed-but-incomplete', 'max_tokens', 'half'],
    ['end-incomplete-guardrail', 'refusal', 'half'],
    ['end-incomplete-filtered', 'refusal', 'half'],
    ['end-incomplete-context', 'max_tokens', 'half'],
    ['end-incomplete-safety', 'refusal', 'half'],
    ['end-incomplete-details-as-text', 'refusal', 'half'],
    ['end-without-response', 'end_turn', 'hi'],
    ['end-beside-response', 'end_turn', 'hi'],
  ])('%s is %s', (name, stop, text) =>
    expect(play(`${name}.sse`)).toMatchObject({ stop, blocks: [text] }),
  );

  test.each<[string, string]>([
    ['end-done-failed', '529 overloaded_error: busy'],
    ['end-done-expired', '500 api_error: The upstream reported that the response failed.'],
    ['end-done-error', '500 api_error: The upstream reported that the response failed.'],
    ['end-done-canceled', '500 api_error: The upstream cancelled the response.'],
    ['end-failed-last-error', '429 rate_limit_error: slow'],
    ['end-failed-status-details', '403 permission_error: used up'],
    [
      'end-incomplete-connection-lost',
      '500 api_error: The response is incomplete: connection_lost.',
    ],
    ['end-completed-but-failed', '500 api_error: boom'],
    ['end-completed-but-cancelled', '500 api_error: The upstream cancelled the response.'],
    ['end-cancelled', '500 api_error: The upstream cancelled the response.'],
    ['end-completed-with-an-error', '400 invalid_request_error: no'],
    ['end-failed-bio-policy', '400 invalid_request_error: flagged'],
    ['end-failed-invalid-image-format', '400 invalid_request_error: no image'],
    ['end-failed-failed-to-download-image', '400 invalid_request_error: gone'],
    ['end-failed-misalignment-policy-violation', '400 invalid_request_error: no'],
    ['end-failed-family-alone', '400 invalid_request_error: no'],
    ['end-failed-rate-limit', '429 rate_limit_error: Please try again in 7s.'],
    ['end-failed-no-key', '401 authentication_error: Incorrect API key provided'],
    ['end-failed-no-permission', '403 permission_error: not yours'],
    ['end-failed-schema', '400 invalid_request_error: Invalid schema'],
    ['end-failed-login-withdrawn', '401 authentication_error: Sign in again.'],
    ['end-failed-sentence-as-code', '400 invalid_request_error: No such tool.'],
    ['end-failed-new-policy', '400 invalid_request_error: flagged'],
    ['end-incomplete-timeout', '500 api_error: The response is incomplete: timeout.'],
    ['end-of-nothing', '500 api_error: The upstream ended the response without an answer.'],
    ['failed-without-response', '429 rate_limit_error: slow'],
    ['end-failed-overloaded', '529 overloaded_error: later'],
    [
      'last-event-cut',
      '500 api_error: The upstream closed the stream before the response was complete.',
    ],
  ])('%s is %s', (name, error) => expect(play(`${name}.sse`)).toMatchObject({ error }));
});

describe('an error in another shape keeps its cause', () => {
  test.each<[string, string]>([
    [
      'error-without-type.sse',
      '400 invalid_request_error: prompt is too long: Too long for the context window.',
    ],
    ['error-without-type-or-name.sse', '429 rate_limit_error: Slow.'],
    ['error-with-number.sse', '429 rate_limit_error: Quota of this minute is used up.'],
    ['error-as-text.sse', '529 overloaded_error: The server is overloaded.'],
    ['error-as-json.txt', '429 rate_limit_error: Limit reached, try again in 20s'],
    ['error-as-printed-json.txt', '400 invalid_request_error: Not allowed here.'],
    ['error-as-detail.txt', '400 invalid_request_error: Unsupported parameter: x'],
    [
      'error-of-a-field.txt',
      '400 invalid_request_error: [{"loc":["body","input"],"msg":"field required","type":"value_error.missing"}]',
    ],
    ['failed-response-as-json.txt', '400 invalid_request_error: no'],
    ['page.txt', '500 api_error: Sign in'],
    ['page-of-a-proxy.txt', '429 rate_limit_error: 429 Too Many Requests'],
    ['page-too-large.txt', '400 invalid_request_error: prompt is too long: 413 Too Large'],
    ['error-in-list.txt', '429 rate_limit_error: Resource exhausted'],
    ['error-in-list.sse', '429 rate_limit_error: Resource exhausted'],
    [
      'error-object.sse',
      '400 invalid_request_error: prompt is too long: The maximum context length is 4096 tokens',
    ],
    ['error-with-msg.sse', '429 rate_limit_error: too fast'],
    ['error-is-true.sse', '429 rate_limit_error: Limit exceeded'],
    ['error-of-aws.sse', '429 rate_limit_error: Please wait'],
    [
      'error-raw-text.txt',
      '400 invalid_request_error: prompt is too long: input exceeds the context window',
    ],
    ['error-described.txt', '401 authentication_error: The token has expired'],
    ['page-of-cloudflare.txt', '502 api_error: a.example | 522: Connection timed out'],
    [
      'response-not-begun.txt',
      '500 api_error: The upstream sent a response that is in_progress, and nothing more.',
    ],
    ['error-with-camel-case-status.txt', '529 overloaded_error: Try later'],
  ])('%s', (file, error) => expect(play(file)).toMatchObject({ error }));

  test('a whole response as JSON is an answer', () =>
    expect(play('response-as-json.txt')).toMatchObject({
      blocks: ['whole', 'call_j Bash {}'],
      stop: 'tool_use',
      usage: { input_tokens: 9, output_tokens: 3 },
    }));
});

describe('a search, whether it ran or not', () => {
  test.each<[string, readonly string[]]>([
    ['search-failed', ['server_tool_use', 'No search.', 'srvtoolu_ws_1 unavailable']],
    [
      'search-failed-in-stream',
      [
        'server_tool_use',
        'server_tool_use',
        'found',
        'srvtoolu_ws_1 unavailable',
        'srvtoolu_ws_2 found https://a.example/',
      ],
    ],
    [
      'search-ids-alike',
      [
        'server_tool_use',
        'server_tool_use',
        'x',
        'srvtoolu_call_HASH found ',
        'srvtoolu_ws_1 found ',
      ],
    ],
    ['search-id-of-the-history', ['server_tool_use', 'x', 'srvtoolu_call_HASH found ']],
    ['search-with-error', ['server_tool_use', 'x', 'srvtoolu_ws_1 unavailable']],
    ['search-found-nothing', ['server_tool_use', 'Nothing.', 'srvtoolu_ws_1 found ']],
  ])('%s', (name, blocks) => {
    const shown = play(`${name}.sse`);
    const given = 'blocks' in shown ? shown.blocks : [];
    expect(given.map((block) => block.replace(/call_[0-9a-f]{40}/, 'call_HASH'))).toEqual(blocks);
  });
});

test.each<[string, number]>([
  ['usage-chat', 64],
  ['usage-beside', 64],
  ['usage-as-text', 64],
  ['usage-anthropic', 64],
  ['usage-without-details', 0],
  ['usage-by-model', 64],
  ['usage-beside-response', 64],
  ['usage-camel-case', 64],
])('%s is read', (name, cached) =>
  expect(play(`${name}.sse`)).toMatchObject({
    usage: {
      input_tokens: 100 - cached,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: 0,
      output_tokens: 7,
    },
  }),
);

test('arguments that are not an object are reported', () =>
  expect(play('arguments-of-another-type.sse')).toMatchObject({ losses: ['arguments-invalid'] }));

describe('a wrapper that the model leaked', () => {
  const blocks = ['call_m_1 Bash {"command":"ls"}', 'call_m_2 get_weather {"city":"Oslo"}'];
  test.each(['wrapper-streamed', 'wrapper-short-name'])('%s is taken apart', (name) =>
    expect(play(`${name}.sse`)).toMatchObject({ blocks, losses: ['call-taken-apart'] }),
  );
  test.each(['wrapper-in-text', 'wrapper-in-wrapper'])('%s is taken apart too', (name) =>
    expect(play(`${name}.sse`)).toMatchObject({
      // Read takes no empty `pages`.
      blocks: ['call_m_1 Read {"file_path":"a"}', 'call_m_2 Bash {"command":"ls"}'],
      losses: ['call-taken-apart', 'arguments-cleaned'],
    }),
  );
  test.each([
    'wrapper-in-a-list',
    'wrapper-beside-the-name',
    'wrapper-in-words-of-chat',
    'wrapper-in-other-words',
  ])('%s is read too', (name) =>
    expect(play(`${name}.sse`)).toMatchObject({
      blocks: ['call_m_1 Bash {"command":"ls"}'],
      losses: ['call-taken-apart'],
    }),
  );
  test.each([
    ['wrapper-damaged', 'call_m parallel {"tool_uses":[{"recipient_name":"functions.Bash"},7]}'],
    ['tool-unknown', 'call_u Teleport {"to":"x"}'],
  ])('%s continues as it is', (name, block) =>
    expect(play(`${name}.sse`)).toMatchObject({ blocks: [block], losses: [] }),
  );
});

const streams = readdirSync(folder).filter((name) => name.endsWith('.sse'));
test.each(streams)('%s: begun again after any event, it is the same answer', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const events = text.split('\n\n').filter((event) => event.trim() !== '');
  const { losses: _, ...once } = { losses: [], ...play(name) };
  for (let cut = 1; cut < events.length - 1; cut++) {
    const heard = events.slice(0, cut).map((event) => `${event}\n\n`);
    expect(playText(heard.join('') + text), `after ${cut} events`).toMatchObject(once);
  }
});
