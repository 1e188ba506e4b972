// What an ideal cache would hold of each Responses prompt of a session: what earlier ones left there
// by the cache's rules, never evicted, on one machine. Answers themselves do not count: a backend that
// caches what it generated can serve more.

import type { ReasoningContent } from '../domain/reasoning-content.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { type ContextRule, cacheModeOf } from '../profiles/model-profiles.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { markedSegments } from './breakpoints.ts';
import { createIdealResponsesCache } from './ideal-responses-cache.ts';
import { createPromptChains } from './prompt-chains.ts';
import { promptSalt, renderPrompt } from './render-prompt.ts';

export interface IdealCacheCounter {
  /**
   * Cached tokens of a prompt in an ideal cache. Call it once per request, in order.
   * @param isHeld the backend took the request: its prompt is in the cache from now on
   */
  note(body: ResponsesRequest, contextRule: ContextRule, isHeld: boolean): number;
}

export function createIdealCacheCounter(
  tokenizer: Tokenizer,
  readReasoning: (encryptedContent: string) => ReasoningContent,
): IdealCacheCounter {
  // The documented block and minimum, also where a variant assumes others.
  const parameters = defaultCacheModelParameters;
  const { frame_tokens, cache_quantum, image_tokens } = parameters;
  const chains = createPromptChains(tokenizer, frame_tokens, cache_quantum);
  const cache = createIdealResponsesCache(chains, parameters, (model) =>
    cacheModeOf(model, parameters),
  );
  return {
    note(body, contextRule, isHeld) {
      const rules = { contextRule, imageTokens: image_tokens, readReasoning };
      const segments = renderPrompt(body, rules);
      const breakpoints = markedSegments(segments).map((index) => ({ index }));
      const prompt = { model: body.model, salt: promptSalt(body), segments, breakpoints };
      const { held } = cache.look(prompt, 0);
      if (isHeld) cache.hold(prompt, [], 0);
      return held;
    },
  };
}
