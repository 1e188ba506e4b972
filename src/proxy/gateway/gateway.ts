// The translating proxy: Claude Code's Messages API in, a Responses backend out, both sides
// recorded and linked. Routes, errors and the client's stream are here; the turn itself is
// messages-turn.ts.
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import type { Backend } from '../../domain/backend.ts';
import type { Clock } from '../../domain/clock.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import type { Sink } from '../../domain/sink.ts';
import type { TranslationInput } from '../../domain/translation.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { emptySessionState, type ReasoningStore } from '../../domain/translator-state.ts';
import { identifySession, sessionOnSide } from '../../exchange/identify-session.ts';
import { redactSession } from '../../exchange/redact-exchange.ts';
import { redactHeaders } from '../../exchange/redact-headers.ts';
import { redactTarget } from '../../exchange/redact-target.ts';
import type { Refusal } from '../../lib/admission.ts';
import { isDefect } from '../../lib/defect.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { type JsonValue, parseJsonBytes } from '../../lib/json.ts';
import { findJsonExcess } from '../../lib/json-excess.ts';
import { type MemoryBudget, unboundedMemory } from '../../lib/memory-budget.ts';
import type { TranslatedError } from '../../translate/errors.ts';
import { translateRequest } from '../../translate/request/translate-request.ts';
import { renderEvent } from '../../translate/stream/render-stream.ts';
import type { AnthropicErrorType } from '../../wire/anthropic/message.ts';
import { parseAnthropicRequest } from '../../wire/anthropic/parse-request.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import type { ProxyHandler, ReceivedRequest } from '../server.ts';
import { callerOf } from './caller.ts';
import { connectionSignal } from './client-connection.ts';
import { type ClientReply, createClientReply } from './client-reply.ts';
import { createGatewayCounters, type GatewayCounters } from './counters.ts';
import { playTurn } from './messages-turn.ts';
import { createPingedStream } from './pinged-stream.ts';
import { beginUpstream } from './upstream-tap.ts';

/** What a byte of an answer counts: as it was read, and put together. */
const answerWeight = 2;

export interface GatewayOptions {
  readonly backend: Backend;
  readonly reasoningStore: ReasoningStore;
  readonly sink: Sink;
  readonly clock: Clock;
  readonly options: TranslatorOptions;
  /** The upstream's name for a model that the client asks for. */
  readonly upstreamModel: (model: string) => string;
  /** Secret of the signature carrier's authentication code. */
  readonly envelopeSecret: string;
  /** The database's key for what replaces secrets. */
  readonly fingerprintKey: Uint8Array;
  /** A new exchange id, `x_` + UUIDv7. */
  readonly newId: () => string;
  /** Input tokens of a translated request, for `count_tokens`. */
  readonly countTokens: (body: ResponsesRequest) => Promise<number>;
  /** Longest silence towards the client. Default 10,000 ms. */
  readonly pingIntervalMs?: number;
  /** What is kept of all answers together shares this. Default: no limit but that of each. */
  readonly answerMemory?: MemoryBudget | undefined;
  /** Told of each load or commit that the reasoning store failed; the turn continues without it. */
  readonly onStoreFailure?: (error: unknown) => void;
  /** Told of each mistake of ours that ended a turn. */
  readonly onDefect?: (error: unknown) => void;
}

export interface Gateway {
  readonly handler: ProxyHandler;
  /** For the server: unknown paths are refused before their body is read. */
  refuse(method: string, target: string): Refusal | null;
  /** A copy of the counters so far. */
  counters(): GatewayCounters;
}

type Route = 'messages' | 'count-tokens' | 'probe';

function routeOf(method: string, target: string): Route | null {
  const path = target.split('?')[0];
  if (method === 'POST' && path === '/v1/messages') return 'messages';
  if (method === 'POST' && path === '/v1/messages/count_tokens') return 'count-tokens';
  if (path === '/api/hello' || (method === 'HEAD' && path === '/')) return 'probe';
  return null;
}

/** Creates the request handler of a gateway; the server around it is `createProxyServer`'s. */
export function createGateway(gateway: GatewayOptions): Gateway {
  const { sink, fingerprintKey } = gateway;
  const counters = createGatewayCounters();
  return {
    counters: () => ({ ...counters }),
    refuse(method, target) {
      if (routeOf(method, target) !== null) return null;
      const path = (target.split('?')[0] ?? '').slice(0, 100);
      return { status: 404, message: `${method} ${path} is not a path of the Messages API` };
    },
    async handler(request, response) {
      const id = gateway.newId();
      const excess = findJsonExcess(request.body);
      // Nothing that follows its structure sees a body over the limits.
      const json = excess === null ? parseJsonBytes(request.body) : null;
      const identified = identifySession({ ...request, side: 'client', json }, id);
      const session = redactSession(identified, fingerprintKey);
      // Stored while the request is translated; nothing is sent either way before it is.
      const begun = sink.begin(
        {
          id,
          method: request.method,
          target: redactTarget(request.target, fingerprintKey),
          headers: redactHeaders(request.headers, fingerprintKey),
          body: request.body,
          startedAtMs: request.arrivedAtMs,
          linkedTo: null,
        },
        () => session,
      );
      request.forget(); // it is read, and on its way to the database
      // There is no socket to hand it to: the client's times count from the request's arrival.
      const stored = begun.then(() => sink.flushed(id, 0));
      const reply = createClientReply(request, response, sink, id);
      const route = routeOf(request.method, request.target);
      if (route === 'probe') {
        await stored;
        reply.begin(200, [['content-length', '0']]);
        reply.end();
        return;
      }
      const parsed = excess === null ? parseBody(json) : { problem: `the request body ${excess}` };
      if ('problem' in parsed) {
        await stored;
        await fail(reply, errorOf(400, 'invalid_request_error', parsed.problem));
        return;
      }
      const input = inputOf(gateway, request, parsed.request);
      if (route === 'count-tokens') {
        await stored;
        const { body } = translateRequest(prepareTurn(input), emptySessionState).value;
        await sendJson(reply, 200, { input_tokens: await gateway.countTokens(body) });
        return;
      }
      const connection = connectionSignal(response.socket);
      const recorded = { ...gateway, counters, stored, connection };
      await answerMessages(recorded, input, session, id, reply);
    },
  };
}

function inputOf(
  { backend, options, upstreamModel, envelopeSecret }: GatewayOptions,
  { headers }: ReceivedRequest,
  request: AnthropicRequest,
): TranslationInput {
  const model = upstreamModel(request.model);
  const { account, name, service = name } = backend;
  const caller = callerOf(headers);
  return {
    request,
    headers,
    ...(caller === undefined ? {} : { caller }),
    options,
    account,
    backend: service,
    upstreamModel: model,
    envelopeSecret,
  };
}

function parseBody(
  json: JsonValue | undefined,
): { request: AnthropicRequest } | { problem: string } {
  if (json === undefined) return { problem: 'the request body is not JSON' };
  const parsed = parseAnthropicRequest(json);
  return 'problem' in parsed
    ? { problem: `${parsed.problem} (at ${parsed.pointer || 'the top'} of the request body)` }
    : parsed;
}

async function answerMessages(
  gateway: GatewayOptions & {
    readonly counters: GatewayCounters;
    /** Resolves when the client's request is stored. */
    readonly stored: Promise<unknown>;
    readonly connection: AbortSignal;
  },
  input: TranslationInput,
  session: SessionDescriptor,
  id: string,
  reply: ClientReply,
): Promise<void> {
  const { backend } = gateway;
  const recording = { ...gateway, session: sessionOnSide(session, 'upstream'), linkedTo: id };
  const isStream = input.request.stream === true;
  const stream = isStream ? createPingedStream(reply, gateway.pingIntervalMs) : null;
  const afterwards: Promise<void>[] = [];
  const failed = new AbortController();
  const memory = (gateway.answerMemory ?? unboundedMemory).open(answerWeight);
  try {
    const turn = await playTurn(input, {
      backend,
      reasoningStore: gateway.reasoningStore,
      counters: gateway.counters,
      onStoreFailure: gateway.onStoreFailure ?? (() => undefined),
      async beginUpstream(request) {
        // Both sides are stored at the same time, and nothing is sent before both are.
        const upstream = beginUpstream(recording, backend.describe(request), request);
        await gateway.stored;
        return upstream;
      },
      memory,
      onText: stream && ((text) => stream.write(text)),
      signal: AbortSignal.any([reply.signal, failed.signal]),
      connection: gateway.connection,
      nowMs: gateway.clock.nowMs,
      afterwards: (work) => afterwards.push(work),
    });
    stream?.stop();
    await gateway.stored;
    if (turn.type === 'failed') await fail(reply, turn.error, turn.text);
    else if (isStream) reply.end();
    else await sendJson(reply, 200, turn.message);
  } catch (error) {
    stream?.stop();
    failed.abort(error); // an upstream that has not ended would keep its connection
    await gateway.stored;
    if (reply.signal.aborted) return; // the client has left
    // 529 and an error event are what the client answers by sending the same request again; a 4xx
    // or an incomplete stream would make it change the history, and with it the prefix.
    const isOurs = isDefect(error);
    if (isOurs) gateway.onDefect?.(error);
    const reason = isOurs ? 'internal error, see its own output' : failureOf(error);
    await fail(reply, errorOf(529, 'overloaded_error', reason));
  } finally {
    memory.close();
  }
  await Promise.all(afterwards);
}

function failureOf(error: unknown): string {
  const reason = error instanceof HarnessError ? `${error.message}. ${error.hint}` : String(error);
  return `the upstream failed: ${reason}`;
}

function errorOf(status: number, type: AnthropicErrorType, message: string): TranslatedError {
  const body = { type: 'error', error: { type, message: `turntape: ${message}` } } as const;
  return { status, headers: [], body };
}

/**
 * An error as a status, or as the end of a stream that has begun already.
 * @param text ends the stream; absent: with the error alone
 */
async function fail(
  reply: ClientReply,
  { status, headers, body }: TranslatedError,
  text = renderEvent(body),
): Promise<void> {
  if (!reply.hasBegun()) {
    await sendJson(reply, status, body, headers);
    return;
  }
  await reply.write(text);
  reply.end();
}

async function sendJson(
  reply: ClientReply,
  status: number,
  value: unknown,
  headers: TranslatedError['headers'] = [],
): Promise<void> {
  const text = JSON.stringify(value);
  const length = String(Buffer.byteLength(text));
  const own = [
    ['content-type', 'application/json'],
    ['content-length', length],
  ] as const;
  reply.begin(status, [...own, ...headers]);
  await reply.write(text);
  reply.end();
}
