// How many tokens encrypted reasoning stands for. The ciphertext does not tell; the usage of the
// response that produced it does, and new reasoning in a request comes from the response before it.
import { isJsonObject, type JsonValue } from '../../lib/json.ts';
import { sha256 } from '../../lib/sha256.ts';
import { estimateReasoning, type ReasoningContent } from '../../rules/render-prompt.ts';

export interface ReasoningTokens {
  /** Call it with every request, in order, before it is rendered. */
  learn(input: JsonValue | undefined, reasoningTokensBefore: number | null): void;
  read(encryptedContent: string): ReasoningContent;
}

export function createReasoningTokens(): ReasoningTokens {
  const tokensOf = new Map<string, number>();
  return {
    learn(input, reasoningTokensBefore) {
      const items: readonly JsonValue[] = Array.isArray(input) ? input : [];
      const fresh = items.flatMap((item) => {
        const sealed =
          isJsonObject(item) && item['type'] === 'reasoning' && item['encrypted_content'];
        return typeof sealed === 'string' && !tokensOf.has(sealed) ? [sealed] : [];
      });
      if (reasoningTokensBefore === null || fresh.length === 0) return;
      // Usage counts a response's reasoning as a whole: equal shares, the rest to the first item.
      const share = Math.floor(reasoningTokensBefore / fresh.length);
      const rest = reasoningTokensBefore - share * (fresh.length - 1);
      for (const [index, sealed] of fresh.entries())
        tokensOf.set(sealed, index === 0 ? rest : share);
    },
    read(encryptedContent) {
      const tokens = tokensOf.get(encryptedContent);
      if (tokens === undefined) return estimateReasoning(encryptedContent);
      return { identity: sha256(encryptedContent), tokens };
    },
  };
}
