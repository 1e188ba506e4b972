// Playbooks: upstream events in, what the client gets out.

import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import { createSessionMemory } from '../../domain/session-memory.ts';
import type { ResponseTranslation } from '../../domain/translation.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { emptySessionState } from '../../domain/translator-state.ts';
import type { JsonValue } from '../../lib/json.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import { parseSse } from '../../wire/sse.ts';
import {
  completedEvent,
  createdEvent,
  inputOf,
  itemEvents,
  keptBy,
  type Produced,
  playTurn,
  sseBytes,
  streamOf,
} from '../conversation.test-support.ts';
import { emptyAnswerText } from '../empty-answer.ts';
import { isReasoningRefusal } from '../failure-meaning.ts';
import { translateRequest } from '../request/translate-request.ts';
import { pingEvent } from './render-stream.ts';
import { createResponseTranslator } from './response-translator.ts';

interface Translated {
  /** One line an event: type, and what matters of it. */
  lines: string[];
  fed: string;
  result: ResponseTranslation;
}

function translate(
  events: readonly JsonValue[],
  options: Partial<TranslatorOptions> = {},
  request: Partial<AnthropicRequest> = {},
): Translated {
  const turn = prepareTurn(
    inputOf({ messages: [{ role: 'user', content: 'begin' }], ...request }, options),
  );
  const translator = createResponseTranslator(turn, translateRequest(turn, emptySessionState));
  const fed = translator.feed(sseBytes(events));
  const { text, result } = translator.end();
  return { lines: parseSse(fed + text).map(({ data }) => lineOf(JSON.parse(data))), fed, result };
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what was written, of whatever shape
function lineOf(event: any): string {
  switch (event.type) {
    case 'message_start':
      return `start ${event.message.id} ${event.message.model}`;
    case 'content_block_start':
      return `${event.index} ${event.content_block.type} ${event.content_block.name ?? ''}`.trim();
    case 'content_block_delta':
      return `${event.index} + ${Object.values(event.delta)[1]}`;
    case 'content_block_stop':
      return `${event.index} stop`;
    case 'message_delta':
      return `end ${event.delta.stop_reason}`;
    case 'error':
      return `error ${event.error.type}`;
    default:
      return event.type;
  }
}

const features = ({ result }: Translated): string[] => result.losses.map(({ feature }) => feature);
const thought: Produced = { type: 'reasoning', encrypted: 'gAAAA1', summary: ['why', 'how'] };
const silent: Produced = { type: 'reasoning', encrypted: 'gAAAA2', summary: [] };
const read: Produced = { type: 'call', callId: 'call_1', name: 'Bash', arguments: '{"p": 1}' };

describe('the stream', () => {
  test('opens one block at a time, and echoes the requested model', () => {
    const [a, b] = [itemEvents(read, 0), itemEvents({ ...read, callId: 'call_2' }, 1)];
    const events = [
      createdEvent,
      a[0],
      b[0],
      b[1],
      a[1],
      b[2],
      b[3],
      a[2],
      a[3],
      completedEvent([]),
    ];
    const { lines } = translate(events as JsonValue[]);
    expect(lines).toEqual([
      'start resp_test gpt-5.5',
      '0 tool_use Bash',
      '0 + {"p"',
      '0 + : 1}',
      '0 stop',
      '1 tool_use Bash',
      '1 + {"p"',
      '1 + : 1}',
      '1 stop',
      'end tool_use',
      'message_stop',
    ]);
  });

  test('shows the summaries of an item as one thinking block with one signature', () => {
    const { lines } = translate(streamOf([thought, { type: 'text', text: 'hi' }]));
    expect(lines).toEqual([
      'start resp_test gpt-5.5',
      '0 thinking',
      '0 + wh',
      '0 + y',
      '0 + \n\nho',
      '0 + w',
      '0 + turntape.display-only',
      '0 stop',
      '1 text',
      '1 + h',
      '1 + i',
      '1 stop',
      'end end_turn',
      'message_stop',
    ]);
  });

  test('carries silent reasoning in an empty thinking block, with the signature carrier only', () => {
    const events = streamOf([silent, read]);
    const on = { reasoning_continuity: true };
    expect(translate(events, on).lines[1]).toBe('0 tool_use Bash');
    const { lines } = translate(events, { ...on, reasoning_carrier: 'signature' });
    expect(lines[1]).toBe('0 thinking');
    expect(lines[2]).toMatch(/^0 \+ turntape\.r1\./);
    expect(lines.filter((line) => line.includes('turntape.r1.'))).toHaveLength(1);
  });

  test('gives some text where the model gave none, since the client drops such a turn', () => {
    for (const output of [[], [silent], [thought]]) {
      const { result } = translate(streamOf(output));
      expect(result.message?.content.at(-1)).toEqual({ type: 'text', text: emptyAnswerText });
    }
  });

  test('fills in what was never streamed', () => {
    const items = [thought, { type: 'text', text: 'hi' } as const, read];
    const doneOnly = items.flatMap((item, index) => itemEvents(item, index).slice(-1));
    const { result } = translate([createdEvent, ...doneOnly, completedEvent([])]);
    expect(result.message?.content).toEqual(translate(streamOf(items)).result.message?.content);
  });

  test('calls the tools by the names of the client', () => {
    const input = inputOf({ tools: [{ name: 'mcp.files/read' }] });
    const upstream = translateRequest(prepareTurn(input), emptySessionState).value.body.tools?.[0]
      ?.name;
    const renamed = translate(streamOf([{ ...read, name: String(upstream) }]), {}, input.request);
    expect(renamed.lines[1]).toBe('0 tool_use mcp.files/read');
  });

  test('takes cached tokens out of the input', () => {
    expect(translate(streamOf([])).result.message?.usage).toEqual({
      input_tokens: 1024,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 1024,
      output_tokens: 300,
    });
  });

  test('turns a free-form call into a call with one argument', () => {
    const item = {
      type: 'custom_tool_call',
      id: 'ctc_1',
      call_id: 'c',
      name: 'patch',
      input: 'a"b',
    };
    const events: JsonValue[] = [
      { type: 'response.output_item.added', output_index: 0, item: { ...item, input: '' } },
      { type: 'response.output_item.done', output_index: 0, item },
      completedEvent([]),
    ];
    const translated = translate(events);
    expect(translated.result.message?.content).toEqual([
      { type: 'tool_use', id: 'c', name: 'patch', input: { input: 'a"b' } },
    ]);
    expect(features(translated)).toEqual(['custom-call']);
  });

  test('swallows what the Codex backend says about itself, and counts what is not known', () => {
    const translated = translate([
      { type: 'codex.rate_limits' },
      { type: 'keepalive' },
      { type: 'response.invented' },
      ...itemEvents({ type: 'text', text: 'hi' }, 0),
      { type: 'response.output_text.done', output_index: 0, item_id: 'msg_0', text: 'hi' },
      completedEvent([]),
    ]);
    expect(features(translated)).toEqual(['event-response.invented', 'event-without-item']);
  });

  test('ignores whatever comes after the end', () => {
    const events = streamOf([{ type: 'text', text: 'hi' }]);
    expect(translate([...events, ...events]).lines).toEqual(translate(events).lines);
  });

  test('has a ping that the protocol knows', () => {
    expect(parseSse(pingEvent)).toEqual([{ event: 'ping', data: '{"type":"ping"}' }]);
  });
});

describe('the end of a response', () => {
  const incomplete = (reason: string): JsonValue => ({
    type: 'response.incomplete',
    response: { id: 'resp_test', status: 'incomplete', incomplete_details: { reason }, output: [] },
  });
  const text = itemEvents({ type: 'text', text: 'hi' }, 0);
  const refusal: JsonValue[] = [
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', content: [] } },
    { type: 'response.refusal.delta', output_index: 0, content_index: 0, delta: 'no' },
    { type: 'response.refusal.done', output_index: 0, content_index: 0, refusal: 'no' },
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'message', content: [{ type: 'refusal', refusal: 'no' }] },
    },
    completedEvent([]),
  ];
  const cases: readonly [string, JsonValue[], string, string[]][] = [
    ['out of output tokens', [...text, incomplete('max_output_tokens')], 'max_tokens', []],
    ['filtered', [...text, incomplete('content_filter')], 'refusal', []],
    [
      'incomplete for another reason',
      [...text, incomplete('invented')],
      'end_turn',
      ['incomplete'],
    ],
    ['refused', refusal, 'refusal', []],
  ];
  for (const [name, events, stopReason, losses] of cases) {
    test(`${name} stops with ${stopReason}`, () => {
      const translated = translate(events);
      expect(translated.result.message?.stop_reason).toBe(stopReason);
      expect(translated.lines.at(-2)).toBe(`end ${stopReason}`);
      expect(features(translated)).toEqual(losses);
    });
  }

  const failed: JsonValue = {
    type: 'response.failed',
    response: {
      id: 'resp_test',
      status: 'failed',
      error: { code: 'server_is_overloaded', message: 'Please try again later.' },
    },
  };
  test('in failure before any content leaves the client without a byte until the end', () => {
    const { fed, lines, result } = translate([createdEvent, ...itemEvents(silent, 0), failed]);
    expect(fed).toBe('');
    expect(lines).toEqual(['error overloaded_error']);
    expect(result).toMatchObject({
      message: null,
      usage: null,
      writes: { entries: [], pins: null },
    });
  });

  test('in failure after some content is an error event and no message_stop', () => {
    const { lines } = translate([createdEvent, ...text, failed]);
    expect(lines.at(-1)).toBe('error overloaded_error');
    expect(lines).not.toContain('message_stop');
  });

  test('by a refusal of reasoning inside the stream can be told', () => {
    const nested: JsonValue = {
      type: 'error',
      status: 400,
      error: {
        type: 'invalid_request_error',
        code: 'invalid_encrypted_content',
        message: 'The encrypted content gAAA could not be verified.',
      },
    };
    const { result } = translate([nested]);
    expect(result.error?.error.type).toBe('invalid_request_error');
    expect(result.failure).not.toBeNull();
    expect(result.failure && isReasoningRefusal(result.failure)).toBe(true);
  });
});

describe('a web search of the backend', () => {
  const annotation = (url: string, title: string, start: number, end: number) => ({
    ...{ type: 'url_citation', url, title, start_index: start, end_index: end },
  });
  const search = {
    ...{ type: 'web_search_call', id: 'ws_1', status: 'completed' },
    action: { type: 'search', query: 'cats', sources: [{ type: 'url', url: 'https://a.example' }] },
  };
  const annotations = [
    annotation('https://a.example', 'A', 0, 4),
    annotation('https://b.example', 'B', 5, 8),
  ];
  const message = {
    ...{ type: 'message', id: 'msg_1', role: 'assistant' },
    content: [{ type: 'output_text', text: 'Cats are fine', annotations }],
  };
  const events = (annotated: boolean): JsonValue[] => [
    createdEvent,
    { type: 'response.output_item.added', output_index: 0, item: { ...search, action: null } },
    { type: 'response.web_search_call.searching', output_index: 0, item_id: 'ws_1' },
    { type: 'response.output_item.done', output_index: 0, item: search },
    { type: 'response.output_item.added', output_index: 1, item: { ...message, content: [] } },
    { type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: 'Cats are' },
    ...(annotated ? annotations : []).map((annotation, annotation_index) => ({
      ...{ type: 'response.output_text.annotation.added', output_index: 1, content_index: 0 },
      ...{ annotation_index, annotation },
    })),
    { type: 'response.output_item.done', output_index: 1, item: message },
    completedEvent([]),
  ];

  test.each([true, false])(
    'is a server tool use, its text with citations, and its results (streamed: %s)',
    async (annotated) => {
      const { result, fed } = translate(events(annotated));
      const location = { type: 'web_search_result_location', encrypted_index: '' };
      const found = { type: 'web_search_result', encrypted_content: '', page_age: null };
      expect(result.message?.content).toEqual([
        {
          ...{ type: 'server_tool_use', id: 'srvtoolu_ws_1', name: 'web_search' },
          input: { query: 'cats' },
        },
        {
          ...{ type: 'text', text: 'Cats are fine' },
          citations: [
            { ...location, url: 'https://a.example', title: 'A', cited_text: 'Cats' },
            { ...location, url: 'https://b.example', title: 'B', cited_text: 'are' },
          ],
        },
        {
          ...{ type: 'web_search_tool_result', tool_use_id: 'srvtoolu_ws_1' },
          content: [
            { ...found, url: 'https://a.example', title: 'A' },
            { ...found, url: 'https://b.example', title: 'B' },
          ],
        },
      ]);
      expect(result.message?.usage.server_tool_use?.web_search_requests).toBe(1);
      expect(result.message?.stop_reason).toBe('end_turn');
      expect(result.losses).toEqual([]);
      const client = new Anthropic({
        ...{ apiKey: 'none', maxRetries: 0 },
        fetch: async () => new Response(fed, { headers: { 'content-type': 'text/event-stream' } }),
      });
      const read = client.messages.stream({ model: 'gpt-5.5', max_tokens: 1, messages: [] });
      const message: unknown = JSON.parse(JSON.stringify(await read.finalMessage()));
      expect(message).toMatchObject(JSON.parse(JSON.stringify(result.message)) as object);
    },
  );

  test('has no results where nothing was cited', () => {
    const bare = { ...search, action: { type: 'search', query: 'cats' } };
    const { result } = translate([
      createdEvent,
      { type: 'response.output_item.done', output_index: 0, item: bare },
      completedEvent([]),
    ]);
    expect(result.message?.content.at(1)).toMatchObject({
      type: 'web_search_tool_result',
      content: [],
    });
  });
});

describe('the arguments of a call', () => {
  const readFile = (args: string): Produced => ({
    ...{ type: 'call', callId: 'call_1', name: 'Read', arguments: args },
  });

  test('lose optional ones without content where the tool refuses them, and come back as generated', () => {
    const memory = createSessionMemory();
    const generated = '{"file_path":"/a","pages":"","offset":null}';
    const question = { role: 'user', content: 'q' } as const;
    const first = playTurn(memory, inputOf({ messages: [question] }), [readFile(generated)]);
    expect(first.result.message?.content).toMatchObject([{ input: { file_path: '/a' } }]);
    expect(first.text).not.toContain('pages');
    expect(first.result.losses.map(({ feature }) => feature)).toEqual(['arguments-cleaned']);
    const kept = keptBy('claude', first.result.message as NonNullable<typeof first.result.message>);
    const next = playTurn(memory, inputOf({ messages: [question, kept] }), []);
    expect(next.translation.value.body.input).toContainEqual(
      expect.objectContaining({ type: 'function_call', arguments: generated }),
    );
  });

  test('keep their bytes where there is nothing to take out', () => {
    const { result, lines } = translate(streamOf([readFile('{"pages": "1-2"}')]));
    expect(lines).toContain('0 + {"pages": "1-2"}');
    expect(result.losses).toEqual([]);
  });

  test('that continue with nothing but line breaks end the response as failed', () => {
    const events = itemEvents({ ...read, arguments: `{"p":${'\n'.repeat(60)}1}` }, 0);
    const { result, lines } = translate([createdEvent, ...events, completedEvent([])]);
    expect(lines.at(-1)).toBe('error api_error');
    expect(result.message).toBeNull();
    const spaced = itemEvents({ ...read, arguments: `{\n${' '.repeat(60)}"p":\n 1}` }, 0);
    expect(translate([createdEvent, ...spaced, completedEvent([])]).result.error).toBeNull();
  });
});

describe('what a response leaves for the next turn', () => {
  const spaced: Produced[] = [thought, read];

  test('is its reasoning and the bytes of its calls, with the store', () => {
    const { result } = translate(streamOf(spaced), { reasoning_continuity: true });
    expect(result.writes.entries).toEqual([
      {
        anchor: 'call:call_1',
        reasoning: [{ id: 'rs_gAAAA1', encryptedContent: 'gAAAA1', summary: ['why', 'how'] }],
        originalArguments: '{"p": 1}',
      },
    ]);
  });

  test('is only the bytes of its calls, without continuity or with the signature', () => {
    for (const options of [
      {},
      { reasoning_continuity: true, reasoning_carrier: 'signature' },
    ] as const) {
      expect(translate(streamOf(spaced), options).result.writes.entries).toEqual([
        { anchor: 'call:call_1', reasoning: [], originalArguments: '{"p": 1}' },
      ]);
    }
  });

  test('is the phase of a message, where the model says one', () => {
    const message = {
      ...{ type: 'message', id: 'msg_0', role: 'assistant', phase: 'final_answer' },
      content: [{ type: 'output_text', text: 'Done.' }],
    };
    const { result } = translate([
      createdEvent,
      { type: 'response.output_item.done', output_index: 0, item: message },
      completedEvent([]),
    ]);
    expect(result.losses).toEqual([]);
    expect(result.writes.entries).toMatchObject([{ reasoning: [], phase: 'final_answer' }]);
  });

  test('is nothing where a call survives as it is', () => {
    const plain: Produced = { ...read, arguments: '{"p":1}' };
    expect(translate(streamOf([thought, plain])).result.writes.entries).toEqual([]);
  });

  test('comes back after a text turn whose question was not edited, and not after one that was', () => {
    const memory = createSessionMemory();
    const options = { reasoning_continuity: true };
    const first = playTurn(
      memory,
      inputOf({ messages: [{ role: 'user', content: 'q' }] }, options),
      [silent, { type: 'text', text: 'Done.' }],
    );
    const message = first.result.message;
    if (message === null) throw new TypeError('no message');
    const reasoningAfter = (question: string): number =>
      playTurn(
        memory,
        inputOf(
          {
            messages: [
              { role: 'user', content: question },
              keptBy('claude', message),
              { role: 'user', content: 'next' },
            ],
          },
          options,
        ),
        [],
      ).translation.value.body.input.filter(({ type }) => type === 'reasoning').length;
    expect(reasoningAfter('q')).toBe(1);
    expect(reasoningAfter('edited')).toBe(0);
  });
});
