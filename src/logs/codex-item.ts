// Items of a Codex session file, as far as their size and kind go.

import type { LoggedItem } from '../domain/logged-call.ts';
import type { AnswerPhase } from '../domain/usage-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { tokenCount } from '../lib/token-count.ts';
import type { CallCounters } from './call-series.ts';
import type { LogContext } from './log-format.ts';
import { loggedItem } from './logged-item.ts';

/** Items that the model generated; all others are input. */
const generated = new Set([
  'reasoning',
  'function_call',
  'custom_tool_call',
  'local_shell_call',
  'web_search_call',
  'tool_search_call',
  'image_generation_call',
]);

/** Items that are neither sent nor generated. */
const internal = new Set(['ghost_snapshot', 'compaction', 'compaction_summary', 'other']);

/** Whether an item is the model's, the client's, or nothing that a prompt holds. */
export function sideOf(item: JsonObject): 'output' | 'input' | 'none' {
  const type = item['type'];
  if (typeof type !== 'string' || internal.has(type)) return 'none';
  if (type === 'message') return item['role'] === 'assistant' ? 'output' : 'input';
  return generated.has(type) ? 'output' : 'input';
}

/** All text of an item that its prompt tokens come from. */
export function textOf(item: JsonObject): string {
  return [item['content'], item['output'], item['arguments'], item['input'], item['tools']]
    .map(toText)
    .filter((text) => text !== '')
    .join('\n');
}

function toText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) {
    return isJsonObject(value) ? JSON.stringify(value) : '';
  }
  return value
    .map((part) => (isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}

/** True where an image is part of the item: its tokens cannot be counted from here. */
export function hasImage(item: JsonObject): boolean {
  return [item['content'], item['output']].some(
    (value) =>
      Array.isArray(value) &&
      value.some((part) => isJsonObject(part) && String(part['type'] ?? '').includes('image')),
  );
}

/** Characters of encrypted reasoning in an item. */
export function encryptedCharactersOf(item: JsonObject): number {
  const content = item['encrypted_content'];
  return typeof content === 'string' ? content.length : 0;
}

export function toLoggedItem(item: JsonObject, context: Pick<LogContext, 'keepsText'>): LoggedItem {
  const encrypted = item['encrypted_content'];
  const text = typeof encrypted === 'string' ? encrypted : textOf(item);
  const role = item['role'];
  return loggedItem(String(item['type']), typeof role === 'string' ? role : null, text, context);
}

/** Messages with the role of a user that the client wrote, not a person. */
export function isSynthetic(item: JsonObject): boolean {
  const text = textOf(item).trimStart();
  return text.startsWith('<') || text.startsWith('# AGENTS.md');
}

/** A message without a phase says so; other values are not known. */
export function phaseOf({ phase }: JsonObject): AnswerPhase {
  return phase === 'commentary' || phase === 'final_answer' ? phase : 'none';
}

/** Token usage in the words of Codex. */
export function countersOf(usage: JsonObject): CallCounters {
  return {
    inputTokens: tokenCount(usage['input_tokens']),
    cachedTokens: tokenCount(usage['cached_input_tokens']),
    cacheWriteTokens: tokenCount(usage['cache_write_input_tokens']),
    outputTokens: tokenCount(usage['output_tokens']),
    reasoningTokens: tokenCount(usage['reasoning_output_tokens']),
  };
}
