// What the model does in one step -> the output items of the response, as they will be replayed.

import type { ModelStep } from '../../domain/model-step.ts';
import type { ReasoningContent } from '../../domain/reasoning-content.ts';
import { createItemId } from '../../rules/item-id.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';

export interface OutputOptions {
  /** Distinct per response, reproducible. */
  readonly responseSeed: string;
  /** Seals reasoning; null: the request did not ask for encrypted content. */
  readonly seal: ((content: ReasoningContent) => string) | null;
  /** The request asked for a summary. */
  readonly hasSummary: boolean;
  readonly hasPhase: boolean;
}

/** Reasoning first, then the message, then the calls: the order in which they are generated. */
export function buildOutputItems(step: ModelStep, options: OutputOptions): ResponsesItem[] {
  const { responseSeed } = options;
  const items: ResponsesItem[] = [];
  const reasoningIndex = step.reasoningTokens > 0 ? 0 : null;
  if (reasoningIndex !== null) {
    const id = createItemId('rs', responseSeed, 0, null);
    const summary = options.hasSummary
      ? step.summary.map((text) => ({ type: 'summary_text' as const, text }))
      : [];
    items.push({
      id,
      type: 'reasoning',
      ...(options.seal && {
        encrypted_content: options.seal({ identity: id, tokens: step.reasoningTokens }),
      }),
      summary,
    });
  }
  if (step.text !== '') {
    items.push({
      id: createItemId('msg', responseSeed, items.length, reasoningIndex),
      type: 'message',
      status: 'completed',
      content: [{ type: 'output_text', annotations: [], logprobs: [], text: step.text }],
      role: 'assistant',
      ...(options.hasPhase && { phase: step.calls.length > 0 ? 'commentary' : 'final_answer' }),
    });
  }
  for (const call of step.calls) {
    const isFunction = call.kind === 'function';
    const id = createItemId(isFunction ? 'fc' : 'ctc', responseSeed, items.length, reasoningIndex);
    items.push({
      id,
      type: isFunction ? 'function_call' : 'custom_tool_call',
      status: 'completed',
      ...(isFunction ? { arguments: call.arguments } : { input: call.arguments }),
      call_id: call.callId,
      name: call.name,
    });
  }
  return items;
}
