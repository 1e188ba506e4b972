// One request to an upstream and its response back, byte for byte: flat raw header arrays, path
// verbatim, chunk by chunk with back-pressure. What passes is shown to a tap after it was sent on.
import {
  type Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { ExchangeEnd, ExchangeOutcome, ResponseHead } from '../domain/exchange.ts';
import { findHeader, type HeaderList, headersFromRaw, headersToRaw } from '../lib/header-list.ts';
import { clientGone } from './client-gone.ts';
import { KeyedHttpAgent, KeyedHttpsAgent, ofClient } from './connection-agents.ts';
import { assertReachable, type ProxyEnvironment } from './corporate-proxy.ts';
import { endToEndHeaders, upstreamHeaders } from './end-to-end-headers.ts';
import { sendError } from './error-answer.ts';
import { createBodyRelay, flushHead, writeHead } from './relay-body.ts';
import type { ReceivedRequest } from './server.ts';

/**
 * Idle upstream connections are closed by us before a server is likely to: a request that meets a
 * connection in closing fails, and repeating it by ourselves could run a turn twice.
 */
const idleMsMax = 15_000;
/** Of an answer: Node's own limit of 16 KB is below what gateways and their cookies take. */
const headerBytesMax = 1024 * 1024;

/** RFC 9112 section 4: tabs, spaces, visible characters and bytes above them. */
const notInStatusLine = /[^\t\x20-\x7e\x80-\xff]/;

/** Sees an exchange as it passes. Times are ms since the request had arrived whole. */
export interface Tap {
  flushed(elapsedMs: number): void;
  head(head: ResponseHead): void;
  /** What one read of the upstream's socket brought: the pieces share their time. */
  chunks(pieces: readonly Uint8Array[], elapsedMs: number): void;
}

export interface Upstream {
  readonly base: URL;
  readonly agent: HttpAgent;
  /** What every request to it has in common. */
  readonly options: RequestOptions;
  /** `Host`, and what comes before every path. */
  readonly host: string;
  readonly path: string;
}

/**
 * @param base what comes before the path; its own path is kept, a trailing slash is not
 * @param environment a corporate proxy is obeyed for https, as the clients themselves obey it
 * @throws HarnessError `configuration` where this Node cannot obey it
 */
export function createUpstream(base: string, environment: ProxyEnvironment = {}): Upstream {
  const url = new URL(base);
  const options = { keepAlive: true, timeout: idleMsMax, noDelay: true };
  if (url.protocol === 'https:') assertReachable(environment);
  const agent =
    url.protocol === 'https:'
      ? new KeyedHttpsAgent({ ...options, proxyEnv: { ...environment } })
      : new KeyedHttpAgent(options);
  const { protocol, hostname, port, auth } = urlToHttpOptions(url);
  return {
    ...{ base: url, agent, host: url.host, path: url.pathname.replace(/\/$/, '') },
    options: {
      ...{ agent, protocol, hostname, port, maxHeaderSize: headerBytesMax },
      ...(auth === undefined ? {} : { auth }),
    },
  };
}

/**
 * Forwards; resolves, never rejects, when the exchange is over on both sides.
 * @param cleared no part of the request is sent before; a connection is opened meanwhile
 */
export function forward(
  upstream: Upstream,
  request: ReceivedRequest,
  response: ServerResponse,
  tap: Tap,
  cleared: Promise<unknown>,
): Promise<ExchangeEnd> {
  const { base } = upstream;
  return new Promise((resolve) => {
    let settled = false;
    let connected = false;
    let trailers: readonly (readonly [string, string])[] = [];
    /**
     * All of the body that has arrived goes to the client, at the end of a connection that broke.
     */
    let passRest = (): void => {};
    const settle = (outcome: ExchangeOutcome, error: string | null): void => {
      if (settled) return;
      settled = true;
      resolve({ outcome, error, trailers, elapsedMs: request.elapsedMs() });
    };

    const settleClientGone = (): void => {
      const { outcome, error } = clientGone(request);
      settle(outcome, error);
    };
    if (response.destroyed) {
      settleClientGone();
      return;
    }
    const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send({
      ...upstream.options,
      ...ofClient(upstream.agent, response.socket),
      method: request.method,
      path: upstream.path + request.target,
      headers: headersToRaw(framed(upstreamHeaders(request.headers, upstream.host), request.body)),
    });
    outgoing.on('socket', (socket) => {
      const ready = base.protocol === 'https:' ? 'secureConnect' : 'connect';
      if (socket.connecting) socket.once(ready, () => (connected = true));
      else connected = true;
    });
    // Bounded by bytes; Node would drop those beyond a number without a word.
    outgoing.maxHeadersCount = 0;
    // Another protocol was not asked for: Node gives the socket away, and neither event comes.
    outgoing.on('upgrade', (_answer, socket) => {
      socket.destroy();
      const message = `the upstream ${base.origin} switches protocols without being asked`;
      sendError(response, request.target, 502, message);
      settle('upstream-failed', message);
    });
    outgoing.on('finish', () => {
      request.release();
      tap.flushed(request.elapsedMs());
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (settled) return;
      passRest();
      const reason = `${base.origin}: ${error.message || error.code}`;
      if (response.headersSent || connected) {
        // It died in the middle: the client's connection dies too, as it would have without us.
        cutAfterFlush(response);
      } else {
        const message = `the upstream ${base.origin} does not answer (${error.code ?? error.message})`;
        sendError(response, request.target, 502, message);
      }
      settle(response.headersSent && connected ? 'upstream-aborted' : 'upstream-failed', reason);
    });

    outgoing.on('response', (incoming: IncomingMessage) => {
      const headers = headersFromRaw(incoming.rawHeaders);
      const status = incoming.statusCode ?? 0;
      const statusText = incoming.statusMessage ?? '';
      if (status < 100 || notInStatusLine.test(statusText)) {
        // Node's parser takes it, and its writer throws.
        const message = `the upstream ${base.origin} answers with an invalid status line`;
        sendError(response, request.target, 502, message);
        settle('upstream-failed', message);
        outgoing.destroy();
        return;
      }
      writeHead(response, { status, statusText }, endToEndHeaders(headers));
      // By itself where no body has come with it: the head of a stream is not held back.
      setImmediate(() => flushHead(response));
      tap.head({ status, statusText, headers, elapsedMs: request.elapsedMs() });
      const relay = createBodyRelay(response);
      let pieces: Buffer[] = [];
      const passOn = (): void => {
        if (pieces.length === 0) return;
        const passed = pieces;
        pieces = [];
        if (!relay.write(passed)) incoming.pause();
        tap.chunks(passed, request.elapsedMs());
      };
      const gather = (bytes: Buffer): void => {
        // Once the parser is through with what the socket had.
        if (pieces.length === 0) process.nextTick(passOn);
        pieces.push(bytes);
      };
      incoming.on('data', gather);
      passRest = () => {
        incoming.off('data', gather);
        for (let rest = incoming.read(); rest !== null; rest = incoming.read()) pieces.push(rest);
        passOn();
      };
      response.on('drain', () => incoming.resume());
      incoming.on('end', () => {
        passOn();
        trailers = headersFromRaw(incoming.rawTrailers);
        relay.end(trailers);
      });
      incoming.on('error', (error) => {
        passRest();
        cutAfterFlush(response);
        settle('upstream-aborted', `${base.origin}: ${error.message}`);
      });
    });
    response.on('finish', () => settle('complete', null));
    response.on('close', () => {
      if (settled) return;
      settleClientGone();
      outgoing.destroy();
    });
    void cleared.then(() => outgoing.end(request.body));
  });
}

/**
 * Says where a body ends that came in chunks. Node does so by itself, but not for GET, HEAD, DELETE
 * and OPTIONS: the upstream would read such a body as the beginning of the connection's next
 * request.
 */
function framed(headers: HeaderList, body: Uint8Array): HeaderList {
  if (body.length === 0 || findHeader(headers, 'content-length') !== undefined) return headers;
  return [...headers, ['Transfer-Encoding', 'chunked']];
}

/** Ends the connection without ending the message, once what was received has been passed on. */
function cutAfterFlush(response: ServerResponse): void {
  if (response.headersSent) flushHead(response);
  if (response.socket) response.socket.destroySoon();
  else response.destroy();
}
