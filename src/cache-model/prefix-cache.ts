// Prefix cache arithmetic: token ids -> hashes of whole blocks -> how many tokens are cached. A
// block's hash covers everything before it, so equal hashes mean equal prefixes. No clock, no
// eviction.

import type { CacheRules } from '../profiles/cache-rules.ts';
import { type CachedCountRule, countCached } from './cached-count.ts';

/** State of the rolling hash: two 32-bit lanes, combined to a 53-bit block key. */
export interface HashState {
  readonly high: number;
  readonly low: number;
}

/** Hash state before the first token. */
export function startHash(salt: string): HashState {
  let state: HashState = { high: 0x811c9dc5, low: 0x9e3779b9 };
  for (let index = 0; index < salt.length; index++) state = mix(state, salt.charCodeAt(index));
  return state;
}

function mix({ high, low }: HashState, value: number): HashState {
  return {
    high: Math.imul(high ^ value, 0x01000193) ^ (high >>> 15),
    low: Math.imul((low ^ value) + 0x7f4a7c15, 0x85ebca6b) ^ (low >>> 13),
  };
}

/** Key of the prefix that ends here, an integer below 2^53. */
function keyOf({ high, low }: HashState): number {
  return (high >>> 0) * 0x200000 + ((low >>> 0) & 0x1fffff);
}

/** A prompt's blocks, built token by token. */
export interface BlockChain {
  readonly tokens: number;
  /** Key of every whole block that ended in the newest piece. */
  readonly newBlocks: readonly number[];
  readonly hash: HashState;
}

/** Chain before the first token. */
export function startChain(salt: string): BlockChain {
  return { tokens: 0, newBlocks: [], hash: startHash(salt) };
}

/** Key of the prefix that ends with this chain's last token, whole block or not. */
export function chainKey({ hash }: BlockChain): number {
  return keyOf(hash);
}

/**
 * Appends token ids; `newBlocks` holds only what these completed: a block ends where the tokens,
 * with those of the hidden prefix, are a multiple of the step.
 */
export function extendChain(
  chain: BlockChain,
  tokenIds: Iterable<number>,
  step: number,
  hiddenPrefix = 0,
): BlockChain {
  // Unrolled by hand from `mix`: this loop sees every new token, and objects would double its cost.
  let { high, low } = chain.hash;
  let { tokens } = chain;
  const newBlocks: number[] = [];
  let inStep = (tokens + hiddenPrefix) % step;
  for (const token of tokenIds) {
    high = Math.imul(high ^ token, 0x01000193) ^ (high >>> 15);
    low = Math.imul((low ^ token) + 0x7f4a7c15, 0x85ebca6b) ^ (low >>> 13);
    tokens++;
    if (++inStep === step) {
      inStep = 0;
      newBlocks.push((high >>> 0) * 0x200000 + ((low >>> 0) & 0x1fffff));
    }
  }
  return { tokens, newBlocks, hash: { high, low } };
}

/**
 * How many leading blocks are known, in a few looks however long the prompt is.
 * @param has a cache's answer: what holds a block holds every block before it
 */
export function countLeadingBlocks(
  blocks: readonly number[],
  has: (block: number) => boolean,
): number {
  let known = 0;
  let unknown = blocks.length;
  while (known < unknown) {
    const middle = (known + unknown) >>> 1;
    if (has(blocks[middle] ?? 0)) known = middle + 1;
    else unknown = middle;
  }
  return known;
}

/**
 * What of a prefix counts as cached: whole steps only, and nothing below the minimum (OpenAI Prompt
 * Caching 201: 1,024 tokens, then steps of 128).
 * @param tokens of the prefix
 */
export function countableTokens(
  tokens: number,
  rules: CachedCountRule & Pick<CacheRules, 'minimum'>,
): number {
  const whole = countCached(tokens, rules);
  return whole < rules.minimum ? 0 : whole;
}

/** The same of a prefix that ended at a breakpoint: no steps, but the minimum holds. */
export function countableMarked(
  tokens: number,
  { quantum, minimum }: Pick<CacheRules, 'quantum' | 'minimum'>,
): number {
  return countableTokens(tokens, { step: quantum, hiddenPrefix: 0, quantum, minimum });
}
