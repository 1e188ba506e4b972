// The chains of prompts under different rules of counting: blocks end elsewhere, so each has its
// own.
import type { Tokenizer } from '../domain/tokenizer.ts';
import type { CachedCountRule } from './cached-count.ts';
import { type ChainCapacity, createPromptChains, type PromptChains } from './prompt-chains.ts';

/** The chains whose blocks end where these rules count. */
export type ChainPool = (rules: Pick<CachedCountRule, 'step' | 'hiddenPrefix'>) => PromptChains;

/** @param frameTokens framing tokens in front of every text segment */
export function createChainPool(
  tokenizer: Tokenizer,
  frameTokens: number,
  capacity?: ChainCapacity,
): ChainPool {
  // As many as there are rules in the profiles: requests choose among them, and make no new ones.
  const pool = new Map<string, PromptChains>();
  return ({ step, hiddenPrefix }) => {
    const key = `${step} ${hiddenPrefix}`;
    const known = pool.get(key);
    if (known !== undefined) return known;
    const made = createPromptChains(tokenizer, frameTokens, step, capacity, hiddenPrefix);
    pool.set(key, made);
    return made;
  };
}
