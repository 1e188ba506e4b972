// A recorded Responses stream with stand-ins. Deltas cut words anywhere: the text that they make up is
// replaced whole and cut again at the same places, which works because lengths stay.
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { parseSse, renderSse } from '../../wire/sse.ts';
import { responsesEventRule } from './protocol-rules.ts';
import { jsonText, type RuleContext, text } from './rule.ts';

/** Which text a delta belongs to; undefined: the event is no delta. */
function deltaKey(event: JsonObject): string | undefined {
  if (typeof event['delta'] !== 'string') return undefined;
  const { type, item_id, output_index, content_index, summary_index } = event;
  return JSON.stringify([type, item_id, output_index, content_index, summary_index]);
}

/** Where each event of the original body begins, and where the same event begins in the new one. */
export interface MovedEvent {
  readonly from: number;
  readonly to: number;
}

export interface PseudonymisedStream {
  readonly body: string;
  /** In bytes, ends included as the last entry: for moving chunk offsets along. */
  readonly moved: readonly MovedEvent[];
}

/** @param body the SSE text as it came; comments and retry hints are dropped, events stay */
export function pseudonymiseStream(body: string, context: RuleContext): PseudonymisedStream {
  const events = parseSse(body).map(({ event, data }) => {
    const value = parseJson(data);
    return { event, data, json: isJsonObject(value) ? value : undefined };
  });
  const whole = new Map<string, string>();
  for (const { json } of events) {
    const key = json && deltaKey(json);
    if (key !== undefined) whole.set(key, (whole.get(key) ?? '') + String(json?.['delta']));
  }
  const replaced = new Map(
    [...whole].map(([key, value]) => {
      const rule = key.includes('function_call_arguments') ? jsonText : text;
      return [key, String(rule(value, context))];
    }),
  );
  const used = new Map<string, number>();
  const moved: MovedEvent[] = [];
  let out = '';
  let from = 0;
  let to = 0;
  for (const { event, data, json } of events) {
    moved.push({ from, to });
    let next = data === '[DONE]' ? data : String(text(data, context));
    if (json !== undefined) {
      const mapped = responsesEventRule(json, context) as JsonObject;
      const key = deltaKey(json);
      if (key === undefined) next = JSON.stringify(mapped);
      else {
        const start = used.get(key) ?? 0;
        const end = start + String(json['delta']).length;
        used.set(key, end);
        next = JSON.stringify({ ...mapped, delta: replaced.get(key)?.slice(start, end) ?? '' });
      }
    }
    const rendered = renderSse(event, next);
    from += Buffer.byteLength(renderSse(event, data));
    to += Buffer.byteLength(rendered);
    out += rendered;
  }
  moved.push({ from, to });
  return { body: out, moved };
}
