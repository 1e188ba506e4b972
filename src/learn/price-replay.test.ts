// A session with replay against itself without, and one without replay against itself with it: on a
// made-up backend both sessions exist, so that what is computed of one can be held against the
// other.
import { describe, expect, test } from 'vitest';
import type { CountingRules } from './expected-count.ts';
import { hasReplay } from './has-replay.ts';
import { groupSessions, linkCalls } from './link-calls.ts';
import { priceModels } from './price-models.ts';
import { chatgptTruth, syntheticCalls } from './synthetic-calls.test-support.ts';
import { withReplay } from './with-replay.ts';
import { withoutReplay } from './without-replay.ts';

const plan = { seed: 'price', sessions: 12, callsPerSession: 30 };
/** Nothing is missed, so that every count follows from the rules. */
const ideal = { ...chatgptTruth, missRate: 0, lifetimeSeconds: 1e9 };
const rulesOf = (contextRule: 'current_turn' | 'all_turns'): CountingRules => ({
  count: {
    step: ideal.step,
    hiddenPrefix: ideal.hidden,
    quantum: ideal.quantum,
    outputs: 'none',
    exactShare: 1,
  },
  contextRule,
});

describe.each(['current_turn', 'all_turns'] as const)('where a model reads %s', (contextRule) => {
  const replayed = groupSessions(syntheticCalls({ ...ideal, contextRule }, plan));
  const bare = groupSessions(syntheticCalls({ ...ideal, contextRule, replayed: 0 }, plan));
  const rules = rulesOf(contextRule);

  test('a session without replay, computed with it, is the session with replay', () => {
    for (const [index, session] of bare.entries()) {
      const computed = withReplay(session, rules, 'stays').map((each) => each.with);
      expect(computed).toEqual(
        withoutReplay(replayed[index] ?? session, rules, 'stays').map((each) => each.with),
      );
    }
  });

  test('and the other way round', () => {
    for (const [index, session] of replayed.entries()) {
      const computed = withoutReplay(session, rules, 'stays').map((each) => each.without);
      expect(computed).toEqual(
        withReplay(bare[index] ?? session, rules, 'stays').map((each) => each.without),
      );
    }
  });

  test('its calls tell whether a session has replay', () => {
    const found = (sessions: typeof bare): unknown[] => [
      ...new Set(sessions.map((session) => hasReplay(linkCalls(session)))),
    ];
    expect(found(replayed)).toEqual([true]);
    expect(found(bare)).toEqual([false]);
  });
});

const prices = { input: 1.25, cachedInput: 0.125, output: 10 };

describe('sessions of a model of which some have no replay', () => {
  const withIt = syntheticCalls(chatgptTruth, { ...plan, sessions: 30 });
  const without = syntheticCalls({ ...chatgptTruth, replayed: 0 }, { ...plan, seed: 'bare' });

  test('are priced the other way round, by the rule that the others teach', () => {
    const [model] = priceModels([...withIt, ...without], () => prices);
    expect(model?.prices.map(({ sessions }) => sessions)).toEqual([30, 30]);
    expect(model?.added).toMatchObject({
      context_rule: 'current_turn',
      context_rule_is: 'learned',
      prices: [{ sessions: 12 }, { sessions: 12 }],
    });
  });

  test('alone have no rule of the context, and what is known of the model is assumed', () => {
    const [model] = priceModels(
      without,
      () => prices,
      () => 'all_turns',
    );
    expect(model?.prices).toEqual([]);
    expect(model?.added).toMatchObject({ context_rule: 'all_turns', context_rule_is: 'assumed' });
  });

  test('of which all have replay, nothing is priced so', () => {
    expect(priceModels(withIt, () => prices)[0]?.added).toBeNull();
  });
});
