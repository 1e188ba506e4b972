// An OTLP/HTTP receiver for the tests. It decodes protobuf by the protocol's own definition files
// (proto/, from open-telemetry/opentelemetry-proto, Apache-2.0), with a library that the exporters
// do not use.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly kind: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly status: string;
  readonly attributes: Record<string, unknown>;
}

export interface ReceivedLog {
  readonly event: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Record<string, unknown>;
}

export interface ReceivedPoint {
  readonly name: string;
  readonly unit: string;
  /** A sum's value, or how many a histogram has counted. */
  readonly value: number;
  readonly attributes: Record<string, unknown>;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly logs: ReceivedLog[];
  /** Of the last export. */
  readonly points: ReceivedPoint[];
  /** Of the last request. */
  readonly resource: Record<string, unknown>;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** The requests as OTLP JSON, one a line. */
  readonly json: string[];
  close(): Promise<void>;
}

type Answer = (response: ServerResponse, path: string) => boolean;

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(import.meta.dirname, 'proto', target);
const folder = 'opentelemetry/proto/collector';
root.loadSync(
  ['trace', 'metrics', 'logs'].map((signal) => `${folder}/${signal}/v1/${signal}_service.proto`),
);
const types = new Map(
  Object.entries({
    '/v1/traces': 'trace.v1.ExportTraceServiceRequest',
    '/v1/metrics': 'metrics.v1.ExportMetricsServiceRequest',
    '/v1/logs': 'logs.v1.ExportLogsServiceRequest',
  }).map(([path, name]) => [path, root.lookupType(`opentelemetry.proto.collector.${name}`)]),
);

/** @param answer true: it has answered itself, and nothing is taken */
export async function startReceiver(answer: Answer = () => false): Promise<OtlpReceiver> {
  const received = {
    ...{ spans: [] as ReceivedSpan[], logs: [] as ReceivedLog[], points: [] as ReceivedPoint[] },
    ...{ requests: [] as OtlpReceiver['requests'], json: [] as string[] },
    resource: {} as Record<string, unknown>,
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = request.url ?? '';
      received.requests.push({ path, headers: request.headers });
      if (answer(response, path)) return;
      const raw = Buffer.concat(parts);
      const isPacked = request.headers['content-encoding'] === 'gzip';
      take(received, path, isPacked ? gunzipSync(raw) : raw);
      response.setHeader('content-type', 'application/x-protobuf');
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(received, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

type Received = Pick<OtlpReceiver, 'spans' | 'logs' | 'points' | 'json'> & {
  resource: Record<string, unknown>;
};
// biome-ignore lint/suspicious/noExplicitAny: protobuf messages as plain objects
type Message = any;

function take(received: Received, path: string, body: Buffer): void {
  const type = types.get(path);
  if (type === undefined) throw new Error(`nothing is received at ${path}`);
  const message: Message = type.toObject(type.decode(body), {
    ...{ longs: String, enums: String, bytes: Buffer, defaults: true },
  });
  received.json.push(JSON.stringify(toOtlpJson(message)));
  for (const holder of message.resourceSpans ?? []) {
    received.resource = attributesOf(holder.resource.attributes);
    for (const scope of holder.scopeSpans) received.spans.push(...scope.spans.map(toSpan));
  }
  for (const holder of message.resourceLogs ?? []) {
    for (const scope of holder.scopeLogs) received.logs.push(...scope.logRecords.map(toLog));
  }
  const metrics = message.resourceMetrics ?? [];
  if (metrics.length > 0) received.points.length = 0;
  for (const holder of metrics) {
    for (const scope of holder.scopeMetrics) {
      received.points.push(...scope.metrics.flatMap(toPoints));
    }
  }
}

/** As OTLP's JSON has it: ids in hexadecimal. */
function toOtlpJson(message: Message): Message {
  if (Buffer.isBuffer(message)) return message.toString('hex');
  if (Array.isArray(message)) return message.map(toOtlpJson);
  if (message === null || typeof message !== 'object') return message;
  return Object.fromEntries(
    Object.entries(message).flatMap(([key, value]) =>
      value === null ? [] : [[key, toOtlpJson(value)]],
    ),
  );
}

function toSpan(span: Message): ReceivedSpan {
  const { name, kind, attributes, status } = span;
  const [traceId, spanId, parentSpanId] = [span.traceId, span.spanId, span.parentSpanId].map(
    (id: Buffer) => Buffer.from(id).toString('hex'),
  );
  return {
    ...{ name, kind, status: status?.code ?? 'STATUS_CODE_UNSET' },
    ...{ traceId: traceId ?? '', spanId: spanId ?? '', parentSpanId: parentSpanId ?? '' },
    startMs: Number(span.startTimeUnixNano) / 1e6,
    endMs: Number(span.endTimeUnixNano) / 1e6,
    attributes: attributesOf(attributes),
  };
}

function toLog({ eventName, traceId, spanId, attributes }: Message): ReceivedLog {
  return {
    event: eventName,
    traceId: Buffer.from(traceId).toString('hex'),
    spanId: Buffer.from(spanId).toString('hex'),
    attributes: attributesOf(attributes),
  };
}

function toPoints({ name, unit, sum, histogram }: Message): ReceivedPoint[] {
  return [...(sum?.dataPoints ?? []), ...(histogram?.dataPoints ?? [])].map((point: Message) => ({
    name,
    unit,
    value: Number(point.count ?? point[point.value] ?? point.asInt ?? point.asDouble),
    attributes: attributesOf(point.attributes),
  }));
}

function attributesOf(list: Message[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: Message): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(plainValue);
  if (value.intValue !== undefined && value.intValue !== null) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
