// What a live run has spent and what its sessions hold, as a value, and the rules by which it
// changes. Pure: one process keeps it in memory, several keep it in Redis, by the same rules.

export interface BudgetLimits {
  /** null: no limit. */
  readonly requestsMax: number | null;
  /** USD; needs a price. null: no limit. */
  readonly costUsdMax: number | null;
}

/** What one session under way holds. */
interface Holding {
  /** Requests that it is still to send. */
  readonly claimed: number;
  /** For requests that are under way. */
  readonly reservedUsd: number;
  readonly underWay: number;
}

export interface Ledger {
  /** Sent or as good as sent, retries included. */
  readonly requests: number;
  readonly costUsd: number;
  /** Longest answer so far, in tokens: what is reserved for the next one. */
  readonly outputTokensMost: number;
  readonly sessions: Readonly<Record<string, Holding>>;
}

/** Output reserved for a request before any has shown how long answers are, in tokens. */
const firstOutputTokens = 4_000;

export const emptyLedger: Ledger = {
  requests: 0,
  costUsd: 0,
  outputTokensMost: firstOutputTokens,
  sessions: {},
};

function sumOver(
  { sessions }: Ledger,
  field: 'claimed' | 'reservedUsd',
  besides: string | null,
): number {
  return Object.entries(sessions).reduce(
    (sum, [name, holding]) => (name === besides ? sum : sum + holding[field]),
    0,
  );
}

function withHolding(ledger: Ledger, session: string, holding: Holding): Ledger {
  return { ...ledger, sessions: { ...ledger.sessions, [session]: holding } };
}

/** Holds so many requests for a session. @returns null: they are not left */
export function claimRequests(
  ledger: Ledger,
  { requestsMax }: BudgetLimits,
  session: string,
  requests: number,
): Ledger | null {
  const held = ledger.requests + sumOver(ledger, 'claimed', null);
  if (requestsMax !== null && held + requests > requestsMax) return null;
  return withHolding(ledger, session, { claimed: requests, reservedUsd: 0, underWay: 0 });
}

/** Whether a request can be sent now. */
export type Reservation =
  | { readonly type: 'granted'; readonly ledger: Ledger }
  /** It would fit but for what is under way, which is likely to take less than was reserved. */
  | { readonly type: 'wait' }
  | { readonly type: 'no-requests'; readonly isHeld: boolean }
  | { readonly type: 'too-dear' }
  /** The session was given up: another plays it again. */
  | { readonly type: 'lost' };

/** @param reservedUsd the most that the request could cost */
export function reserveRequest(
  ledger: Ledger,
  { requestsMax, costUsdMax }: BudgetLimits,
  session: string,
  reservedUsd: number,
): Reservation {
  const own = ledger.sessions[session];
  if (own === undefined) return { type: 'lost' };
  const underWayUsd = sumOver(ledger, 'reservedUsd', null);
  const atMostUsd = ledger.costUsd + reservedUsd;
  if (costUsdMax !== null && underWayUsd > 0 && atMostUsd + underWayUsd > costUsdMax) {
    return { type: 'wait' };
  }
  const heldByOthers = sumOver(ledger, 'claimed', session);
  if (requestsMax !== null && ledger.requests + heldByOthers >= requestsMax) {
    return { type: 'no-requests', isHeld: heldByOthers > 0 };
  }
  if (costUsdMax !== null && atMostUsd > costUsdMax) return { type: 'too-dear' };
  const holding: Holding = {
    // A real model may take more than the script: only what is held for no other session.
    claimed: Math.max(0, own.claimed - 1),
    reservedUsd: own.reservedUsd + reservedUsd,
    underWay: own.underWay + 1,
  };
  return {
    type: 'granted',
    ledger: withHolding({ ...ledger, requests: ledger.requests + 1 }, session, holding),
  };
}

/** What a request took. */
export interface Taken {
  /** As it was reserved. */
  readonly reservedUsd: number;
  /** By the usage that was reported. */
  readonly costUsd: number;
  /** 0: no usage was reported. */
  readonly outputTokens: number;
}

/** A session that was given up was charged then. */
export function settleRequest(ledger: Ledger, session: string, taken: Taken): Ledger {
  const own = ledger.sessions[session];
  if (own === undefined) return ledger;
  const underWay = Math.max(0, own.underWay - 1);
  // Sums of fractions do not come back to nothing by themselves.
  const reservedUsd = underWay === 0 ? 0 : own.reservedUsd - taken.reservedUsd;
  return withHolding(
    {
      ...ledger,
      costUsd: ledger.costUsd + taken.costUsd,
      outputTokensMost: Math.max(ledger.outputTokensMost, taken.outputTokens),
    },
    session,
    { ...own, underWay, reservedUsd },
  );
}

/** The session is over: what it did not need is free again. */
export function releaseSession(ledger: Ledger, session: string): Ledger {
  const { [session]: _, ...sessions } = ledger.sessions;
  return { ...ledger, sessions };
}

/** A session whose player is gone: what it had under way may have been paid, so it is counted. */
export function giveUpSession(ledger: Ledger, session: string): Ledger {
  const own = ledger.sessions[session];
  if (own === undefined) return ledger;
  const charged = { ...ledger, costUsd: ledger.costUsd + own.reservedUsd };
  return releaseSession(charged, session);
}
