// A call as what is exported of it: a span, measures, and its content as a log.
import type { Exchange } from '../domain/exchange.ts';
import { contentEvent, genAiNames, metricNames, turntapeNames } from '../domain/gen-ai-names.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import type { TelemetryCall } from './call.ts';
import { callAttributes, providerOf } from './call-attributes.ts';
import {
  type Attributes,
  knownAttributes,
  type LogRecord,
  type Measure,
  type SpanRecord,
} from './records.ts';
import { toSpanId, toTraceId } from './span-ids.ts';

/** Of one body in a log; what is longer is cut, and said to be. */
export const contentBytesMax = 1024 * 1024;

/** Where a call's span hangs. */
export interface SpanPlace {
  /** The session or trial that gives the trace its id. */
  readonly root: string;
  readonly parentSpanId: string;
}

/** @param isTranslated a gateway made another call of it, whose span has the tokens */
export function callSpan(
  call: TelemetryCall,
  { root, parentSpanId }: SpanPlace,
  isTranslated = false,
): SpanRecord {
  return {
    name: `chat ${call.model}`.trimEnd(),
    traceId: toTraceId(root),
    spanId: toSpanId(call.id),
    parentSpanId,
    kind: isTranslated ? 'server' : 'client',
    startMs: call.startMs,
    endMs: call.endMs,
    attributes: callAttributes(call, !isTranslated),
    isError: call.errorType !== null,
  };
}

export function callMeasures(call: TelemetryCall): Measure[] {
  const { usage, explained } = call;
  const attributes = measureAttributes(call);
  const tokens = { ...attributes, [metricNames.modality]: 'unknown' };
  const counted: readonly (readonly [string, number | null | undefined, Attributes])[] = [
    // As the conventions ask: a call without usage counts as 0.
    [metricNames.input, usage?.inputTokens ?? 0, tokens],
    [metricNames.output, usage?.outputTokens ?? 0, tokens],
    [metricNames.cached, usage?.cachedTokens, tokens],
    [metricNames.written, usage?.cacheWriteTokens, tokens],
    [metricNames.reasoning, usage?.reasoningTokens, tokens],
    [metricNames.callInput, usage?.inputTokens, attributes],
    [metricNames.callOutput, usage?.outputTokens, attributes],
    [metricNames.duration, (call.endMs - call.startMs) / 1000, attributes],
    [
      metricNames.firstChunk,
      call.firstChunkMs === null ? null : call.firstChunkMs / 1000,
      attributes,
    ],
    ...(explained?.breaks ?? []).map(
      ({ cause, tokens_lost: lost }) =>
        [
          metricNames.lost,
          lost > 0 ? lost : null,
          { ...attributes, [turntapeNames.cause]: cause },
        ] as const,
    ),
  ];
  return counted.flatMap(([name, value, own]) =>
    typeof value === 'number' ? [{ name, value, attributes: own }] : [],
  );
}

/** Few values each: a metric has a series for every combination. */
function measureAttributes(call: TelemetryCall): Attributes {
  return knownAttributes({
    [genAiNames.operation.name]: 'chat',
    [genAiNames.provider.name]: providerOf(call),
    [genAiNames.requestModel.name]: call.model || null,
    [genAiNames.responseModel.name]: call.responseModel,
    [genAiNames.errorType.name]: call.errorType,
    [turntapeNames.label]: call.label,
    [turntapeNames.arm]: call.own[turntapeNames.arm],
  });
}

/** An exchange, or what is kept of a trial's: the request alone. */
type ContentExchange = Pick<Exchange, 'headers' | 'body' | 'response'> & Partial<Exchange>;

/** The bodies as the database has them: secrets in headers are not part of it. */
export function callContent(
  call: TelemetryCall,
  exchange: ContentExchange,
  root: string,
): LogRecord {
  const { headers, body, response, responseBody = new Uint8Array() } = exchange;
  const request = textOf(decodeBody(headers, body));
  const answer = textOf(decodeBody(response?.headers ?? [], responseBody));
  return {
    event: contentEvent,
    traceId: toTraceId(root),
    spanId: toSpanId(call.id),
    atMs: call.endMs,
    bytes: request.text.length + answer.text.length,
    attributes: {
      ...callAttributes(call),
      [turntapeNames.requestBody]: request.text,
      [turntapeNames.requestBytes]: request.bytes,
      [turntapeNames.responseBody]: answer.text,
      [turntapeNames.responseBytes]: answer.bytes,
      [turntapeNames.isCut]: request.isCut || answer.isCut,
      ...readBackAttributes(exchange),
    },
  };
}

/** Empty for a trial's: it is not recorded as a session's exchange. */
function readBackAttributes({ target, startedAtMs, linkedTo, session, end }: Partial<Exchange>) {
  if (session === undefined) return {};
  return knownAttributes({
    [turntapeNames.path]: target,
    [turntapeNames.startedAt]: startedAtMs,
    [turntapeNames.linkedTo]: linkedTo,
    [turntapeNames.agent]: session.agentId,
    [turntapeNames.parent]: session.parent,
    [turntapeNames.namedSession]: session.clientSessionId,
    [turntapeNames.error]: end?.error,
  });
}

function textOf(body: Uint8Array | undefined): { text: string; bytes: number; isCut: boolean } {
  const bytes = body ?? new Uint8Array();
  const isCut = bytes.length > contentBytesMax;
  // A character that is cut in the middle becomes a replacement character.
  const text = new TextDecoder().decode(bytes.subarray(0, contentBytesMax));
  return { text, bytes: bytes.length, isCut };
}
