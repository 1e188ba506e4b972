// What answers an assistant turn -> outputs first (in the client's order, which is completion
// order), then user and developer messages in theirs. Every call gets exactly one output.
import { blockPointer, type Loss, type LossPointer } from '../../domain/loss.ts';
import type {
  AnthropicContentBlock,
  AnthropicText,
  AnthropicToolResult,
} from '../../wire/anthropic/content.ts';
import type { ResponsesContentPart, ResponsesItem } from '../../wire/responses/item.ts';
import type { HistoryContext, Run } from './history-context.ts';
import type { PartContext } from './part-context.ts';
import { systemText } from './system-prompt.ts';
import { missingOutput, translateToolResult } from './tool-output.ts';
import { jsonPart, translatePart } from './translate-parts.ts';

/**
 * Adds the run's items to `context.items`, and empties `context.waiting`.
 * @param isAnswered the conversation went on after it
 */
export function translateAnswer(
  { start, end }: Run,
  isAnswered: boolean,
  context: HistoryContext,
): void {
  const { items, losses } = context;
  const partContext: PartContext = { losses, isAnswered };
  const messages: ResponsesItem[] = [];
  for (let index = start; index < end; index++) {
    const message = context.messages[index];
    if (message === undefined) continue;
    const blocks = blocksOf(message.content);
    const parts: ResponsesContentPart[] = [];
    const unknown: UnknownBlock[] = [];
    let answers = false;
    for (let position = 0; position < blocks.length; position++) {
      const block = blocks[position];
      const pointer = (): string => blockPointer(index, position);
      if (block === undefined) continue;
      if (block.type === 'tool_result') {
        answers = true;
        translateOutput(block, pointer, partContext, context);
      } else if (block.type === 'unknown') unknown.push({ block, pointer });
      else if (message.role === 'system' && block.type === 'text')
        parts.push(...translatePart(withSystemText(block, pointer, context), pointer, partContext));
      else parts.push(...translatePart(block, pointer, partContext));
    }
    // Of such a message nothing would be left: its JSON says what it says.
    const isAll = parts.length === 0 && !answers;
    for (const { block, pointer } of unknown) {
      if (isAll) parts.push(jsonPart(block, pointer, losses));
      else translatePart(block, pointer, partContext);
    }
    const role = message.role === 'system' ? 'developer' : 'user';
    if (parts.length > 0) messages.push({ type: 'message', role, content: parts });
  }
  for (const { call, callId } of context.waiting) {
    context.losses.push(missingResult(call.id, start));
    items.push({ type: 'function_call_output', call_id: callId, output: missingOutput });
  }
  context.waiting = [];
  for (const message of messages) items.push(message);
}

interface UnknownBlock {
  readonly block: AnthropicContentBlock;
  readonly pointer: LossPointer;
}

function withSystemText(
  block: AnthropicText,
  pointer: LossPointer,
  { stripsBilling, losses }: HistoryContext,
): AnthropicText {
  return { ...block, text: systemText(block.text, stripsBilling, pointer, losses) };
}

function blocksOf(content: string | AnthropicContentBlock[]): AnthropicContentBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function translateOutput(
  result: AnthropicToolResult,
  pointer: LossPointer,
  partContext: PartContext,
  context: HistoryContext,
): void {
  const callId = takeCall(result.tool_use_id, context);
  if (callId === null) {
    context.losses.push(orphan(result, pointer, context));
    return;
  }
  context.items.push(translateToolResult(result, callId, pointer, partContext));
}

/** The id upstream of the call that the result answers; null: none waits for it. */
function takeCall(id: string, { waiting }: HistoryContext): string | null {
  const position = waiting.findIndex(({ call }) => call.id === id);
  return position === -1 ? null : (waiting.splice(position, 1)[0]?.callId ?? null);
}

function orphan(result: AnthropicToolResult, pointer: LossPointer, context: HistoryContext): Loss {
  const known = context.calls.has(result.tool_use_id);
  return {
    kind: 'dropped',
    feature: known ? 'late-tool-result' : 'orphan-tool-result',
    pointer: pointer(),
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
    detail: `The call ${id} has no result; "${missingOutput}" replaces it.`,
  };
}
