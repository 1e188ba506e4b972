// `turntape sessions`: what was recorded.

import type { SessionSummary, Side } from '../../domain/session.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { listConversations } from '../../recordings/list-conversations.ts';
import { nameSession, type SessionLabels } from '../../store/name-session.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { listSessions } from '../../store/sessions.ts';
import { writeDatabase } from '../../store/write-database.ts';
import { createSessionLister } from '../../usage/list-sessions.ts';
import type { Command, CommandContext } from '../command.ts';
import { type CallSource, readSource } from '../logs/call-source.ts';
import { priceCall } from '../logs/price-call.ts';
import { usualPlacesText } from '../logs/session-files.ts';
import { sessionJson } from '../recording/session-json.ts';
import { renderDashboard } from '../sessions/dashboard.ts';
import { renderFullTable } from '../sessions/full-table.ts';
import { renderLoggedTable } from '../sessions/logged-table.ts';
import { type WantedFlags, wantedOptions, wantedSessions } from '../sessions/wanted-sessions.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type SessionsFlags = {
  readonly session: string | undefined;
  readonly side: 'client' | 'upstream' | 'all' | undefined;
  readonly all: boolean;
  readonly name: string | undefined;
  readonly note: string | undefined;
  readonly from: readonly string[] | undefined;
  readonly imported: boolean;
} & WantedFlags;

export const sessionsCommand: Command<SessionsFlags> = {
  usage: 'sessions [session]',
  description: 'list recorded sessions, or those of session files; name one, or add a note',
  examples: [
    ['turntape sessions', 'the conversations, newest first'],
    ['turntape sessions s_0123 --name before', 'name one'],
    ['turntape sessions --from ~/.codex/sessions', 'what session files hold, without importing'],
  ],
  builder: (yargs) =>
    yargs
      .positional('session', {
        completedBy: 'session',
        type: 'string',
        description: 'session to name: its id or name',
      })
      .option('side', {
        fromProject: true,
        choices: ['client', 'upstream', 'all'] as const,
        description:
          'every session of this side in full; a plain recording has only the client side',
      })
      .option('all', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'every session in full, also those that ask no model (probes, titles)',
      })
      .option('since', wantedOptions.since)
      .option('client', wantedOptions.client)
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
        mayBeEmpty: true,
        description: `list what session files or folders hold, without importing; no path: ${usualPlacesText}`,
      })
      .option('imported', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'list the sessions of session files that turntape import has taken in',
      })
      .conflicts('from', ['session', 'name', 'note', 'since', 'client']),
  async run({ session: given, side, all, name, note, from, imported, since, client }, context) {
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
    const isWanted = wantedSessions({ since, client }, Date.now());
    if (json || all || side !== undefined) await listAll(side ?? 'client', isWanted, context);
    else {
      const conversations = await readDatabase(db, (database) =>
        listConversations(database, { isWanted }),
      );
      if (conversations.length === 0) terminal.note(noneText({ since, client }));
      else terminal.result(renderDashboard(conversations));
    }
    return 0;
  },
};

function noneText({ since, client }: WantedFlags): string {
  const isAnyWanted = since === undefined && client === undefined;
  return isAnyWanted ? 'No session is recorded' : 'No session fits --since and --client';
}

/** Every session of a side, one by one. */
async function listAll(
  side: Side | 'all',
  isWanted: (one: SessionSummary) => boolean,
  { terminal, flags }: CommandContext,
): Promise<void> {
  const sessions = await readDatabase(flags.db, (database) =>
    listSessions(database, side === 'all' ? undefined : side).filter(isWanted),
  );
  if (flags.json) terminal.json(sessions.map(sessionJson));
  else if (sessions.length === 0) terminal.note('No session is recorded on this side');
  else terminal.result(renderFullTable(sessions));
}

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
  else terminal.result(renderLoggedTable(sessions));
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
