import type { Loss } from '../../domain/loss.ts';
import type { AnthropicToolResult } from '../../wire/anthropic/content.ts';
import type {
  ResponsesContentPart,
  ResponsesFunctionCallOutput,
} from '../../wire/responses/item.ts';
import { translateParts } from './translate-parts.ts';

/** Put in front of a failed tool's output: the Responses API has no error flag. */
export const failedOutputPrefix = '[tool call failed]\n';

/** Stands for a result that the history does not have (an interrupted call). */
export const missingOutput = 'aborted';

/**
 * Texts alone become one string, so that string and array spelling are the same bytes; with images
 * or files the output is a list of parts.
 */
export function translateToolResult(
  result: AnthropicToolResult,
  callId: string,
  pointer: string,
  losses: Loss[],
): ResponsesFunctionCallOutput {
  const parts = translateParts(result.content ?? [], `${pointer}/content`, losses);
  const failed = result.is_error === true;
  const texts = parts.flatMap((part) => ('text' in part ? [part.text] : []));
  return {
    type: 'function_call_output',
    call_id: callId,
    output:
      texts.length === parts.length
        ? `${failed ? failedOutputPrefix : ''}${texts.join('\n')}`
        : [...(failed ? [failedPart] : []), ...parts],
  };
}

const failedPart: ResponsesContentPart = { type: 'input_text', text: failedOutputPrefix.trim() };
