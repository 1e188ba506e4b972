// How a backend counts the cached part of a prompt: in whole steps, counted from the start of what
// it really reads. A hidden prefix (tokens before the prompt that no counter shows) shifts the
// steps.

import type { CachedCountRule } from '../profiles/cached-count-rule.ts';

export type { CachedCountRule };

/**
 * The cached count that a backend reports when its cache holds the first `prefixTokens` of a
 * prompt. Without a hidden prefix, and with the step equal to the quantum, this is plain rounding
 * down.
 */
export function countCached(prefixTokens: number, rule: CachedCountRule): number {
  const { step, hiddenPrefix, quantum } = rule;
  const held = step * Math.floor((prefixTokens + hiddenPrefix) / step) - hiddenPrefix;
  return Math.max(0, quantum * Math.floor(held / quantum));
}
