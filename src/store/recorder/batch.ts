// What goes into one transaction.
import { hasNews, type OpenExchange } from './open-exchange.ts';

/** In one transaction, unless one exchange alone has more. */
const batchBytesMax = 256 * 1024;

/** Requests of exchanges, or what follows them. */
export interface Batch {
  readonly type: 'requests' | 'news';
  readonly exchanges: readonly OpenExchange[];
}

/**
 * Requests, for which somebody waits, and the rest in turn: no request waits for more than one
 * batch.
 * @param exchanges in the order in which they began
 * @param last the type of the batch before
 */
export function nextBatch(exchanges: readonly OpenExchange[], last: Batch['type']): Batch {
  const requests = exchanges.filter(({ request }) => request !== undefined);
  const news = exchanges.filter((one) => one.request === undefined && hasNews(one));
  return requests.length > 0 && (last === 'news' || news.length === 0)
    ? { type: 'requests', exchanges: upTo(requests, ({ requestBytes }) => requestBytes) }
    : { type: 'news', exchanges: upTo(news, ({ newsBytes }) => newsBytes) };
}

/** The first ones that fit, one at least. */
function upTo(
  exchanges: readonly OpenExchange[],
  bytesOf: (exchange: OpenExchange) => number,
): OpenExchange[] {
  let total = 0;
  const end = exchanges.findIndex((exchange, index) => {
    total += bytesOf(exchange);
    return index > 0 && total > batchBytesMax;
  });
  return end === -1 ? [...exchanges] : exchanges.slice(0, end);
}
