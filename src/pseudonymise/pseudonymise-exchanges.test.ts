import { countTokens, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../domain/exchange.ts';
import type { JsonValue } from '../lib/json.ts';
import { parseSse } from '../wire/sse.ts';
import { pseudonymiseExchanges } from './pseudonymise-exchanges.ts';

const tokenizer = { name: 'o200k', encode, count: (text: string) => countTokens(text) };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);
const sse = (events: readonly object[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

const session = '0191d5a0-1111-7222-8333-944445555566';
const callId = 'call_Ab12Cd34Ef56';
const ciphertext = `gAAAAA${'Q2lwaGVy'.repeat(20)}`;
const tools = [
  {
    name: 'mcp__orders__lookup',
    description: 'Finds an order of the customer',
    input_schema: {
      type: 'object',
      properties: { customer: { type: 'string', enum: ['gold', 'silver'] } },
      required: ['customer'],
    },
  },
];

function exchange(target: string, request: object, response: string): Exchange {
  const responseBody = bytes(response);
  return {
    id: `x_${target}`,
    session: {
      id: 's_1',
      client: 'claude',
      side: 'client',
      clientSessionId: session,
      agentId: null,
      kind: 'turn',
      parent: null,
    },
    method: 'POST',
    target,
    headers: [
      ['X-Claude-Code-Session-Id', session],
      ['User-Agent', 'somebody'],
    ],
    body: bytes(JSON.stringify(request)),
    startedAtMs: 0,
    linkedTo: null,
    seq: 0,
    flushedElapsedMs: 1,
    response: {
      status: 200,
      statusText: 'OK',
      headers: [
        ['content-type', 'text/event-stream'],
        ['x-request-id', 'abc'],
      ],
      elapsedMs: 2,
    },
    responseBody,
    chunks: [
      { offset: 0, length: 10, elapsedMs: 3 },
      { offset: 10, length: responseBody.length - 10, elapsedMs: 4 },
    ],
    end: { outcome: 'complete', error: null, trailers: [], elapsedMs: 5 },
  };
}

const generated = '{"customer":"Caf\\u00e9 Jane\\n","note":"gold"}';
const upstream = exchange(
  '/v1/responses',
  {
    model: 'gpt-5.5',
    input: [
      { type: 'reasoning', summary: [], encrypted_content: ciphertext },
      { type: 'function_call', call_id: callId, name: 'mcp__orders__lookup', arguments: generated },
    ],
    prompt_cache_key: session,
    client_metadata: { 'x-codex-turn-metadata': `{"session_id":"${session}","cwd":"/home/jane"}` },
  },
  sse([
    {
      type: 'response.created',
      response: { id: 'resp_1', status: 'in_progress', model: 'gpt-5.5' },
    },
    {
      type: 'response.output_item.done',
      item: { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: ciphertext },
    },
    ...[generated.slice(0, 15), generated.slice(15, 22), generated.slice(22)].map((delta) => ({
      type: 'response.function_call_arguments.delta',
      item_id: 'fc_1',
      output_index: 1,
      delta,
    })),
    {
      type: 'response.function_call_arguments.done',
      item_id: 'fc_1',
      output_index: 1,
      arguments: generated,
    },
  ]),
);
const client = exchange(
  '/v1/messages?beta=true',
  {
    model: 'gpt-5.5',
    messages: [
      { role: 'user', content: 'Where is the parcel of Jane' },
      {
        role: 'assistant',
        content: [
          {
            type: 'tool_use',
            id: callId,
            name: 'mcp__orders__lookup',
            input: { customer: 'Café Jane\n', note: 'gold', secretPlan: 7 },
          },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: callId, content: 'parcel', is_error: false }],
      },
    ],
    tools,
    metadata: { user_id: JSON.stringify({ device_id: 'ab12'.repeat(16), session_id: session }) },
    output_config: { effort: 'high' },
  },
  sse([
    { type: 'message_start', message: { id: 'msg_1', role: 'assistant', content: [] } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'The par' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'cel of Jane' } },
  ]),
);
const [outClient, outUpstream] = pseudonymiseExchanges([client, upstream], {
  tokenizer,
  allowSecrets: false,
}) as [Exchange, Exchange];

// biome-ignore lint/suspicious/noExplicitAny: reads arbitrary places of a parsed body
const json = (body: Uint8Array): any => JSON.parse(text(body));
const eventsOf = (one: Exchange) =>
  parseSse(one.responseBody).map(({ data }) => JSON.parse(data) as Record<string, JsonValue>);

describe('both sides of a gateway', () => {
  test('an id is the same on both sides and no longer the old one', () => {
    const [call] = json(outClient.body).messages[1].content;
    expect(call.id).toBe(json(outUpstream.body).input[1].call_id);
    expect(call.id).toBe(json(outClient.body).messages[2].content[0].tool_use_id);
    expect(call.id).toMatch(/^call_[A-Za-z0-9]{12}$/);
    expect(call.id).not.toBe(callId);
  });

  test('a session id is the same in header, body and metadata', () => {
    const mapped = outClient.headers[0]?.[1] ?? '';
    expect(mapped).not.toBe(session);
    expect(json(outUpstream.body).prompt_cache_key).toBe(mapped);
    expect(JSON.parse(json(outClient.body).metadata.user_id).session_id).toBe(mapped);
    expect(outClient.session.clientSessionId).toBe(mapped);
  });

  test('arguments as text and as an object get the same placeholders', () => {
    const input = json(outClient.body).messages[1].content[0].input;
    const args = JSON.parse(json(outUpstream.body).input[1].arguments);
    expect(args.customer).toBe(input.customer);
    expect(args).not.toEqual(JSON.parse(generated));
  });

  test('deltas of arguments join to the text that the done event has', () => {
    const events = eventsOf(outUpstream);
    const joined = events.map(({ delta }) => delta ?? '').join('');
    expect(joined).toBe(events.at(-1)?.['arguments']);
    expect(joined).toBe(json(outUpstream.body).input[1].arguments);
    expect(joined).toHaveLength(generated.length);
    expect(joined).toContain('\\u');
  });

  test('ciphertext is the same in the response and in the next request', () => {
    const items = eventsOf(outUpstream).flatMap(({ item }) => item ?? []);
    expect(items).toHaveLength(1);
    const sent = json(outUpstream.body).input[0].encrypted_content;
    expect((items[0] as { encrypted_content: string }).encrypted_content).toBe(sent);
    expect(sent).toMatch(/^gAAAA/);
    expect(sent).not.toBe(ciphertext);
  });
});

describe('what stays and what goes', () => {
  test('protocol, tool names and declared properties stay', () => {
    const body = json(outClient.body);
    expect(body.tools[0].name).toBe('mcp__orders__lookup');
    expect(Object.keys(body.tools[0].input_schema.properties)).toEqual(['customer']);
    expect(body.tools[0].input_schema.required).toEqual(['customer']);
    expect(body.output_config).toEqual({ effort: 'high' });
    expect(Object.keys(body.messages[1].content[0].input)[0]).toBe('customer');
  });

  test('a key that no schema declares is replaced', () => {
    const keys = Object.keys(json(outClient.body).messages[1].content[0].input);
    expect(keys).toHaveLength(3);
    expect(keys[2]).not.toBe('secretPlan');
    expect(keys[2]).toMatch(/^[a-z]{6}[A-Z][a-z]{3}$/);
  });

  test('values of a schema enumeration match the values that calls use', () => {
    const body = json(outClient.body);
    const [gold] = body.tools[0].input_schema.properties.customer.enum;
    expect(Object.values(body.messages[1].content[0].input)).toContain(gold);
    expect(gold).not.toBe('gold');
  });

  test('no word of the original prose is left', () => {
    const all = [outClient, outUpstream].flatMap((one) => [text(one.body), text(one.responseBody)]);
    expect(all.join('\n')).not.toMatch(/Jane|jane|parcel|customer of|Finds|home/);
  });

  test('only identity headers are kept', () => {
    expect(outClient.headers.map(([name]) => name)).toEqual(['X-Claude-Code-Session-Id']);
  });

  test('chunks cover the new body', () => {
    for (const { chunks, responseBody } of [outClient, outUpstream]) {
      expect(chunks.map(({ elapsedMs }) => elapsedMs)).toEqual([3, 4]);
      expect(chunks[1]?.offset).toBe(chunks[0]?.length);
      expect((chunks[1]?.offset ?? 0) + (chunks[1]?.length ?? 0)).toBe(responseBody.length);
    }
  });
});

test('a likely secret stops it, and the flag continues', () => {
  const secret = `sk-${'ant'}-api03-${'aB3'.repeat(8)}`;
  const leaky = exchange('/v1/messages', { messages: [{ role: 'user', content: secret }] }, '');
  const run = (allowSecrets: boolean) =>
    pseudonymiseExchanges([leaky], { tokenizer, allowSecrets });
  expect(() => run(false)).toThrow(/anthropic-key sk-ant-\.\.\. \(\d+ characters\)/);
  expect(text(run(true)[0]?.body ?? bytes(''))).not.toContain(secret.slice(8));
});

test('a body that is not JSON is refused with its exchange', () => {
  const broken = { ...client, body: bytes('nope') };
  expect(() => pseudonymiseExchanges([broken], { tokenizer, allowSecrets: false })).toThrow(
    /x_\/v1\/messages.* is not a JSON object/,
  );
});

test('the protocol is read from the path, never from the query', () => {
  const request = { model: 'm', system: 'Be brief.', messages: [{ role: 'user', content: 'hi' }] };
  const bodies = ['/v1/messages', '/v1/messages?next=/responses'].map((target) => {
    const options = { tokenizer, allowSecrets: false };
    const [replaced] = pseudonymiseExchanges([exchange(target, request, '')], options);
    return text(replaced?.body ?? new Uint8Array());
  });
  expect(bodies[1]).toBe(bodies[0]);
});
