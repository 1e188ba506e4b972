// A backend answer read to its end: times, usage, errors.
import { expect, test } from 'vitest';
import type { BackendResponse } from '../domain/backend.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { observeResponse } from './observe-response.ts';

const events = [
  ['response.output_item.added', 10],
  ['response.reasoning_summary_text.delta', 20],
  ['response.output_text.delta', 30],
  ['response.output_text.delta', 45],
  ['response.output_text.done', 50],
] as const;

test('notes when the first item, the first output, the first text and the last output came', async () => {
  const response = {
    status: 200,
    headers: [],
    body: (async function* () {
      for (const [type, elapsedMs] of events) {
        const item = { type: 'message', id: 'i', role: 'assistant', content: [] };
        const place = { item_id: 'i', output_index: 0, content_index: 0, summary_index: 0 };
        const data = { type, ...place, delta: 'x', text: 'x', item };
        yield { bytes: new TextEncoder().encode(`data: ${JSON.stringify(data)}\n\n`), elapsedMs };
      }
    })(),
  } as unknown as BackendResponse;
  expect(await observeResponse(response)).toMatchObject({
    firstItemMs: 10,
    ttftMs: 20,
    firstTextMs: 30,
    lastOutputMs: 45,
    totalMs: 50,
  });
});

const breaking = (error: Error): BackendResponse => ({
  status: 200,
  headers: [],
  body: (async function* () {
    yield { bytes: new TextEncoder().encode('data: {"type":"response.created"'), elapsedMs: 1 };
    yield { bytes: new Uint8Array(0), elapsedMs: 30_000 };
    throw error;
  })(),
});

test('a connection that is lost is an outcome, with the time at which it was lost', async () => {
  const lost = new HarnessError('upstream', 'the connection was cut', 'Try again');
  expect(await observeResponse(breaking(lost))).toMatchObject({
    isComplete: false,
    error: 'the connection was cut',
    errorCode: 'cut',
    totalMs: 30_000,
  });
});

/** A backend that streams these events, one a chunk, 10 ms apart. */
const streaming = (events: readonly object[]): BackendResponse => ({
  status: 200,
  headers: [],
  body: (async function* () {
    for (const [index, event] of events.entries()) {
      const bytes = new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`);
      yield { bytes, elapsedMs: 10 * (index + 1) };
    }
  })(),
});

test('output of an unknown kind is output: the first delta is the first token', async () => {
  const response = streaming([
    { type: 'response.created', response: { model: 'gpt-5.5' } },
    { type: 'response.output_item.added', item: { type: 'mcp_call' } },
    { type: 'response.mcp_call_arguments.delta', delta: '{' },
    { type: 'response.output_text.delta', output_index: 1, delta: 'x' },
  ]);
  expect(await observeResponse(response)).toMatchObject({
    firstItemMs: 20,
    ttftMs: 30,
    firstTextMs: 40,
    lastOutputMs: 40,
    model: 'gpt-5.5',
  });
});

test('a client that leaves at the first output leaves at that of an unknown kind too', async () => {
  const events = ['response.created', 'response.mcp_call_arguments.delta', 'response.completed'];
  const response = streaming(events.map((type) => ({ type, response: {} })));
  expect(await observeResponse(response, 'at-first-output')).toMatchObject({
    ttftMs: 20,
    totalMs: 20,
    isComplete: false,
    errorCode: 'client-left',
    received: { end: { outcome: 'client-aborted' } },
  });
});

test('usage without its details is usage, and a missing one is null', async () => {
  const completed = (usage: object | undefined) =>
    streaming([{ type: 'response.completed', response: { usage } }]);
  const counts = { input_tokens: 9, output_tokens: 1, total_tokens: 10 };
  expect((await observeResponse(completed(counts))).usage).toMatchObject({
    inputTokens: 9,
    cachedTokens: 0,
    outputTokens: 1,
    reasoningTokens: null,
    raw: counts,
  });
  expect((await observeResponse(completed(undefined))).usage).toBeNull();
});

test('an exchange of a trial is what came, byte by byte and chunk by chunk', async () => {
  const { received } = await observeResponse(
    streaming([{ type: 'response.created' }, { type: 'response.completed', response: {} }]),
  );
  const text = new TextDecoder().decode(received.responseBody);
  expect(text.match(/^data: /gm)).toHaveLength(2);
  expect(received.chunks.map(({ elapsedMs }) => elapsedMs)).toEqual([10, 20]);
  expect(received.chunks.reduce((sum, { length }) => sum + length, 0)).toBe(text.length);
  expect(received).toMatchObject({ flushedElapsedMs: 0, end: { outcome: 'complete' } });
});

test('a defect of ours is thrown', async () => {
  await expect(observeResponse(breaking(new TypeError('defect')))).rejects.toThrow('defect');
});
