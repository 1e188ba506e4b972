// Stream events of the Responses API that turntape reads or writes. Anything else parses to
// `unknown` and is counted, so that a new upstream event can never break a session. Some servers
// leave an item's id or place out: both are null then.

import type { ErrorPayload } from './error-payload.ts';
import type { ResponsesContentPart, ResponsesItem } from './item.ts';
import type { ResponsesResponse } from './response.ts';

export type ResponsesLifecycleType =
  | 'response.created'
  | 'response.in_progress'
  | 'response.completed'
  | 'response.incomplete'
  | 'response.failed'
  | 'response.cancelled'
  | 'response.done';

export type ResponsesEvent =
  | { type: ResponsesLifecycleType; response: ResponsesResponse }
  | { type: 'response.output_item.added'; output_index: number | null; item: ResponsesItem }
  | { type: 'response.output_item.done'; output_index: number | null; item: ResponsesItem }
  | {
      type: 'response.content_part.added' | 'response.content_part.done';
      item_id: string | null;
      output_index: number | null;
      content_index: number;
      part: ResponsesContentPart;
    }
  | {
      type: 'response.output_text.delta' | 'response.refusal.delta';
      item_id: string | null;
      output_index: number | null;
      content_index: number;
      delta: string;
    }
  | {
      type: 'response.output_text.done';
      item_id: string | null;
      output_index: number | null;
      content_index: number;
      text: string;
    }
  | {
      type: 'response.refusal.done';
      item_id: string | null;
      output_index: number | null;
      content_index: number;
      refusal: string;
    }
  | {
      type: 'response.output_text.annotation.added';
      item_id: string | null;
      output_index: number | null;
      content_index: number;
      annotation: unknown;
    }
  | {
      type: 'response.reasoning_summary_part.added' | 'response.reasoning_summary_part.done';
      item_id: string | null;
      output_index: number | null;
      summary_index: number;
      part: { type: 'summary_text'; text: string };
    }
  | {
      type: 'response.reasoning_summary_text.delta';
      item_id: string | null;
      output_index: number | null;
      summary_index: number;
      delta: string;
    }
  | {
      type: 'response.reasoning_summary_text.done';
      item_id: string | null;
      output_index: number | null;
      summary_index: number;
      text: string;
    }
  | {
      type: 'response.reasoning_text.delta';
      item_id: string | null;
      output_index: number | null;
      content_index: number;
      delta: string;
    }
  | {
      type: 'response.reasoning_text.done';
      item_id: string | null;
      output_index: number | null;
      content_index: number;
      text: string;
    }
  | {
      type: 'response.function_call_arguments.delta' | 'response.custom_tool_call_input.delta';
      item_id: string | null;
      output_index: number | null;
      delta: string;
    }
  | {
      type: 'response.function_call_arguments.done';
      item_id: string | null;
      output_index: number | null;
      arguments: string;
      /** Of the call; only newer servers say it. */
      name?: string;
    }
  | {
      type: 'response.custom_tool_call_input.done';
      item_id: string | null;
      output_index: number | null;
      input: string;
    }
  | ({ type: 'error' } & ErrorPayload)
  | { type: 'unknown'; wireType: string; raw: unknown };
