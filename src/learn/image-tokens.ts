// Tokens of images in a prompt, as far as counters tell, and how many of them its place in the
// cache has. No counter shows an image: it is what a prompt grew by beside all that can be counted.
import type { CachedCountRule } from '../cache-model/cached-count.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import type { ContextRuleName } from './context-rule-name.ts';

/** Around a call and its output, beside the texts (reports/evidence.md: 9 and 2). */
const framingTokens = 11;

/**
 * Tokens of the images in a prompt. They differ by what a user turn does with reasoning: an image
 * that comes with one hides among what the prompt lost there.
 */
export type ImageTokens = Readonly<Record<ContextRuleName, number>>;

export const noImages: ImageTokens = { current_turn: 0, all_turns: 0 };

/** With the images that a call adds; without those whose size cannot be told. */
export function addImageTokens(
  images: ImageTokens,
  call: UsageCall,
  previous: UsageCall | null,
): ImageTokens {
  const { hasNewImage, inputTokens, newInputTokens, isCompacted } = call;
  if (hasNewImage !== true || isCompacted || previous === null) return images;
  if (previous.position + 1 !== call.position || previous.model !== call.model) return images;
  if (inputTokens === null || newInputTokens === null) return images;
  if (previous.inputTokens === null || previous.outputTokens === null) return images;
  const grown = inputTokens - previous.inputTokens - previous.outputTokens;
  const added = grown - newInputTokens - framingTokens;
  const dropped = call.beginsUserTurn === true ? (call.reasoningSinceUserTurn ?? 0) : 0;
  return {
    current_turn: images.current_turn + Math.max(0, added + dropped),
    all_turns: images.all_turns + Math.max(0, added),
  };
}

/** Input tokens of images that have no place in the cache. */
export function uncachedImageTokens(
  imageTokens: number,
  { imageShare = 1 }: Pick<CachedCountRule, 'imageShare'>,
): number {
  return Math.round(imageTokens * (1 - imageShare));
}
