// The spans that hold those of calls. OpenTelemetry has no span that is sent before its end, and a
// receiver shows a trace badly whose root is missing. So a session is sent in parts: one ends when
// the session has been quiet, or after an hour, and what comes then is another part of the trace.
import { genAiNames, turntapeNames } from '../domain/gen-ai-names.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { TelemetryCall, TelemetryLabel } from './call.ts';
import { type Attributes, knownAttributes, type SpanRecord } from './records.ts';
import { toSpanId, toTraceId } from './span-ids.ts';

/** Sessions that are open at a time; the one that was quiet for longest makes room. */
const sessionsMax = 10_000;

/** So long without a call ends a part: the tools of a turn hardly take that. */
export const quietMsMax = 15 * 60_000;
/** A part is no longer than this, but for the last of its calls. */
export const partMsMax = 60 * 60_000;
/** Sessions of which it is known how many parts were sent. */
const countedMax = 100_000;

interface OpenSession {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly session: SessionDescriptor;
  readonly label: TelemetryLabel;
  startMs: number;
  endMs: number;
  calls: number;
  lostTokens: number;
}

export interface SessionSpans {
  /**
   * A call of a session, in the order of their ends.
   * @param isOwn a call of the client, not one that a gateway made of it
   * @returns the id of the span that holds it, its parent, and the spans that have ended with it
   */
  add(
    session: SessionDescriptor,
    call: TelemetryCall,
    isOwn: boolean,
  ): { readonly spanId: string; readonly ended: readonly SpanRecord[] };
  /** The spans of sessions that have been quiet. @param nowMs wall clock, as the calls have it */
  endQuiet(nowMs: number): SpanRecord[];
  /** The spans of all that is open. */
  end(): SpanRecord[];
}

/**
 * @param instance this recorder: a session that is recorded again tomorrow is another span of the
 *   same trace
 */
export function createSessionSpans(instance: string): SessionSpans {
  const open = new Map<string, OpenSession>();
  /** Parts of a session that were sent. */
  const parts = new Map<string, number>();
  const idOf = (session: string): string => {
    const part = parts.get(session) ?? 0;
    return toSpanId(part === 0 ? `${session} ${instance}` : `${session} ${instance} ${part}`);
  };
  const close = (one: OpenSession): SpanRecord => {
    const { id } = one.session;
    open.delete(id);
    const part = parts.get(id) ?? 0;
    parts.delete(id);
    parts.set(id, part + 1);
    const [oldest] = parts.size > countedMax ? parts.keys() : [];
    if (oldest !== undefined) parts.delete(oldest);
    return spanOf(one, part);
  };
  const closeWhere = (isOver: (one: OpenSession) => boolean): SpanRecord[] =>
    [...open.values()].filter(isOver).map(close);
  return {
    add(session, { startMs, endMs, explained, label }, isOwn) {
      const { id, parent } = session;
      const before = open.get(id);
      const isOver =
        before !== undefined &&
        (startMs - before.endMs > quietMsMax || endMs - before.startMs > partMsMax);
      const ended = isOver ? [close(before)] : [];
      const known = open.get(id) ?? {
        ...{ session, label, startMs, endMs, calls: 0, lostTokens: 0 },
        spanId: idOf(id),
        parentSpanId: parent === null ? null : idOf(parent),
      };
      known.startMs = Math.min(known.startMs, startMs);
      known.endMs = Math.max(known.endMs, endMs);
      if (isOwn) known.calls++;
      known.lostTokens += explained?.lost_tokens ?? 0;
      open.delete(id);
      open.set(id, known);
      const [oldest] = open.size > sessionsMax ? open.values() : [];
      if (oldest !== undefined) ended.push(close(oldest));
      return { spanId: known.spanId, ended };
    },
    endQuiet: (nowMs) => closeWhere(({ endMs }) => nowMs - endMs > quietMsMax),
    end: () => closeWhere(() => true),
  };
}

function spanOf(open: OpenSession, part: number): SpanRecord {
  const { spanId, parentSpanId, session, startMs, endMs, ...facts } = open;
  const { id, client, kind, side, parent, clientSessionId } = session;
  return {
    name: `session ${client}`,
    traceId: toTraceId(parent ?? id),
    spanId,
    parentSpanId,
    kind: 'internal',
    startMs,
    endMs,
    attributes: holderAttributes(clientSessionId ?? parent ?? id, facts, {
      [turntapeNames.session]: id,
      [turntapeNames.client]: client,
      [turntapeNames.kind]: kind,
      [turntapeNames.side]: side,
      [turntapeNames.part]: part,
    }),
    isError: false,
  };
}

/** What a span that holds calls says. */
export function holderAttributes(
  conversation: string,
  { calls, lostTokens, label }: Pick<OpenSession, 'calls' | 'lostTokens' | 'label'>,
  own: Attributes,
): Attributes {
  const { conversation: names, spanKind } = genAiNames;
  return knownAttributes({
    ...Object.fromEntries([names.name, ...names.aliases].map((name) => [name, conversation])),
    [spanKind.name]: 'AGENT',
    [turntapeNames.label]: label,
    [turntapeNames.calls]: calls,
    [turntapeNames.lostTokens]: lostTokens,
    ...own,
  });
}
