import { expect, test } from 'vitest';
import {
  createMemoryStore,
  createReducer,
  createSseDecoder,
  parseResponsesEvent,
} from './translate.ts';

const entry = (anchor: string) => ({
  anchor,
  reasoning: [{ id: 'rs_1', encryptedContent: 'sealed', summary: [] }],
  originalArguments: null,
});

test('the memory store gives back what was committed, up to the limit of the options', async () => {
  const store = createMemoryStore({ store_entries: '8' });
  const anchors = Array.from({ length: 9 }, (_, index) => `call:${index}`);
  await store.commit({ session: 's', pins: { effort: 'high' }, entries: anchors.map(entry) });
  const state = await store.load({ session: 's', anchors });
  expect(state.pins).toEqual({ effort: 'high' });
  expect(state.entries.map(({ anchor }) => anchor)).toEqual(anchors.slice(0, 8));
});

test('bytes of a stream become parts without any settings', () => {
  const call = { type: 'function_call', call_id: 'call_1', name: 'ls', arguments: '{}' };
  const events = [
    { type: 'response.output_item.added', output_index: 0, item: call },
    { type: 'response.output_item.done', output_index: 0, item: call },
    { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [call] } },
  ];
  const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  const reducer = createReducer();
  const parts = createSseDecoder()
    .feed(new TextEncoder().encode(text))
    .flatMap(({ data }) => reducer.reduce(parseResponsesEvent(data)));
  expect(parts).toContainEqual({ type: 'tool-input-start', callId: 'call_1', name: 'ls' });
  expect(parts.at(-1)).toMatchObject({ type: 'finish', stopReason: 'tool_use' });
});
