// The files of other recorders for Claude Code: claude-trace writes JSONL pairs, claude-code-proxy a
// SQLite table whose columns hold JSON. Both parse bodies, so the bytes are JSON written again; the
// latter keeps only the members that it knows, the path without its query, and of a stream the lines
// with data.
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import type { ForeignExchange } from './foreign-exchange.ts';

/**
 * One line of claude-trace: times in seconds; the response's is that of its headers, its end is when
 * the line was written. undefined: it is no such line.
 */
export function fromClaudeTrace(line: JsonValue): ForeignExchange | undefined {
  const request = isJsonObject(line) ? line['request'] : undefined;
  if (!isJsonObject(line) || !isJsonObject(request) || typeof request['url'] !== 'string') {
    return undefined;
  }
  const { response } = line;
  const startedAtMs = Math.round(Number(request['timestamp'] ?? 0) * 1000);
  const since = (atMs: number): number => Math.max(0, atMs - startedAtMs) || 0;
  const head = isJsonObject(response) ? since(Number(response['timestamp'] ?? 0) * 1000) : 0;
  const whole = since(Date.parse(String(line['logged_at'] ?? '')));
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

/** One row of claude-code-proxy's `requests`. undefined: it is no such row. */
export function fromClaudeCodeProxy(row: JsonObject): ForeignExchange | undefined {
  const { id, endpoint, timestamp, method } = row;
  if (typeof endpoint !== 'string') return undefined;
  const response = parseColumn(row['response']);
  const chunks = isJsonObject(response) ? response['streamingChunks'] : undefined;
  return {
    foreignId: String(id ?? ''),
    method: String(method ?? 'POST'),
    url: endpoint,
    headers: headersIn(parseColumn(row['headers'])),
    body: bytesOf(row['body']),
    startedAtMs: Date.parse(String(timestamp ?? '')) || 0,
    response: isJsonObject(response)
      ? {
          status: Number(response['statusCode'] ?? 0),
          headers: headersIn(response['headers']),
          body: Array.isArray(chunks)
            ? bytesOf(chunks.map((chunk) => `${String(chunk).trimEnd()}\n\n`).join(''))
            : bytesOf(response['body'] ?? response['bodyText']),
          elapsedMs: Number(response['responseTime'] ?? 0) || 0,
        }
      : null,
  };
}

function parseColumn(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'string' ? parseJson(value) : undefined;
}

/** `{name: value}` or `{name: [values]}`. Bodies are not compressed any more, whatever they were. */
function headersIn(value: JsonValue | undefined): HeaderList {
  if (!isJsonObject(value)) return [];
  return Object.entries(value)
    .flatMap(([name, given]) =>
      (Array.isArray(given) ? given : [given]).map((one): [string, string] => [name, String(one)]),
    )
    .filter(([name]) => name.toLowerCase() !== 'content-encoding');
}

function bytesOf(value: JsonValue | undefined): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array(0);
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}
