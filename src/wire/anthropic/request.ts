// Requests of Anthropic's Messages API.
import type { AnthropicContentBlock, AnthropicText } from './content.ts';

export interface AnthropicMessageParam {
  /**
   * Claude Code also sends `system` within the conversation, and consecutive messages of one role.
   */
  role: 'user' | 'assistant' | 'system';
  /** May be empty. */
  content: string | AnthropicContentBlock[];
  /** On messages of role system, with models whose effort can change from turn to turn. */
  output_config?: { effort?: string };
}
export interface AnthropicTool {
  /** Absent or `custom`: a client tool. Anything else (`web_search_20250305`): a server tool. */
  type?: string;
  name: string;
  description?: string;
  input_schema?: unknown;
  defer_loading?: boolean;
  [field: string]: unknown;
}
export type AnthropicToolChoice =
  | { type: 'auto'; disable_parallel_tool_use?: boolean }
  | { type: 'any'; disable_parallel_tool_use?: boolean }
  | { type: 'none' }
  | { type: 'tool'; name: string; disable_parallel_tool_use?: boolean };

/** Body of POST /v1/messages. Fields that are not listed pass the border as they are. */
export interface AnthropicRequest {
  model: string;
  messages: AnthropicMessageParam[];
  system?: string | AnthropicText[];
  tools?: AnthropicTool[];
  tool_choice?: AnthropicToolChoice;
  metadata?: { user_id?: string };
  max_tokens?: number;
  thinking?: { type: string; budget_tokens?: number; display?: string };
  output_config?: { effort?: string; format?: unknown };
  stream?: boolean;
  service_tier?: string;
  [field: string]: unknown;
}
