// The translator in one process: a request's way from bytes to bytes against what any program has
// to do that reads and writes the same JSON, and the stream's way in events per second.

import { prepareTurn } from '../src/continuity/prepare-turn.ts';
import type { TranslationInput } from '../src/domain/translation.ts';
import { defaultTranslatorOptions } from '../src/domain/translator-options.ts';
import { emptySessionState, type SessionState } from '../src/domain/translator-state.ts';
import { parseJsonBytes } from '../src/lib/json.ts';
import { translateRequest } from '../src/translate/request/translate-request.ts';
import { createResponseTranslator } from '../src/translate/stream/response-translator.ts';
import { openTurn } from '../src/translate/turn.ts';
import { parseAnthropicRequest } from '../src/wire/anthropic/parse-request.ts';
import { claudeBody } from './claude-body.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { alternate } from './sample.ts';
import { upstreamStream } from './upstream-stream.ts';

const sizes = { '50KB': 50_000, '500KB': 500_000, '5MB': 5_000_000 } as const;
/** Events of one stream: long enough that its beginning and end do not count. */
const streamDeltas = 2000;
const taskMs = 1500;

function inputOf(bytes: Uint8Array, continuity: boolean): TranslationInput {
  const parsed = parseAnthropicRequest(parseJsonBytes(bytes) ?? null);
  if ('problem' in parsed) throw new TypeError(parsed.problem);
  return {
    request: parsed.request,
    headers: [['x-claude-code-session-id', '7b7a2c1e-0000-4000-8000-000000000001']],
    options: { ...defaultTranslatorOptions, reasoning_continuity: continuity },
    account: 'bench',
  };
}

function translate(bytes: Uint8Array, continuity: boolean, state: SessionState): Uint8Array {
  const step = openTurn(inputOf(bytes, continuity)).begin(state);
  if (step.type === 'failed') throw new TypeError(step.error.body.error.message);
  return Buffer.from(JSON.stringify(step.attempt.translation.value.body));
}

/** What a store has of a session: reasoning before every call. */
function fullState(bytes: Uint8Array): SessionState {
  const { anchors } = openTurn(inputOf(bytes, true)).keys;
  const content = `gAAAA${'b'.repeat(1200)}`;
  const entries = anchors
    .filter((anchor) => anchor.startsWith('call:'))
    .map((anchor, number) => ({
      ...{ anchor, originalArguments: null },
      reasoning: [{ id: null, encryptedContent: `${content}${number}`, summary: [] }],
    }));
  return { pins: {}, entries };
}

function measureRequests(note: (line: string) => void): BenchResult {
  const results: Record<string, BenchResult> = {};
  for (const [name, size] of Object.entries(sizes)) {
    const bytes = Buffer.from(claudeBody(size));
    const state = fullState(bytes);
    const times = alternate(
      {
        floor: () => void Buffer.from(JSON.stringify(JSON.parse(bytes.toString()))),
        off: () => void translate(bytes, false, emptySessionState),
        on: () => void translate(bytes, true, emptySessionState),
        replay: () => void translate(bytes, true, state),
      },
      taskMs,
    );
    results[name] = {
      bodyBytes: bytes.length,
      floorMs: times.floor,
      offMs: times.off,
      onMs: times.on,
      offToFloor: times.off / times.floor,
      onToFloor: times.on / times.floor,
      /** With reasoning put back before every call, which the floor's output does not have. */
      replayToFloor: times.replay / times.floor,
    };
    note(
      `${name}: ${(times.off / times.floor).toFixed(2)} off, ${(times.on / times.floor).toFixed(2)} on`,
    );
  }
  return results;
}

function measureStream(): BenchResult {
  const events = upstreamStream(streamDeltas).map((text) => Buffer.from(text));
  const turn = prepareTurn(inputOf(Buffer.from(claudeBody(sizes['50KB'])), true));
  const translation = translateRequest(turn, emptySessionState);
  const play = (): void => {
    const translator = createResponseTranslator(turn, translation);
    for (const event of events) translator.feed(event);
    translator.end();
  };
  const bytes = Buffer.concat(events);
  const times = alternate({ stream: play }, taskMs);
  return {
    events: events.length,
    eventsPerSecond: (events.length * 1000) / times.stream,
    megabytesPerSecond: bytes.length / 1000 / times.stream,
  };
}

export const translatorPart: BenchPart = {
  description: 'translation against Buffer -> JSON.parse -> JSON.stringify -> Buffer, one process',
  async run(note) {
    const requests = measureRequests(note);
    const stream = measureStream();
    return { requests, stream, peakRssMegabytes: process.resourceUsage().maxRSS / 1024 };
  },
};
