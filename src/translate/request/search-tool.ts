// The web search of Anthropic's server -> the one of the backend.
import type { Loss } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { isJsonObject, type JsonValue } from '../../lib/json.ts';
import type { AnthropicTool } from '../../wire/anthropic/request.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';

/** What the backend's search does not have. */
const limits = ['max_uses', 'allowed_callers', 'response_inclusion'] as const;

export function translateSearchTool(
  tool: AnthropicTool,
  pointer: string,
  options: TranslatorOptions,
  losses: Loss[],
): ResponsesTool {
  for (const field of limits) {
    if (tool[field] === undefined || tool[field] === null) continue;
    losses.push(lostLimit(`${pointer}/${field}`));
  }
  const allowed = domainsOf(tool, 'allowed_domains');
  const blocked = domainsOf(tool, 'blocked_domains');
  const sendsBlocked = options.search_blocked_domains === 'send';
  if (blocked.length > 0 && !sendsBlocked) losses.push(lostLimit(`${pointer}/blocked_domains`));
  const filters = {
    ...(allowed.length > 0 ? { allowed_domains: allowed } : {}),
    ...(blocked.length > 0 && sendsBlocked ? { blocked_domains: blocked } : {}),
  };
  const location = tool['user_location'];
  return {
    type: 'web_search',
    ...(Object.keys(filters).length > 0 ? { filters } : {}),
    ...(isJsonObject(location) ? { user_location: location } : {}),
  };
}

/** Claude Code sends empty lists for no limit; the backend would find nothing, or refuse them. */
function domainsOf(tool: AnthropicTool, field: string): readonly JsonValue[] {
  const domains = tool[field];
  return Array.isArray(domains) ? (domains as readonly JsonValue[]) : [];
}

function lostLimit(pointer: string): Loss {
  return {
    kind: 'dropped',
    feature: 'web-search-limits',
    pointer,
    detail: "The backend's search does not take this; it was left out.",
  };
}
