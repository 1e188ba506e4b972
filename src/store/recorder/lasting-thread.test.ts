import { expect, test } from 'vitest';
import type { DatabaseThread } from './database-thread.ts';
import { createLastingThread } from './lasting-thread.ts';
import type { ToDatabase } from './messages.ts';

function fakeThread(posted: ToDatabase[] = []) {
  let die = (_reason: string): void => {};
  const thread: DatabaseThread = {
    fingerprintKey: new Uint8Array(),
    recorder: 1,
    post: (message) => posted.push(message),
    listen(_onMessage, onEnd) {
      die = onEnd;
    },
    stop() {},
  };
  return { thread, die: (reason: string) => die(reason) };
}

test('what is posted at any moment of a restart reaches the next thread', async () => {
  const posted: ToDatabase[] = [];
  const first = fakeThread();
  const started = Promise.withResolvers<DatabaseThread>();
  const lasting = createLastingThread(first.thread, {
    start: () => started.promise,
    nowMs: () => 0,
    onMessage: () => {},
    onDeath: () => {},
  });
  first.die('it died');
  const moments = 20;
  started.resolve(fakeThread(posted).thread);
  for (let moment = 0; moment < moments; moment++) {
    lasting.post({ type: 'flush' });
    await Promise.resolve();
  }
  expect(posted).toHaveLength(moments);
});
