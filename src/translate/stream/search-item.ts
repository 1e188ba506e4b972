// A web search of the backend -> `server_tool_use`. Its results become known later, by the
// citations of the text that used them: see `searchResults`.
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { searchIdPrefix } from '../request/call-ids.ts';
import type { FoundSearch, ItemSettings, ItemTranslation } from './item-translation.ts';
import type { Citation, Part } from './part.ts';

/** Final states of a search that did not run to its end. */
const failedStates: ReadonlySet<unknown> = new Set([
  ...['failed', 'cancelled', 'incomplete', 'error'],
]);

export function createSearchItem(added: ResponsesItem, settings: ItemSettings): ItemTranslation {
  let id = '';
  let sources: Citation[] = [];
  let failed = false;
  return {
    event: () => [],
    done(item) {
      const action = actionOf(item ?? added);
      id = searchIdPrefix + settings.callId(item?.id || added.id || null);
      sources = sourcesOf(action['sources']);
      const { status, error } = (item ?? {}) as { status?: unknown; error?: unknown };
      failed = failedStates.has(status) || isJsonObject(error);
      const query = queryOf(action);
      return [{ type: 'search', id, query, action: beyondQuery(action, query) }];
    },
    produced: () => [{ type: 'search', id }],
    search: () => ({ id, sources, failed }),
  };
}

/**
 * The results of a response's searches. What the backend names as sources belongs to its search;
 * the cited pages that no search names go to the last one, since the wire does not say whose they
 * are.
 */
export function searchResults(
  searches: readonly FoundSearch[],
  cited: readonly Citation[],
): Part[] {
  const named = new Set(searches.flatMap(({ sources }) => sources.map(({ url }) => url)));
  const others = cited.filter(({ url }, index) => {
    return !named.has(url) && cited.findIndex((other) => other.url === url) === index;
  });
  const titles = new Map(cited.map(({ url, title }) => [url, title]));
  const lastThatRan = searches.findLastIndex(({ failed }) => !failed);
  return searches.map(({ id, sources, failed }, index) => ({
    type: 'search-results',
    id,
    failed,
    results: [
      ...sources.map(({ url, title }) => ({ url, title: titles.get(url) ?? title })),
      ...(index === lastThatRan ? others : []),
    ],
  }));
}

/** What was looked for: newer servers name a list of queries alone. */
function queryOf({ query, queries, url }: JsonObject): string {
  const named = [query, ...(Array.isArray(queries) ? (queries as readonly unknown[]) : []), url];
  return named.find((one): one is string => typeof one === 'string' && one !== '') ?? '';
}

/** The action without its sources, which are results; null where the query says it all. */
function beyondQuery({ sources: _, ...action }: JsonObject, query: string): JsonObject | null {
  const plain = JSON.stringify({ type: 'search', query });
  return typeof action['type'] !== 'string' || JSON.stringify(action) === plain ? null : action;
}

function actionOf(item: ResponsesItem): JsonObject {
  const action: unknown = 'action' in item ? item['action' as keyof ResponsesItem] : undefined;
  return isJsonObject(action) ? action : {};
}

function sourcesOf(value: unknown): Citation[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).flatMap((source) => citationOf(source) ?? []);
}

/** A `url_citation` or a source; null for any other annotation. */
export function citationOf(value: unknown): Citation | null {
  if (!isJsonObject(value) || typeof value['url'] !== 'string') return null;
  const title = value['title'];
  return { url: value['url'], title: typeof title === 'string' ? title : value['url'] };
}
