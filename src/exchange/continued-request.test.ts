// A conversation cut into requests that bring only what is new is put together as it was.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import type { Protocol } from '../wire/protocol.ts';
import {
  addStep,
  continuedAnswer,
  type History,
  historyNames,
  mayContinue,
  noHistory,
  rebuildRequest,
} from './continued-request.ts';

const element = fc.record({
  role: fc.constantFrom('user', 'system', 'assistant'),
  content: fc.array(fc.record({ type: fc.constant('text'), text: fc.string() }), { maxLength: 3 }),
});
/** What each call adds: its own messages, then the answer. */
type Made = readonly { readonly sent: JsonObject[]; readonly answer: JsonObject[] }[];
const calls: fc.Arbitrary<Made> = fc.array(
  fc.record({ sent: fc.array(element, { maxLength: 4 }), answer: fc.array(element) }),
  { minLength: 2, maxLength: 6 },
);

const at = (value: JsonValue | undefined, pointer: string): JsonValue | undefined =>
  pointer
    .split('/')
    .slice(1)
    .reduce<JsonValue | undefined>(
      (inner, step) => (inner as Record<string, JsonValue> | undefined)?.[step],
      value,
    );

const system = [{ type: 'text', text: 'Be brief.' }];

describe.each<Protocol>(['anthropic', 'responses'])('%s', (protocol) => {
  const name = historyNames[protocol];
  const link = (previous: string): JsonObject =>
    protocol === 'anthropic'
      ? { thread: { type: 'continue', previous_message_id: previous } }
      : { previous_response_id: previous };

  test('the rebuilt request is the one that brings everything', () => {
    fc.assert(fc.property(calls, isWhole));
  });
  const isWhole = (made: Made): void => {
    let history: History = noHistory;
    const whole: JsonObject[] = [];
    for (const [index, { sent, answer }] of made.entries()) {
      // The first brings the prompt; the others leave it to the server.
      const request =
        index === 0 ? { model: 'm', system, [name]: sent } : { [name]: sent, ...link(`${index}`) };
      whole.push(...sent);
      if (index > 0) {
        const rebuilt = rebuildRequest(protocol, request, history);
        expect(rebuilt.value[name]).toEqual(whole);
        expect(continuedAnswer(protocol, rebuilt.value)).toBeNull();
        expect(rebuilt.value['system']).toEqual(protocol === 'anthropic' ? system : undefined);
        expect([rebuilt.inherited, rebuilt.sent]).toEqual([
          whole.length - sent.length,
          sent.length,
        ]);
      }
      const answered = protocol === 'anthropic' ? answer.slice(0, 1) : answer;
      const step = { exchange: `x_${index}`, protocol, request, answer: answered, bytes: 1 };
      history = addStep(history, step);
      whole.push(...answered);
    }
  };

  test('each place leads to where its value was sent', () => {
    fc.assert(fc.property(calls, fc.nat(), leadsBack));
  });
  const leadsBack = (made: Made, pick: number): void => {
    let history: History = noHistory;
    const recorded = new Map<string, JsonValue>();
    for (const [index, { sent, answer }] of made.entries()) {
      const answered = protocol === 'anthropic' ? answer.slice(0, 1) : answer;
      const request = { system, [name]: sent };
      recorded.set(`x_${index} request`, request);
      recorded.set(
        `x_${index} answer`,
        protocol === 'anthropic' ? (answered[0] ?? null) : { output: answered },
      );
      const step = { exchange: `x_${index}`, protocol, request, answer: answered, bytes: 1 };
      history = addStep(history, step);
    }
    const own = { [name]: [{ role: 'user', content: 'now' }], ...link('x') };
    const { value, placeOf } = rebuildRequest(protocol, own, history);
    const list = value[name] as readonly JsonValue[];
    const index = pick % list.length;
    for (const pointer of [`/${name}/${index}/content`, `/${name}/${index}/content/0/text`]) {
      const { exchange, part, pointer: there } = placeOf(pointer);
      const from = exchange === null ? own : recorded.get(`${exchange} ${part}`);
      expect(at(from, there)).toEqual(at(value, pointer));
    }
    expect(placeOf('/model')).toEqual({ exchange: null, part: 'request', pointer: '/model' });
  };
});

test('what continues, and what does not', () => {
  const of = (thread: JsonValue) => continuedAnswer('anthropic', { thread });
  expect(of({ type: 'continue', previous_message_id: 'msg_1' })).toBe('msg_1');
  expect(of({ previous_message_id: 'msg_1' })).toBe('msg_1');
  expect(of({ type: 'continue' })).toBe('');
  expect([of({ type: 'create' }), of(null)]).toEqual([null, null]);
  expect(continuedAnswer('responses', { previous_response_id: 'resp_1' })).toBe('resp_1');
  expect(continuedAnswer('responses', { previous_response_id: null })).toBeNull();
  const bytes = (value: JsonObject) => new TextEncoder().encode(JSON.stringify(value));
  expect(mayContinue(bytes({ thread: null }))).toBe(true);
  expect(mayContinue(bytes({ messages: [{ content: 'say "thread"' }] }))).toBe(false);
});

test('cache markers of earlier requests are not sent again', () => {
  const marked = { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } };
  const request = { messages: [{ role: 'user', content: [marked] }] };
  const step = { exchange: 'x_1', protocol: 'anthropic', request, answer: [], bytes: 1 } as const;
  expect(addStep(noHistory, step).elements).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'a' }] },
  ]);
});
