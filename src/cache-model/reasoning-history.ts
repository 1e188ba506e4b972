// Whether the history in front of each item of reasoning is still the one that it was generated
// behind. The vendor's newer models check that, and leave out reasoning whose history was edited,
// shortened or added to (OpenAI guide: keep the prefix unchanged). Nothing is refused.
import type { ReasoningContent } from '../domain/reasoning-content.ts';
import { sha256 } from '../lib/sha256.ts';
import type { ResponsesItem, ResponsesReasoning } from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import {
  defaultRenderOptions,
  type PromptSegment,
  type RenderOptions,
  renderItem,
} from './render-prompt.ts';

export interface ReasoningHistory {
  /** Places in the input of reasoning whose history is another one. */
  readonly unbound: ReadonlySet<number>;
  /** Of the whole request: what the reasoning of its response is bound to; null: not looked at. */
  readonly digest: string | null;
}

/** Reasoning that a response to this request generates, as it is sealed. */
export function bindTo({ digest }: ReasoningHistory, content: ReasoningContent): ReasoningContent {
  return digest === null ? content : { ...content, history: digest };
}

/** Of models that take reasoning behind any history. */
export const unboundHistory: ReasoningHistory = { unbound: new Set(), digest: null };

/** What was worked out of an item, for callers whose objects never change. */
export type KnownHistories = WeakMap<object, { readonly before: string; readonly after: string }>;

/** What the guide counts to the history beside the input: tools, format, instructions, effort. */
function headOf({ tools, text, instructions, reasoning }: ResponsesRequest): string {
  const head = [tools ?? [], text?.format ?? null, instructions ?? '', reasoning?.effort ?? null];
  return sha256(JSON.stringify(head));
}

/** Pointers tell where an item stands, not what it says. */
function wordsOf(segment: PromptSegment): string {
  return segment.kind === 'text' ? `${segment.frame} ${segment.text}` : segment.identity;
}

function follow(before: string, item: ResponsesItem, known: KnownHistories): string {
  const found = known.get(item);
  if (found?.before === before) return found.after;
  const said = renderItem(item, '', defaultRenderOptions).map(wordsOf);
  const after = sha256(JSON.stringify([before, ...said]));
  known.set(item, { before, after });
  return after;
}

/**
 * Reads a request's history. Other reasoning does not count to it, so that what a model leaves
 * out takes nothing with it; ids do not either. Both are assumed.
 * @param readReasoning says what history each item had; reasoning of which that is not known stays
 */
export function readHistory(
  request: ResponsesRequest,
  readReasoning: RenderOptions['readReasoning'],
  known: KnownHistories = new WeakMap(),
): ReasoningHistory {
  const unbound = new Set<number>();
  let digest = headOf(request);
  for (const [index, item] of request.input.entries()) {
    if (item.type !== 'reasoning') {
      digest = follow(digest, item, known);
      continue;
    }
    const { encrypted_content } = item as ResponsesReasoning;
    const own = encrypted_content ? readReasoning(encrypted_content).history : undefined;
    if (own !== undefined && own !== digest) unbound.add(index);
  }
  return { unbound, digest };
}
