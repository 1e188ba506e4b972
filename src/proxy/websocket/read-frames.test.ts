import { expect, test } from 'vitest';
import { unboundedMemory } from '../../lib/memory-budget.ts';
import { createFrameReader } from './read-frames.ts';

test.each([
  ['x; y="'],
  ['permessage-deflate; server_max_window_bits=99'],
  ['permessage-deflate; x=1'],
  [','],
])('extensions that cannot be read (%s) end the reading, and nothing else', async (extensions) => {
  const said: string[] = [];
  const reader = createFrameReader({
    ...{ from: 'upstream', extensions, memory: unboundedMemory },
    onMessage: () => said.push('a message'),
    onUnreadable: (reason) => said.push(reason),
  });
  await reader.feed(Buffer.from([0x81, 0x01, 0x61]), 1);
  await reader.close();
  expect(said).toEqual([expect.stringContaining('extensions cannot be read')]);
});
