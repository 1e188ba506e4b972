// The tokens around a text in the rendered prompt: what its framing counts.
import type { Framing } from '../profiles/framing.ts';
import type { PromptSegment } from './render-prompt.ts';

type TextSegment = Extract<PromptSegment, { kind: 'text' }>;

/** None where a text continues the one before it. */
export function framingTokens(segment: TextSegment, framing: Framing): number {
  if (segment.continues === true) return 0;
  const own = segment.frame.endsWith('_call_output') ? framing.result : framing.other;
  return own + (segment.answered === true ? framing.answer : 0);
}
