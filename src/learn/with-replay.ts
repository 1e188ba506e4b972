// A real session whose client sends no reasoning back, against itself with replay: same calls, same
// outputs, same misses. Each call's reasoning is put into the prompts after it, as long as the
// model reads it, and the cache's rule says what would have been cached then. The counterpart of
// without-replay.
import { countCached } from '../cache-model/cached-count.ts';
import { type CountingRules, uncachedImages } from './expected-count.ts';
import { type LinkedSession, linkCalls } from './link-calls.ts';
import {
  type CallTokens,
  type ComparedCall,
  type MissTreatment,
  type Replayed,
  toTokens,
} from './without-replay.ts';

/** What a session's prompts would be with the reasoning in them. */
interface Prompts {
  /** Of the call before: as measured, and with reasoning. */
  readonly measured: number;
  readonly with: number;
}

/**
 * @param rules the context rule included; null there counts as `current_turn`
 * @returns the calls whose counters are known
 */
export function withReplay(
  session: LinkedSession,
  rules: CountingRules,
  treatment: MissTreatment,
): ComparedCall[] {
  const linked = new Map(linkCalls(session).map((each) => [each.call, each]));
  const compared: ComparedCall[] = [];
  let replayed: Replayed[] = [];
  let before: Prompts | null = null;
  let modelBefore: string | null = null;
  for (const call of session.calls) {
    const beginsAgain = call.isCompacted || (modelBefore !== null && modelBefore !== call.model);
    const isDropped = rules.contextRule !== 'all_turns' && call.beginsUserTurn === true;
    // What a model drops at a user turn had been sent: the prompt is another one from there on.
    const dropped = isDropped ? replayed.find(({ tokens }) => tokens > 0) : undefined;
    if (beginsAgain || isDropped) replayed = [];
    modelBefore = call.model;
    const tokens = toTokens(call);
    if (tokens === null) {
      before = null;
      continue;
    }
    const input = tokens.input + replayed.reduce((sum, each) => sum + each.tokens, 0);
    const own = linked.get(call);
    let cached = tokens.cached;
    if (own !== undefined && before !== null) {
      const visible = (own.previous.outputTokens ?? 0) - (own.previous.reasoningTokens ?? 0);
      const outputs = rules.count.outputs === 'full' ? visible : 0;
      const images = uncachedImages(own.imageTokens.previous, rules);
      const expected = countCached(before.measured + outputs - images, rules.count);
      const prefix = dropped?.at ?? before.with + outputs;
      const there =
        dropped === undefined ? images : uncachedImages(own.imageTokens.turnStart, rules);
      const best = countCached(prefix - there, rules.count);
      cached = cachedWith(tokens, expected, best, replayed, treatment);
    }
    const computed: CallTokens = { input, cached: Math.min(cached, input), output: tokens.output };
    compared.push({ call, with: computed, without: tokens });
    before = { measured: tokens.input, with: input };
    replayed.push({ at: tokens.input, tokens: call.reasoningTokens ?? 0 });
  }
  return compared;
}

/** A hit stays one; a miss ends at the same place of the prompt, or loses as much. */
function cachedWith(
  { cached }: CallTokens,
  expected: number,
  best: number,
  replayed: readonly Replayed[],
  treatment: MissTreatment,
): number {
  if (cached >= expected) return best;
  if (treatment === 'same-loss') return Math.max(0, best - (expected - cached));
  const before = replayed.reduce((sum, { at, tokens }) => sum + (at < cached ? tokens : 0), 0);
  return Math.min(best, cached + before);
}
