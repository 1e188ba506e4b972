// What answers an assistant turn -> outputs first (in the client's order, which is completion order),
// then user and developer messages in theirs. Every call gets exactly one output.
import type { Loss } from '../../domain/loss.ts';
import type { AnthropicContentBlock, AnthropicToolResult } from '../../wire/anthropic/content.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { HistoryContext, PlacedMessage } from './history-context.ts';
import { upstreamCallId } from './tool-name.ts';
import { missingOutput, translateToolResult } from './tool-output.ts';
import { translatePart } from './translate-parts.ts';

/** Empties `context.waiting`. */
export function translateAnswer(
  run: readonly PlacedMessage[],
  context: HistoryContext,
): ResponsesItem[] {
  const outputs: ResponsesItem[] = [];
  const messages: ResponsesItem[] = [];
  for (const { message, index } of run) {
    const content = blocksOf(message.content).flatMap((block, position) => {
      const pointer = `/messages/${index}/content/${position}`;
      if (block.type !== 'tool_result') return translatePart(block, pointer, context.losses);
      outputs.push(...translateOutput(block, pointer, context));
      return [];
    });
    const role = message.role === 'system' ? 'developer' : 'user';
    if (content.length > 0) messages.push({ type: 'message', role, content });
  }
  const missing = context.waiting.map((id): ResponsesItem => {
    context.losses.push(missingResult(id, run[0]?.index ?? context.messages.length));
    const callId = upstreamCallId(id);
    return { type: 'function_call_output', call_id: callId, output: missingOutput };
  });
  context.waiting = [];
  return [...outputs, ...missing, ...messages];
}

function blocksOf(content: string | AnthropicContentBlock[]): AnthropicContentBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function translateOutput(
  result: AnthropicToolResult,
  pointer: string,
  context: HistoryContext,
): ResponsesItem[] {
  if (!takeCall(result.tool_use_id, context)) {
    context.losses.push(orphan(result, pointer, context));
    return [];
  }
  const callId = upstreamCallId(result.tool_use_id);
  return [translateToolResult(result, callId, pointer, context.losses)];
}

function takeCall(id: string, context: HistoryContext): boolean {
  const position = context.waiting.indexOf(id);
  if (position === -1) return false;
  context.waiting.splice(position, 1);
  return true;
}

function orphan(result: AnthropicToolResult, pointer: string, context: HistoryContext): Loss {
  const known = context.calls.has(result.tool_use_id);
  return {
    kind: 'dropped',
    feature: known ? 'late-tool-result' : 'orphan-tool-result',
    pointer,
    detail: known
      ? 'The call already has an output; a second one would be refused, so it was left out.'
      : 'The history has no call for this result; the backend would refuse it, so it was left out.',
  };
}

function missingResult(id: string, index: number): Loss {
  return {
    kind: 'approximated',
    feature: 'missing-tool-result',
    pointer: `/messages/${Math.max(index - 1, 0)}`,
    detail: `The call ${id} has no result; "${missingOutput}" stands for it.`,
  };
}
