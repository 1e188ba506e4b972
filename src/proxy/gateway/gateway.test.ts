import { afterEach, describe, expect, test } from 'vitest';
import { carrierNames } from '../../carriers/registry.ts';
import type { ReasoningStore } from '../../domain/translator-state.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { findHeader } from '../../lib/header-list.ts';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { renderSse } from '../../wire/sse.ts';
import {
  createScriptedBackend,
  type ScriptedAnswer,
  type ScriptedBackend,
  startGateway,
} from './gateway.test-support.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(backend: ScriptedBackend, ...rest: [JsonObject?, number?, ReasoningStore?]) {
  const gateway = await startGateway(backend, ...rest);
  closing.push(async () => {
    await gateway.close();
    expect(gateway.defects).toEqual([]);
  });
  return gateway;
}

const event = (value: JsonObject): string =>
  renderSse(String(value['type']), JSON.stringify(value));
const created = event({ type: 'response.created', response: { id: 'resp_1', output: [] } });
const usage = {
  ...{ input_tokens: 2000, input_tokens_details: { cached_tokens: 1536 } },
  ...{ output_tokens: 30, output_tokens_details: { reasoning_tokens: 10 }, total_tokens: 2030 },
};
const completed = event({
  type: 'response.completed',
  response: { id: 'resp_1', status: 'completed', output: [], usage },
});
const item = (index: number, value: JsonObject): string =>
  event({ type: 'response.output_item.added', output_index: index, item: value }) +
  event({ type: 'response.output_item.done', output_index: index, item: value });
const message = item(1, {
  ...{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed' },
  content: [{ type: 'output_text', text: 'Hello there.', annotations: [] }],
});
const call = item(1, {
  ...{ type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'ls', arguments: '{"a": 1}' },
});
const reasoning = item(0, {
  ...{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAAAcontent' },
});
const answer: ScriptedAnswer = { body: [created, message, completed] };
const overloaded = event({
  type: 'response.failed',
  response: { id: 'resp_1', error: { code: 'server_is_overloaded', message: 'Overloaded.' } },
});
const refused: ScriptedAnswer = {
  status: 400,
  body: [
    JSON.stringify({
      error: {
        message: 'The encrypted content gAAA... could not be verified.',
        ...{ type: 'invalid_request_error', param: null, code: 'invalid_encrypted_content' },
      },
    }),
  ],
};

const first = {
  model: 'claude-opus-5-5',
  max_tokens: 100,
  tools: [{ name: 'ls', description: 'lists', input_schema: { type: 'object' } }],
  messages: [{ role: 'user', content: 'Look.' }],
};
const second = {
  ...first,
  messages: [
    ...first.messages,
    {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'call_1', name: 'ls', input: { a: 1 } }],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'a.js' }] },
  ],
};

function post(url: string, body: unknown, path = '/v1/messages?beta=true'): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-claude-code-session-id': 'session-1' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function errorOf(response: Response) {
  const body = (await response.json()) as {
    type: string;
    error: { type: string; message: string };
  };
  expect(body.type).toBe('error');
  expect(body.error.message).not.toContain('\n');
  return { status: response.status, ...body.error };
}

describe('answers', () => {
  test('a stream ends with the usage, cached tokens taken out of the input', async () => {
    const { url } = await start(createScriptedBackend([answer]));
    const text = await (await post(url, { ...first, stream: true })).text();
    expect(text).toContain('event: message_start');
    expect(text).toContain('"model":"claude-opus-5-5"');
    expect(text).toContain('"input_tokens":464');
    expect(text).toContain('"cache_read_input_tokens":1536');
    expect(text.trimEnd().endsWith('{"type":"message_stop"}')).toBe(true);
  });
  test('without stream the message comes as JSON, and the upstream still streams', async () => {
    const backend = createScriptedBackend([answer]);
    const { url } = await start(backend);
    const response = await post(url, first);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({
      ...{ type: 'message', model: 'claude-opus-5-5', stop_reason: 'end_turn' },
      content: [{ type: 'text', text: 'Hello there.' }],
    });
    expect(backend.requests[0]).toMatchObject({ stream: true, store: false, model: 'gpt-5.5' });
  });
  test('count_tokens is answered without the upstream', async () => {
    const backend = createScriptedBackend([]);
    const { url } = await start(backend);
    const response = await post(url, first, '/v1/messages/count_tokens?beta=true');
    expect(await response.json()).toEqual({ input_tokens: 1 });
    expect(backend.requests).toEqual([]);
  });
  test('the probes of the client get an empty 200', async () => {
    const { url } = await start(createScriptedBackend([]));
    for (const path of ['/', '/api/hello']) {
      expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(200);
    }
  });
  test('while the upstream thinks the client gets pings', async () => {
    let continuation: (text: string) => void = () => {};
    const thinking = new Promise<string>((resolve) => {
      continuation = resolve;
    });
    const backend = createScriptedBackend([{ body: [created, thinking, completed] }]);
    const { url } = await start(backend, {}, 5);
    const response = await post(url, { ...first, stream: true });
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (text.split('event: ping').length > 2) continuation(message);
    }
    expect(text.startsWith('event: ping')).toBe(true);
    expect(text).toContain('message_stop');
  });
});

describe('recording', () => {
  test('both sides are stored to the byte and linked', async () => {
    const backend = createScriptedBackend([answer]);
    const { url, sink } = await start(backend);
    const sent = JSON.stringify({ ...first, stream: true });
    const received = await (await post(url, sent)).text();
    const [client] = await sink.settled('client', 1);
    const [upstream] = await sink.settled('upstream', 1);
    expect(Buffer.from(client?.body ?? []).toString()).toBe(sent);
    expect(Buffer.concat(client?.parts ?? []).toString()).toBe(received);
    expect(JSON.parse(Buffer.from(upstream?.body ?? []).toString())).toEqual(backend.requests[0]);
    expect(Buffer.concat(upstream?.parts ?? []).toString()).toBe(created + message + completed);
    // The zero point of the times that are derived later.
    expect(client?.flushedMs).toBe(0);
    expect(upstream?.linkedTo).toBe(client?.id);
    expect([client?.ended?.outcome, upstream?.ended?.outcome]).toEqual(['complete', 'complete']);
    expect(client?.session.id).not.toBe(upstream?.session.id);
  });
  test('pieces that come together upstream are recorded one by one', async () => {
    const { url, sink } = await start(
      createScriptedBackend([{ body: [created, [message, completed]] }]),
    );
    await (await post(url, { ...first, stream: true })).text();
    const [upstream] = await sink.settled('upstream', 1);
    const parts = upstream?.parts.map((part) => Buffer.from(part).toString());
    expect(parts).toEqual([created, message, completed]);
  });
});

describe('the stream to the client', () => {
  test('takes in one piece what came in one turn of the event loop', async () => {
    const delta = event({
      ...{ type: 'response.output_text.delta', output_index: 1, content_index: 0 },
      delta: 'Hello ',
    });
    const added = event({
      ...{ type: 'response.output_item.added', output_index: 1 },
      item: { type: 'message', id: 'msg_1', role: 'assistant', content: [] },
    });
    const body = [created, added, delta, delta, delta, completed];
    const { url, sink } = await start(createScriptedBackend([{ body }]));
    await (await post(url, { ...first, stream: true })).text();
    const [client] = await sink.settled('client', 1);
    const [upstream] = await sink.settled('upstream', 1);
    expect(upstream?.parts).toHaveLength(body.length);
    expect(client?.parts).toHaveLength(1);
  });
});

describe('continuity', () => {
  const loop = [{ body: [created, reasoning, call, completed] }, answer];
  async function secondRequest(options: JsonObject): Promise<unknown[]> {
    const backend = createScriptedBackend(loop);
    const { url } = await start(backend, options);
    await (await post(url, first)).json();
    await (await post(url, second)).json();
    const input = backend.requests[1]?.['input'] ?? [];
    return (input as { type: string }[]).map(({ type }) => type);
  }
  test('on: the reasoning is directly before the call that it produced', async () => {
    expect(await secondRequest({ reasoning_continuity: true })).toEqual([
      ...['message', 'reasoning', 'function_call', 'function_call_output'],
    ]);
  });
  test('off: there is none', async () => {
    expect(await secondRequest({})).toEqual(['message', 'function_call', 'function_call_output']);
  });
  test('a refusal of the reasoning costs one retry without it, and it is not sent again', async () => {
    const backend = createScriptedBackend([loop[0] as ScriptedAnswer, refused, answer, answer]);
    const { url, sink, counters } = await start(backend, { reasoning_continuity: true });
    await (await post(url, first)).json();
    expect((await post(url, second)).status).toBe(200);
    expect((await post(url, second)).status).toBe(200);
    const hasReasoning = backend.requests.map((request) =>
      JSON.stringify(request['input']).includes('"reasoning"'),
    );
    expect(hasReasoning).toEqual([false, true, false, false]);
    expect(counters()).toMatchObject({ turns: 3, replayed: 1, refusals: 1, foreign: 0 });
    const upstream = await sink.settled('upstream', 4);
    expect(upstream.map(({ head }) => head?.status)).toEqual([200, 400, 200, 200]);
    expect(upstream[1]?.linkedTo).toBe(upstream[2]?.linkedTo);
  });
  test('a refusal inside the stream is known by its code, whatever its words', async () => {
    const failed = event({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'invalid_encrypted_content', message: 'No.' } },
    });
    const broken = { body: [created, failed] };
    const backend = createScriptedBackend([loop[0] as ScriptedAnswer, broken, answer]);
    const { url, counters } = await start(backend, { reasoning_continuity: true });
    await (await post(url, first)).json();
    expect((await post(url, { ...second, stream: true })).status).toBe(200);
    expect(counters()).toMatchObject({ refusals: 1 });
    expect(JSON.stringify(backend.requests[2]?.['input'])).not.toContain('"reasoning"');
  });
  test.each(carrierNames)(
    'the turn state goes back to the backend within the user turn (%s)',
    async (carrier) => {
      const begun = {
        ...(loop[0] as ScriptedAnswer),
        headers: [['x-codex-turn-state', 'm1']] as const,
      };
      const backend = createScriptedBackend([begun, answer, answer]);
      const { url, sink } = await start(backend, { reasoning_carrier: carrier });
      await (await post(url, first)).json();
      await (await post(url, second)).json();
      const next = { ...second, messages: [...second.messages, { role: 'user', content: 'and?' }] };
      await (await post(url, next)).json();
      const upstream = await sink.settled('upstream', 3);
      const states = upstream.map(({ headers }) => findHeader(headers, 'x-codex-turn-state'));
      expect(states.map((state) => state !== undefined)).toEqual([false, true, false]);
    },
  );
  test('with the signature carrier a refusal outlives the process, marked in the history', async () => {
    const options = { reasoning_continuity: true, reasoning_carrier: 'signature' };
    const backend = createScriptedBackend([
      ...[loop[0] as ScriptedAnswer, refused, { body: [created, reasoning, call, completed] }],
    ]);
    const { url } = await start(backend, options);
    const kept = (await (await post(url, first)).json()) as { content: JsonValue };
    const results = second.messages.at(-1) as JsonObject;
    const withThinking = [...first.messages, { role: 'assistant', content: kept.content }, results];
    const marked = (await (await post(url, { ...second, messages: withThinking })).json()) as {
      content: { type: string; signature?: string }[];
    };
    expect(marked.content[0]?.signature).toMatch(/^turntape\.refused\./);
    // Another process: the same history, an empty store.
    const restarted = createScriptedBackend([answer]);
    const other = await start(restarted, options);
    const thinking = { role: 'assistant', content: marked.content.slice(0, 1) as JsonValue };
    const messages = [...withThinking, thinking, { role: 'user', content: 'continue' }];
    await (await post(other.url, { ...second, messages })).json();
    expect(JSON.stringify(restarted.requests[0]?.['input'])).not.toContain('"reasoning"');
  });
  test('recover=false with the signature carrier tells the client to drop its thinking', async () => {
    const backend = createScriptedBackend([loop[0] as ScriptedAnswer, refused]);
    const { url } = await start(backend, {
      ...{ reasoning_continuity: true, recover: false, reasoning_carrier: 'signature' },
    });
    const kept = (await (await post(url, first)).json()) as { content: JsonValue };
    const messages = [
      ...[...first.messages, { role: 'assistant', content: kept.content }],
      second.messages.at(-1) as JsonObject,
    ];
    const error = await errorOf(await post(url, { ...second, messages }));
    expect(error.status).toBe(400);
    expect(error.message).toContain('Invalid `signature` in `thinking` block');
  });
  test('a reasoning store that fails costs the turn its reasoning, not its answer', async () => {
    const down = async (): Promise<never> => {
      throw new Error('the store is gone');
    };
    const backend = createScriptedBackend([loop[0] as ScriptedAnswer, answer]);
    const store = { load: down, commit: down, close: async () => {} };
    const { url, counters } = await start(backend, { reasoning_continuity: true }, 60_000, store);
    expect((await post(url, first)).status).toBe(200);
    expect((await post(url, second)).status).toBe(200);
    expect(counters()).toMatchObject({ turns: 2, replayed: 0, storeFailures: 4 });
  });
  test('recover=false hands the refusal to the client', async () => {
    const backend = createScriptedBackend([loop[0] as ScriptedAnswer, refused]);
    const { url } = await start(backend, { reasoning_continuity: true, recover: false });
    await (await post(url, first)).json();
    expect((await errorOf(await post(url, second))).status).toBe(400);
  });
});

describe('trouble', () => {
  test('a body that is not JSON is a 400 in the shape of the API, and recorded', async () => {
    const { url, sink } = await start(createScriptedBackend([]));
    const error = await errorOf(await post(url, '{"model": '));
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    expect(error.message).toBe('turntape: the request body is not JSON');
    const [client] = await sink.settled('client', 1);
    expect(Buffer.from(client?.body ?? []).toString()).toBe('{"model": ');
  });
  test.each([600, 5_000, 10_000])('%i levels are a 400 that says so, wherever', async (levels) => {
    const backend = createScriptedBackend([]);
    const { url } = await start(backend);
    const deep = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const body = JSON.stringify({ ...first, tools: [{ name: 'a', input_schema: 'HERE' }] });
    for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
      for (const text of [body.replace('"HERE"', deep), `{"x":${deep},${body.slice(1)}`, deep]) {
        const error = await errorOf(await post(url, text, path));
        expect(error).toMatchObject({ status: 400, type: 'invalid_request_error' });
        expect(error.message).toContain('levels deep');
      }
    }
    expect(backend.requests).toEqual([]);
  });
  test('a body over the limit is a 413', async () => {
    const { url } = await start(createScriptedBackend([]));
    const error = await errorOf(await post(url, 'x'.repeat(100_001)));
    expect(error).toMatchObject({ status: 413, type: 'request_too_large' });
  });
  test('what cannot be translated is a 400 that names it, and is not sent', async () => {
    const backend = createScriptedBackend([]);
    const { url } = await start(backend);
    const tools = [{ type: 'computer_20250124', name: 'computer' }];
    const error = await errorOf(await post(url, { ...first, tools }));
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    expect(error.message).toContain('computer');
    expect(backend.requests).toEqual([]);
  });
  test('a thread that continues is refused with its code, and may still be counted', async () => {
    const backend = createScriptedBackend([]);
    const { url } = await start(backend);
    const thread = { type: 'continue', previous_message_id: 'resp_1' };
    const error = await errorOf(await post(url, { ...first, thread }));
    expect(error).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      details: { error_code: 'thread_unsupported_request' },
    });
    expect(backend.requests).toEqual([]);
    const counted = await post(url, { ...first, thread }, '/v1/messages/count_tokens');
    expect(counted.status).toBe(200);
  });
  test('a foreign path is a 404', async () => {
    const { url } = await start(createScriptedBackend([]));
    const error = await errorOf(await post(url, first, '/v1/complete'));
    expect(error).toMatchObject({ status: 404, type: 'not_found_error' });
  });
  test('an upstream that is down is an overload that names it, and recorded as failed', async () => {
    const down = new HarnessError('upstream', 'http://127.0.0.1:1 does not answer', 'Start it');
    const { url, sink } = await start(createScriptedBackend([down]));
    const error = await errorOf(await post(url, { ...first, stream: true }));
    expect(error).toMatchObject({ status: 529, type: 'overloaded_error' });
    expect(error.message).toContain('http://127.0.0.1:1 does not answer');
    const [upstream] = await sink.settled('upstream', 1);
    expect(upstream?.ended?.outcome).toBe('upstream-failed');
  });
  test.each([false, true])(
    'a mistake of ours is told, and no upstream is blamed',
    async (stream) => {
      const ours = new TypeError('undefined is not a function');
      const { url, defects } = await start(createScriptedBackend([ours]));
      const error = await errorOf(await post(url, { ...first, stream }));
      expect(error).toMatchObject({ status: 529, type: 'overloaded_error' });
      expect(error.message).toBe('turntape: internal error, see its own output');
      expect(defects.splice(0)).toEqual([ours]);
    },
  );
  test('an overload inside the stream, before content, is a 529', async () => {
    const { url } = await start(createScriptedBackend([{ body: [created, overloaded] }]));
    const error = await errorOf(await post(url, { ...first, stream: true }));
    expect(error).toMatchObject({ status: 529, type: 'overloaded_error' });
  });
  test('the same without stream', async () => {
    const { url } = await start(createScriptedBackend([{ body: [created, overloaded] }]));
    expect((await errorOf(await post(url, first))).status).toBe(529);
  });
  test.each([
    ['a failure', { body: [created, message, overloaded] }],
    ['a cut', { body: [created, message], cut: true }],
    ['an end without a terminal event', { body: [created, message] }],
  ])('%s after content is an error event, and no message_stop', async (_name, broken) => {
    const { url } = await start(createScriptedBackend([broken]));
    const text = await (await post(url, { ...first, stream: true })).text();
    expect(text).toContain('Hello there.');
    expect(text).toContain('event: error');
    expect(text).not.toContain('message_stop');
  });
  test('a connection that breaks after the terminal event breaks nothing', async () => {
    const late = { body: [created, reasoning, call, completed], cut: true };
    const backend = createScriptedBackend([late, answer]);
    const { url } = await start(backend, { reasoning_continuity: true });
    const text = await (await post(url, { ...first, stream: true })).text();
    expect(text).toContain('message_stop');
    expect(text).not.toContain('event: error');
    await (await post(url, second)).json();
    expect(JSON.stringify(backend.requests[1]?.['input'])).toContain('"reasoning"');
  });
  test('a limit that lasts for hours is not worth another try, inside a stream too', async () => {
    const limit = event({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'usage_limit_reached', message: 'No.' } },
    });
    const { url } = await start(createScriptedBackend([{ body: [created, limit] }]));
    const response = await post(url, { ...first, stream: true });
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([429, 'false']);
  });
  test('a call that runs away is cut off at once, and the client asks again', async () => {
    const never = new Promise<string>(() => {});
    const begun = event({
      type: 'response.output_item.added',
      output_index: 2,
      item: { ...{ type: 'function_call', call_id: 'call_1', name: 'ls', arguments: '' } },
    });
    const blanks = event({
      type: 'response.function_call_arguments.delta',
      ...{ output_index: 2, delta: `{${'\n'.repeat(50)}` },
    });
    const backend = createScriptedBackend([{ body: [created, message, begun, blanks, never] }]);
    const { url, sink } = await start(backend);
    const text = await (await post(url, { ...first, stream: true })).text();
    expect(text).toContain('event: error');
    expect(text).not.toContain('message_stop');
    const [upstream] = await sink.settled('upstream', 1);
    expect(upstream?.ended?.outcome).toBe('upstream-aborted');
  });
  test('a client that leaves aborts the upstream, and both sides say so', async () => {
    const never = new Promise<string>(() => {});
    const backend = createScriptedBackend([{ body: [created, message, never] }]);
    const { url, sink } = await start(backend);
    const leave = new AbortController();
    const response = await fetch(`${url}/v1/messages`, {
      ...{ method: 'POST', signal: leave.signal },
      body: JSON.stringify({ ...first, stream: true }),
    });
    await response.body?.getReader().read();
    leave.abort();
    const [upstream] = await sink.settled('upstream', 1);
    const [client] = await sink.settled('client', 1);
    expect([client?.ended?.outcome, upstream?.ended?.outcome]).toEqual([
      ...['client-aborted', 'client-aborted'],
    ]);
    expect(backend.signals[0]?.aborted).toBe(true);
  });
});
