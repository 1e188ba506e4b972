import { expect, test } from 'vitest';
import type { Sink } from '../../domain/sink.ts';
import { createFollowSink } from '../../exchange/follow-sink.ts';
import { end, exchangeStart, head, session } from '../../store/store.test-support.ts';
import { createTerminal } from '../../terminal/console.ts';
import { showExchangeEnd } from './show-exchange-end.ts';

test('an exchange is one line when it ends, and everything reaches the sink', async () => {
  const lines: string[] = [];
  const calls: string[] = [];
  const terminal = createTerminal({
    stdout: { write: (text: string) => lines.push(text) },
    stderr: { write: (text: string) => lines.push(text) },
    env: {},
    cwd: () => '/',
  } as unknown as NodeJS.Process);
  const sink: Sink = {
    begin: async () => 'stored',
    drop: () => calls.push('drop'),
    flushed: () => calls.push('flushed'),
    responseHead: () => calls.push('head'),
    chunk: () => calls.push('chunk'),
    end: () => calls.push('end'),
    flush: async () => void calls.push('flush'),
    close: async () => void calls.push('close'),
  };
  for (const asJson of [false, true]) {
    // A recorder's methods are its class's.
    const following = createFollowSink(Object.create(sink) as Sink, (followed) =>
      showExchangeEnd(followed, terminal, asJson),
    );
    await following.begin(exchangeStart('x_1', '{"n":1}'), () => session);
    following.flushed('x_1', 1);
    following.responseHead('x_1', head);
    following.chunk('x_1', new Uint8Array(9), 6);
    following.end('x_1', end);
    following.drop(session, 'refused');
    await following.flush();
    await following.close();
  }
  const all = ['flushed', 'head', 'chunk', 'end', 'drop', 'flush', 'close'];
  expect(calls.slice(0, 7)).toEqual(all);
  expect(lines[0]).toBe(
    's_one turn POST /v1/messages 200: 7 B sent, 9 B got, first byte 6 ms, end 9 ms\n',
  );
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ event: 'exchange', id: 'x_1', status: 200 });
});
