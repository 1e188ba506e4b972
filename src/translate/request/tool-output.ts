// The output of a tool call.
import type { LossPointer } from '../../domain/loss.ts';
import type { AnthropicContentBlock, AnthropicToolResult } from '../../wire/anthropic/content.ts';
import type {
  ResponsesContentPart,
  ResponsesFunctionCallOutput,
} from '../../wire/responses/item.ts';
import type { PartContext } from './part-context.ts';
import { hasPart, jsonPart, translatePart } from './translate-parts.ts';

/** Put in front of a failed tool's output: the Responses API has no error flag. */
export const failedOutputPrefix = '[tool call failed]\n';

/** Replaces a result that the history does not have (an interrupted call). */
export const missingOutput = 'aborted';

/**
 * Texts alone become one string, so that string and array spelling are the same bytes; with images
 * or files the output is a list of parts.
 */
export function translateToolResult(
  result: AnthropicToolResult,
  callId: string,
  pointer: LossPointer,
  context: PartContext,
): ResponsesFunctionCallOutput {
  const { content = [] } = result;
  // A string is what it mostly is: no parts are made of it.
  const output =
    typeof content === 'string'
      ? content
      : joinTexts(content.flatMap((block, index) => outputParts(block, index, pointer, context)));
  const failed = result.is_error === true;
  return {
    type: 'function_call_output',
    call_id: callId,
    output: failed ? markFailed(output) : output,
  };
}

/** Content that the Responses API has no part for is still what the tool said: its JSON is sent. */
function outputParts(
  block: AnthropicContentBlock,
  index: number,
  pointer: LossPointer,
  context: PartContext,
): ResponsesContentPart[] {
  const at = (): string => `${pointer()}/content/${index}`;
  return hasPart(block) ? translatePart(block, at, context) : [jsonPart(block, at, context.losses)];
}

/** One string where there is nothing but text. A single text is passed on without a copy. */
function joinTexts(parts: ResponsesContentPart[]): string | ResponsesContentPart[] {
  const texts = parts.flatMap((part) => ('text' in part ? [part.text] : []));
  if (texts.length !== parts.length) return parts;
  return texts.length === 1 ? (texts[0] ?? '') : texts.join('\n');
}

function markFailed(output: string | ResponsesContentPart[]): string | ResponsesContentPart[] {
  return typeof output === 'string' ? failedOutputPrefix + output : [failedPart, ...output];
}

const failedPart: ResponsesContentPart = { type: 'input_text', text: failedOutputPrefix.trim() };
