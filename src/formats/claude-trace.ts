// claude-trace writes JSONL: one request with its response a line, bodies parsed.
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { ExchangeFormat } from './exchange-format.ts';
import type { ForeignExchange } from './foreign-exchange.ts';
import { bytesOf, dateIn, headersIn } from './foreign-fields.ts';

export const claudeTraceFormat: ExchangeFormat = {
  name: 'claude-trace',
  title: 'claude-trace JSONL',
  reader: {
    sniff: (file) => file.lines()?.some((line) => fromPair(line) !== undefined) === true,
    read: (file) => ({
      type: 'foreign',
      exchanges: (file.lines() ?? []).flatMap((line) => fromPair(line) ?? []),
    }),
  },
  writer: null,
};

/**
 * Times are in seconds; the response's is that of its headers, its end is when
 * the line was written. undefined: it is not such a pair.
 */
function fromPair({
  request,
  response,
  logged_at: loggedAt,
}: JsonObject): ForeignExchange | undefined {
  if (!isJsonObject(request) || typeof request['url'] !== 'string') return undefined;
  const startedAtMs = secondsIn(request['timestamp']);
  const since = (atMs: number | null): number | null =>
    atMs === null || startedAtMs === null ? null : Math.max(0, atMs - startedAtMs);
  const headMs = isJsonObject(response) ? since(secondsIn(response['timestamp'])) : null;
  const wholeMs = since(dateIn(loggedAt));
  return {
    method: String(request['method'] ?? 'POST'),
    url: request['url'],
    headers: headersIn(request['headers']),
    body: bytesOf(request['body']),
    startedAtMs,
    response: isJsonObject(response)
      ? {
          status: Number(response['status_code'] ?? 0),
          headers: headersIn(response['headers']),
          body: bytesOf(response['body_raw'] ?? response['body']),
          headElapsedMs: headMs,
          elapsedMs: wholeMs === null ? null : Math.max(headMs ?? 0, wholeMs),
        }
      : null,
  };
}

/** Seconds since 1970 as ms; null: it is not a time. */
function secondsIn(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && value > 0 ? Math.round(value * 1000) : null;
}
