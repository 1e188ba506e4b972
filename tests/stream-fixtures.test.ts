// Every recorded stream, cut and disturbed: at every byte, after every event, with strangers
// between.
// `npm test` takes every 23rd byte (a prime, so that all parts of an event are met), the nightly
// all.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { travelsInHistory } from '../src/carriers/carriers.test-support.ts';
import { carrierNames } from '../src/carriers/registry.ts';
import { prepareTurn } from '../src/continuity/prepare-turn.ts';
import type { ResponseTranslation } from '../src/domain/translation.ts';
import { defaultTranslatorOptions } from '../src/domain/translator-options.ts';
import { emptySessionState } from '../src/domain/translator-state.ts';
import { inputOf } from '../src/translate/conversation.test-support.ts';
import { translateRequest } from '../src/translate/request/translate-request.ts';
import { createResponseTranslator } from '../src/translate/stream/response-translator.ts';
import { parseSse, renderSse } from '../src/wire/sse.ts';

const folder = join(import.meta.dirname, '..', 'recordings');
const streams = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|\/)\d+\.response\.sse$/.test(path) && !path.includes('expected'))
  .map((path) => [path, readFileSync(join(folder, path))] as const)
  // A request that cannot be translated has no answer.
  .filter(([, bytes]) => bytes.length > 0);
const step = process.env['TURNTAPE_PROPERTY_RUNS'] === undefined ? 23 : 1;

/** One whose signatures are part of the stream. */
const reasoning_carrier =
  carrierNames.find(travelsInHistory) ?? defaultTranslatorOptions.reasoning_carrier;
const input = inputOf(
  { messages: [{ role: 'user', content: 'begin' }] },
  { reasoning_continuity: true, reasoning_carrier },
);
const turn = prepareTurn(input);
const translation = translateRequest(turn, emptySessionState);

function translate(pieces: readonly Uint8Array[]): { text: string; result: ResponseTranslation } {
  const translator = createResponseTranslator(turn, translation);
  const text = pieces.map((piece) => translator.feed(piece)).join('');
  const end = translator.end();
  return { text: text + end.text, result: end.result };
}

test('there are recorded streams', () => {
  expect(streams.length).toBeGreaterThan(5);
});

describe.each(streams)('%s', (_path, bytes) => {
  const whole = translate([bytes]);
  const events = parseSse(bytes).map(({ event, data }) => renderSse(event, data));

  test('is complete', () => {
    expect(whole.result.error).toBeNull();
    expect(whole.result.message).not.toBeNull();
  });

  test('gives the same wherever it is cut in two', () => {
    for (let at = 1; at < bytes.length; at += step) {
      const cut = translate([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(cut.text, `cut at ${at}`).toBe(whole.text);
    }
  });

  test('gives a clean error wherever it ends too early', () => {
    for (let count = 0; count < events.length - 1; count++) {
      const { text, result } = translate([Buffer.from(events.slice(0, count).join(''))]);
      expect(result.message).toBeNull();
      expect(result.error?.error.type).toBe('api_error');
      expect(result.writes.entries).toEqual([]);
      expect(text).not.toContain('message_stop');
      expect(text.match(/event: error/g)).toHaveLength(1);
    }
  });

  test('gives the same message with strange events between any two', () => {
    const strange = [
      renderSse('response.invented', '{"type":"response.invented","output_index":0}'),
      renderSse(undefined, 'no json'),
      renderSse('response.output_text.delta', '{"type":"response.output_text.delta"}'),
    ];
    const disturbed = events.flatMap((event, index) => [strange[index % 3] ?? '', event]);
    const { text, result } = translate([Buffer.from(disturbed.join(''))]);
    expect(text).toBe(whole.text);
    expect(result.losses.length).toBe(whole.result.losses.length + events.length);
  });
});
