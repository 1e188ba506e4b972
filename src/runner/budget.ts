// What a live run may spend. Requests are a hard limit. Cost is one as far as it can be known
// before: how long an answer will be is not, so one that is longer than all before it can pass it.

import { costOf } from '../domain/cost.ts';
import type { PriceRecord } from '../domain/run.ts';
import type { TokenCounts } from '../domain/token-usage.ts';
import { plural } from '../lib/plural.ts';
import { RunStopped } from './run-stopped.ts';

export interface BudgetLimits {
  /** null: no limit. */
  readonly requestsMax: number | null;
  /** USD; needs a price. null: no limit. */
  readonly costUsdMax: number | null;
}

export interface Spending {
  readonly requests: number;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
}

/**
 * Called once with what a request took: null for no usage.
 * @param tier the service tier that answered; null: the response names none
 */
export type Settle = (usage: TokenCounts | null, isAccepted: boolean, tier?: string | null) => void;

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
  release(): void;
}

export interface Budget {
  /**
   * Holds so many requests for a session, so that sessions that are played at a time do not use up
   * what the others need to come to their end. null: they are not left.
   */
  claim(requests: number): SessionBudget | null;
  spent(): Spending;
}

/**
 * Fewest bytes of a request that one token takes, rare scripts aside: a request is not guessed too
 * low.
 */
const bytesPerTokenMin = 2;
/** Output reserved for a request before any has shown how long answers are, in tokens. */
const firstOutputTokens = 4_000;

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
export function createBudget(limits: BudgetLimits, price: PriceRecord | null): Budget {
  const { requestsMax, costUsdMax } = limits;
  let requests = 0;
  /** Requests that the sessions under way are still to send. */
  let claimed = 0;
  let costUsd = 0;
  let reservedUsd = 0;
  let underWay = 0;
  let outputTokensMost = firstOutputTokens;
  const waiting: (() => void)[] = [];
  const settled = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  /** @param take called when the request is as good as sent */
  async function reserve(
    bodyBytes: number,
    heldByOthers: () => number,
    take: () => void,
    signal: AbortSignal | undefined,
    tier: string | undefined,
  ): Promise<Settle> {
    const most = nothingCached(bodyBytes / bytesPerTokenMin, outputTokensMost);
    const reserved = price === null ? 0 : costOf(most, price, tier);
    if (costUsdMax !== null && reservedUsd > 0 && costUsd + reservedUsd + reserved > costUsdMax) {
      await settled();
      signal?.throwIfAborted();
      return reserve(bodyBytes, heldByOthers, take, signal, tier);
    }
    if (requestsMax !== null && requests + heldByOthers() >= requestsMax) {
      const held = heldByOthers() === 0 ? '' : ' or held for the sessions under way';
      throw new RunStopped(
        'budget',
        `the budget of ${plural(requestsMax, 'request')} is used up${held}`,
      );
    }
    if (costUsdMax !== null && costUsd + reserved > costUsdMax) {
      throw new RunStopped(
        'budget',
        `the next request could cost ${reserved.toFixed(4)} USD and go over the budget of ${costUsdMax} USD (${costUsd.toFixed(4)} spent)`,
      );
    }
    requests++;
    take();
    reservedUsd += reserved;
    underWay++;
    return (usage, isAccepted, answeredTier) => {
      underWay--;
      // Sums of fractions do not come back to nothing by themselves.
      reservedUsd = underWay === 0 ? 0 : reservedUsd - reserved;
      for (const wake of waiting.splice(0)) wake();
      if (usage === null) {
        if (isAccepted) costUsd += reserved;
        return;
      }
      outputTokensMost = Math.max(outputTokensMost, usage.outputTokens);
      if (price !== null) costUsd += costOf(usage, price, answeredTier ?? tier);
    };
  }
  return {
    claim(wanted) {
      if (requestsMax !== null && requests + claimed + wanted > requestsMax) return null;
      let left = wanted;
      claimed += wanted;
      return {
        reserve(bodyBytes, signal, tier) {
          const take = (): void => {
            // A real model may take more than the script: only what is held for no other session.
            if (left === 0) return;
            left--;
            claimed--;
          };
          return reserve(bodyBytes, () => claimed - left, take, signal, tier);
        },
        release() {
          claimed -= left;
          left = 0;
        },
      };
    },
    spent: () => ({ requests, costUsd: price === null ? null : costUsd }),
  };
}
