// The way to the server of a queue: one that says nothing, and one behind TLS.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { connectQueue } from '../src/queue/connect-queue.ts';
import { createPrivateCertificate } from '../src/tls/private-certificate.ts';
import { createProcesses, redisProgram } from './queue-processes.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-queue-connection-'));
const { start, serve, stop } = createProcesses(folder);
const servers: Server[] = [];
afterEach(async () => {
  await stop();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const timeout = 300_000;

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

test('a server that takes the connection and says nothing is left after a while', async () => {
  const closed = Promise.withResolvers<void>();
  const port = await listen(
    createServer((socket) => socket.resume().on('close', () => closed.resolve())),
  );
  const options = { waitMsMax: 60_000, hint: '', note: () => {}, answerMsMax: 50 };
  await expect(connectQueue(`redis://127.0.0.1:${port}`, options)).rejects.toMatchObject({
    code: 'upstream',
    message: `no Redis answers at redis://127.0.0.1:${port}: it said nothing for 0.05 s`,
  });
  await closed.promise;
});

describe.skipIf(redisProgram === undefined)('a server behind TLS', () => {
  test('is used where its authority is named, and refused where not', { timeout }, async () => {
    const redis = await serve();
    const { authority, certificate, key } = await createPrivateCertificate(Date.now());
    const file = join(folder, 'authority.pem');
    writeFileSync(file, authority);
    const port = await listen(
      createTlsServer({ cert: certificate, key }, (socket) => {
        const behind = connect(redis.port, '127.0.0.1');
        socket.on('error', () => behind.destroy());
        behind.on('error', () => socket.destroy());
        socket.pipe(behind).pipe(socket);
      }),
    );
    const url = `rediss://127.0.0.1:${port}`;
    const refused = await start(['worker', url], { NODE_EXTRA_CA_CERTS: '' }).ended;
    expect(refused.code).toBe(2);
    expect(refused.told).toMatch(
      /the certificate of rediss:\S+ is not trusted: \S+ .*NODE_EXTRA_CA_CERTS/,
    );
    const trusting = { NODE_EXTRA_CA_CERTS: file };
    start(['worker', url], trusting);
    const play = ['ab', 'text-only-turns', '--db', 'tls.db', '--out', 'tls', '--no-charts'];
    const { code, told } = await start([...play, '--queue', url], trusting).ended;
    expect([code, told]).toEqual([0, told]);
  });
});
