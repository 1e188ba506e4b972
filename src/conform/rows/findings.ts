// What rows share: how a failure is written, and how evidence is gone through.
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import type { PlayedExchange } from '../evidence.ts';
import { blocksOf } from '../reading/client-answer.ts';
import { requestOf } from '../reading/upstream-call.ts';
import type { Failure } from '../row.ts';

/** One failure, or none. */
export function failIf(fails: boolean, at: PlayedExchange, detail: string): Failure[] {
  return fails ? [{ detail, at }] : [];
}

/** Judges every request that reached the upstream and can be read, retries too. */
export function eachSent(
  exchanges: readonly PlayedExchange[],
  judge: (request: ResponsesRequest, exchange: PlayedExchange) => readonly Failure[],
): Failure[] {
  return exchanges.flatMap((exchange) =>
    exchange.upstream.flatMap((call) => {
      const request = requestOf(call);
      return request === null ? [] : judge(request, exchange);
    }),
  );
}

/** Exchanges to which the client got no whole answer. */
export function unanswered(exchanges: readonly PlayedExchange[]): Failure[] {
  return exchanges.flatMap((exchange) => {
    if (blocksOf(exchange) !== null) return [];
    const refused = exchange.upstream.findLast(({ status }) => status >= 400);
    const upstream = refused ? `; the upstream had said ${shown(refused.answer)}` : '';
    const detail = `the client got ${exchange.status}: ${shown(exchange.text)}${upstream}`;
    return [{ detail, at: exchange }];
  });
}

/** A value as it is printed. */
export function shown(value: unknown, charsMax = 160): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)) ?? 'nothing';
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > charsMax ? `${line.slice(0, charsMax - 1)}…` : line;
}
