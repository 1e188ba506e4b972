// Rendered prompts in tokens: how long they are, and how far two of them are the same.

import type { ReasoningContent } from '../domain/reasoning-content.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { evenFraming, type Framing } from '../profiles/framing.ts';
import { contextRuleOf } from '../profiles/model-profiles.ts';
import { sum } from '../stats/descriptive.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { framingTokens } from './framing.ts';
import { estimateReasoning, type PromptSegment, renderPrompt } from './render-prompt.ts';

/** The documented and assumed values that the simulator starts from. */
const parameters = defaultCacheModelParameters;

/** A request's prompt as the model's profile renders it. */
export function renderRequest(
  request: ResponsesRequest,
  readReasoning: (encryptedContent: string) => ReasoningContent = estimateReasoning,
): PromptSegment[] {
  return renderPrompt(request, {
    contextRule: contextRuleOf(request, parameters),
    imageTokens: parameters.image_tokens,
    readReasoning,
  });
}

type TextSegment = Extract<PromptSegment, { kind: 'text' }>;

/** Where no model says: the same around everything. */
const defaultFraming = evenFraming(parameters.frame_tokens);

/** Tokens of one segment, framing included. */
export function segmentTokens(
  segment: PromptSegment,
  tokenizer: Tokenizer,
  framing: Framing = defaultFraming,
): number {
  if (segment.kind === 'opaque') return segment.tokens;
  return framingTokens(segment, framing) + tokenizer.count(segment.text);
}

/** Tokens of a whole prompt. */
export function promptTokens(segments: readonly PromptSegment[], tokenizer: Tokenizer): number {
  return sum(segments.map((segment) => segmentTokens(segment, tokenizer)));
}

/** Shorter texts are counted in a moment. */
const longTextChars = 32 * 1024;

/**
 * Counts the long texts of a prompt in steps, so that counting the prompt takes a moment then.
 * @param tokensMax stops there
 * @param pause awaited after each step: others get their turn
 * @returns tokens of these texts; more than `tokensMax`: it was stopped
 */
export async function countLongTexts(
  segments: readonly PromptSegment[],
  tokenizer: Tokenizer,
  tokensMax: number,
  pause: () => Promise<void>,
): Promise<number> {
  let tokens = 0;
  for (const segment of segments) {
    if (segment.kind === 'opaque' || segment.text.length < longTextChars) continue;
    const left = tokensMax - tokens;
    tokens += (await tokenizer.countInSteps?.(segment.text, left, pause)) ?? 0;
    if (tokens > tokensMax) break;
  }
  return tokens;
}

/** True when two segments are the same tokens; their place in the request does not count. */
export function isSameSegment(a: PromptSegment, b: PromptSegment): boolean {
  if (a.kind === 'opaque' || b.kind === 'opaque') {
    return (
      a.kind === 'opaque' &&
      b.kind === 'opaque' &&
      a.identity === b.identity &&
      a.tokens === b.tokens
    );
  }
  return isSameFrame(a, b) && a.text === b.text;
}

function isSameFrame(a: TextSegment, b: TextSegment): boolean {
  return a.frame === b.frame && a.continues === b.continues && a.answered === b.answered;
}

export interface CommonPrompt {
  /** Tokens of the longest common prefix. */
  readonly tokens: number;
  /** Index of the first segment that differs; undefined: one prompt begins with the other. */
  readonly brokenAt: number | undefined;
}

/** The longest common prefix of two prompts. */
export function commonPrompt(
  a: readonly PromptSegment[],
  b: readonly PromptSegment[],
  tokenizer: Tokenizer,
): CommonPrompt {
  let tokens = 0;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) break;
    if (!isSameSegment(left, right)) {
      return { tokens: tokens + commonStart(left, right, tokenizer), brokenAt: index };
    }
    tokens += segmentTokens(left, tokenizer);
  }
  return { tokens, brokenAt: undefined };
}

function commonStart(a: PromptSegment, b: PromptSegment, tokenizer: Tokenizer): number {
  if (a.kind === 'opaque' || b.kind === 'opaque' || !isSameFrame(a, b)) return 0;
  const left = tokenizer.encode(a.text);
  const right = tokenizer.encode(b.text);
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return framingTokens(a, defaultFraming) + same;
}
