// What the learned rules expect of a call's cached count. Without a rule for the place, nothing.
import { countCached } from '../cache-model/cached-count.ts';
import type { ContextRuleName } from './context-rule-name.ts';
import { type ImageTokens, uncachedImageTokens } from './image-tokens.ts';
import type { LearnedCount } from './learned-count.ts';
import type { LinkedCall } from './link-calls.ts';

/** The rules that decide a cached count. */
export interface CountingRules {
  readonly count: LearnedCount;
  /** null: open, so nothing is expected of a user turn after reasoning. */
  readonly contextRule: ContextRuleName | null;
}

/**
 * Tokens of the prompt that the session had sent before, as the cache counts them: the prompt of
 * the call before, or, where reasoning of the last user turn was dropped, the prompt that this turn
 * began with.
 */
export function expectedPrefix(linked: LinkedCall, rules: CountingRules): number | null {
  const { call, previous, turnStart, imageTokens } = linked;
  const uncached = (images: ImageTokens): number => uncachedImages(images, rules);
  const outputs = rules.count.outputs === 'full' ? previous.outputTokens : 0;
  if (previous.inputTokens === null || outputs === null) return null;
  const whole = previous.inputTokens + outputs - uncached(imageTokens.previous);
  if (call.beginsUserTurn !== true) return call.beginsUserTurn === false ? whole : null;
  if (rules.contextRule === 'all_turns' || call.reasoningSinceUserTurn === 0) return whole;
  if (rules.contextRule === null || call.reasoningSinceUserTurn === null) return null;
  const start = turnStart?.inputTokens ?? null;
  return start === null ? null : start - uncached(imageTokens.turnStart);
}

/** The cached count that follows; null where the rules do not say. */
export function expectedCount(linked: LinkedCall, rules: CountingRules): number | null {
  const prefix = expectedPrefix(linked, rules);
  return prefix === null ? null : countCached(prefix, rules.count);
}

/** Tokens of the images in a prompt that have no place in the cache. */
export function uncachedImages(images: ImageTokens, { count, contextRule }: CountingRules): number {
  return uncachedImageTokens(images[contextRule ?? 'all_turns'], count);
}
