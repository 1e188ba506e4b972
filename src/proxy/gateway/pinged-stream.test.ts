import { afterEach, expect, test, vi } from 'vitest';
import { createPingedStream } from './pinged-stream.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a client that does not read is sent no ping before it has taken the last', async () => {
  vi.useFakeTimers();
  const taken = Promise.withResolvers<void>();
  const written: string[] = [];
  const stream = createPingedStream(
    {
      signal: new AbortController().signal,
      hasBegun: () => true,
      begin: () => {},
      write(text) {
        written.push(text);
        return taken.promise;
      },
      end: () => {},
    },
    20,
  );
  await vi.advanceTimersByTimeAsync(1_000);
  expect(written.length).toBe(1);
  taken.resolve();
  await vi.advanceTimersByTimeAsync(20);
  expect(written.length).toBeGreaterThan(1);
  stream.stop();
});
