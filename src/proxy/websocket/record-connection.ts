// What a spliced WebSocket connection leaves in the recording: the connection itself, with every
// message of both directions in its order, and each model call as the POST that it replaces.
import type { ExchangeOutcome, ExchangeRequest } from '../../domain/exchange.ts';
import type { Sink } from '../../domain/sink.ts';
import { identifySession } from '../../exchange/identify-session.ts';
import { redactSession } from '../../exchange/redact-exchange.ts';
import { redactHeaders, redactPhrase } from '../../exchange/redact-headers.ts';
import { redactTarget } from '../../exchange/redact-target.ts';
import {
  createWebSocketTurns,
  type ResponseHistories,
  type WebSocketEvent,
} from '../../exchange/websocket-turns.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { ReceivedRequest } from '../server.ts';

export interface ConnectionRecording {
  readonly sink: Sink;
  readonly fingerprintKey: Uint8Array;
  readonly newId: () => string;
  readonly histories: ResponseHistories;
}

export interface ConnectionRecorder {
  /** The upstream's answer to the upgrade. */
  head(status: number, statusText: string, headers: HeaderList): void;
  message(from: 'client' | 'upstream', text: string, elapsedMs: number): void;
  /** For how long no message has come while no call is under way; for ever where none ever has. */
  idleMs(): number;
  /** The connection is over; a call under way ends with it. */
  end(outcome: ExchangeOutcome, error: string | null): Promise<void>;
}

/** A model call under way. */
interface Turn {
  readonly id: string;
  /** Resolves when it is stored, with all that was said of it so far. */
  stored: Promise<unknown>;
  /** What happens then. */
  waiting: number;
  readonly startedMs: number;
  hasHead: boolean;
}

/** Direction marks in the stored log of a connection. */
const marks = { client: '>', upstream: '<' } as const;

export async function recordConnection(
  { sink, fingerprintKey, newId, histories }: ConnectionRecording,
  request: ReceivedRequest,
): Promise<ConnectionRecorder> {
  const redact = (headers: HeaderList): HeaderList => redactHeaders(headers, fingerprintKey);
  const start = (
    id: string,
    rest: Pick<ReceivedRequest, 'method' | 'target' | 'body'>,
    arrivedAtMs: number,
  ): ExchangeRequest => ({
    id,
    method: rest.method,
    target: redactTarget(rest.target, fingerprintKey),
    headers: redact(request.headers),
    body: rest.body,
    startedAtMs: arrivedAtMs,
    linkedTo: null,
  });
  const sessionOf = (
    evidence: Pick<ReceivedRequest, 'method' | 'target' | 'headers' | 'body'>,
    id: string,
  ) => redactSession(identifySession({ ...evidence, side: 'client' }, id), fingerprintKey);
  const connection = newId();
  await sink.begin(start(connection, request, request.arrivedAtMs), () =>
    sessionOf(request, connection),
  );
  const turns = createWebSocketTurns(histories);
  let turn: Turn | null = null;
  let headers: HeaderList = [];
  let isOpen = false;
  let lastMessageMs = Number.NEGATIVE_INFINITY;

  const startTurn = (body: string, isWarmUp: boolean, elapsedMs: number): void => {
    const id = newId();
    const exchange = start(
      id,
      { method: 'POST', target: request.target, body: new TextEncoder().encode(body) },
      request.arrivedAtMs + elapsedMs,
    );
    // A warm-up asks the model for nothing: it is a probe, like a HEAD.
    const { method, body: bytes } = exchange;
    const shown = isWarmUp ? { method: 'HEAD' } : { method, body: bytes };
    const identify = () => sessionOf({ ...request, ...shown }, id);
    turn = {
      id,
      ...{ stored: sink.begin(exchange, identify), waiting: 1 },
      startedMs: elapsedMs,
      hasHead: false,
    };
    const begun = turn;
    begun.stored = begun.stored.then(() => {
      begun.waiting--;
      sink.flushed(id, 0);
    });
  };
  /** In order, once the turn is stored: at once then, for there may be very many. */
  const after = (act: (turn: { id: string }) => void): void => {
    if (turn === null) return;
    const current = turn;
    if (current.waiting === 0) {
      act(current);
      return;
    }
    current.waiting++;
    current.stored = current.stored.then(() => {
      current.waiting--;
      act(current);
    });
  };
  const turnHead = (status: number, elapsedMs: number): void => {
    if (turn === null || turn.hasHead) return;
    turn.hasHead = true;
    const list: HeaderList = [['content-type', 'text/event-stream'], ...headers];
    after(({ id }) =>
      sink.responseHead(id, { status, statusText: 'OK', headers: list, elapsedMs }),
    );
  };
  const endTurn = (outcome: ExchangeOutcome, error: string | null, elapsedMs: number): void => {
    after(({ id }) => sink.end(id, { outcome, error, trailers: [], elapsedMs }));
    turn = null;
  };
  const play = (event: WebSocketEvent, following: WebSocketEvent | undefined, at: number): void => {
    const elapsedMs = at - (turn?.startedMs ?? 0);
    switch (event.type) {
      case 'turn-start':
        startTurn(event.body, event.isWarmUp, at);
        return;
      case 'turn-event':
        turnHead(following?.type === 'turn-end' ? following.status : 200, elapsedMs);
        after(({ id }) => sink.chunk(id, new TextEncoder().encode(event.text), elapsedMs));
        return;
      case 'turn-end':
        endTurn('complete', null, elapsedMs);
        return;
      default:
        assertNever(event, 'event');
    }
  };
  return {
    head(status, phrase, received) {
      const statusText = redactPhrase(phrase, fingerprintKey);
      headers = redact(received).filter(([name]) => !/^(connection|upgrade)$/i.test(name));
      const elapsedMs = request.elapsedMs();
      isOpen = status === 101;
      sink.flushed(connection, 0);
      sink.responseHead(connection, { status, statusText, headers: redact(received), elapsedMs });
    },
    message(from, text, elapsedMs) {
      lastMessageMs = elapsedMs;
      const line = new TextEncoder().encode(`${marks[from]} ${text}\n`);
      sink.chunk(connection, line, elapsedMs);
      const events = from === 'client' ? turns.fromClient(text) : turns.fromUpstream(text);
      for (const [index, event] of events.entries()) play(event, events[index + 1], elapsedMs);
    },
    idleMs: () => (turn === null ? request.elapsedMs() - lastMessageMs : 0),
    async end(closed, error) {
      const elapsedMs = request.elapsedMs();
      // Between two calls either side may close: nothing is missing then.
      const isWhole = turn === null && isOpen;
      const last = turn;
      const outcome: ExchangeOutcome =
        closed === 'complete' && turn !== null ? 'upstream-aborted' : closed;
      const reason = error ?? 'the upstream closed the connection';
      endTurn(outcome, reason, elapsedMs - (turn?.startedMs ?? 0));
      await last?.stored;
      const isFine = isWhole || outcome === 'complete';
      const ended = isFine
        ? ({ outcome: 'complete', error: null } as const)
        : { outcome, error: reason };
      sink.end(connection, { ...ended, trailers: [], elapsedMs });
    },
  };
}
