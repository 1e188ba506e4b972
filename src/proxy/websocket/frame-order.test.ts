import { expect, test } from 'vitest';
import { createFrameOrder } from './frame-order.ts';

test('bytes are read in the order of their arrival, however long one direction takes', async () => {
  const seen: string[] = [];
  const slow = Promise.withResolvers<void>();
  const reader = (name: string, wait: Promise<void>) => ({
    async feed(bytes: Uint8Array, elapsedMs: number): Promise<void> {
      await wait;
      seen.push(`${name} ${Buffer.from(bytes).toString()} at ${elapsedMs}`);
    },
  });
  const order = createFrameOrder();
  const client = reader('client', Promise.resolve());
  const answer = Buffer.from('answer');
  order.feed(reader('upstream', slow.promise), answer, 1);
  // Forwarded bytes belong to the socket: what happens to them later is not read.
  answer.fill('x');
  order.feed(client, Buffer.from('next'), 2);
  order.feed(client, Buffer.from('more'), 3);
  await Promise.resolve();
  expect(seen).toEqual([]);
  slow.resolve();
  await order.settled();
  expect(seen).toEqual(['upstream answer at 1', 'client next at 2', 'client more at 3']);
});
