// The chains of prompts under different rules of counting: blocks end elsewhere, so each has its
// own.
import type { Tokenizer } from '../domain/tokenizer.ts';
import { sum } from '../stats/descriptive.ts';
import {
  type BlockRule,
  type ChainCapacity,
  createPromptChains,
  type PromptChains,
} from './prompt-chains.ts';

export interface ChainPool {
  /** The chains whose blocks end where these rules count. */
  of(rules: BlockRule): PromptChains;
  /** What all of them keep now. */
  held(): ChainCapacity;
}

export function createChainPool(tokenizer: Tokenizer, capacity?: ChainCapacity): ChainPool {
  // As many as there are rules in the profiles: requests choose among them, and make no new ones.
  const pool = new Map<string, PromptChains>();
  return {
    of({ step, hiddenPrefix, imageShare = 1, framing }) {
      const { other, result, answer } = framing;
      const key = `${step} ${hiddenPrefix} ${imageShare} ${other} ${result} ${answer}`;
      const known = pool.get(key);
      if (known !== undefined) return known;
      const made = createPromptChains(
        tokenizer,
        { step, hiddenPrefix, imageShare, framing },
        capacity,
      );
      pool.set(key, made);
      return made;
    },
    held() {
      const all = [...pool.values()].map((chains) => chains.held());
      return {
        pieces: sum(all.map(({ pieces }) => pieces)),
        chars: sum(all.map(({ chars }) => chars)),
      };
    },
  };
}
