// What Claude Code sends a request for.
import { isJsonObject } from '../../lib/json.ts';
import type { AnthropicRequest } from './request.ts';

/**
 * What Claude Code sends a request for, as far as its body shows it: a title request has no tools
 * and asks for JSON with a `title`; a web search offers nothing but the server's search tool.
 */
export function anthropicRequestKind(
  request: Pick<AnthropicRequest, 'tools' | 'output_config'>,
): 'turn' | 'title' | 'web-search' {
  const tools = request.tools ?? [];
  if (tools.length > 0 && tools.every(({ type }) => isServerSearch(type))) {
    return 'web-search';
  }
  return tools.length === 0 && asksForTitle(request.output_config?.format) ? 'title' : 'turn';
}

/** @param type a tool's, as it came: recorded requests are not checked */
export function isServerSearch(type: unknown): boolean {
  return typeof type === 'string' && type.startsWith('web_search_');
}

function asksForTitle(format: unknown): boolean {
  if (!isJsonObject(format) || !isJsonObject(format['schema'])) return false;
  const properties = format['schema']['properties'];
  return isJsonObject(properties) && 'title' in properties;
}
