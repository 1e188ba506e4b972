// Traces in OTLP's JSON, one export request per line, as far as their spans carry the usage of a
// call (`gen_ai.usage.*`). The names have changed over time: older ones are read too.

import type { LoggedCall } from '../domain/logged-call.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { LogContext, LogFormat, LogReader } from './log-format.ts';
import { objectsIn } from './read-field.ts';

/** Names of each value in the conventions for generative AI, the newest first. */
const names = {
  input: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
  cached: ['gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.input_cached_tokens'],
  written: ['gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens'],
  output: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
  reasoning: ['gen_ai.usage.reasoning.output_tokens'],
  /** In seconds. */
  firstChunk: ['gen_ai.response.time_to_first_chunk'],
  model: ['gen_ai.response.model', 'gen_ai.request.model'],
  session: ['gen_ai.conversation.id', 'session.id'],
} as const;

export const otlpSpans: LogFormat = {
  name: 'otlp-spans',
  notHeld: ['system-prompt', 'tools', 'headers', 'chunk-times', 'request-body', 'new-input-tokens'],
  matches: (record) => Array.isArray(record['resourceSpans']),
  createReader: createSpanReader,
};

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

/** null: a span without counters, which is not a model call. */
function toCall(
  span: JsonObject,
  source: string,
  positions: Map<string, number>,
): LoggedCall | null {
  const attributes = new Map(
    objectsIn(span['attributes']).map(({ key, value }) => [key, attributeValue(value)]),
  );
  const find = (of: keyof typeof names): string | number | null => {
    const name = names[of].find((each) => (attributes.get(each) ?? null) !== null);
    return name === undefined ? null : (attributes.get(name) ?? null);
  };
  const count = (of: keyof typeof names): number | null => {
    const value = Number(find(of) ?? Number.NaN);
    return Number.isFinite(value) && value >= 0 ? value : null;
  };
  const inputTokens = count('input');
  const outputTokens = count('output');
  const firstChunk = count('firstChunk');
  if (inputTokens === null && outputTokens === null) return null;
  const session = String(find('session') ?? span['traceId'] ?? 'unknown');
  const position = positions.get(session) ?? 0;
  positions.set(session, position + 1);
  const endMs = Math.floor(Number(span['endTimeUnixNano'] ?? Number.NaN) / 1e6);
  const atMs = endMs > 0 ? endMs : null;
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

/** OTLP writes 64-bit integers as text. */
function attributeValue(value: JsonValue | undefined): string | number | null {
  if (!isJsonObject(value)) return null;
  const given = value['stringValue'] ?? value['intValue'] ?? value['doubleValue'];
  return typeof given === 'string' || typeof given === 'number' ? given : null;
}
