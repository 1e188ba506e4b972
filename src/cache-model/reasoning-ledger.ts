// How many tokens encrypted reasoning is. The ciphertext does not tell; the usage of the
// response that produced it does. New reasoning in a request comes from the response before it.

import type { ReasoningContent } from '../domain/reasoning-content.ts';
import type { ReasoningCount } from '../domain/run.ts';
import { isJsonObject } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import type { ContextRule } from '../profiles/model-profiles.ts';
import { sum } from '../stats/descriptive.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import { estimateReasoning, type PresentReasoning } from './render-prompt.ts';
import { turnStart } from './turn-start.ts';

export interface ReasoningLedger {
  /**
   * Notes the reasoning that a response produced: whatever is new among the items.
   * @param items of the response, or of the request after it; only reasoning is looked at
   * @param produced reasoning tokens that the response counted; null: not known, nothing is noted
   * @param history digest of the request that was answered; null: not looked at
   */
  learn(items: unknown, produced: number | null, history?: string | null): void;
  /**
   * What an encrypted item counts in a prompt; estimated where no response counted it. Stays what
   * it was when it was first read: a prompt that was sent does not change.
   */
  read(encryptedContent: string): ReasoningContent;
  /**
   * Counts the reasoning of a request. Call it once per request, in order.
   * @param conversation its new reasoning is told from the request before it in the same one
   */
  count(
    input: readonly ResponsesItem[],
    present: PresentReasoning,
    conversation?: string,
  ): ReasoningCount;
}

function encryptedOf(item: unknown): string | undefined {
  if (!isJsonObject(item) || item['type'] !== 'reasoning') return undefined;
  const content = item['encrypted_content'];
  return typeof content === 'string' && content !== '' ? content : undefined;
}

/** What a context rule is where another message begins a turn. */
const otherBoundary: Readonly<Record<ContextRule, ContextRule>> = {
  current_turn: 'since_answer',
  since_answer: 'current_turn',
  all_turns: 'all_turns',
};

export function createReasoningLedger(): ReasoningLedger {
  // A history repeats its ciphertext: hashing it again would cost more than all the rest.
  const known = new Map<string, ReasoningContent>();
  const before = new Map<string, ReadonlySet<string>>();
  const read = (content: string): ReasoningContent => {
    const found = known.get(content) ?? estimateReasoning(content);
    known.set(content, found);
    return found;
  };
  return {
    learn(items, produced, history = null) {
      if (produced === null || !Array.isArray(items)) return;
      const contents = items.map(encryptedOf).filter((content) => content !== undefined);
      const fresh = [...new Set(contents)].filter((content) => !known.has(content));
      // Usage counts a response's reasoning as a whole: equal shares, the rest to the first item.
      const share = Math.floor(produced / fresh.length);
      for (const [index, content] of fresh.entries()) {
        const tokens = index === 0 ? produced - share * (fresh.length - 1) : share;
        const bound = history === null ? {} : { history };
        known.set(content, { identity: sha256(content), tokens, ...bound });
      }
    },
    read,
    count(input, { contextRule, unbound }, conversation = '') {
      const start = turnStart(input, contextRule);
      // The same with the other rule on what begins a turn.
      const other = turnStart(input, otherBoundary[contextRule]);
      const sent = input.flatMap((item, index) => {
        const content = encryptedOf(item);
        if (content === undefined) return [];
        const isBound = unbound?.has(index) !== true;
        const isCounted = index >= start && isBound;
        const isOpen = isBound && index >= start !== index >= other;
        return [{ content, tokens: read(content).tokens, isCounted, isOpen }];
      });
      const counted = sent.filter(({ isCounted }) => isCounted);
      const earlier = before.get(conversation);
      const fresh = counted.filter(({ content }) => earlier?.has(content) !== true);
      before.set(conversation, new Set(counted.map(({ content }) => content)));
      const tokensOf = (some: typeof sent): number => sum(some.map(({ tokens }) => tokens));
      const boundaryTokens = tokensOf(sent.filter(({ isOpen }) => isOpen));
      return {
        sentTokens: tokensOf(sent),
        countedTokens: tokensOf(counted),
        newTokens: tokensOf(fresh),
        ...(boundaryTokens > 0 && { boundaryTokens }),
      };
    },
  };
}
