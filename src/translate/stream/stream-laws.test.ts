// Laws of the stream: how it is cut into pieces, or whether it is streamed at all, changes nothing;
// and the vendor's own reader sees the message that we accumulated.

import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CarrierName, carrierNames } from '../../carriers/registry.ts';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import type { ResponseTranslation } from '../../domain/translation.ts';
import { emptySessionState } from '../../domain/translator-state.ts';
import type { JsonValue } from '../../lib/json.ts';
import { propertyRuns } from '../../lib/property-runs.test-support.ts';
import {
  completedEvent,
  createdEvent,
  inputOf,
  itemEvents,
  outputItem,
  type Produced,
  sseBytes,
  streamOf,
} from '../conversation.test-support.ts';
import { translateRequest } from '../request/translate-request.ts';
import { createResponseTranslator } from './response-translator.ts';

interface Translated {
  readonly text: string;
  readonly result: ResponseTranslation;
}

/** Translates a stream that comes in pieces, the reasoning in this carrier. */
function translateIn(reasoning_carrier: CarrierName): (pieces: Uint8Array[]) => Translated {
  const turn = prepareTurn(
    inputOf(
      { messages: [{ role: 'user', content: 'begin' }] },
      { reasoning_continuity: true, reasoning_carrier },
    ),
  );
  const translation = translateRequest(turn, emptySessionState);
  return (pieces) => {
    const translator = createResponseTranslator(turn, translation);
    const text = pieces.map((piece) => translator.feed(piece)).join('');
    const end = translator.end();
    return { text: text + end.text, result: end.result };
  };
}

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const produced: fc.Arbitrary<Produced> = fc.oneof(
  fc.record({
    type: fc.constant('reasoning' as const),
    encrypted: fc.stringMatching(/^gAAAA[\w-]{1,20}$/),
    summary: fc.array(words, { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('text' as const), text: words }),
  fc.record({
    type: fc.constant('call' as const),
    callId: fc.uuid(),
    name: fc.constantFrom('Read', 'Bash'),
    arguments: fc.dictionary(words, fc.string()).map((value) => JSON.stringify(value)),
  }),
);
const output = fc.array(produced, { maxLength: 6 });

/** Merges the items' events at random, each item's own order and the order of beginnings kept. */
function interleave(items: readonly Produced[], picks: readonly number[]): JsonValue[] {
  const queues = items.map((item, index) => itemEvents(item, index));
  const begun = queues.flatMap((queue) => queue.splice(0, 1));
  const merged: JsonValue[] = [];
  for (let step = 0; queues.some((queue) => queue.length > 0); step++) {
    const open = queues.filter((queue) => queue.length > 0);
    merged.push(...(open[(picks[step % picks.length] ?? 0) % open.length]?.splice(0, 1) ?? []));
  }
  return [createdEvent, ...begun, ...merged, completedEvent([])];
}

describe.each(carrierNames)('the translated stream (%s)', (carrier) => {
  const translate = translateIn(carrier);

  test('does not depend on where the bytes are cut', () => {
    fc.assert(
      fc.property(output, fc.array(fc.nat(4000), { maxLength: 12 }), (items, cuts) => {
        const bytes = sseBytes(streamOf(items));
        const points = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b)];
        const pieces = points.map((start, index) => bytes.subarray(start, points[index + 1]));
        expect(translate(pieces)).toEqual(translate([bytes]));
      }),
      { numRuns: propertyRuns(150) },
    );
  });

  test('is the same when it comes byte by byte', () => {
    const items: Produced[] = [
      { type: 'reasoning', encrypted: 'gAAAA1', summary: ['ä', '思考'] },
      { type: 'text', text: 'Grüße 👩‍💻' },
      { type: 'call', callId: 'call_1', name: 'Read', arguments: '{"path": "ü"}' },
    ];
    const bytes = sseBytes(streamOf(items));
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(translate(single)).toEqual(translate([bytes]));
  });

  test('gives the message that the final snapshot alone gives', () => {
    fc.assert(
      fc.property(output, (items) => {
        const snapshot = completedEvent(items.map((item, index) => outputItem(item, index)));
        expect(translate([sseBytes([snapshot])]).result.message).toEqual(
          translate([sseBytes(streamOf(items))]).result.message,
        );
      }),
      { numRuns: propertyRuns(150) },
    );
  });

  test('serialises interleaved items: the same message as one after the other', () => {
    fc.assert(
      fc.property(output, fc.array(fc.nat(20), { minLength: 1 }), (items, picks) => {
        const interleaved = translate([sseBytes(interleave(items, picks))]);
        const plain = translate([sseBytes(streamOf(items))]);
        expect(interleaved.result.message).toEqual(plain.result.message);
        expect(interleaved.text).toBe(plain.text);
      }),
      { numRuns: propertyRuns(150) },
    );
  });

  test('is read by the vendor SDK to the message that we accumulated', async () => {
    await fc.assert(
      fc.asyncProperty(output, async (items) => {
        const { text, result } = translate([sseBytes(streamOf(items))]);
        const client = new Anthropic({
          apiKey: 'none',
          maxRetries: 0,
          fetch: async () =>
            new Response(text, { headers: { 'content-type': 'text/event-stream' } }),
        });
        const stream = client.messages.stream({ model: 'gpt-5.5', max_tokens: 1, messages: [] });
        const message: unknown = JSON.parse(JSON.stringify(await stream.finalMessage()));
        expect(message).toMatchObject(JSON.parse(JSON.stringify(result.message)) as object);
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  test('cut after any event ends in an error, or is complete', () => {
    const events = streamOf([
      { type: 'reasoning', encrypted: 'gAAAA1', summary: ['why'] },
      { type: 'text', text: 'Hello' },
      { type: 'call', callId: 'call_1', name: 'Read', arguments: '{}' },
    ]);
    for (let length = 0; length < events.length; length++) {
      const { result, text } = translate([sseBytes(events.slice(0, length))]);
      expect(result.error?.error.type).toBe('api_error');
      expect(result.message).toBeNull();
      expect(result.writes.entries).toEqual([]);
      expect(text).toContain('event: error');
      expect(text).not.toContain('message_stop');
    }
  });

  test('is not changed by unknown events between any two', () => {
    const events = streamOf([
      { type: 'text', text: 'Hello' },
      { type: 'call', callId: 'call_1', name: 'Read', arguments: '{}' },
    ]);
    const strange: JsonValue = { type: 'response.invented', output_index: 0 };
    const { result, text } = translate([sseBytes(events.flatMap((event) => [strange, event]))]);
    const plain = translate([sseBytes(events)]);
    expect(text).toBe(plain.text);
    expect(result.message).toEqual(plain.result.message);
    expect(result.losses.map(({ feature }) => feature)).toEqual(
      events.map(() => 'event-response.invented'),
    );
  });
});
