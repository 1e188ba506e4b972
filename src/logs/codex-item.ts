// Items of a Codex session file, as far as their size and kind go.
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import type { LoggedItem } from './logged-call.ts';

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

export function toLoggedItem(item: JsonObject): LoggedItem {
  const encrypted = item['encrypted_content'];
  const text = typeof encrypted === 'string' ? encrypted : textOf(item);
  const role = item['role'];
  return {
    kind: String(item['type']),
    role: typeof role === 'string' ? role : null,
    characters: text.length,
    hash: sha256(text),
  };
}

/** Messages with the role of a user that the client wrote, not a person. */
export function isSynthetic(item: JsonObject): boolean {
  const text = textOf(item).trimStart();
  return text.startsWith('<') || text.startsWith('# AGENTS.md');
}
