// A private database folder and ready-made values for the tests of this room.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';

export function temporaryDatabasePath(): string {
  return join(mkdtempSync(join(tmpdir(), 'turntape-store-')), 'private', 'tape.db');
}

/** A clock that moves a millisecond a look. */
export function steppingClock(): Clock {
  let now = 0;
  return { nowMs: () => 1_700_000_000_000 + now++, monotonicMs: () => now++ };
}

export const session: SessionDescriptor = {
  id: 's_one',
  client: 'claude',
  side: 'client',
  clientSessionId: 'abc',
  agentId: null,
  kind: 'turn',
  parent: null,
};

export function exchangeStart(id: string, body: string | Uint8Array): ExchangeStart {
  return {
    id,
    session,
    method: 'POST',
    target: '/v1/messages?beta=true',
    headers: [
      ['X-Twice', 'a'],
      ['x-twice', 'b'],
    ],
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    startedAtMs: 1_700_000_000_000,
    linkedTo: null,
  };
}

export const head: ResponseHead = {
  status: 200,
  statusText: 'Fine',
  headers: [['Content-Type', 'text/event-stream']],
  elapsedMs: 5.5,
};
export const end: ExchangeEnd = {
  outcome: 'complete',
  error: null,
  trailers: [['X-Sum', '1']],
  elapsedMs: 9,
};
