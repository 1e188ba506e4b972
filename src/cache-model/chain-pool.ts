// The chains of prompts under different rules of counting: blocks end elsewhere, so each has its
// own.
import type { Tokenizer } from '../domain/tokenizer.ts';
import {
  type BlockRule,
  type ChainCapacity,
  createPromptChains,
  type PromptChains,
} from './prompt-chains.ts';

/** The chains whose blocks end where these rules count. */
export type ChainPool = (rules: BlockRule) => PromptChains;

/** @param frameTokens framing tokens in front of every text segment */
export function createChainPool(
  tokenizer: Tokenizer,
  frameTokens: number,
  capacity?: ChainCapacity,
): ChainPool {
  // As many as there are rules in the profiles: requests choose among them, and make no new ones.
  const pool = new Map<string, PromptChains>();
  return ({ step, hiddenPrefix, imageShare = 1 }) => {
    const key = `${step} ${hiddenPrefix} ${imageShare}`;
    const known = pool.get(key);
    if (known !== undefined) return known;
    const made = createPromptChains(
      tokenizer,
      frameTokens,
      { step, hiddenPrefix, imageShare },
      capacity,
    );
    pool.set(key, made);
    return made;
  };
}
