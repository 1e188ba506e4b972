// Between a real client and the gateway under test: what the client sends and gets is kept, and the
// upstream knows which of the client's requests it is answering.
import { randomBytes } from 'node:crypto';
import type { UpstreamCall } from '../../conform/evidence.ts';
import type { Desk } from '../../conform/stage/desk.ts';
import type { Exchange } from '../../domain/exchange.ts';
import { findCallProtocol } from '../../exchange/identify-protocol.ts';
import { createKeepingSink } from '../../exchange/keeping-sink.ts';
import { newExchangeId } from '../../process/new-exchange-id.ts';
import { systemClock } from '../../process/system-clock.ts';
import { createPassThrough } from '../../proxy/pass-through.ts';
import { createProxyServer, type ProxyHandler } from '../../proxy/server.ts';
import type { ClientModel } from '../../runner/agents/client-model.ts';
import { mapUpstreams } from '../../wire/upstreams.ts';

export interface ClientTap {
  /** What the client is told to talk to. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ClientTapOptions {
  /** Address of the gateway. */
  readonly gateway: string;
  readonly desk: Desk;
  /** Says what the upstream does. */
  readonly model: ClientModel;
  /** Told of each model call when it is over, with the requests of the upstream that it caused. */
  onCall(exchange: Exchange, upstream: readonly UpstreamCall[]): void;
}

/** Told by a step of the model alone: what else the upstream is asked is answered with a word. */
const aside = { reasoningTokens: 0, summary: [], text: 'ok', calls: [] };

export async function openClientTap(options: ClientTapOptions): Promise<ClientTap> {
  const { gateway, desk, model, onCall } = options;
  const stepOf = (request: unknown) => model.nextStep(request, 'remembers');
  /** Model calls that are over and not yet told of. */
  const over: Exchange[] = [];
  const passThrough = createPassThrough({
    upstreams: mapUpstreams(() => gateway),
    sink: createKeepingSink((exchange) => {
      if (findCallProtocol(exchange) !== null) over.push(exchange);
    }),
    fingerprintKey: randomBytes(32),
    codexTransport: 'http',
    newId: newExchangeId,
  });
  const judged: ProxyHandler = async (request, response) => {
    if (findCallProtocol(request) === null) return passThrough.handler(request, response);
    const pending = desk.open(newExchangeId(), { step: aside, stepOf });
    try {
      await passThrough.handler(request, response);
    } finally {
      pending.close(true);
    }
    const ended = over.shift();
    if (ended === undefined) return;
    const { calls } = pending;
    const isWhole = calls.at(-1)?.status === 200 && calls.at(-1)?.ended === 'end';
    if (ended.end?.outcome === 'complete' && isWhole) model.answered();
    onCall(ended, calls);
  };
  // A client may ask two things at once; the upstream is to know whose request it has.
  let before: Promise<unknown> = Promise.resolve();
  const defects: unknown[] = [];
  const server = await createProxyServer({
    ...{ listen: { host: '127.0.0.1', port: 0 }, clock: systemClock, token: undefined },
    refuse: passThrough.refuse,
    handler(request, response) {
      if (request.method !== 'POST') return passThrough.handler(request, response);
      const next = before.then(() => judged(request, response));
      before = next.catch(() => undefined);
      return next;
    },
    onDefect: (error) => defects.push(error),
  });
  return {
    url: server.url,
    async close() {
      await server.close();
      passThrough.close();
      if (defects.length > 0) throw defects[0];
    },
  };
}
