// What a response generated as prefix of the next request: only where generated tokens are assumed
// to be cached (`cache_outputs=full`).
import { type PromptSegment, renderItem } from '../cache-model/render-prompt.ts';
import type { ReasoningContent } from '../domain/reasoning-content.ts';
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';
import type { FoundBreak } from './break-place.ts';
import type { RenderedCall } from './render-call.ts';
import type { SessionCall } from './session-call.ts';

const generatedFrames = new Set(['message/assistant', 'function_call', 'custom_tool_call']);

function isGenerated(segment: PromptSegment): boolean {
  return segment.kind === 'opaque'
    ? segment.what === 'reasoning'
    : generatedFrames.has(segment.frame);
}

export interface Generation {
  /** What of the earlier answer is in the new prompt. */
  readonly segments: readonly PromptSegment[];
  /** What of it can be held as it was generated. */
  readonly held: readonly PromptSegment[];
  /** The break after it, should it not match. */
  readonly lost: FoundBreak | null;
}

/** null: the new prompt does not continue the earlier one, or nothing generated follows. */
export function continuedGeneration(
  before: { readonly call: SessionCall; readonly rendered: RenderedCall },
  now: RenderedCall,
): Generation | null {
  const { ids } = before.rendered;
  if (before.rendered.salt !== now.salt) return null;
  if (ids.some((id, index) => id !== now.ids[index])) return null;
  const rest = now.segments.slice(ids.length);
  const end = rest.findIndex((segment) => !isGenerated(segment));
  const segments = end === -1 ? rest : rest.slice(0, end);
  const [first] = segments;
  if (first === undefined) return null;
  const lostReasoning = (before.call.usage?.reasoningTokens ?? 0) > 0 && first.kind === 'text';
  const pointer = now.pointers[ids.length] ?? '';
  return {
    segments,
    held: lostReasoning ? [] : segments,
    lost: {
      cause: lostReasoning ? 'call-after-dropped-reasoning' : 'message-changed',
      pointer,
      pointerBefore: pointer,
      index: ids.length,
    },
  };
}

export interface HeldContext {
  readonly parameters: Pick<CacheModelParameters, 'image_tokens'>;
  readonly readReasoning: (encryptedContent: string) => ReasoningContent;
}

/** Output items as they will be replayed. */
export function heldGeneration(call: SessionCall, context: HeldContext): PromptSegment[] {
  return (call.output ?? []).flatMap((item): PromptSegment[] => {
    if (item.type === 'reasoning' && !item['encrypted_content' as keyof typeof item]) {
      // It is in the model's context and cannot be replayed.
      return [{ kind: 'opaque', pointer: '', what: 'reasoning', identity: call.id, tokens: 1 }];
    }
    return renderItem(item, '', {
      contextRule: 'all_turns',
      imageTokens: context.parameters.image_tokens,
      readReasoning: context.readReasoning,
    });
  });
}
