// How many reasoning tokens a request carries: known from the responses that produced them, since
// the ciphertext does not tell.

import { estimateReasoning, lastUserMessage } from '../cache-model/render-prompt.ts';
import type { ReasoningContent } from '../domain/reasoning-content.ts';
import type { ReasoningCount } from '../domain/run.ts';
import { sha256 } from '../lib/sha256.ts';
import type { ContextRule } from '../profiles/model-profiles.ts';
import type { ResponsesItem, ResponsesReasoning } from '../wire/responses/item.ts';
import type { ResponsesUsage } from '../wire/responses/usage.ts';

export interface ReasoningLedger {
  /** Notes the reasoning that a response produced. */
  learn(items: readonly ResponsesItem[], usage: ResponsesUsage | null): void;
  /**
   * Counts the reasoning of a request. Call it once per request, in order.
   * @param conversation what its new reasoning is told from: the request before it in the same one
   */
  count(
    input: readonly ResponsesItem[],
    contextRule: ContextRule,
    conversation?: string,
  ): ReasoningCount;
  /** What an encrypted item stands for in a prompt; estimated where no response produced it. */
  read(encryptedContent: string): ReasoningContent;
}

function encryptedOf(item: ResponsesItem): string | undefined {
  if (item.type !== 'reasoning') return undefined;
  return (item as ResponsesReasoning).encrypted_content ?? undefined;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export function createReasoningLedger(): ReasoningLedger {
  const tokensOf = new Map<string, number>();
  const before = new Map<string, ReadonlySet<string>>();
  return {
    learn(items, usage) {
      const produced = items.map(encryptedOf).filter((text) => text !== undefined);
      const total = usage?.output_tokens_details.reasoning_tokens ?? 0;
      // Usage counts a response's reasoning as a whole: equal shares, the rest to the first item.
      const share = Math.floor(total / Math.max(1, produced.length));
      for (const [index, text] of produced.entries()) {
        tokensOf.set(text, index === 0 ? total - share * (produced.length - 1) : share);
      }
    },
    count(input, contextRule, conversation = '') {
      const turnStart = contextRule === 'current_turn' ? lastUserMessage(input) : -1;
      const sent: number[] = [];
      const counted: number[] = [];
      const fresh: number[] = [];
      const now = new Set<string>();
      for (const [index, item] of input.entries()) {
        const text = encryptedOf(item);
        if (text === undefined) continue;
        const tokens = tokensOf.get(text) ?? 0;
        sent.push(tokens);
        if (index < turnStart) continue;
        counted.push(tokens);
        now.add(text);
        if (before.get(conversation)?.has(text) !== true) fresh.push(tokens);
      }
      before.set(conversation, now);
      return { sentTokens: sum(sent), countedTokens: sum(counted), newTokens: sum(fresh) };
    },
    read(encryptedContent) {
      const tokens = tokensOf.get(encryptedContent);
      return tokens === undefined
        ? estimateReasoning(encryptedContent)
        : { identity: sha256(encryptedContent), tokens };
    },
  };
}
