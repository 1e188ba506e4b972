// Clients that leave while their upgrade is under way.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { unboundedMemory } from '../../lib/memory-budget.ts';
import { createUpstream } from '../forward.ts';
import type { ReceivedUpgrade } from '../server.ts';
import type { ConnectionRecorder } from './record-connection.ts';
import { splice } from './splice.ts';

const server = createServer();
afterEach(() => server.close());

async function listen(): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function start(base: string, client: PassThrough): { ended: Promise<void>; outcomes: string[] } {
  const outcomes: string[] = [];
  const recorder = {
    head: () => {},
    message: () => {},
    idleMs: () => 0,
    end: (outcome: string) => void outcomes.push(outcome),
  } as unknown as ConnectionRecorder;
  const request = {
    ...{ method: 'GET', target: '/v1/responses', head: Buffer.alloc(0), socket: client },
    headers: [
      ['Host', 'h'],
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
    ],
    ...{ elapsedMs: () => 1, joined: () => {}, isCut: () => false },
  } as unknown as ReceivedUpgrade;
  return { ended: splice(createUpstream(base), request, recorder, unboundedMemory), outcomes };
}

test('one that is gone before has no connection made for it', async () => {
  let asked = 0;
  server.on('upgrade', () => asked++);
  const base = await listen();
  const client = new PassThrough();
  client.destroy();
  await once(client, 'close');
  const { ended, outcomes } = start(base, client);
  await ended;
  expect(outcomes).toEqual(['client-aborted']);
  expect(asked).toBe(0);
});

test('the connection of an upstream that answers to a client that is gone is closed', async () => {
  const base = await listen();
  // It is gone, and its end is not told.
  const client = new PassThrough({ emitClose: false });
  const upgrade = once(server, 'upgrade') as Promise<[unknown, Socket]>;
  const { ended, outcomes } = start(base, client);
  const [, socket] = await upgrade;
  const closed = new Promise((resolve) => socket.on('error', resolve).on('end', resolve));
  client.destroy();
  socket
    .resume()
    .write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await Promise.all([ended, closed]);
  expect(outcomes).toEqual(['client-aborted']);
});
