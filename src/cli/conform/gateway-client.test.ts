import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createGatewayClient } from './gateway-client.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const request = { path: '/v1/messages', headers: [], body: '{}' };

test.each<[string, RequestListener, string, string | null]>([
  ['a whole answer', (_r, response) => response.end('{}'), 'end', null],
  [
    'one that breaks off',
    (_r, response) => void response.write('x', () => response.destroy()),
    'cut',
    null,
  ],
  ['none at all', (r) => void r.socket.destroy(), 'none', 'socket hang up'],
  ['silence', () => undefined, 'none', 'it was silent for too long'],
  [
    'pings without an end',
    (_r, response) => {
      const pings = setInterval(() => response.write(': ping\n\n'), 10);
      response.on('close', () => clearInterval(pings));
    },
    'none',
    'its answer does not end',
  ],
])('%s', async (_what, listener, ended, problem) => {
  const limits = { silenceMs: 300, wholeMs: 600 };
  const send = createGatewayClient(await serve(listener), undefined, limits);
  expect(await send(request, () => undefined)).toMatchObject({ ended, problem });
});

test('a client that leaves at a text has what came until then', async () => {
  const url = await serve((_r, response) => void response.write('one two'));
  const send = createGatewayClient(url);
  const answer = await send({ ...request, leavesAt: 'two' }, () => undefined);
  expect(answer).toMatchObject({ ended: 'left', text: 'one two' });
});

test('a run that is stopped gives up what it waits for', async () => {
  const stop = new AbortController();
  const url = await serve(() => stop.abort(new Error('stopped')));
  await expect(createGatewayClient(url, stop.signal)(request, () => undefined)).rejects.toThrow(
    'stopped',
  );
});
