// The shell of every server here: listens on loopback, refuses foreign hosts, buffers the request
// body up to a limit, hands whole requests to a handler, closes without losing what is under way.
// Does not know any protocol but HTTP and the shape of an error.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../domain/clock.ts';
import { admissionRefusal, assertGuarded, type Refusal, tokenHeader } from '../lib/admission.ts';
import { type HeaderList, headersFromRaw, isHeader } from '../lib/header-list.ts';
import { authority, isLoopback, type ListenAddress } from '../lib/listen-address.ts';
import type { MemoryBudget, MemoryShare } from '../lib/memory-budget.ts';
import { type ConnectionPlaces, limitConnections } from '../sockets/connection-places.ts';
import { memoryBudgetsOf } from '../sockets/memory-budgets.ts';
import { type RequestBody, readRequestBody } from '../sockets/read-request-body.ts';
import { asksForWebSocket, serveWithoutUpgrade } from '../sockets/without-upgrade.ts';
import { refuseRequest, sendError } from './error-answer.ts';
import { startListening, stopListening } from './listening.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { createTunnel, type TunnelOptions, tunnelRefusal } from './tunnel.ts';

/** Both clients stay below 20 MB; the vendors' own limits are about 32 MB. */
const requestBytesMax = 64 * 1024 * 1024;
/** Claude Code and Codex send about 4 KB of headers. */
const headerBytesMax = 64 * 1024;
/**
 * One person's agents: far below it. Bounds what a runaway program can hold open; beyond, idle ones
 * make room.
 */
const connectionsMax = 512;
/**
 * Requests of one connection that are not answered yet. Clients send one after the other; Node
 * reads on while answers are awaited, however many there are.
 */
const pipelinedMax = 32;
/** For receiving a request, never for answering it: models may think for as long as they like. */
const receiveMsMax = 5 * 60 * 1000;
const headersMsMax = 60 * 1000;
/** For agreeing on TLS, which takes some milliseconds. */
const handshakeMsMax = 10 * 1000;
/**
 * A WebSocket with nothing under way. Clients that lose it connect again and send the whole
 * history, so one that is in use between a model's answer and the next step stays.
 */
const silentMsMin = 30 * 1000;
/** Longer than clients keep idle connections, so that they are the ones to close them. */
const idleMsMax = 10 * 60 * 1000;

const allBusy = 'all connections that there are places for are busy, try again';
const noRoom = 'other requests have taken the memory that there is for bodies, try again';

/** A request that has arrived whole. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path with query, verbatim; always begins with `/`. */
  readonly target: string;
  readonly headers: HeaderList;
  /** Empty after `forget` and `release`. */
  readonly body: Uint8Array;
  /** Wall clock, ms since 1970, when the body was complete. */
  readonly arrivedAtMs: number;
  /** ms since the body was complete: the `ElapsedMs` of its exchange. */
  elapsedMs(): number;
  /** What was made of the body is needed, and its bytes are not. */
  forget(): void;
  /** The body is not needed any more: its memory is free for other requests. */
  release(): void;
  /** The server is closing, and has closed the connections of what was still under way. */
  isCut(): boolean;
}

/** A request for another protocol on the same socket. */
export interface ReceivedUpgrade extends ReceivedRequest {
  readonly socket: Socket;
  /** What the client sent after the request already. */
  readonly head: Buffer;
  /**
   * The socket is joined to the upstream's. @param idleMs for how long it has been idle; 0:
   * something is under way, or it is not known
   */
  joined(idleMs: () => number): void;
  /** The connection was closed here, for another that needed its place. */
  hasMadeRoom(): boolean;
}

/** Answers one request; settles when the exchange is over, answered or not. */
export type ProxyHandler = (request: ReceivedRequest, response: ServerResponse) => Promise<void>;

export interface ProxyServerOptions {
  readonly listen: ListenAddress;
  readonly handler: ProxyHandler;
  readonly clock: Clock;
  /** WebSocket; without it, every upgrade is answered 426. Settles when the connection is over. */
  readonly upgradeHandler?: ((request: ReceivedUpgrade) => Promise<void>) | undefined;
  /** PEM: answers over TLS. */
  readonly tls?: { readonly key: string; readonly certificate: string } | undefined;
  /** Takes `CONNECT` too, on loopback only. */
  readonly tunnel?: TunnelOptions | undefined;
  /** Required to listen beyond loopback. */
  readonly token?: string | undefined;
  /** Asked before the body is read; null: continue. */
  readonly refuse?: (method: string, target: string) => Refusal | null;
  /** A request that was refused with 413, its body never kept. */
  readonly onTooLarge?: (method: string, target: string, headers: HeaderList) => void;
  /** Default 64 MB. */
  readonly requestBytesMax?: number;
  /** Connections at once; idle ones make room for new ones. Default 512. */
  readonly connectionsMax?: number;
  /** For agreeing on TLS. Default 10,000 ms. */
  readonly handshakeMsMax?: number;
  /** From when on a silent WebSocket makes room. Default 30,000 ms. */
  readonly silentMsMin?: number;
  /** What the bodies of all requests share. Default: that of a server that may take 512 MiB. */
  readonly memory?: MemoryBudget;
  /** What a byte of a body counts in it. Default 1. */
  readonly bodyWeight?: number;
  /** A handler that threw: a defect, the client got a 500. */
  readonly onDefect?: (error: unknown) => void;
}

export interface ProxyServer {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  /**
   * Waits up to three seconds for what is under way, then cuts it; all handlers have settled.
   * @param hurried cuts it at once
   */
  close(hurried?: Promise<unknown>): Promise<void>;
}

/** Starts a server. Throws HarnessError `usage` when the address cannot be listened on. */
export async function createProxyServer(options: ProxyServerOptions): Promise<ProxyServer> {
  const { listen, token } = options;
  assertGuarded(listen, token, '--listen');
  const settings = {
    maxHeaderSize: headerBytesMax,
    requestTimeout: receiveMsMax,
    headersTimeout: headersMsMax,
    keepAliveTimeout: idleMsMax,
    noDelay: true, // Nagle's algorithm against delayed acknowledgements costs 40 ms an event
    handshakeTimeout: options.handshakeMsMax ?? handshakeMsMax,
  };
  const { tls } = options;
  const server = tls
    ? createTlsServer({ ...settings, key: tls.key, cert: tls.certificate })
    : createServer(settings);
  const places = limitConnections(server, options.connectionsMax ?? connectionsMax);
  const running = new Set<Promise<void>>();
  let isCut = false;
  const memory = options.memory ?? memoryBudgetsOf().requests;
  const served: ServedOptions = { ...options, memory, places, isCut: () => isCut };
  const pipelined = countPipelined();
  const upgraded = new Set<Socket>();
  const tunnelled = new Set<Socket>();
  await startListening(server, listen);
  const bound: ListenAddress = { ...listen, port: (server.address() as AddressInfo).port };

  const serve = (listening: Server, admit: Admit): void => {
    listening.timeout = 0;
    // Bounded by bytes; Node would drop those beyond a number without a word.
    listening.maxHeadersCount = 0;
    const onRequest = (
      request: IncomingMessage,
      response: ServerResponse,
      isAsking: boolean,
    ): void => {
      if (!pipelined.enter(request.socket, response)) return;
      const work = answer(request, response, isAsking, admit, served).catch((error: unknown) => {
        options.onDefect?.(error);
        sendError(response, request.url ?? '', 500, 'internal error, see its own output');
      });
      running.add(work);
      void work.finally(() => running.delete(work));
    };
    listening.on('request', (request, response) => onRequest(request, response, false));
    // Node would answer `Expect: 100-continue` before the request is admitted.
    listening.on('checkContinue', (request, response) => onRequest(request, response, true));
    listening.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (!asksForWebSocket(request)) {
        serveWithoutUpgrade(listening, request, socket, head);
        return;
      }
      track(upgraded, socket);
      const work = answerUpgrade(request, socket, head, admit, served).catch((error: unknown) => {
        options.onDefect?.(error);
        socket.destroy();
      });
      running.add(work);
      void work.finally(() => running.delete(work));
    });
  };
  serve(server, (headers) => admissionRefusal(bound, token, headers));
  const { tunnel } = options;
  if (tunnel !== undefined && isLoopback(listen.host)) {
    const { hosts, tls: own } = tunnel;
    const decrypting = createTlsServer({ ...settings, key: own.key, cert: own.certificate });
    serve(decrypting, (headers) => tunnelRefusal(hosts, headers));
    const decrypt = (socket: Socket): void => {
      // Nothing would notice otherwise that its client has gone before the end of a handshake.
      socket.allowHalfOpen = false;
      decrypting.emit('connection', socket);
    };
    const connect = createTunnel(tunnel, decrypt, places);
    server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      track(tunnelled, socket);
      connect(request, socket, head);
    });
  }
  return {
    url: `${tls ? 'https' : 'http'}://${authority(bound)}`,
    close: (hurried) =>
      stopListening({ server, running, upgraded, tunnelled, onCut: () => (isCut = true) }, hurried),
  };
}

interface ServedOptions extends ProxyServerOptions {
  readonly memory: MemoryBudget;
  readonly places: ConnectionPlaces;
  readonly isCut: () => boolean;
}

/** Null: the request may be looked at. */
type Admit = (headers: HeaderList) => Refusal | null;

/** @returns false: there are too many, and the connection was closed */
function countPipelined(): { enter(socket: Socket, response: ServerResponse): boolean } {
  const counts = new WeakMap<Socket, number>();
  const add = (socket: Socket, number: 1 | -1): number => {
    const count = (counts.get(socket) ?? 0) + number;
    counts.set(socket, count);
    return count;
  };
  return {
    enter(socket, response) {
      response.on('close', () => add(socket, -1));
      if (add(socket, 1) <= pipelinedMax) return true;
      socket.destroy();
      return false;
    },
  };
}

function track(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
}

/** @param isAsking the client sends no body before it is told to */
async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  isAsking: boolean,
  admit: Admit,
  options: ServedOptions,
): Promise<void> {
  response.sendDate = false;
  response.on('error', () => {}); // the client has gone; `close` says so too
  const method = incoming.method ?? '';
  const target = incoming.url ?? '';
  const headers = headersFromRaw(incoming.rawHeaders);
  const visit = options.places.visit(incoming.socket);
  response.on('close', () => visit?.end());
  const refusal = admit(headers) ?? options.refuse?.(method, target) ?? null;
  if (refusal !== null || visit === null) {
    refuseRequest(incoming, response, refusal ?? { status: 503, message: allBusy }, isAsking);
    return;
  }
  const limit = options.requestBytesMax ?? requestBytesMax;
  if (isAsking) response.writeContinue();
  const share = options.memory.open(options.bodyWeight);
  try {
    const body = await readRequestBody(incoming, headers, limit, share);
    if (body.type === 'whole') visit.arrived();
    await answerBody(incoming, response, headers, body, share, options);
  } finally {
    share.close();
  }
}

async function answerBody(
  incoming: IncomingMessage,
  response: ServerResponse,
  headers: HeaderList,
  body: RequestBody,
  share: MemoryShare,
  options: ServedOptions,
): Promise<void> {
  const method = incoming.method ?? '';
  const target = incoming.url ?? '';
  const limit = options.requestBytesMax ?? requestBytesMax;
  switch (body.type) {
    case 'too-large':
      options.onTooLarge?.(method, target, headers);
      refuseRequest(
        incoming,
        response,
        { status: 413, message: `the request body is larger than the limit of ${limit} bytes` },
        false,
      );
      return;
    case 'no-room':
      // 529 and 503 are what clients answer by sending the same request again.
      refuseRequest(incoming, response, { status: 503, message: noRoom }, false);
      return;
    case 'aborted':
      return;
    case 'whole': {
      const arrived = options.clock.monotonicMs();
      await options.handler(
        {
          method,
          target,
          headers: headers.filter(([name]) => !isHeader(name, tokenHeader)),
          get body() {
            return body.bytes;
          },
          arrivedAtMs: options.clock.nowMs(),
          elapsedMs: () => options.clock.monotonicMs() - arrived,
          forget() {
            const { length } = body.bytes;
            body.bytes = new Uint8Array(0);
            share.giveBack(length);
          },
          release() {
            body.bytes = new Uint8Array(0);
            share.close();
          },
          isCut: options.isCut,
        },
        response,
      );
    }
  }
}

async function answerUpgrade(
  incoming: IncomingMessage,
  socket: Socket,
  head: Buffer,
  admit: Admit,
  { refuse, clock, upgradeHandler, isCut, places, silentMsMin: idleMsMin }: ServedOptions,
): Promise<void> {
  const method = incoming.method ?? '';
  const target = incoming.url ?? '';
  const headers = headersFromRaw(incoming.rawHeaders);
  // Until the upstream has agreed, it is like a request that is still on its way.
  const visit = places.visit(socket);
  const refusal =
    admit(headers) ??
    refuse?.(method, target) ??
    (visit === null ? { status: 503, message: allBusy } : null) ??
    (upgradeHandler ? null : { status: 426, message: 'WebSocket is not recorded here, use HTTP' });
  if (refusal !== null || upgradeHandler === undefined) {
    visit?.end();
    refuseUpgrade(socket, target, refusal ?? { status: 426, message: 'use HTTP' });
    return;
  }
  const arrived = clock.monotonicMs();
  await upgradeHandler({
    method,
    target,
    headers: headers.filter(([name]) => !isHeader(name, tokenHeader)),
    body: new Uint8Array(0),
    arrivedAtMs: clock.nowMs(),
    elapsedMs: () => clock.monotonicMs() - arrived,
    forget() {},
    release() {},
    isCut,
    socket,
    head,
    joined: (idleMs) => visit?.joined({ idleMs, idleMsMin: idleMsMin ?? silentMsMin }),
    hasMadeRoom: () => visit?.hasMadeRoom() ?? false,
  });
}
