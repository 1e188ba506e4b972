// A real session whose client sends no reasoning back, against itself with replay: same calls, same
// outputs, same misses. Each call's reasoning is put into the prompts after it, as long as the
// model reads it, and the cache's rule says what would have been cached then. The counterpart of
// without-replay.
import { countCached } from '../cache-model/cached-count.ts';
import {
  type ComparedCall,
  type MissTreatment,
  otherCached,
  visibleOutputs,
} from './compared-call.ts';
import { type CountingRules, uncachedImages } from './expected-count.ts';
import type { LinkedSession } from './link-calls.ts';
import { replayedCalls } from './replayed-calls.ts';

/**
 * @param rules the context rule included; null there counts as `current_turn`
 * @returns the calls whose counters are known
 */
export function withReplay(
  session: LinkedSession,
  rules: CountingRules,
  treatment: MissTreatment,
): ComparedCall[] {
  const compared: ComparedCall[] = [];
  /** Of the call before: as measured, and with the reasoning in it. */
  const before = { measured: 0, with: 0 };
  for (const { call, tokens, linked, replayed, dropped } of replayedCalls(session, rules)) {
    const input = tokens.input + replayed.reduce((sum, each) => sum + each.tokens, 0);
    let { cached } = tokens;
    if (linked !== null) {
      const outputs = visibleOutputs(linked.previous, rules);
      const { previous, turnStart } = linked.imageTokens;
      const images = uncachedImages(previous, rules);
      // What a model drops at a user turn had been sent: the prompt is another one from there on.
      const best =
        dropped === null
          ? before.with + outputs - images
          : dropped.at - uncachedImages(turnStart, rules);
      const measured = cached;
      cached = otherCached(
        {
          cached: measured,
          expected: countCached(before.measured + outputs - images, rules.count),
          best: countCached(best, rules.count),
          place: () =>
            replayed.reduce(
              (place, { at, tokens: put }) => place + (at < measured ? put : 0),
              measured,
            ),
        },
        treatment,
      );
    }
    const computed = { input, cached: Math.min(cached, input), output: tokens.output };
    compared.push({ call, with: computed, without: tokens });
    before.measured = tokens.input;
    before.with = input;
  }
  return compared;
}
