// Trials with exchanges for tests that do not play any.
import type { ExchangeOutline } from './exchange.ts';
import type { KeptTurn, Trial } from './run.ts';
import { trialSession } from './trial-session.ts';

/** An exchange whose answer was complete. @param body JSON of the request */
export function keptExchange(
  trial: string,
  seq: number,
  body: string,
  more: Partial<ExchangeOutline> = {},
): ExchangeOutline {
  const headers = more.headers ?? [['session-id', trial]];
  return {
    id: `${trial}/${seq}`,
    session: trialSession(trial, undefined, headers),
    seq,
    linkedTo: null,
    startedAtMs: 1000 * seq,
    method: 'POST',
    target: '/responses',
    headers,
    body: new TextEncoder().encode(body),
    flushedElapsedMs: 0,
    response: { status: 200, statusText: '', headers: [], elapsedMs: 1 },
    end: { outcome: 'complete', error: null, trailers: [], elapsedMs: 2 },
    ...more,
  };
}

/** The trial as it would be saved. */
export function withExchanges({ turns, ...trial }: Trial): Trial<KeptTurn> {
  const kept = turns.map((turn) => ({
    ...turn,
    exchange: keptExchange(trial.id, turn.seq, '{}'),
  }));
  return { ...trial, turns: kept };
}
