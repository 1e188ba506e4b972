// Requests of the Responses API.
import type { ResponsesItem } from './item.ts';

export interface ResponsesFunctionTool {
  type: 'function';
  name: string;
  description?: string;
  parameters: unknown;
  /** Always sent: when it is missing the backend assumes true and rewrites `required`. */
  strict: boolean;
}
/** `custom`, `web_search`, `tool_search`, `namespace`, ...: passed through. */
export interface ResponsesOtherTool {
  type: string;
  name?: string;
  [field: string]: unknown;
}
export type ResponsesTool = ResponsesFunctionTool | ResponsesOtherTool;

export type ResponsesToolChoice =
  | 'auto'
  | 'none'
  | 'required'
  | { type: 'function'; name: string }
  | { type: string; [field: string]: unknown };

/**
 * Body of POST /responses, in the key order in which the translator writes it (Codex's own order,
 * `instructions` added after `model`): keys that change come last in the bytes.
 */
export interface ResponsesRequest {
  model: string;
  instructions?: string;
  stream: boolean;
  input: ResponsesItem[];
  tools?: ResponsesTool[];
  tool_choice?: ResponsesToolChoice;
  parallel_tool_calls?: boolean;
  reasoning?: { effort?: string; summary?: string; context?: string };
  store: boolean;
  include?: string[];
  prompt_cache_key?: string;
  /** `comparison_response_id` asks why the cache missed what that response's prompt holds. */
  prompt_cache_options?: { comparison_response_id?: string | null; [field: string]: unknown };
  text?: { verbosity?: string; format?: unknown };
  service_tier?: string;
}
