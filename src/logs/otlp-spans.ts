// Traces in OTLP's JSON, one export request per line, as far as their spans carry the usage of a
// call (`gen_ai.usage.*`). The names have changed over time: older ones are read too.

import { contentEvent, genAiNames, readableNames, turntapeNames } from '../domain/gen-ai-names.ts';
import type { LoggedCall } from '../domain/logged-call.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import { otlpValue } from '../lib/otlp-value.ts';
import { tokenCount } from '../lib/token-count.ts';
import type { LogContext, LogFormat, LogReader } from './log-format.ts';
import { countIn, objectsIn } from './read-field.ts';

/** Of each value, the newest name first. */
const names = {
  input: readableNames(genAiNames.input),
  cached: readableNames(genAiNames.cached),
  written: readableNames(genAiNames.written),
  output: readableNames(genAiNames.output),
  reasoning: readableNames(genAiNames.reasoning),
  /** In seconds. */
  firstChunk: readableNames(genAiNames.firstChunk),
  model: [...readableNames(genAiNames.responseModel), ...readableNames(genAiNames.requestModel)],
  session: readableNames(genAiNames.conversation),
} as const;

export const otlpSpans: LogFormat = {
  name: 'otlp-spans',
  notHeld: ['system-prompt', 'tools', 'headers', 'chunk-times', 'request-body', 'new-input-tokens'],
  // A Collector may write all signals into one file, and the first to come is not always a span.
  // turntape's content logs are exchanges (formats/otlp-logs.ts).
  matches: (record) =>
    ['resourceSpans', 'resourceMetrics', 'resourceLogs'].some(
      (name) => name in record && (record[name] === null || Array.isArray(record[name])),
    ) && !holdsContent(record),
  readsLists: true,
  createReader: createSpanReader,
};

/** The last day of the year 9999: a month has seven letters. */
const dateMsMax = Date.UTC(9999, 11, 31);

function createSpanReader(context: LogContext): LogReader {
  const positions = new Map<string, number>();
  return {
    read: (record) =>
      objectsIn(record['resourceSpans'])
        .flatMap((resource) => objectsIn(resource['scopeSpans']))
        .flatMap((scope) => objectsIn(scope['spans']))
        .flatMap((span) => toCall(span, context.source, positions) ?? []),
    end: () => [],
    session: () => null,
  };
}

function holdsContent(record: JsonObject): boolean {
  return objectsIn(record['resourceLogs'])
    .flatMap((resource) => objectsIn(resource['scopeLogs']))
    .flatMap((scope) => objectsIn(scope['logRecords']))
    .some((log) => log['eventName'] === contentEvent);
}

/** null: a span without counters, which is not a model call. */
function toCall(
  span: JsonObject,
  source: string,
  positions: Map<string, number>,
): LoggedCall | null {
  const attributes = new Map(
    objectsIn(span['attributes']).map(({ key, value }) => [key, countOrText(value)]),
  );
  const find = (of: keyof typeof names): string | number | null => {
    const name = names[of].find((each) => (attributes.get(each) ?? null) !== null);
    return name === undefined ? null : (attributes.get(name) ?? null);
  };
  const number = (of: keyof typeof names): number | null => countIn(Number(find(of) ?? Number.NaN));
  const count = (of: keyof typeof names): number | null => tokenCount(number(of));
  const inputTokens = count('input');
  const outputTokens = count('output');
  const firstChunk = number('firstChunk');
  if (inputTokens === null && outputTokens === null) return null;
  // turntape's own: what a simulator counts was not spent.
  if (attributes.get(turntapeNames.label) === 'simulated') return null;
  const session = String(find('session') ?? span['traceId'] ?? 'unknown');
  const position = positions.get(session) ?? 0;
  positions.set(session, position + 1);
  const endMs = Math.floor(Number(span['endTimeUnixNano'] ?? Number.NaN) / 1e6);
  const atMs = endMs > 0 && endMs <= dateMsMax ? endMs : null;
  const usage: UsageCall = {
    source,
    session,
    model: String(find('model') ?? 'unknown'),
    effort: null,
    month: atMs === null ? null : new Date(atMs).toISOString().slice(0, 7),
    position,
    beginsUserTurn: null,
    idleSeconds: null,
    inputTokens,
    cachedTokens: count('cached'),
    cacheWriteTokens: count('written'),
    outputTokens,
    reasoningTokens: count('reasoning'),
    ttftMs: firstChunk === null ? null : 1000 * firstChunk,
    newInputTokens: null,
    encryptedCharacters: null,
    reasoningSinceUserTurn: null,
    previousPhase: null,
    isCompacted: false,
    hasChangedSettings: false,
    // What else was in the prompt is not told.
    isRegular: false,
  };
  const id = span['spanId'];
  return {
    usage,
    atMs,
    id: typeof id === 'string' && id !== '' ? `${span['traceId']}/${id}` : null,
    inputs: [],
    outputs: [],
  };
}

function countOrText(value: JsonValue | undefined): string | number | null {
  const given = otlpValue(value);
  return typeof given === 'boolean' ? null : given;
}
