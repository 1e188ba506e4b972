// How many tokens encrypted reasoning stands for. The ciphertext does not tell; the usage of the
// response that produced it does, and new reasoning in a request comes from the response before it.

import { estimateReasoning } from '../cache-model/render-prompt.ts';
import type { ReasoningContent } from '../domain/reasoning-content.ts';
import { isJsonObject } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';

export interface ReasoningTokens {
  /**
   * Call it with what a response generated and with every request, in order, before it is rendered.
   * @param items of which only reasoning is looked at
   * @param produced tokens of the response that the new reasoning comes from; null: not known
   */
  learn(items: unknown, produced: number | null): void;
  read(encryptedContent: string): ReasoningContent;
}

export function createReasoningTokens(): ReasoningTokens {
  // A history repeats its ciphertext: hashing it again would cost more than all the rest.
  const known = new Map<string, ReasoningContent>();
  return {
    learn(items, produced) {
      if (produced === null || !Array.isArray(items)) return;
      const fresh = items.flatMap((item: unknown) => {
        const sealed =
          isJsonObject(item) && item['type'] === 'reasoning' && item['encrypted_content'];
        return typeof sealed === 'string' && !known.has(sealed) ? [sealed] : [];
      });
      // Usage counts a response's reasoning as a whole: equal shares, the rest to the first item.
      const share = Math.floor(produced / fresh.length);
      for (const [index, sealed] of fresh.entries()) {
        const tokens = index === 0 ? produced - share * (fresh.length - 1) : share;
        known.set(sealed, { identity: sha256(sealed), tokens });
      }
    },
    read(encryptedContent) {
      const content = known.get(encryptedContent) ?? estimateReasoning(encryptedContent);
      known.set(encryptedContent, content);
      return content;
    },
  };
}
