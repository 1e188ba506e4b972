// What an ideal cache would hold of each Responses prompt of a session: what earlier ones left
// there by the cache's rules, never evicted, on one machine. Answers themselves do not count: a
// backend that caches what it generated can serve more.

import type { ReasoningContent } from '../domain/reasoning-content.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import {
  type CacheModelParameters,
  defaultCacheModelParameters,
} from '../profiles/cache-model-parameters.ts';
import { cacheRulesOf } from '../profiles/cache-rules.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { markedSegments } from './breakpoints.ts';
import { createChainPool } from './chain-pool.ts';
import { createIdealResponsesCache } from './ideal-responses-cache.ts';
import {
  type PresentReasoning,
  promptSalt,
  type RenderedObjects,
  renderPrompt,
} from './render-prompt.ts';

export interface IdealCacheCounter {
  /**
   * Cached tokens of a prompt in an ideal cache. Call it once per request, in order.
   * @param body never changed afterwards: what it shares with earlier ones is rendered once
   * @param isHeld the backend took the request: its prompt is in the cache from now on
   */
  note(body: ResponsesRequest, present: PresentReasoning, isHeld: boolean): number;
}

/**
 * @param parameters rules of the cache; absent: what the model's profile says, also where a variant
 * of a run assumes other ones
 */
export function createIdealCacheCounter(
  tokenizer: Tokenizer,
  readReasoning: (encryptedContent: string) => ReasoningContent,
  parameters: CacheModelParameters = defaultCacheModelParameters,
): IdealCacheCounter {
  const { image_tokens } = parameters;
  const rendered: RenderedObjects = new WeakMap();
  const cache = createIdealResponsesCache(createChainPool(tokenizer), (model) =>
    cacheRulesOf(model, parameters),
  );
  const saltOf = (body: ResponsesRequest): string =>
    promptSalt(body, { settings: cacheRulesOf(body.model, parameters).keySettings });
  return {
    note(body, present, isHeld) {
      const rules = { ...present, imageTokens: image_tokens, readReasoning, rendered };
      const segments = renderPrompt(body, rules);
      const breakpoints = markedSegments(segments).map((index) => ({ index }));
      const prompt = { model: body.model, salt: saltOf(body), segments, breakpoints };
      const { held } = cache.look(prompt, 0);
      if (isHeld) cache.hold(prompt, [], 0);
      return held;
    },
  };
}
