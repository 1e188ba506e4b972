// The official OpenTelemetry SDK, behind plain records. Loaded only where telemetry is asked for.
// Headers, timeout, compression and certificates are read by its exporters from `OTEL_*`.
import { randomUUID } from 'node:crypto';
import {
  type Context,
  DiagLogLevel,
  diag,
  type HrTime,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  ValueType,
} from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { instruments } from './instruments.ts';
import type { LogRecord, Measure, SpanRecord } from './records.ts';
import type { TelemetrySettings } from './settings.ts';

/** What became of records of one kind. */
export interface Delivery {
  readonly given: number;
  /** Of those, taken by the receiver. After `close` the others are lost. */
  readonly sent: number;
}

export interface Delivered {
  readonly spans: Delivery;
  readonly logs: Delivery;
  /** Exports, not records: the next one holds the same sums. */
  readonly metricExports: Delivery;
  /** The last failure, one line; null: none. */
  readonly error: string | null;
}

export interface Exporters {
  span(record: SpanRecord): void;
  log(record: LogRecord): void;
  measure(record: Measure): void;
  /** Resolves when all that was given is delivered or lost: what is kept meanwhile is bounded. */
  flush(): Promise<void>;
  /** Sends the rest, and ends. */
  close(): Promise<void>;
  delivered(): Delivered;
}

const scope = 'turntape';
/** A caller flushes before that; with more waiting, the SDK drops. */
export const queueMax = 2048;
/** Of logs in one request, whose bodies may be a megabyte: receivers refuse large ones. */
const logBatchMax = 4;
const errorCharsMax = 200;

/** @param version of turntape */
export function openExporters(settings: TelemetrySettings, version: string): Exporters {
  const { urls } = settings;
  const counts = { spans: startCount(), logs: startCount(), metricExports: startCount() };
  let error: string | null = null;
  const fail = (cause: unknown): void => {
    const text = cause instanceof Error ? cause.message : String(cause);
    error = (text.split('\n')[0] ?? '').slice(0, errorCharsMax);
  };
  // A receiver that takes a part of a request says so in its answer, which the SDK only warns of.
  diag.setLogger(
    { ...silent, warn: (...words: unknown[]) => fail(words.join(' ')) },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const resource = resourceFromAttributes({
    'service.name': 'turntape',
    'service.version': version,
    'service.instance.id': randomUUID(),
  }).merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] }));
  const ids = { traceId: '', spanId: '' };
  const tracers =
    urls.traces === undefined
      ? null
      : new TracerProvider({
          resource,
          idGenerator: { generateTraceId: () => ids.traceId, generateSpanId: () => ids.spanId },
          spanProcessors: [
            new BatchSpanProcessor({
              exporter: counted(new OTLPTraceExporter({ url: urls.traces }), counts.spans, fail),
              maxQueueSize: queueMax,
            }),
          ],
        });
  const loggers =
    urls.logs === undefined
      ? null
      : new LoggerProvider({
          resource,
          processors: [
            new BatchLogRecordProcessor({
              exporter: counted(new OTLPLogExporter({ url: urls.logs }), counts.logs, fail),
              maxQueueSize: queueMax,
              maxExportBatchSize: logBatchMax,
            }),
          ],
        });
  const meters =
    urls.metrics === undefined
      ? null
      : new MeterProvider({
          resource,
          readers: [
            new PeriodicExportingMetricReader({
              exporter: metricExporter(urls.metrics, counts.metricExports, fail),
              exportIntervalMillis: settings.metricIntervalMs,
              exportTimeoutMillis: Math.min(settings.metricIntervalMs, exportMsMax),
            }),
          ],
        });
  const tracer = tracers?.getTracer(scope, version);
  const logger = loggers?.getLogger(scope, version);
  const meter = meters?.getMeter(scope, version);
  const created = new Map<string, (measure: Measure) => void>();

  const instrumentOf = (name: string): ((measure: Measure) => void) => {
    const known = created.get(name);
    if (known !== undefined) return known;
    const { type, unit, description, boundaries } = instruments[name] ?? unknownInstrument;
    const options = {
      unit,
      description,
      valueType: unit === 's' ? ValueType.DOUBLE : ValueType.INT,
    };
    let add: (measure: Measure) => void = () => {};
    if (meter !== undefined && type === 'counter') {
      const counter = meter.createCounter(name, options);
      add = ({ value, attributes }) => counter.add(value, attributes as never);
    } else if (meter !== undefined) {
      const advice = { explicitBucketBoundaries: [...boundaries] };
      const histogram = meter.createHistogram(name, { ...options, advice });
      add = ({ value, attributes }) => histogram.record(value, attributes as never);
    }
    created.set(name, add);
    return add;
  };

  return {
    span(record) {
      if (tracer === undefined) return;
      counts.spans.given++;
      Object.assign(ids, { traceId: record.traceId, spanId: record.spanId });
      const span = tracer.startSpan(
        record.name,
        {
          kind: kinds[record.kind],
          startTime: hrTime(record.startMs),
          attributes: record.attributes as never,
        },
        record.parentSpanId === null ? ROOT_CONTEXT : inSpan(record.traceId, record.parentSpanId),
      );
      if (record.isError) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(hrTime(record.endMs));
    },
    log({ event, traceId, spanId, atMs, attributes }) {
      if (logger === undefined) return;
      counts.logs.given++;
      logger.emit({
        eventName: event,
        timestamp: hrTime(atMs),
        attributes: attributes as never,
        context: inSpan(traceId, spanId),
      });
    },
    measure: (record) => instrumentOf(record.name)(record),
    async flush() {
      await Promise.allSettled([tracers?.forceFlush(), loggers?.forceFlush()]);
    },
    async close() {
      await Promise.allSettled([tracers?.shutdown(), loggers?.shutdown(), meters?.shutdown()]);
    },
    delivered: () => ({
      spans: { ...counts.spans },
      logs: { ...counts.logs },
      metricExports: { ...counts.metricExports },
      error,
    }),
  };
}

/** The specification's default for one export. */
const exportMsMax = 30_000;
const unknownInstrument = { type: 'counter', unit: '1', description: '', boundaries: [] } as const;
const silent = { verbose() {}, debug() {}, info() {}, warn() {}, error() {} };
const kinds = { client: SpanKind.CLIENT, server: SpanKind.SERVER, internal: SpanKind.INTERNAL };

function inSpan(traceId: string, spanId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED });
}

/** Seconds and nanoseconds: a fraction of a ms is kept. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

interface Count {
  given: number;
  sent: number;
}

const startCount = (): Count => ({ given: 0, sent: 0 });

/** What the SDK says when a batch is over. */
interface ExportResult {
  /** 0: the receiver took it. */
  readonly code: number;
  readonly error?: Error;
}

/** The exporter, counting what the receiver takes of lists of records. */
function counted<
  Items extends readonly unknown[],
  Exporter extends { export(items: Items, done: (result: ExportResult) => void): void },
>(exporter: Exporter, count: Count, fail: (cause: unknown) => void): Exporter {
  return watched<Items, Exporter>(exporter, fail, ({ length }) => {
    count.sent += length;
  });
}

function watched<
  Items,
  Exporter extends { export(items: Items, done: (result: ExportResult) => void): void },
>(exporter: Exporter, fail: (cause: unknown) => void, onTaken: (items: Items) => void): Exporter {
  const send = exporter.export.bind(exporter);
  exporter.export = (items: Items, done: (result: ExportResult) => void): void =>
    send(items, (result) => {
      if (result.code === 0) onTaken(items);
      else fail(result.error ?? 'the export failed');
      done(result);
    });
  return exporter;
}

/** Of metrics an export is counted, whatever is in it. */
function metricExporter(url: string, count: Count, fail: (cause: unknown) => void) {
  const exporter = watched(new OTLPMetricExporter({ url }), fail, () => {
    count.sent++;
  });
  const send = exporter.export.bind(exporter);
  exporter.export = (metrics, done) => {
    count.given++;
    send(metrics, done);
  };
  return exporter;
}
