// The check plays a fixture as the gateway plays a session.
import { expect, test } from 'vitest';
import type { Fixture, FixtureTurn } from '../formats/fixture.ts';
import type { JsonObject } from '../lib/json.ts';
import { type Produced, sseBytes, streamOf } from '../translate/conversation.test-support.ts';
import { playArm } from './play-arm.ts';

const user = { role: 'user', content: 'list' };
const called = {
  role: 'assistant',
  content: [{ type: 'tool_use', id: 'call_1', name: 'Read', input: {} }],
};
const done = {
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'x' }],
};

function fixtureOf(turns: readonly { messages: JsonObject[]; response: string }[]): Fixture {
  return {
    name: 'planted',
    meta: {
      schema: 1,
      kind: 'anthropic',
      model: 'gpt-5.5',
      origin: 'made by this test',
      arms: {},
      allow: [],
      headers: [['x-claude-code-session-id', 'session']],
      sha256: {},
    },
    turns: turns.map(
      ({ messages, response }, index): FixtureTurn => ({
        number: `0${index + 1}`,
        request: { model: 'gpt-5.5', stream: true, messages },
        response,
        timing: { flushed_ms: 0, head_ms: 0, end_ms: 0, chunks: [] },
      }),
    ),
    expected: new Map(),
    obsolete: [],
  };
}

const stream = (...output: Produced[]): string =>
  Buffer.from(sseBytes(streamOf(output))).toString('utf8');
const thoughtAndCall = (encrypted: string): string =>
  stream(
    { type: 'reasoning', encrypted, summary: [] },
    { type: 'call', callId: 'call_1', name: 'Read', arguments: '{}' },
  );

const reasoningOf = (turns: ReturnType<typeof playArm>): unknown[][] =>
  turns.map(({ request }) =>
    request.input.flatMap((item) =>
      item.type === 'reasoning' && 'encrypted_content' in item ? [item.encrypted_content] : [],
    ),
  );

test('of two answers with one call id the first reasoning stays, as in every store', () => {
  const turns = playArm(
    fixtureOf([
      { messages: [user], response: thoughtAndCall('gAAAAfirst') },
      { messages: [user], response: thoughtAndCall('gAAAAsecond') },
      { messages: [user, called, done], response: stream({ type: 'text', text: 'ok' }) },
    ]),
    { reasoning_continuity: true },
  );
  expect(reasoningOf(turns)).toEqual([[], [], ['gAAAAfirst']]);
});
