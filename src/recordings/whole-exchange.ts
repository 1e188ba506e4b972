// A continued request as an exchange that brings its whole history: for what plays a session again.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../domain/exchange.ts';
import { unknownHistories } from '../exchange/continued-request.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { createThreads, rebuiltBody, type Threads } from './threads.ts';

/** Not true of a rebuilt body, which was never sent. */
const bodyHeaders = /^content-(encoding|length)$/i;

/**
 * The exchanges of a session, each with all that its request asks about. A request that brings
 * that itself is left as it was sent.
 * @param exchanges in the order of the session
 * @throws HarnessError `bad-input` naming the first whose history is not known
 */
export function* wholeExchanges(
  database: Database,
  exchanges: Iterable<Exchange>,
): Generator<Exchange> {
  const threads = createThreads(database);
  for (const exchange of exchanges) yield wholeExchange(threads, exchange);
}

function wholeExchange(threads: Threads, exchange: Exchange): Exchange {
  const continued = threads.continued(exchange);
  if (continued === null) return exchange;
  const { answer, rebuilt } = continued;
  if (typeof rebuilt === 'string') {
    const { id, seq } = exchange;
    throw new HarnessError(
      'bad-input',
      `exchange ${id} (number ${seq}) continues ${answer}, and ${unknownHistories[rebuilt]}`,
      'Its request brings only what is new. Record a session from its first call on',
    );
  }
  return {
    ...exchange,
    headers: exchange.headers.filter(([name]) => !bodyHeaders.test(name)),
    body: rebuiltBody(rebuilt),
  };
}
