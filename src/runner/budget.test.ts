import { expect, test } from 'vitest';
import type { TokenCounts } from '../domain/token-usage.ts';
import { type Budget, createBudget, type SessionBudget } from './budget.ts';

/** 1 USD per thousand tokens of any kind. */
const price = {
  model: 'a',
  inputUsd: 1000,
  cachedInputUsd: 1000,
  cacheWriteUsd: null,
  outputUsd: 1000,
  date: '2026-11-22',
  source: 'made up',
};
const usage = (inputTokens: number, outputTokens: number): TokenCounts => ({
  inputTokens,
  cachedTokens: 0,
  cacheWriteTokens: null,
  outputTokens,
  reasoningTokens: 0,
});

async function sessionOf(budget: Budget, requests = 1): Promise<SessionBudget> {
  const session = await budget.claim(requests);
  if (session === null) throw new TypeError('no budget is left');
  return session;
}

test('a session that would not fit beside those under way is not begun', async () => {
  const budget = createBudget({ requestsMax: 7, costUsdMax: null }, null);
  const first = await sessionOf(budget, 3);
  const second = await sessionOf(budget, 3);
  expect(await budget.claim(3)).toBeNull();
  await first.reserve(10);
  await first.reserve(10);
  expect(await budget.claim(2)).toBeNull();
  // It ended earlier than its script: a request is free again.
  await first.release();
  const third = await sessionOf(budget, 2);
  expect(await budget.claim(1)).toBeNull();
  await third.reserve(10);
  await third.reserve(10);
  // It takes more than it claimed, and the rest is held for the other one.
  await expect(third.reserve(10)).rejects.toThrow('used up or held for the sessions under way');
  for (let request = 0; request < 3; request++) await second.reserve(10);
  await expect(second.reserve(10)).rejects.toThrow('the budget of 7 requests is used up');
  expect((await budget.spent()).requests).toBe(7);
});

test('the request over the limit is not sent', async () => {
  const budget = createBudget({ requestsMax: 2, costUsdMax: null }, null);
  const session = await sessionOf(budget);
  await (await session.reserve(10))(null, true);
  await session.reserve(10);
  await expect(session.reserve(10)).rejects.toThrow('the budget of 2 requests is used up');
  expect(await budget.spent()).toEqual({ requests: 2, costUsd: null });
});

test('what is under way counts as if nothing were cached and the answer long: the next one waits', async () => {
  // 2,000 bytes are at most 1,000 tokens: 1 USD, and 4,000 tokens of output: 4 USD.
  const budget = createBudget({ requestsMax: null, costUsdMax: 9 }, price);
  const session = await sessionOf(budget);
  const settle = await session.reserve(2000);
  const user = new AbortController();
  const next = session.reserve(2000);
  const stopped = session.reserve(2000, user.signal);
  expect((await budget.spent()).requests).toBe(1);
  user.abort(new Error('interrupted'));
  await settle(usage(500, 100), true);
  expect((await budget.spent()).costUsd).toBeCloseTo(0.6, 9);
  await expect(stopped).rejects.toThrow('interrupted');
  await (await next)(usage(1000, 4000), true);
  expect((await budget.spent()).requests).toBe(2);
  await expect(session.reserve(2000)).rejects.toThrow('could cost 5.0000 USD');
});

test('a longer answer than any so far raises what is reserved', async () => {
  const budget = createBudget({ requestsMax: null, costUsdMax: 20 }, price);
  const session = await sessionOf(budget);
  await (await session.reserve(2))(usage(1, 9000), true);
  // 9 USD are spent, and the next answer may be as long: 18 and a bit.
  await (await session.reserve(2))(null, true);
  await expect(session.reserve(2)).rejects.toThrow('go over the budget of 20 USD');
});

test('an accepted request without usage keeps its reservation, a refused one costs nothing', async () => {
  const budget = createBudget({ requestsMax: null, costUsdMax: 100 }, price);
  const session = await sessionOf(budget);
  await (await session.reserve(2000))(null, true);
  await (await session.reserve(2000))(null, false);
  expect(await budget.spent()).toEqual({ requests: 2, costUsd: 5 });
});

test('a tier that costs more is reserved and charged at its price', async () => {
  const tiered = { ...price, tierFactors: { priority: 2 } };
  const spentWith = async (asked: string | undefined, answered: string | null) => {
    const budget = createBudget({ requestsMax: null, costUsdMax: 1000 }, tiered);
    const settle = await (await sessionOf(budget)).reserve(10, undefined, asked);
    await settle(usage(1e6, 0), true, answered);
    return (await budget.spent()).costUsd;
  };
  const plain = (await spentWith(undefined, null)) ?? Number.NaN;
  expect(plain).toBeGreaterThan(0);
  expect(await spentWith('priority', null)).toBeCloseTo(2 * plain, 9);
  // The tier that answered is the one that is billed.
  expect(await spentWith('priority', 'default')).toBeCloseTo(plain, 9);
});
