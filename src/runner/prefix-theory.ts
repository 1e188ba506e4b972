// What an ideal cache would hold of each prompt of a session: the longest prefix of any earlier one, in
// whole blocks above the minimum, never evicted, on one machine. Answers themselves do not count: a
// backend that caches what it generated can serve more.

import type { Tokenizer } from '../domain/tokenizer.ts';
import type { ContextRule } from '../rules/model-profiles.ts';
import { cachedTokens, countLeadingBlocks } from '../rules/prefix-cache.ts';
import { createPromptChains } from '../rules/prompt-chains.ts';
import { promptSalt, type ReasoningContent, renderPrompt } from '../rules/render-prompt.ts';
import { defaultSimulatorParameters } from '../rules/simulator-parameters.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';

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
  const { cache_quantum, cache_minimum, frame_tokens, image_tokens } = defaultSimulatorParameters;
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
