// What a live run may spend. Requests are a hard limit. Cost is one as far as it can be known
// before: how long an answer will be is not, so one that is longer than all before it can pass it.

import { costOf } from '../domain/cost.ts';
import type { PriceRecord } from '../domain/run.ts';
import type { TokenCounts } from '../domain/token-usage.ts';
import { assertNever } from '../lib/assert-never.ts';
import { plural } from '../lib/plural.ts';
import {
  type BudgetLimits,
  claimRequests,
  emptyLedger,
  type Ledger,
  releaseSession,
  reserveRequest,
  settleRequest,
} from './budget-ledger.ts';
import { RunStopped } from './run-stopped.ts';
import { SessionLost } from './session-lost.ts';

export interface Spending {
  readonly requests: number;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
}

/**
 * Called once with what a request took: null for no usage.
 * @param tier the service tier that answered; null: the response names none
 */
export type Settle = (
  usage: TokenCounts | null,
  isAccepted: boolean,
  tier?: string | null,
) => Promise<void>;

/** One session's hold on the budget. */
export interface SessionBudget {
  /**
   * Makes sure that a request fits, before it is sent. Where it would but for what is under way, it
   * waits for that: it is likely to take less than was reserved.
   * @param signal ends the waiting
   * @param tier the service tier that is asked for
   * @throws RunStopped when it could go over the budget; the signal's reason
   */
  reserve(bodyBytes: number, signal?: AbortSignal, tier?: string): Promise<Settle>;
  /** The session is over: what it did not need is free again. */
  release(): Promise<void>;
}

export interface Budget {
  /**
   * Holds so many requests for a session, so that sessions that are played at a time do not use up
   * what the others need to come to their end. null: they are not left.
   * @param trial names the session, where another process may have to give it up
   */
  claim(requests: number, trial?: string): Promise<SessionBudget | null>;
  spent(): Promise<Spending>;
}

/** Where a ledger is kept: in this process, or where several can reach it. */
export interface LedgerKeeper {
  /** One step: nothing comes between what `change` is given and what it makes of it. */
  update<T>(change: (ledger: Ledger) => readonly [Ledger, T]): Promise<T>;
  /** Resolves when the ledger is, or may be, another than this one. */
  changedFrom(ledger: Ledger): Promise<void>;
  /** Another name each time. @param trial as it was claimed for */
  nameSession(trial: string | undefined): string;
}

export function keepLedgerInMemory(): LedgerKeeper {
  let ledger = emptyLedger;
  let sessions = 0;
  let change = Promise.withResolvers<void>();
  return {
    async update(apply) {
      const [next, result] = apply(ledger);
      if (next !== ledger) {
        ledger = next;
        change.resolve();
        change = Promise.withResolvers();
      }
      return result;
    },
    changedFrom: (seen) => (seen === ledger ? change.promise : Promise.resolve()),
    nameSession: () => String(sessions++),
  };
}

/**
 * Fewest bytes of a request that one token takes, rare scripts aside: a request is not guessed too
 * low.
 */
const bytesPerTokenMin = 2;

function nothingCached(inputTokens: number, outputTokens: number): TokenCounts {
  return {
    inputTokens,
    cachedTokens: 0,
    cacheWriteTokens: null,
    outputTokens,
    reasoningTokens: null,
  };
}

/**
 * A request is reserved as if no part of it were cached and its answer as long as the longest so
 * far; when it is over the reported usage counts instead. One that was accepted and reported no
 * usage keeps its reservation.
 */
export function createBudget(
  limits: BudgetLimits,
  price: PriceRecord | null,
  keeper: LedgerKeeper = keepLedgerInMemory(),
): Budget {
  const { requestsMax, costUsdMax } = limits;
  /** @throws RunStopped when the request could go over the budget */
  async function reserve(
    session: string,
    bodyBytes: number,
    signal: AbortSignal | undefined,
    tier: string | undefined,
  ): Promise<number> {
    const { decision, reservedUsd, seen } = await keeper.update((ledger) => {
      const most = nothingCached(bodyBytes / bytesPerTokenMin, ledger.outputTokensMost);
      const reservedUsd = price === null ? 0 : costOf(most, price, tier);
      const decision = reserveRequest(ledger, limits, session, reservedUsd);
      const next = decision.type === 'granted' ? decision.ledger : ledger;
      return [next, { decision, reservedUsd, seen: ledger }] as const;
    });
    switch (decision.type) {
      case 'granted':
        return reservedUsd;
      case 'wait':
        await keeper.changedFrom(seen);
        signal?.throwIfAborted();
        return reserve(session, bodyBytes, signal, tier);
      case 'no-requests': {
        const held = decision.isHeld ? ' or held for the sessions under way' : '';
        const limit = plural(requestsMax ?? 0, 'request');
        throw new RunStopped('budget', `the budget of ${limit} is used up${held}`);
      }
      case 'too-dear':
        throw new RunStopped(
          'budget',
          `the next request could cost ${reservedUsd.toFixed(4)} USD and go over the budget of ${costUsdMax} USD (${seen.costUsd.toFixed(4)} spent)`,
        );
      case 'lost':
        throw new SessionLost();
      default:
        return assertNever(decision, 'reservation');
    }
  }
  return {
    async claim(wanted, trial) {
      const session = keeper.nameSession(trial);
      const isClaimed = await keeper.update((ledger) => {
        const next = claimRequests(ledger, limits, session, wanted);
        return [next ?? ledger, next !== null] as const;
      });
      if (!isClaimed) return null;
      return {
        async reserve(bodyBytes, signal, tier) {
          const reservedUsd = await reserve(session, bodyBytes, signal, tier);
          return async (usage, isAccepted, answeredTier) => {
            const unknownUsd = isAccepted ? reservedUsd : 0;
            const usedUsd = usage && price && costOf(usage, price, answeredTier ?? tier);
            const taken = {
              reservedUsd,
              costUsd: usage === null ? unknownUsd : (usedUsd ?? 0),
              outputTokens: usage?.outputTokens ?? 0,
            };
            await keeper.update((ledger) => [settleRequest(ledger, session, taken), undefined]);
          };
        },
        release: () => keeper.update((ledger) => [releaseSession(ledger, session), undefined]),
      };
    },
    async spent() {
      const { requests, costUsd } = await keeper.update((ledger) => [ledger, ledger]);
      return { requests, costUsd: price === null ? null : costUsd };
    },
  };
}
