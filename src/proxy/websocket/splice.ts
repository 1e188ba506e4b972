// One WebSocket connection: the upgrade is forwarded with its headers as they came, then the two
// sockets are joined and nothing is looked at but copies.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import { urlToHttpOptions } from 'node:url';
import type { ExchangeOutcome } from '../../domain/exchange.ts';
import {
  findHeader,
  type HeaderList,
  headersFromRaw,
  headersToRaw,
} from '../../lib/header-list.ts';
import type { MemoryBudget } from '../../lib/memory-budget.ts';
import { closeWhenSilent } from '../../sockets/read-on.ts';
import { clientGone } from '../client-gone.ts';
import { ofClient } from '../connection-agents.ts';
import { errorBody } from '../error-answer.ts';
import type { Upstream } from '../forward.ts';
import { rawHead } from '../raw-answer.ts';
import type { ReceivedUpgrade } from '../server.ts';
import { createFrameOrder } from './frame-order.ts';
import { createFrameReader, type FrameReader } from './read-frames.ts';
import type { ConnectionRecorder } from './record-connection.ts';

/** Forwards an upgrade; resolves, never rejects, when both sides are closed. */
export function splice(
  upstream: Upstream,
  request: ReceivedUpgrade,
  recorder: ConnectionRecorder,
  memory: MemoryBudget,
): Promise<void> {
  const { base, agent } = upstream;
  const { socket: client } = request;
  return new Promise((resolve) => {
    let isOver = false;
    const readers: FrameReader[] = [];
    const order = createFrameOrder();
    const finish = (outcome: ExchangeOutcome, error: string | null): void => {
      if (isOver) return;
      isOver = true;
      // What has arrived is read to its end before the end is written down.
      void order
        .settled()
        .then(() => Promise.all(readers.map((reader) => reader.close())))
        .then(() => recorder.end(outcome, error))
        .then(resolve);
    };
    const settleClientGone = (): void => {
      const { outcome, error } = clientGone(request);
      finish(outcome, error);
    };
    // Its end was told before it was listened to.
    if (client.destroyed) {
      settleClientGone();
      return;
    }
    const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send({
      ...urlToHttpOptions(base),
      ...upstream.options,
      ...ofClient(agent, client),
      method: request.method,
      path: base.pathname.replace(/\/$/, '') + request.target,
      headers: headersToRaw(upgradeHeaders(request.headers, base.host)),
    });
    client.on('error', () => client.destroy());
    client.on('close', () => {
      outgoing.destroy();
      settleClientGone();
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const reason = `the upstream ${base.origin} does not answer (${error.code ?? error.message})`;
      const body = errorBody(request.target, 502, reason);
      if (!isOver && client.writable) {
        client.end(`${rawHead(502, 'Bad Gateway', jsonHeaders(body))}${body}`);
      }
      finish('upstream-failed', reason);
      client.destroySoon?.();
    });
    outgoing.on('response', (answer) => refuse(answer, client, recorder, finish));
    outgoing.on('upgrade', (answer, server, head) => {
      if (client.destroyed) {
        // Left open, it would keep the program from ending.
        server.destroy();
        settleClientGone();
        return;
      }
      const headers = headersFromRaw(answer.rawHeaders);
      client.write(
        rawHead(answer.statusCode ?? 101, answer.statusMessage ?? '', headers),
        'latin1',
      );
      recorder.head(answer.statusCode ?? 101, answer.statusMessage ?? '', headers);
      let isReadable = true;
      const read = (from: 'client' | 'upstream'): FrameReader =>
        createFrameReader({
          ...{ from, memory },
          extensions: findHeader(headers, 'sec-websocket-extensions'),
          onMessage: (text, elapsedMs) => recorder.message(from, text, elapsedMs),
          onUnreadable(reason) {
            isReadable = false;
            recorder.message(from, JSON.stringify({ unreadable: reason }), request.elapsedMs());
          },
        });
      request.joined(() => (isReadable ? recorder.idleMs() : 0));
      join(client, server, { fromClient: read('client'), fromServer: read('upstream') });
      server.on('close', () => finish('complete', null));
      if (head.length > 0) server.unshift(head);
      if (request.head.length > 0) client.unshift(request.head);
    });
    outgoing.end();

    function join(
      near: Duplex,
      far: Duplex,
      { fromClient, fromServer }: { fromClient: FrameReader; fromServer: FrameReader },
    ): void {
      readers.push(fromClient, fromServer);
      for (const socket of [near, far]) {
        // There is no limit on thinking.
        if ('setTimeout' in socket) (socket as typeof client).setTimeout(0).setNoDelay(true);
      }
      far.on('error', () => far.destroy());
      near.on('close', () => far.destroy());
      near.on('end', () => closeWhenSilent(far as typeof client));
      far.on('close', () => (near as typeof client).destroySoon());
      relay(near, far, (bytes) => order.feed(fromClient, bytes, request.elapsedMs()));
      relay(far, near, (bytes) => order.feed(fromServer, bytes, request.elapsedMs()));
    }
  });
}

/**
 * One direction. What is read was sent on before. A half that ends ends its pair's.
 * @param read takes a copy; where it resolves later, no more is taken from the socket before
 */
function relay(
  from: Readable,
  to: Duplex,
  read: (bytes: Buffer) => Promise<void> | undefined,
): void {
  let waits = 0;
  const resume = (): void => {
    if (--waits === 0) from.resume();
  };
  from.on('data', (bytes: Buffer) => {
    if (!to.write(bytes)) {
      waits++;
      to.once('drain', resume);
    }
    const reading = read(bytes);
    if (reading !== undefined) {
      waits++;
      void reading.then(resume);
    }
    if (waits > 0) from.pause();
  });
  from.on('end', () => to.end());
}

/** The upstream said no (426, 401): its answer goes to the client, and the connection ends. */
function refuse(
  answer: IncomingMessage,
  client: Duplex,
  recorder: ConnectionRecorder,
  finish: (outcome: ExchangeOutcome, error: string | null) => void,
): void {
  const headers = headersFromRaw(answer.rawHeaders).filter(
    ([name]) => !/^(connection|keep-alive|transfer-encoding)$/i.test(name),
  );
  const { statusCode = 0, statusMessage = '' } = answer;
  client.write(rawHead(statusCode, statusMessage, [...headers, ['Connection', 'close']]), 'latin1');
  recorder.head(statusCode, statusMessage, headers);
  relay(answer, client, () => undefined);
  answer.on('error', () => client.destroy());
  answer.on('end', () => finish('complete', null));
}

/** An upgrade is a request of one connection: its hop-by-hop headers are what it is about. */
function upgradeHeaders(headers: HeaderList, host: string): HeaderList {
  return headers
    .filter(([name]) => !/^proxy-/i.test(name))
    .map(([name, value]) => [name, name.toLowerCase() === 'host' ? host : value]);
}

function jsonHeaders(body: string): HeaderList {
  return [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Connection', 'close'],
  ];
}
