// Events of a Responses stream whose members are mostly of the right types, and those of the
// Messages API.
import fc, { type Arbitrary } from 'fast-check';
import { callId, item, some, words } from './bodies.ts';
import { changed } from './changes.ts';
import { responsesStreams } from './corpus.ts';
import { place } from './mistakes.ts';

const index = fc.constantFrom(0, 1, 7, -1, 1e9);
const usage = some({
  ...{ input_tokens: fc.nat(), output_tokens: fc.nat(), total_tokens: fc.nat() },
  input_tokens_details: some({ cached_tokens: fc.nat() }),
  output_tokens_details: some({ reasoning_tokens: fc.nat() }),
});
const error = some({
  type: fc.constantFrom('invalid_request_error', 'server_error'),
  code: fc.constantFrom('rate_limit_exceeded', 'context_length_exceeded', 'x'),
  ...{ message: words, param: words },
});
const answer = some({
  id: fc.constantFrom('r', 'resp_1'),
  status: fc.constantFrom('completed', 'incomplete', 'failed', 'in_progress'),
  output: fc.array(item, { maxLength: 3 }),
  incomplete_details: some({ reason: fc.constantFrom('max_output_tokens', 'content_filter') }),
  ...{ usage, error, model: words },
});

/** One event, as a value. */
export const event: Arbitrary<Record<string, unknown>> = fc.oneof(
  {
    weight: 6,
    arbitrary: some({
      type: fc
        .constantFrom(
          ...['created', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled', 'done'],
          ...['output_item.added', 'output_item.done', 'content_part.added', 'content_part.done'],
          ...['output_text.delta', 'refusal.delta', 'output_text.done', 'refusal.done', 'x'],
          ...['reasoning_summary_part.added', 'reasoning_summary_text.delta', 'error'],
          ...[
            'reasoning_summary_text.done',
            'reasoning_text.delta',
            'custom_tool_call_input.delta',
          ],
          ...['function_call_arguments.delta', 'function_call_arguments.done'],
          ...['output_text.annotation.added', 'custom_tool_call_input.done'],
        )
        .map((name) => `response.${name}`),
      ...{ response: answer, item, item_id: callId, output_index: index, content_index: index },
      ...{ delta: words, text: words, arguments: words, input: words, refusal: words },
      ...{ part: item, summary_index: index, sequence_number: index, annotation: some({}) },
      ...{ error, code: words, message: words },
    }),
  },
  some({
    type: fc.constantFrom(
      ...['error', 'ping', 'message_start', 'content_block_start', 'content_block_delta'],
      ...['content_block_stop', 'message_delta', 'message_stop'],
    ),
    ...{ error, message: some({ usage }), index, content_block: item, usage },
    delta: some({ type: fc.constantFrom('text_delta', 'input_json_delta'), text: words }),
  }),
);

const finish =
  'event: response.completed\ndata: {"type":"response.completed","response":{"id":"r","status":"completed","output":[]}}\n\n';

/** One event as it is sent. */
export const sse = (data: unknown): string => {
  const type = (data as { type?: unknown } | null)?.type;
  const text = typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
  return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${text}\n\n`;
};

/** A stream of them, with comments, other line ends and what is none. */
export const eventStream: Arbitrary<string> = fc
  .tuple(
    fc.array(
      fc.oneof(
        {
          weight: 8,
          arbitrary: event.map(sse),
        },
        event.map(
          (one) => `event: ${JSON.stringify(one['type'])}\ndata: ${JSON.stringify(one)}\n\n`,
        ),
        event.map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`),
        event.map(
          (one) => `data: ${JSON.stringify(one, null, 1).replaceAll('\n', '\ndata: ')}\n\n`,
        ),
        fc.constantFrom('data: [DONE]\n\n', ': ping\n\n', 'data: x\n', '\r\n\r\n', '\u{feff}'),
        fc.string({ maxLength: 60 }),
      ),
      { maxLength: 8 },
    ),
    fc.boolean(),
  )
  .map(([found, isWhole]) => found.join('') + (isWhole ? finish : ''));

/** A real stream with a few changes in its events, and with events that it did not have. */
export const changedStream: Arbitrary<string> = fc
  .tuple(changed(responsesStreams), fc.option(event, { freq: 2 }), place)
  .map(([events, strange, at]) => {
    const all = Array.isArray(events) ? [...events] : [events];
    if (strange !== null) all.splice(Math.floor(at * all.length), 0, strange as never);
    return all.map(sse).join('');
  });
/** One event of it. */
export const changedEvent = changed(responsesStreams.flat());
