// Web searches that a server ran in an earlier turn. They go back as the items that the backend
// makes of its own: without an id, as Codex CLI sends them. What was found is in no item; see
// docs/translation.md for what becomes of it.
import { callAnchor } from '../../continuity/anchors.ts';
import type { Loss } from '../../domain/loss.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import type {
  AnthropicServerToolUse,
  AnthropicWebSearchToolResult,
} from '../../wire/anthropic/content.ts';
import { addProduced, type HistoryContext } from './history-context.ts';

export function translateSearch(
  block: AnthropicServerToolUse,
  index: number,
  context: HistoryContext,
): void {
  addProduced(callAnchor(block.id), index, context, {
    type: 'web_search_call',
    status: hasFailed(block, index, context) ? 'failed' : 'completed',
    action: actionOf(block.input),
  });
}

/** What was found comes after the search, at the latest with the turn's last message. */
function hasFailed({ id }: AnthropicServerToolUse, from: number, context: HistoryContext): boolean {
  const { messages } = context;
  for (let index = from; messages[index]?.role === 'assistant'; index++) {
    const content = messages[index]?.content ?? [];
    if (typeof content === 'string') continue;
    for (const block of content) {
      if (block.type === 'web_search_tool_result' && block.tool_use_id === id)
        return !Array.isArray(block.content);
    }
  }
  return false;
}

/**
 * As the backend made it (see `renderSearch`), or the search that Anthropic's server ran. It makes
 * other actions than it takes: `other`, and for every later request "Supported values are:
 * 'search', 'open_page', and 'find_in_page'" (codex issue 7073).
 */
function actionOf({ action, query }: AnthropicServerToolUse['input']): JsonObject {
  if (isJsonObject(action) && isTaken(action)) return action;
  return { type: 'search', query: typeof query === 'string' ? query : '' };
}

/** With the fields that the vendor's types ask for. */
function isTaken({ type, query, queries, url, pattern }: JsonObject): boolean {
  switch (type) {
    case 'search':
      return typeof query === 'string' || Array.isArray(queries);
    case 'open_page':
      return typeof url === 'string';
    case 'find_in_page':
      return typeof url === 'string' && typeof pattern === 'string';
    default:
      return false;
  }
}

/** What the backend found, it does not get told: its own history would not hold it either. */
export function translateSearchResults(
  { content }: AnthropicWebSearchToolResult,
  pointer: string,
  context: HistoryContext,
): void {
  // A search that failed has an error instead, which its item says.
  if (!Array.isArray(content) || content.length === 0) return;
  const isForeign = content.some(({ encrypted_content: sealed }) => Boolean(sealed));
  context.losses.push(isForeign ? foreignResults(pointer) : ownResults(pointer));
  if (!isForeign) return;
  const lines = content.map(({ title, url }) => `- ${title}: ${url}`);
  const text = ['Found by the web search:', ...lines].join('\n');
  const parts = [{ type: 'output_text' as const, text }];
  context.items.push({ type: 'message', role: 'assistant', content: parts });
}

function foreignResults(pointer: string): Loss {
  return {
    kind: 'approximated',
    feature: 'web-search-results',
    pointer,
    detail: "Only Anthropic's server can read the pages found; titles and addresses replace them.",
  };
}

function ownResults(pointer: string): Loss {
  return {
    kind: 'dropped',
    feature: 'web-search-results',
    pointer,
    detail: 'The item of the search replaces them, as in the history that the backend itself made.',
  };
}
