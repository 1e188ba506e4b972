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
    ...{ completed: false, error: 'the connection was cut', errorCode: 'cut', totalMs: 30_000 },
  });
});

test('a defect is none', async () => {
  await expect(observeResponse(breaking(new TypeError('defect')))).rejects.toThrow('defect');
});
