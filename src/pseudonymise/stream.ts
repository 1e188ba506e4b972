// A recorded event stream with placeholders. Deltas cut words anywhere: the text that they make up
// is replaced whole and cut again at the same places, which works because lengths stay.
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { parseSse, renderSse } from '../wire/sse.ts';
import { anthropicEventRule, responsesEventRule } from './protocol-rules.ts';
import { jsonText, keep, opaque, type Rule, type RuleContext, text } from './rule.ts';

/** A piece of a longer text inside an event. */
interface Delta {
  /** Equal for the pieces of one text. */
  readonly key: string;
  readonly rule: Rule;
  readonly piece: string;
  /** The event with another piece. */
  readonly with: (event: JsonObject, piece: string) => JsonObject;
}

export interface StreamProtocol {
  /** For everything in an event but its delta. */
  readonly rule: Rule;
  readonly deltaOf: (event: JsonObject) => Delta | undefined;
}

export const responsesStream: StreamProtocol = {
  rule: responsesEventRule,
  deltaOf(event) {
    const { type, item_id, output_index, content_index, summary_index, delta } = event;
    if (typeof delta !== 'string') return undefined;
    return {
      key: JSON.stringify([type, item_id, output_index, content_index, summary_index]),
      rule: type === 'response.function_call_arguments.delta' ? jsonText : text,
      piece: delta,
      with: (mapped, piece) => ({ ...mapped, delta: piece }),
    };
  },
};

/** Fields that hold the piece, by the delta's type. */
const anthropicPieces: Readonly<Record<string, readonly [field: string, rule: Rule]>> = {
  text_delta: ['text', text],
  thinking_delta: ['thinking', text],
  input_json_delta: ['partial_json', jsonText],
  signature_delta: ['signature', opaque],
};

export const anthropicStream: StreamProtocol = {
  rule: anthropicEventRule,
  deltaOf({ index, delta }) {
    if (!isJsonObject(delta)) return undefined;
    const [field, rule] = anthropicPieces[String(delta['type'])] ?? ['', keep];
    const piece = delta[field];
    if (typeof piece !== 'string') return undefined;
    return {
      key: JSON.stringify([index, field]),
      rule,
      piece,
      with: (mapped, next) => ({ ...mapped, delta: { ...delta, [field]: next } }),
    };
  },
};

/** Where an event begins in the original body, and where the same event begins in the new one. */
export interface MovedEvent {
  readonly from: number;
  readonly to: number;
}

export interface PseudonymisedStream {
  readonly body: string;
  /** In bytes, the ends included as the last entry: for moving chunk offsets along. */
  readonly moved: readonly MovedEvent[];
}

/** The whole text of every delta key, replaced. */
function replaceTexts(deltas: readonly Delta[], context: RuleContext): Map<string, string> {
  const whole = new Map<string, { rule: Rule; pieces: string[] }>();
  for (const { key, rule, piece } of deltas) {
    const known = whole.get(key) ?? { rule, pieces: [] };
    known.pieces.push(piece);
    whole.set(key, known);
  }
  return new Map(
    [...whole].map(([key, { rule, pieces }]) => [key, String(rule(pieces.join(''), context))]),
  );
}

/** @param body the SSE text as it came; comments and retry hints are dropped, events stay */
export function pseudonymiseStream(
  body: string,
  protocol: StreamProtocol,
  context: RuleContext,
): PseudonymisedStream {
  const events = parseSse(body).map(({ event, data }) => {
    const value = parseJson(data);
    const json = isJsonObject(value) ? value : undefined;
    return { event, data, json, delta: json && protocol.deltaOf(json) };
  });
  const replaced = replaceTexts(
    events.flatMap(({ delta }) => delta ?? []),
    context,
  );
  const used = new Map<string, number>();
  const nextPiece = ({ key, piece }: Delta): string => {
    const start = used.get(key) ?? 0;
    used.set(key, start + piece.length);
    return replaced.get(key)?.slice(start, start + piece.length) ?? '';
  };
  const replaceEvent = (data: string, json?: JsonObject, delta?: Delta): string => {
    if (json === undefined) return data === '[DONE]' ? data : String(text(data, context));
    // A rule over an object gives an object.
    const mapped = protocol.rule(json, context) as JsonObject;
    return JSON.stringify(delta === undefined ? mapped : delta.with(mapped, nextPiece(delta)));
  };
  const moved: MovedEvent[] = [];
  let out = '';
  let from = 0;
  let to = 0;
  for (const { event, data, json, delta } of events) {
    moved.push({ from, to });
    const next = replaceEvent(data, json, delta);
    const rendered = renderSse(event, next);
    from += Buffer.byteLength(renderSse(event, data));
    to += Buffer.byteLength(rendered);
    out += rendered;
  }
  moved.push({ from, to });
  return { body: out, moved };
}
