// `turntape sessions`: what was recorded.
import { readDatabase } from '../../store/read-database.ts';
import { listSessions, type SessionSummary } from '../../store/sessions.ts';
import type { Command } from '../command.ts';
import { type Column, renderTable } from '../text-table.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type SessionsFlags = { readonly side: 'client' | 'upstream' | 'all' };

export const sessionsCommand: Command<SessionsFlags> = {
  usage: 'sessions',
  description: 'list recorded sessions',
  builder: (yargs) =>
    yargs.option('side', {
      choices: ['client', 'upstream', 'all'] as const,
      default: 'client' as const,
      description: 'which side of the gateway; a plain recording has only the client side',
    }),
  async run({ side }, { terminal, flags: { db, json } }) {
    const sessions = await readDatabase(db, (database) =>
      listSessions(database, side === 'all' ? undefined : side),
    );
    if (json) terminal.json(sessions.map(sessionJson));
    else if (sessions.length === 0) terminal.note('No session is recorded on this side');
    else terminal.result(renderTable(columns, sessions.map(sessionRow)));
    return 0;
  },
};

/** A session as `sessions --json` prints it. */
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
    turns: session.turns,
    started_at: startedAt(session),
    status_counts: session.statusCounts,
    cut: session.cut,
    gaps: session.gaps,
    client_session_id: session.clientSessionId,
  };
}

const columns: readonly Column[] = [
  { title: 'id' },
  { title: 'started' },
  { title: 'client' },
  { title: 'kind' },
  { title: 'model' },
  { title: 'exchanges', align: 'right' },
  { title: 'turns', align: 'right' },
  { title: 'status' },
  { title: 'cut', align: 'right' },
  { title: 'gaps', align: 'right' },
  { title: 'agent' },
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
    session.turns,
    statuses.map(([status, count]) => `${status}×${count}`).join(' ') || null,
    session.cut,
    session.gaps,
    session.agentId,
  ];
}

/** UTC; null when no exchange of it could be stored. */
function startedAt({ exchanges, startedAtMs }: SessionSummary): string | null {
  return exchanges === 0 ? null : new Date(startedAtMs).toISOString();
}
