// A relay that loses its upstream in the middle repeats the answer from its start. The client has
// got the first part of it by then.
import { describe, expect, test } from 'vitest';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import { emptySessionState } from '../../domain/translator-state.ts';
import type { JsonValue } from '../../lib/json.ts';
import { accumulateMessage } from '../../wire/anthropic/accumulate-message.ts';
import { inputOf, sseBytes } from '../conversation.test-support.ts';
import { translateRequest } from '../request/translate-request.ts';
import { createResponseTranslator } from './response-translator.ts';

const tools = ['Bash', 'Read'].map((name) => ({ name, input_schema: { type: 'object' } }));
const turn = prepareTurn(
  inputOf({ messages: [{ role: 'user', content: 'begin' }], tools } as never, {
    reasoning_continuity: true,
  }),
);

function translate(events: readonly JsonValue[]) {
  const translator = createResponseTranslator(turn, translateRequest(turn, emptySessionState));
  const fed = translator.feed(sseBytes(events));
  const progress = translator.progress();
  const { text, result } = translator.end();
  return { text: fed + text, progress, result };
}

const created = (id = 'r'): JsonValue => ({ type: 'response.created', response: { id } });
const completed: JsonValue = {
  type: 'response.completed',
  response: { id: 'r', status: 'completed' },
};

function item(type: string, fields: object, names = { id: 'a', place: 0 }) {
  const place = { output_index: names.place };
  const outer = (event: string, rest: object): JsonValue => ({
    ...{ type: `response.output_item.${event}`, ...place },
    item: { type, id: names.id, ...fields, ...rest },
  });
  const deltas: Record<string, string> = {
    message: 'response.output_text.delta',
    reasoning: 'response.reasoning_summary_text.delta',
    function_call: 'response.function_call_arguments.delta',
  };
  return {
    added: outer('added', {}),
    delta: (delta: string): JsonValue => ({
      ...{ type: deltas[type] ?? '', ...place, item_id: names.id, delta },
    }),
    done: (rest: object): JsonValue => outer('done', rest),
  };
}

const text = item('message', { content: [] });
const whole = text.done({ content: [{ type: 'output_text', text: 'Hello world' }] });
const heard = [created(), text.added, text.delta('Hel'), text.delta('lo wor')];
const call = item('function_call', { call_id: 'call_1', name: 'Bash', arguments: '' });
const wholeCall = call.done({ arguments: '{"command":"ls"}' });
const thought = item('reasoning', { summary: [] });

/** As OpenAI sends it; and with fields that an event of its type does not have. */
const inProgress: JsonValue = { type: 'response.in_progress', response: { id: 'r' } };
const strays = { item: null, delta: 5, output_index: 0, item_id: 'a', part: null, response: null };
const kinds: readonly [how: string, change: (events: readonly JsonValue[]) => JsonValue[]][] = [
  ['', (events) => [...events]],
  [
    ', with response.in_progress once',
    (events) => {
      const [first, ...rest] = events;
      return [first ?? null, inProgress, ...rest];
    },
  ],
  [
    ', with response.in_progress each time',
    (events) =>
      events.flatMap((event) =>
        (event as { type: string }).type === 'response.created' ? [event, inProgress] : [event],
      ),
  ],
  [
    ', with fields of other events',
    (events) => events.map((event) => ({ ...strays, ...(event as object) })),
  ],
];

describe.each(kinds)('a stream that begins again%s', (_how, change) => {
  const cases: readonly [name: string, events: readonly JsonValue[], content: unknown][] = [
    [
      'gives a text once, from where it broke off',
      [...heard, created(), text.added, text.delta('Hello'), text.delta(' world'), whole],
      [{ type: 'text', text: 'Hello world' }],
    ],
    [
      'may be of another response, with other ids',
      [...heard, created('r2'), item('message', {}, { id: 'b', place: 0 }).added, whole],
      [{ type: 'text', text: 'Hello world' }],
    ],
    [
      'may leave its own beginning out',
      [...heard, text.added, text.delta('Hello'), text.delta(' world'), whole],
      [{ type: 'text', text: 'Hello world' }],
    ],
    [
      'gives a call once, under one id',
      [
        ...[created(), call.added, call.delta('{"comm'), created(), call.added],
        ...[call.delta('{"command":'), call.delta('"ls"}'), wholeCall],
      ],
      [{ type: 'tool_use', id: 'call_1', name: 'Bash', input: { command: 'ls' } }],
    ],
    [
      'gives what came before once too',
      [
        ...[created(), thought.added, thought.delta('think')],
        thought.done({ summary: [{ type: 'summary_text', text: 'think' }] }),
        ...[created(), thought.added, thought.delta('think')],
        thought.done({ summary: [{ type: 'summary_text', text: 'think' }] }),
        item('message', {}, { id: 'm', place: 1 }).done({ content: 'said' }),
      ],
      [
        { type: 'thinking', thinking: 'think', signature: expect.any(String) },
        { type: 'text', text: 'said' },
      ],
    ],
  ];
  for (const [name, events, content] of cases) {
    test(name, () => {
      const { text: stream, result } = translate(change([...events, completed]));
      expect(result.message?.content).toEqual(content);
      expect(accumulateMessage(stream)?.content).toEqual(content);
      expect(result.losses).toEqual([]);
    });
  }

  const otherwise: readonly [name: string, rest: readonly JsonValue[]][] = [
    ['with other words', [text.added, text.delta('Good day')]],
    ['with fewer words', [text.done({ content: 'Hello' }), completed]],
    ['with nothing', [completed]],
    ['with something else', [call.added, wholeCall, completed]],
  ];
  for (const [name, rest] of otherwise) {
    test(`${name} is an error: the client cannot forget what it has got`, () => {
      const {
        text: stream,
        progress,
        result,
      } = translate(change([...heard, created('r2'), ...rest]));
      expect(progress).toBe('over');
      expect(result.failure).toMatchObject({ code: 'answer-changed' });
      expect(stream).not.toContain('message_stop');
      expect(stream.split('event: error')).toHaveLength(2);
    });
  }
});

describe.each(kinds)('a stream that continues%s', (_how, change) => {
  const cases: readonly [name: string, events: readonly JsonValue[]][] = [
    ['after its beginning came twice', [created(), created(), text.added, text.delta('Hello')]],
    ['after its beginning came late again', [...heard, created()]],
    ["after the first item's beginning came late again", [...heard, text.added]],
    ['with words that were said before', [...heard.slice(0, 2), text.added, text.delta('ha')]],
  ];
  for (const [name, events] of cases) {
    test(`${name} is not one that begins again`, () => {
      const { result } = translate(change([...events, text.delta('ha'), completed]));
      const said = events.map((event) => (event as { delta?: string }).delta ?? '').join('');
      expect(result.message?.content).toEqual([{ type: 'text', text: `${said}ha` }]);
    });
  }
});
