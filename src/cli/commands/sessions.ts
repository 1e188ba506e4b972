// `turntape sessions`: what was recorded.

import type { SessionSummary } from '../../domain/session.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { nameSession, type SessionLabels } from '../../store/name-session.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { listSessions } from '../../store/sessions.ts';
import { writeDatabase } from '../../store/write-database.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';
import { createSessionLister, type ListedSession } from '../../usage/list-sessions.ts';
import type { Command, CommandContext } from '../command.ts';
import { type CallSource, readSource } from '../logs/call-source.ts';
import { priceCall } from '../logs/price-call.ts';
import { usualPlacesText } from '../logs/session-files.ts';
import { sessionJson, startedAt } from '../recording/session-json.ts';

/** Characters of a session's first words in its row. */
const firstWordsShown = 40;

/** A type, not an interface: only types fit `Command`'s record of flags. */
type SessionsFlags = {
  readonly session: string | undefined;
  readonly side: 'client' | 'upstream' | 'all';
  readonly name: string | undefined;
  readonly note: string | undefined;
  readonly from: readonly string[] | undefined;
  readonly imported: boolean;
};

export const sessionsCommand: Command<SessionsFlags> = {
  usage: 'sessions [session]',
  description: 'list recorded sessions, or those of session files; name one, or add a note',
  builder: (yargs) =>
    yargs
      .positional('session', { type: 'string', description: 'session to name: its id or name' })
      .option('side', {
        fromProject: true,
        choices: ['client', 'upstream', 'all'] as const,
        default: 'client' as const,
        description: 'which side of the gateway; a plain recording has only the client side',
      })
      .option('name', {
        fromProject: false,
        type: 'string',
        description: 'name to use in place of the id; empty: remove the name',
      })
      .option('note', {
        fromProject: false,
        type: 'string',
        description: 'note about the session; empty: remove the note',
      })
      .option('from', {
        fromProject: true,
        type: 'string',
        array: true,
        description: `list what session files or folders hold, without importing; no path: ${usualPlacesText}`,
      })
      .option('imported', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'list the sessions of session files that turntape import has taken in',
      })
      .conflicts('from', ['session', 'name', 'note']),
  async run({ session: given, side, name, note, from, imported }, context) {
    const { terminal, flags } = context;
    const { db, json } = flags;
    if (from !== undefined || imported) {
      await listLogged({ files: from ?? [], imported }, context);
      return 0;
    }
    if (given !== undefined) {
      await labelSession(db, given, { name, note });
      return 0;
    }
    if (name !== undefined || note !== undefined) throw noSession();
    const sessions = await readDatabase(db, (database) =>
      listSessions(database, side === 'all' ? undefined : side),
    );
    if (json) terminal.json(sessions.map(sessionJson));
    else if (sessions.length === 0) terminal.note('No session is recorded on this side');
    else terminal.result(renderTable(columns, sessions.map(sessionRow)));
    return 0;
  },
};

/** Files are read without a database. */
async function listLogged(source: CallSource, context: CommandContext): Promise<void> {
  const { terminal, flags } = context;
  const lister = createSessionLister(priceCall);
  await readSource(
    source,
    context,
    () => null,
    ({ call, session }) => lister.add(call, session),
  );
  const sessions = lister.list();
  if (flags.json) terminal.json(sessions);
  else if (sessions.length === 0) terminal.note('No session of session files is there');
  else terminal.result(renderTable(loggedColumns, sessions.map(loggedRow)));
}

async function labelSession(db: string, given: string, labels: SessionLabels): Promise<void> {
  if (labels.name === undefined && labels.note === undefined) {
    throw new HarnessError(
      'usage',
      `nothing is said about ${given}`,
      'Give --name or --note; turntape show SESSION shows what it holds',
    );
  }
  await writeDatabase(db, 'change', (database) => {
    const { type, id } = resolveId(database, given);
    if (type !== 'session') throw noSession();
    nameSession(database, id, labels);
  });
}

function noSession(): HarnessError {
  return new HarnessError(
    'usage',
    '--name and --note are about one session',
    'Write turntape sessions SESSION --name NAME',
  );
}

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
  ];
}

const loggedColumns: readonly Column[] = [
  { title: 'last call' },
  { title: 'client' },
  { title: 'model' },
  { title: 'calls', align: 'right' },
  { title: 'input', align: 'right' },
  { title: 'cached', align: 'right' },
  { title: 'cost', align: 'right' },
  { title: 'folder' },
  { title: 'first words' },
  { title: 'id' },
];

function loggedRow(session: ListedSession): (string | number | null)[] {
  const { cached_share: share, cost_usd: cost } = session;
  return [
    session.last_at?.slice(0, 16).replace('T', ' ') ?? null,
    session.client,
    session.models.join(' '),
    session.calls,
    session.input_tokens.toLocaleString('en-US'),
    share === null ? null : `${(100 * share).toFixed(1)}%`,
    cost === null ? null : `$${cost.toFixed(2)}${session.calls_without_price > 0 ? '+' : ''}`,
    session.folder,
    session.first_words?.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, firstWordsShown) ?? null,
    session.id,
  ];
}
