import { expect, test } from 'vitest';
import {
  claimRequests,
  emptyLedger,
  giveUpSession,
  type Ledger,
  releaseSession,
  reserveRequest,
  settleRequest,
} from './budget-ledger.ts';

const limits = { requestsMax: 10, costUsdMax: 5 };

/** A session that has claimed three requests and has one of 2 USD under way. */
function underWay(): Ledger {
  const claimed = claimRequests(emptyLedger, limits, 'a', 3);
  const reserved = claimed && reserveRequest(claimed, limits, 'a', 2);
  if (reserved?.type !== 'granted') throw new TypeError('the budget is too small for the test');
  return reserved.ledger;
}

test('a session that is given up is charged for what it had under way, and holds nothing', () => {
  const ledger = giveUpSession(underWay(), 'a');
  expect(ledger).toEqual({ ...emptyLedger, requests: 1, costUsd: 2 });
  expect(giveUpSession(ledger, 'a')).toBe(ledger);
});

test('one that was given up sends nothing more, and its late answer is not charged again', () => {
  const ledger = giveUpSession(underWay(), 'a');
  expect(reserveRequest(ledger, limits, 'a', 1)).toEqual({ type: 'lost' });
  const taken = { reservedUsd: 2, costUsd: 1, outputTokens: 9_000 };
  expect(settleRequest(ledger, 'a', taken)).toBe(ledger);
});

test('what is settled twice frees no more than was reserved', () => {
  const taken = { reservedUsd: 2, costUsd: 1, outputTokens: 10 };
  const once = settleRequest(underWay(), 'a', taken);
  expect(once.sessions['a']).toEqual({ claimed: 2, reservedUsd: 0, underWay: 0 });
  const twice = settleRequest(once, 'a', taken);
  expect(twice.sessions['a']).toEqual({ claimed: 2, reservedUsd: 0, underWay: 0 });
  expect(twice.costUsd).toBe(2);
});

test('requests that a session did not need are free for the next one', () => {
  const ledger = underWay();
  expect(claimRequests(ledger, limits, 'b', 8)).toBeNull();
  expect(claimRequests(releaseSession(ledger, 'a'), limits, 'b', 9)).not.toBeNull();
});
