import { expect, test } from 'vitest';
import { createMemoryStore } from './translate.ts';

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
