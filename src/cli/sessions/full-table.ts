// Every recorded session in its own row, with what the recorder counted.
import type { SessionSummary } from '../../domain/session.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';
import { startedAt } from '../recording/session-json.ts';

const columns: readonly Column[] = [
  { title: 'id' },
  { title: 'started' },
  { title: 'client' },
  { title: 'kind' },
  { title: 'model' },
  { title: 'exchanges', align: 'right' },
  { title: 'calls', align: 'right' },
  { title: 'status' },
  { title: 'incomplete', align: 'right' },
  { title: 'dropped', align: 'right' },
  { title: 'repeated', align: 'right' },
  { title: 'agent' },
  { title: 'name' },
  { title: 'note' },
];

function sessionRow(session: SessionSummary): (string | number | null)[] {
  const statuses = Object.entries(session.statusCounts);
  return [
    session.id,
    startedAt(session)?.slice(0, 19).replace('T', ' ') ?? null,
    session.side === 'client' ? session.client : `${session.client} (${session.side})`,
    session.kind,
    session.model,
    session.exchanges,
    session.calls,
    statuses.map(([status, count]) => `${status}×${count}`).join(' ') || null,
    session.incomplete,
    session.dropped,
    session.repeatedCalls,
    session.agentId,
    session.name,
    session.note,
  ];
}

/** In the order in which they are given. */
export function renderFullTable(sessions: readonly SessionSummary[]): string {
  return renderTable(columns, sessions.map(sessionRow));
}
