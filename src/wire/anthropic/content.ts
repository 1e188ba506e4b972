// Content blocks of the Messages API as they are on the wire; only the fields that are used. Border
// parsing (`parse-request.ts`) turns anything else into `unknown`, raw value kept.

import type { JsonObject } from '../../lib/json.ts';

export interface AnthropicCacheControl {
  type: 'ephemeral';
  ttl?: string;
}
export interface AnthropicText {
  type: 'text';
  text: string;
  citations?: AnthropicCitation[] | null;
  cache_control?: AnthropicCacheControl | null;
}
export type AnthropicSource =
  | { type: 'base64'; media_type?: string; data: string }
  | { type: 'url'; url: string }
  | { type: 'text'; media_type?: string; data: string }
  | { type: 'content'; content: string | AnthropicContentBlock[] }
  | { type: 'file'; file_id: string };
export interface AnthropicImage {
  type: 'image';
  source: AnthropicSource;
}
export interface AnthropicDocument {
  type: 'document';
  source: AnthropicSource;
  title?: string | null;
  context?: string | null;
  citations?: unknown;
}
/** What a tool of the client found, given so that it can be cited. */
export interface AnthropicSearchResult {
  type: 'search_result';
  source: string;
  title: string;
  content: AnthropicContentBlock[];
}
export interface AnthropicToolUse {
  type: 'tool_use';
  id: string;
  name: string;
  input: unknown;
}
export interface AnthropicToolResult {
  type: 'tool_result';
  tool_use_id: string;
  content?: string | AnthropicContentBlock[];
  is_error?: boolean;
}
export interface AnthropicToolReference {
  type: 'tool_reference';
  tool_name: string;
}
export interface AnthropicThinking {
  type: 'thinking';
  thinking: string;
  signature?: string;
}
export interface AnthropicRedactedThinking {
  type: 'redacted_thinking';
  data: string;
}
export interface AnthropicCitation {
  type: 'web_search_result_location';
  url: string;
  title: string;
  cited_text: string;
  encrypted_index: string;
}
export interface AnthropicServerToolUse {
  type: 'server_tool_use';
  id: string;
  name: 'web_search';
  /** `action`: added by the translator, where a search is more than its query. */
  input: { query?: string; action?: JsonObject };
}
export interface AnthropicWebSearchToolResult {
  type: 'web_search_tool_result';
  tool_use_id: string;
  content: AnthropicWebSearchResult[] | AnthropicWebSearchError;
}
export interface AnthropicWebSearchError {
  type: 'web_search_tool_result_error';
  error_code: string;
}
export interface AnthropicWebSearchResult {
  type: 'web_search_result';
  url: string;
  title: string;
  encrypted_content: string;
  page_age: string | null;
}
/** From here on a tool may be called: of the request's `tools`, by name, or defined here. */
export interface AnthropicToolAddition {
  type: 'tool_addition';
  tool: { name: string; [field: string]: unknown };
  /** False: the tool is one of the request's, or was defined before. */
  defines: boolean;
}
/** From here on the tool of this name may not be called. */
export interface AnthropicToolRemoval {
  type: 'tool_removal';
  tool: { name: string };
}
/** What came before, as Anthropic's server has summarised it. */
export interface AnthropicCompaction {
  type: 'compaction';
  /** null: it could not be summarised, and the block says nothing. */
  content: string | null;
  /** What takes the request's tools to those that held at its end. */
  tool_changes: AnthropicContentBlock[];
}
/** A block type that turntape does not know; passed on as a loss, never a crash. */
export interface AnthropicUnknownBlock {
  type: 'unknown';
  wireType: string;
  raw: unknown;
}
export type AnthropicContentBlock =
  | AnthropicText
  | AnthropicImage
  | AnthropicDocument
  | AnthropicSearchResult
  | AnthropicToolUse
  | AnthropicToolResult
  | AnthropicToolReference
  | AnthropicThinking
  | AnthropicRedactedThinking
  | AnthropicServerToolUse
  | AnthropicWebSearchToolResult
  | AnthropicToolAddition
  | AnthropicToolRemoval
  | AnthropicCompaction
  | AnthropicUnknownBlock;
