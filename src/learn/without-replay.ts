// A real session against itself without replayed reasoning: same calls, same outputs, same misses.
// The reasoning that the backend counted is taken out of every prompt, and the cache's rule says
// what would have been cached then. *Computed* from measured counters; "same outputs" is an
// assumption.
import { countCached } from '../cache-model/cached-count.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import { type CountingRules, expectedCount, uncachedImages } from './expected-count.ts';
import { type LinkedCall, type LinkedSession, linkCalls } from './link-calls.ts';

/**
 * What a miss of the real session does without replay. `stays`: the cache ends at the same place of
 * the prompt. `same-loss`: as many tokens are lost. Real counters cannot tell, so both are
 * computed.
 */
export type MissTreatment = 'stays' | 'same-loss';

/** Tokens of one call; input includes cached. */
export interface CallTokens {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

export interface ComparedCall {
  readonly call: UsageCall;
  /** One of the two was measured, the other computed. */
  readonly with: CallTokens;
  readonly without: CallTokens;
}

/** A reasoning item in the prompt: where it is, and how long it is. */
export interface Replayed {
  readonly at: number;
  readonly tokens: number;
}

/**
 * @param rules learned for the session's model and period, the context rule included
 * @returns the calls whose counters are known
 */
export function withoutReplay(
  session: LinkedSession,
  rules: CountingRules,
  treatment: MissTreatment,
): ComparedCall[] {
  const linked = new Map(linkCalls(session).map((each) => [each.call, each]));
  const compared: ComparedCall[] = [];
  let replayed: Replayed[] = [];
  let inputBefore: number | null = null;
  let modelBefore: string | null = null;
  for (const call of session.calls) {
    const beginsAgain = call.isCompacted || (modelBefore !== null && modelBefore !== call.model);
    const isDropped = rules.contextRule !== 'all_turns' && call.beginsUserTurn === true;
    if (beginsAgain || isDropped) replayed = [];
    modelBefore = call.model;
    const tokens = toTokens(call);
    if (tokens === null) {
      inputBefore = null;
      continue;
    }
    const inPrompt = replayed.reduce((sum, each) => sum + each.tokens, 0);
    const input = Math.max(0, tokens.input - inPrompt);
    const own = linked.get(call);
    const cached =
      own === undefined || inputBefore === null
        ? tokens.cached
        : cachedWithout(own, tokens.cached, inputBefore, replayed, rules, treatment);
    compared.push({
      call,
      with: tokens,
      without: { input, cached: Math.min(cached, input), output: tokens.output },
    });
    inputBefore = input;
    replayed.push({ at: tokens.input, tokens: call.reasoningTokens ?? 0 });
  }
  return compared;
}

/** null: a counter is not known. */
export function toTokens(call: UsageCall): CallTokens | null {
  const { inputTokens, cachedTokens, outputTokens } = call;
  if (inputTokens === null || cachedTokens === null || outputTokens === null) return null;
  return { input: inputTokens, cached: cachedTokens, output: outputTokens };
}

/** The cached count of a call whose history holds no reasoning, so that it only ever grows. */
function cachedWithout(
  linked: LinkedCall,
  cached: number,
  inputBefore: number,
  replayed: readonly Replayed[],
  rules: CountingRules,
  treatment: MissTreatment,
): number {
  const visible = (linked.previous.outputTokens ?? 0) - (linked.previous.reasoningTokens ?? 0);
  const outputs = rules.count.outputs === 'full' ? visible : 0;
  const uncached = uncachedImages(linked.imageTokens.previous, rules);
  const best = countCached(inputBefore + outputs - uncached, rules.count);
  const expected = expectedCount(linked, rules);
  if (expected === null || cached >= expected) return best;
  if (treatment === 'same-loss') return Math.max(0, best - (expected - cached));
  const before = replayed.reduce(
    (sum, { at, tokens }) => sum + Math.min(tokens, Math.max(0, cached - at)),
    0,
  );
  return Math.min(best, cached - before);
}
