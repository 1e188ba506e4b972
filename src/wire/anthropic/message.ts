// Answers and errors of Anthropic's Messages API.
import type {
  AnthropicRedactedThinking,
  AnthropicServerToolUse,
  AnthropicText,
  AnthropicThinking,
  AnthropicToolUse,
  AnthropicWebSearchToolResult,
} from './content.ts';

export interface AnthropicUsage {
  /** Without the cached tokens, unlike the Responses API. */
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
  output_tokens: number;
  server_tool_use?: { web_search_requests: number; web_fetch_requests: number };
}
export type AnthropicStopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal';

export type AnthropicOutputBlock =
  | AnthropicText
  | AnthropicToolUse
  | AnthropicThinking
  | AnthropicRedactedThinking
  | AnthropicServerToolUse
  | AnthropicWebSearchToolResult;

/** The non-streaming answer of POST /v1/messages. */
export interface AnthropicMessage {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: AnthropicOutputBlock[];
  stop_reason: AnthropicStopReason | null;
  stop_sequence: string | null;
  usage: AnthropicUsage;
}

export type AnthropicErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'api_error'
  | 'overloaded_error';

/** Error body, over HTTP and inside the stream's `error` event. */
export interface AnthropicErrorBody {
  type: 'error';
  error: { type: AnthropicErrorType; message: string; details?: { error_code: string } };
}
