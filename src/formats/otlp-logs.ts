// The content that turntape sends as OpenTelemetry logs, read back from OTLP's JSON: one export
// request a line, as a Collector's file exporter writes it. Ids are those of the recording, so that
// it is the same exchange wherever it is imported. Headers and times of chunks are not in a log.

import type { ExchangeEnd } from '../domain/exchange.ts';
import { contentEvent, turntapeNames as names } from '../domain/gen-ai-names.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { otlpValue } from '../lib/otlp-value.ts';
import type { ExchangeFormat } from './exchange-format.ts';

type Attributes = ReadonlyMap<string, string | number | boolean | null>;

export const otlpLogsFormat: ExchangeFormat = {
  name: 'otlp-logs',
  title: 'content logs of turntape in OTLP JSON',
  reader: {
    sniff: (file) => file.lines()?.some((line) => contentIn(line).length > 0) === true,
    read: (file) => ({
      type: 'own',
      // What is wrong with one is said of each exchange (check-exchange.ts).
      exchanges: (file.lines() ?? []).flatMap(contentIn).map(toExchange) as never,
    }),
  },
  writer: null,
};

/** The logs of recorded calls; those of trials name no session. */
function contentIn(line: JsonObject): JsonObject[] {
  return listIn(line['resourceLogs'])
    .flatMap((resource) => listIn(resource['scopeLogs']))
    .flatMap((scope) => listIn(scope['logRecords']))
    .filter((log) => log['eventName'] === contentEvent && attributesOf(log).has(names.startedAt));
}

function listIn(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function attributesOf(log: JsonObject): Attributes {
  return new Map(
    listIn(log['attributes']).map(({ key, value }) => [String(key), otlpValue(value)]),
  );
}

function toExchange(log: JsonObject): unknown {
  const attributes = attributesOf(log);
  const text = (name: string): string | null => {
    const value = attributes.get(name) ?? null;
    return value === null ? null : String(value);
  };
  const bytes = (name: string): Uint8Array => new TextEncoder().encode(text(name) ?? '');
  const startedAtMs = Number(text(names.startedAt));
  const elapsedMs = Math.max(0, Number(log['timeUnixNano']) / 1e6 - startedAtMs);
  const responseBody = bytes(names.responseBody);
  const status = text('http.response.status_code');
  const end: ExchangeEnd = {
    outcome: (text(names.outcome) ?? 'complete') as ExchangeEnd['outcome'],
    error: text(names.error),
    trailers: [],
    elapsedMs,
  };
  return {
    id: text(names.exchange),
    seq: 0,
    session: {
      id: text(names.session),
      client: text(names.client),
      side: text(names.side),
      clientSessionId: text(names.namedSession),
      agentId: text(names.agent),
      kind: text(names.kind),
      parent: text(names.parent),
    },
    method: 'POST',
    target: text(names.path),
    headers: [],
    body: bytes(names.requestBody),
    startedAtMs,
    linkedTo: text(names.linkedTo),
    flushedElapsedMs: null,
    response:
      status === null
        ? null
        : { status: Number(status), statusText: '', headers: [], elapsedMs: null },
    responseBody,
    chunks:
      responseBody.length === 0 ? [] : [{ offset: 0, length: responseBody.length, elapsedMs }],
    end,
  };
}
