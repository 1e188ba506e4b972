// What we write must be what the vendors' own types accept. Checked by the compiler; the test run
// only shows that the file is there. Left out: fields that only the vendor's server can fill
// (citations, container, service tier), which its types require and its readers do not.
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { AnthropicText, AnthropicThinking, AnthropicToolUse } from './anthropic/content.ts';
import type { AnthropicStopReason, AnthropicUsage } from './anthropic/message.ts';
import type { AnthropicBlockDelta, AnthropicStreamEvent } from './anthropic/stream-event.ts';
import type {
  ResponsesFunctionCall,
  ResponsesFunctionCallOutput,
  ResponsesTextPart,
} from './responses/item.ts';
import type { ResponsesFunctionTool } from './responses/request.ts';
import type { ResponsesUsage } from './responses/usage.ts';

type Assignable<Ours extends Theirs, Theirs> = Ours extends Theirs ? true : never;
type EventOf<Type extends string> = Extract<AnthropicStreamEvent, { type: Type }>;

const checked: readonly [
  Assignable<AnthropicToolUse, Anthropic.ToolUseBlockParam>,
  Assignable<Required<AnthropicThinking>, Anthropic.ThinkingBlockParam>,
  Assignable<Omit<AnthropicText, 'cache_control'>, Anthropic.TextBlockParam>,
  Assignable<AnthropicBlockDelta, Anthropic.RawContentBlockDelta>,
  Assignable<AnthropicStopReason, Anthropic.StopReason>,
  Assignable<Required<AnthropicUsage>, Pick<Anthropic.Usage, keyof AnthropicUsage>>,
  Assignable<EventOf<'content_block_stop'>, Anthropic.RawContentBlockStopEvent>,
  Assignable<EventOf<'content_block_delta'>, Anthropic.RawContentBlockDeltaEvent>,
  Assignable<EventOf<'message_stop'>, Anthropic.RawMessageStopEvent>,
  Assignable<ResponsesFunctionTool['type'], OpenAI.Responses.FunctionTool['type']>,
  Assignable<
    Pick<ResponsesFunctionCall, 'type' | 'call_id' | 'name' | 'arguments'>,
    OpenAI.Responses.ResponseFunctionToolCall
  >,
  Assignable<
    Pick<ResponsesFunctionCallOutput, 'type' | 'call_id'> & { output: string },
    OpenAI.Responses.ResponseInputItem.FunctionCallOutput
  >,
  Assignable<
    ResponsesTextPart & { type: 'input_text'; annotations?: never; logprobs?: never },
    OpenAI.Responses.ResponseInputText
  >,
  Assignable<
    Pick<ResponsesUsage, 'input_tokens' | 'output_tokens' | 'total_tokens'>,
    Pick<OpenAI.Responses.ResponseUsage, 'input_tokens' | 'output_tokens' | 'total_tokens'>
  >,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true];

test('what is written is assignable to the vendors own types', () => {
  expect(checked.every(Boolean)).toBe(true);
});
