// The check plays a fixture as the gateway plays a session.
import { expect, test } from 'vitest';
import type { Fixture, FixtureCall } from '../formats/fixture.ts';
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

interface Planted extends Pick<FixtureCall, 'response' | 'responseHeaders'> {
  readonly messages: JsonObject[];
  readonly tools?: JsonObject[];
}

function fixtureOf(turns: readonly Planted[]): Fixture {
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
      ({ messages, tools = [], ...answered }, index): FixtureCall => ({
        number: `0${index + 1}`,
        request: { model: 'gpt-5.5', stream: true, messages, tools },
        ...answered,
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
    (request?.input ?? []).flatMap((item) =>
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

test('the turn state of an answer is echoed in its user turn, as by the gateway', () => {
  const turns = playArm(
    fixtureOf([
      {
        messages: [user],
        response: thoughtAndCall('gAAAA'),
        responseHeaders: [['x-codex-turn-state', 'machine-1']],
      },
      { messages: [user, called, done], response: stream({ type: 'text', text: 'ok' }) },
    ]),
    {},
  );
  expect(turns.map(({ headers }) => Object.fromEntries(headers)['x-codex-turn-state'])).toEqual([
    undefined,
    'machine-1',
  ]);
});

test('an answer that is not whole leaves nothing: neither reasoning nor pins', () => {
  const cut = thoughtAndCall('gAAAAcut').split('event: response.completed')[0] ?? '';
  const messages = [{ ...user, output_config: { effort: 'low' } }];
  const turns = playArm(
    fixtureOf([
      { messages, response: cut },
      { messages: [user, called, done], response: stream({ type: 'text', text: 'ok' }) },
    ]),
    { reasoning_continuity: true },
  );
  expect(reasoningOf(turns)).toEqual([[], []]);
  expect(turns.map(({ request }) => request?.reasoning?.effort)).toEqual(['low', undefined]);
});

test('what cannot be translated is not sent, and the client is told so', () => {
  const tools = [{ type: 'computer_20250124', name: 'computer' }];
  const [turn] = playArm(fixtureOf([{ messages: [user], tools, response: '' }]), {});
  expect(turn).toMatchObject({ request: null, headers: [] });
  expect(turn?.response).toMatch(/^event: error\n.*computer/);
  expect(turn?.losses.map(({ feature }) => feature)).toContain('server-tool');
});
