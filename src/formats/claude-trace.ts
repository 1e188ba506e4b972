// claude-trace writes JSONL: one request with its response a line, bodies parsed.
import { isJsonObject, type JsonObject } from '../lib/json.ts';
import type { ExchangeFormat } from './exchange-format.ts';
import type { ForeignExchange } from './foreign-exchange.ts';
import { bytesOf, headersIn } from './foreign-fields.ts';

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
 * the line was written. undefined: it is no such pair.
 */
function fromPair({
  request,
  response,
  logged_at: loggedAt,
}: JsonObject): ForeignExchange | undefined {
  if (!isJsonObject(request) || typeof request['url'] !== 'string') return undefined;
  const startedAtMs = Math.round(Number(request['timestamp'] ?? 0) * 1000);
  const since = (atMs: number): number => Math.max(0, atMs - startedAtMs) || 0;
  const head = isJsonObject(response) ? since(Number(response['timestamp'] ?? 0) * 1000) : 0;
  const whole = since(Date.parse(String(loggedAt ?? '')));
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
          headElapsedMs: head,
          elapsedMs: Math.max(head, whole),
        }
      : null,
  };
}
