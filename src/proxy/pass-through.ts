// The recording pass-through: what the client gets is what the upstream sent. The request is stored
// before it is forwarded, the response is copied to the sink as it passes.
import type { ServerResponse } from 'node:http';
import type { ExchangeStart } from '../domain/exchange.ts';
import type { Sink } from '../domain/sink.ts';
import { identifySession } from '../exchange/identify-session.ts';
import { redactSession } from '../exchange/redact-exchange.ts';
import { redactHeaders, redactPhrase } from '../exchange/redact-headers.ts';
import { redactTarget } from '../exchange/redact-target.ts';
import { createSharedPrefixes, type SharedPrefixes } from '../exchange/shared-prefixes.ts';
import { createResponseHistories } from '../exchange/websocket-turns.ts';
import type { Refusal } from '../lib/admission.ts';
import { assertNever } from '../lib/assert-never.ts';
import { type MemoryBudget, unboundedMemory } from '../lib/memory-budget.ts';
import { mapUpstreams, type UpstreamName } from '../wire/upstreams.ts';
import type { ProxyEnvironment } from './corporate-proxy.ts';
import { sendError } from './error-answer.ts';
import { createUpstream, forward, type Tap, type Upstream } from './forward.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { routeOf } from './routes.ts';
import type { ProxyHandler, ReceivedRequest, ReceivedUpgrade } from './server.ts';
import { recordConnection } from './websocket/record-connection.ts';
import { splice } from './websocket/splice.ts';

export interface PassThroughOptions {
  /** Base URLs; the request's path is appended verbatim. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  readonly sink: Sink;
  /** The database's key for what replaces secrets. */
  readonly fingerprintKey: Uint8Array;
  /** For a corporate proxy between us and the upstreams. */
  readonly environment?: ProxyEnvironment;
  /** `http`: Codex's WebSocket is refused. Default `ws`. */
  readonly codexTransport?: 'ws' | 'http';
  /** What WebSocket messages share while they come. Default: no limit but that of each. */
  readonly memory?: MemoryBudget | undefined;
  /** A new exchange id, `x_` + UUIDv7. */
  readonly newId: () => string;
}

export interface PassThrough {
  readonly handler: ProxyHandler;
  /** For WebSocket connections; undefined: they are refused, and the client uses HTTP. */
  readonly upgradeHandler: ((request: ReceivedUpgrade) => Promise<void>) | undefined;
  /** For the server: unknown paths are refused before their body is read. */
  refuse(method: string, target: string): Refusal | null;
  close(): void;
}

export function createPassThrough(options: PassThroughOptions): PassThrough {
  const { environment } = options;
  const upstreams = mapUpstreams((name) => createUpstream(options.upstreams[name], environment));
  const histories = createResponseHistories();
  const prefixes = createSharedPrefixes();
  const spliced = async (request: ReceivedUpgrade): Promise<void> => {
    const route = routeOf(request.method, request.target);
    if (route.type === 'refused' || !route.recordBodies) {
      const message = 'WebSocket is not forwarded on this path';
      refuseUpgrade(request.socket, request.target, { status: 426, message });
      return;
    }
    await splice(
      upstreams[route.upstream],
      request,
      await recordConnection({ ...options, histories }, request),
      options.memory ?? unboundedMemory,
    );
  };
  return {
    upgradeHandler: options.codexTransport === 'http' ? undefined : spliced,
    refuse(method, target) {
      const route = routeOf(method, target);
      return route.type === 'refused' ? route : null;
    },
    async handler(request, response) {
      const route = routeOf(request.method, request.target);
      switch (route.type) {
        case 'refused':
          sendError(response, request.target, route.status, route.message);
          return;
        case 'forward': {
          const upstream = upstreams[route.upstream];
          await record({ ...options, prefixes }, upstream, request, response, route.recordBodies);
          return;
        }
        default:
          assertNever(route, 'route');
      }
    },
    close() {
      for (const { agent } of Object.values(upstreams)) agent.destroy();
    },
  };
}

async function record(
  { sink, fingerprintKey, newId, prefixes }: PassThroughOptions & { prefixes: SharedPrefixes },
  upstream: Upstream,
  request: ReceivedRequest,
  response: ServerResponse,
  recordBodies: boolean,
): Promise<void> {
  const id = newId();
  const redact = (headers: ExchangeStart['headers']) => redactHeaders(headers, fingerprintKey);
  const stored = sink.begin(
    {
      id,
      method: request.method,
      target: redactTarget(request.target, fingerprintKey),
      headers: redact(request.headers),
      body: recordBodies ? request.body : new Uint8Array(0),
      startedAtMs: request.arrivedAtMs,
      linkedTo: null,
    },
    () =>
      redactSession(identifySession({ ...request, side: 'client' }, id, prefixes), fingerprintKey),
  );
  const tap: Tap = {
    flushed: (elapsedMs) => sink.flushed(id, elapsedMs),
    head: (head) =>
      sink.responseHead(id, {
        ...head,
        statusText: redactPhrase(head.statusText, fingerprintKey),
        headers: redact(head.headers),
      }),
    chunks: (pieces, elapsedMs) => {
      if (recordBodies) for (const piece of pieces) sink.chunk(id, piece, elapsedMs);
    },
  };
  const end = await forward(upstream, request, response, tap, stored);
  await stored; // a client may go before
  sink.end(id, { ...end, trailers: redact(end.trailers) });
}
