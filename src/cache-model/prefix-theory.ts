// What an ideal cache would hold of each prompt of a session: the longest prefix of any earlier one, in
// whole blocks above the minimum, never evicted, on one machine. Answers themselves do not count: a
// backend that caches what it generated can serve more.

import type { ReasoningContent } from '../domain/reasoning-content.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import type { ContextRule } from '../profiles/model-profiles.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { cachedTokens, countLeadingBlocks } from './prefix-cache.ts';
import { createPromptChains } from './prompt-chains.ts';
import { promptSalt, renderPrompt } from './render-prompt.ts';

export interface PrefixTheory {
  /**
   * Cached tokens of a prompt in theory. Call it once per request, in order.
   * @param isHeld the backend took the request: its prompt is in the cache from now on
   */
  note(body: ResponsesRequest, contextRule: ContextRule, isHeld: boolean): number;
}

export function createPrefixTheory(
  tokenizer: Tokenizer,
  readReasoning: (encryptedContent: string) => ReasoningContent,
): PrefixTheory {
  // The documented block and minimum, also where a variant assumes others.
  const { cache_quantum, cache_minimum, frame_tokens, image_tokens } = defaultCacheModelParameters;
  const chains = createPromptChains(tokenizer, frame_tokens, cache_quantum);
  const held = new Set<number>();
  return {
    note(body, contextRule, isHeld) {
      const segments = renderPrompt(body, {
        contextRule,
        imageTokens: image_tokens,
        readReasoning,
      });
      const { blocks } = chains.chain(promptSalt(body), segments);
      const leading = countLeadingBlocks(blocks, (block) => held.has(block));
      if (isHeld)
        for (let index = leading; index < blocks.length; index++) held.add(blocks[index] ?? 0);
      return cachedTokens(leading, cache_quantum, cache_minimum);
    },
  };
}
