// claude-code-proxy writes a SQLite table whose columns hold JSON. It keeps only the members that
// it knows, the path without its query, and of a stream the lines with data.
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import type { ExchangeFormat, SourceFile } from './exchange-format.ts';
import type { ForeignExchange } from './foreign-exchange.ts';
import { bytesOf, dateIn, headersIn } from './foreign-fields.ts';

const rowsOf = (file: SourceFile): readonly JsonObject[] | undefined =>
  file.rows('requests', ['endpoint', 'headers', 'body', 'response'], ['id', 'timestamp', 'method']);

export const claudeCodeProxyFormat: ExchangeFormat = {
  name: 'claude-code-proxy',
  title: 'claude-code-proxy requests.db',
  reader: {
    sniff: (file) => rowsOf(file) !== undefined,
    read: (file) => ({
      type: 'foreign',
      exchanges: (rowsOf(file) ?? []).flatMap((row) => fromRow(row) ?? []),
    }),
  },
  writer: null,
};

/** undefined: it is not such a row. */
function fromRow(row: JsonObject): ForeignExchange | undefined {
  const { id, endpoint, timestamp, method } = row;
  if (typeof endpoint !== 'string') return undefined;
  const response = parseColumn(row['response']);
  const { streamingChunks: chunks, responseTime: time } = isJsonObject(response) ? response : {};
  return {
    foreignId: String(id ?? ''),
    method: String(method ?? 'POST'),
    url: endpoint,
    headers: headersIn(parseColumn(row['headers'])),
    body: bytesOf(row['body']),
    startedAtMs: dateIn(timestamp),
    response: isJsonObject(response)
      ? {
          status: Number(response['statusCode'] ?? 0),
          headers: headersIn(response['headers']),
          body: Array.isArray(chunks)
            ? bytesOf(chunks.map((chunk) => `${String(chunk).trimEnd()}\n\n`).join(''))
            : bytesOf(response['body'] ?? response['bodyText']),
          headElapsedMs: null,
          elapsedMs: typeof time === 'number' ? time : null,
        }
      : null,
  };
}

function parseColumn(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'string' ? parseJson(value) : undefined;
}
