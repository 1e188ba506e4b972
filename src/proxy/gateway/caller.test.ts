// Two people on one gateway who name the same session, or none: what they authenticate with keeps
// their reasoning and their cache keys apart.
import { afterEach, expect, test } from 'vitest';
import { carrierNames } from '../../carriers/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { renderSse } from '../../wire/sse.ts';
import { callerOf } from './caller.ts';
import { createScriptedBackend, startGateway } from './gateway.test-support.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const event = (value: JsonObject): string =>
  renderSse(String(value['type']), JSON.stringify(value));
const item = (index: number, value: JsonObject): string =>
  event({ type: 'response.output_item.added', output_index: index, item: value }) +
  event({ type: 'response.output_item.done', output_index: index, item: value });
const ciphertext = 'gAAAAAcontent';
const answer = {
  body: [
    event({ type: 'response.created', response: { id: 'resp_1', output: [] } }),
    item(0, { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: ciphertext }),
    item(1, {
      ...{ type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'ls', arguments: '{"a":1}' },
    }),
    event({
      type: 'response.completed',
      response: { id: 'resp_1', status: 'completed', output: [], usage: {} },
    }),
  ],
};

const first = {
  ...{ model: 'claude-opus-5-5', max_tokens: 99, messages: [{ role: 'user', content: 'hi' }] },
  tools: [{ name: 'ls', input_schema: { type: 'object' } }],
};

async function post(
  url: string,
  body: object,
  headers: Record<string, string>,
): Promise<{ content: JsonObject[] }> {
  const answered = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(answered.status).toBe(200);
  return (await answered.json()) as { content: JsonObject[] };
}

const alice = { 'x-api-key': 'key-of-alice' };
const bob = { 'x-api-key': 'key-of-bob' };

test.each(
  carrierNames.flatMap((carrier) => [
    { carrier, session: { 'x-claude-code-session-id': 'one' } },
    { carrier, session: {} },
  ]),
)('$carrier, $session: reasoning and keys stay apart', async ({ carrier, session }) => {
  const backend = createScriptedBackend([answer, answer, answer, answer]);
  const options = { reasoning_continuity: true, reasoning_carrier: carrier };
  const gateway = await startGateway(backend, options);
  closing.push(gateway.close);
  const { content } = await post(gateway.url, first, { ...alice, ...session });
  const next = {
    ...first,
    messages: [
      ...first.messages,
      { role: 'assistant', content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'x' }] },
    ],
  };
  await post(gateway.url, next, { ...bob, ...session });
  await post(gateway.url, next, { authorization: 'Bearer key-of-bob', ...session });
  await post(gateway.url, next, { ...alice, ...session });
  const [, byBob, byToken, byAlice] = backend.requests;
  expect(JSON.stringify([byBob, byToken])).not.toContain(ciphertext);
  expect(JSON.stringify(byAlice)).toContain(ciphertext);
  const keys = [byBob, byToken, byAlice].map((request) => request?.['prompt_cache_key']);
  expect(new Set(keys).size).toBe(3);
});

test('a session resumed under another id keeps its envelopes, with the same key', async () => {
  const backend = createScriptedBackend([answer, answer, answer]);
  const options = { reasoning_continuity: true, reasoning_carrier: 'signature' } as const;
  const gateway = await startGateway(backend, options);
  closing.push(gateway.close);
  const { content } = await post(gateway.url, first, {
    ...alice,
    'x-claude-code-session-id': 'one',
  });
  const next = {
    ...first,
    messages: [
      ...first.messages,
      { role: 'assistant', content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'x' }] },
    ],
  };
  await post(gateway.url, next, { ...alice, 'x-claude-code-session-id': 'two' });
  await post(gateway.url, next, { ...bob, 'x-claude-code-session-id': 'two' });
  const [, resumed, foreign] = backend.requests;
  expect(JSON.stringify(resumed)).toContain(ciphertext);
  expect(JSON.stringify(foreign)).not.toContain(ciphertext);
});

test('who a caller is shows no credential', () => {
  expect(callerOf([['X-Api-Key', 'secret']])).toMatch(/^[0-9a-f]{64}$/);
  expect(callerOf([['x-other', 'a']])).toBeUndefined();
});
