// The web search of Anthropic's server -> the one of the backend.
import type { Loss, LossPointer } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { isJsonObject, type JsonValue } from '../../lib/json.ts';
import type { AnthropicTool } from '../../wire/anthropic/request.ts';
import { isServerSearch } from '../../wire/anthropic/request-kind.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';

/** What the backend's search does not have. */
const limits = ['max_uses', 'allowed_callers', 'response_inclusion'] as const;

/** True for every version of the search, and for OpenAI's names. */
export function isSearchTool({ type }: AnthropicTool): boolean {
  return type === 'web_search' || isServerSearch(type);
}

export function translateSearchTool(
  tool: AnthropicTool,
  at: LossPointer,
  options: TranslatorOptions,
  losses: Loss[],
): ResponsesTool {
  const pointer = at();
  for (const field of limits) {
    if (tool[field] === undefined || tool[field] === null) continue;
    losses.push(lostLimit(`${pointer}/${field}`));
  }
  const allowed = domainsOf(tool, 'allowed_domains', pointer, losses);
  const blocked = domainsOf(tool, 'blocked_domains', pointer, losses);
  const sendsBlocked = options.search_blocked_domains === 'send';
  if (blocked.length > 0 && !sendsBlocked) losses.push(lostLimit(`${pointer}/blocked_domains`));
  const filters = {
    ...(allowed.length > 0 ? { allowed_domains: allowed } : {}),
    ...(blocked.length > 0 && sendsBlocked ? { blocked_domains: blocked } : {}),
  };
  const location = tool['user_location'];
  if (location !== undefined && location !== null && !isJsonObject(location)) {
    losses.push(lostLimit(`${pointer}/user_location`));
  }
  return {
    type: 'web_search',
    ...(Object.keys(filters).length > 0 ? { filters } : {}),
    ...(isJsonObject(location) ? { user_location: location } : {}),
  };
}

/** Longest list that the backend takes, by the vendor's guide to its search. */
const domainsMax = 100;

/**
 * The domains alone: the backend wants neither scheme nor path. Claude Code sends empty lists for
 * no limit; the backend would find nothing, or refuse them.
 */
function domainsOf(
  tool: AnthropicTool,
  field: string,
  pointer: string,
  losses: Loss[],
): readonly string[] {
  const given = tool[field] as JsonValue | undefined;
  const list: readonly JsonValue[] = Array.isArray(given) ? given : [given ?? null];
  const named = list.filter((domain) => domain !== null && domain !== '');
  const domains = [...new Set(named.map(domainOf))];
  const known = domains.filter((domain) => domain !== null).slice(0, domainsMax);
  const isSame = known.length === named.length && known.every((one, at) => one === named[at]);
  if (!isSame) losses.push(changedDomains(`${pointer}/${field}`));
  return known;
}

/** null: it names none. */
function domainOf(value: JsonValue): string | null {
  if (typeof value !== 'string') return null;
  const host = value
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^\*\./, '')
    .replace(/[/?#].*$/, '');
  return host === '' ? null : host;
}

function changedDomains(pointer: string): Loss {
  return {
    kind: 'approximated',
    feature: 'web-search-limits',
    pointer,
    detail: `The backend's search takes ${domainsMax} domains, without scheme and path.`,
  };
}

function lostLimit(pointer: string): Loss {
  return {
    kind: 'dropped',
    feature: 'web-search-limits',
    pointer,
    detail: "The backend's search does not take this; it was left out.",
  };
}
