// A web search and its citations in Anthropic's words, for both writers. What only Anthropic's
// server can make (encrypted content and indices, which let it be cited again) stays empty.
import type {
  AnthropicCitation,
  AnthropicServerToolUse,
  AnthropicWebSearchToolResult,
} from '../../wire/anthropic/content.ts';
import type { Part } from './part.ts';

type PartOf<Type extends Part['type']> = Extract<Part, { type: Type }>;

export function renderCitation({ citation, citedText }: PartOf<'citation'>): AnthropicCitation {
  return {
    type: 'web_search_result_location',
    url: citation.url,
    title: citation.title,
    cited_text: citedText,
    encrypted_index: '',
  };
}

/** The client sends the input back as it is, so what was done comes back with it. */
export function renderSearch({ id, query, action }: PartOf<'search'>): AnthropicServerToolUse {
  const input = { ...(query === '' ? {} : { query }), ...(action === null ? {} : { action }) };
  return { type: 'server_tool_use', id, name: 'web_search', input };
}

export function renderSearchResults({
  id,
  failed,
  results,
}: PartOf<'search-results'>): AnthropicWebSearchToolResult {
  if (failed) {
    const error = { type: 'web_search_tool_result_error', error_code: 'unavailable' } as const;
    return { type: 'web_search_tool_result', tool_use_id: id, content: error };
  }
  return {
    type: 'web_search_tool_result',
    tool_use_id: id,
    content: results.map(({ url, title }) => ({
      type: 'web_search_result',
      url,
      title,
      encrypted_content: '',
      page_age: null,
    })),
  };
}
