// The spans that hold those of calls: one for each session, sent when nothing more comes.
import { genAiNames, turntapeNames } from '../domain/gen-ai-names.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { TelemetryCall, TelemetryLabel } from './call.ts';
import { type Attributes, knownAttributes, type SpanRecord } from './records.ts';
import { toSpanId, toTraceId } from './span-ids.ts';

/** Sessions that are open at a time; the one that was quiet for longest makes room. */
const sessionsMax = 10_000;

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
  /** @returns the id of the session's span, which its calls name as their parent */
  spanIdOf(session: SessionDescriptor): string;
  /**
   * @param isOwn a call of the client, not one that a gateway made of it
   * @returns the span of a session that made room
   */
  add(session: SessionDescriptor, call: TelemetryCall, isOwn: boolean): SpanRecord | null;
  /** The spans of all that is open. */
  end(): SpanRecord[];
}

/**
 * @param instance this recorder: a session that is recorded again tomorrow is another span of the
 *   same trace
 */
export function createSessionSpans(instance: string): SessionSpans {
  const open = new Map<string, OpenSession>();
  const idOf = (session: string): string => toSpanId(`${session} ${instance}`);
  const spanIdOf = ({ id }: SessionDescriptor): string => idOf(id);
  return {
    spanIdOf,
    add(session, { startMs, endMs, explained, label }, isOwn) {
      const { id, parent } = session;
      const known = open.get(id) ?? {
        ...{ session, label, startMs, endMs, calls: 0, lostTokens: 0 },
        spanId: idOf(id),
        parentSpanId: parent === null ? null : idOf(parent),
      };
      known.startMs = Math.min(known.startMs, startMs);
      known.endMs = Math.max(known.endMs, endMs);
      if (isOwn) known.calls++;
      known.lostTokens += explained?.lost_tokens ?? 0;
      open.delete(session.id);
      open.set(session.id, known);
      const [oldest] = open.size > sessionsMax ? open.values() : [];
      if (oldest === undefined) return null;
      open.delete(oldest.session.id);
      return spanOf(oldest);
    },
    end() {
      const spans = [...open.values()].map(spanOf);
      open.clear();
      return spans;
    },
  };
}

function spanOf(open: OpenSession): SpanRecord {
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
