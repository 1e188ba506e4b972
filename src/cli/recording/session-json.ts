// A session's summary as JSON: what `sessions --json` prints and `show --json` begins with.
import type { SessionSummary } from '../../domain/session.ts';

/** UTC; null when no exchange of it could be stored. */
export function startedAt({ exchanges, startedAtMs }: SessionSummary): string | null {
  return exchanges === 0 ? null : new Date(startedAtMs).toISOString();
}

/** Field names are a contract: add, never rename. */
export function sessionJson(session: SessionSummary): Record<string, unknown> {
  return {
    id: session.id,
    client: session.client,
    side: session.side,
    parent: session.parent,
    agent_id: session.agentId,
    kind: session.kind,
    model: session.model,
    exchanges: session.exchanges,
    turns: session.calls,
    started_at: startedAt(session),
    status_counts: session.statusCounts,
    cut: session.incomplete,
    gaps: session.dropped,
    duplicated_turns: session.repeatedCalls,
    client_session_id: session.clientSessionId,
    name: session.name,
    note: session.note,
  };
}
