// A real session against itself without replayed reasoning: same calls, same outputs, same misses.
// The reasoning that the backend counted is taken out of every prompt, and the cache's rule says
// what would have been cached then. *Computed* from measured counters; "same outputs" is an
// assumption.
import { countCached } from '../cache-model/cached-count.ts';
import {
  type ComparedCall,
  type MissTreatment,
  otherCached,
  visibleOutputs,
} from './compared-call.ts';
import { type CountingRules, expectedCount, uncachedImages } from './expected-count.ts';
import type { LinkedSession } from './link-calls.ts';
import { replayedCalls } from './replayed-calls.ts';

/**
 * @param rules learned for the session's model and period, the context rule included
 * @returns the calls whose counters are known
 */
export function withoutReplay(
  session: LinkedSession,
  rules: CountingRules,
  treatment: MissTreatment,
): ComparedCall[] {
  const compared: ComparedCall[] = [];
  let inputBefore = 0;
  for (const { call, tokens, linked, replayed } of replayedCalls(session, rules)) {
    const input = Math.max(0, tokens.input - replayed.reduce((sum, each) => sum + each.tokens, 0));
    let { cached } = tokens;
    if (linked !== null) {
      // Its history holds no reasoning, so that it only ever grows.
      const prefix = inputBefore + visibleOutputs(linked.previous, rules);
      const measured = cached;
      cached = otherCached(
        {
          cached: measured,
          expected: expectedCount(linked, rules),
          best: countCached(
            prefix - uncachedImages(linked.imageTokens.previous, rules),
            rules.count,
          ),
          place: () =>
            replayed.reduce(
              (place, { at, tokens: held }) => place - Math.min(held, Math.max(0, measured - at)),
              measured,
            ),
        },
        treatment,
      );
    }
    const without = { input, cached: Math.min(cached, input), output: tokens.output };
    compared.push({ call, with: tokens, without });
    inputBefore = input;
  }
  return compared;
}
