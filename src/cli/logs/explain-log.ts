// What a session file that the user named says of its calls, or a session that was imported.
import { existsSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { LoggedCall, NotHeld } from '../../domain/logged-call.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { counted } from '../../lib/plural.ts';
import { sniffLogFile } from '../../log-files/read-log-file.ts';
import { readLogs } from '../../log-files/read-logs.ts';
import { findLoggedSession, readLoggedCalls, readNotHeld } from '../../store/logged/read-logged.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { createRunStore } from '../../store/runs.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import {
  type ExplainedLog,
  type ExplainedLogCall,
  explainCalls,
} from '../../usage/explain-calls.ts';
import { lostPrefixCauses } from '../../usage/lost-prefix.ts';
import { noteLogs } from './note-logs.ts';

const pageColumns = 100;

/**
 * @param text a path, or the id of an imported session
 * @returns null: it is neither a session file nor an imported session
 */
export async function explainLog(
  text: string,
  db: string,
  terminal: Terminal,
): Promise<readonly ExplainedLog[] | null> {
  if (existsSync(text)) return await explainFile(text, terminal);
  if (!existsSync(db)) return null;
  return await readDatabase(db, (database) => {
    // What was recorded comes first: it holds the requests.
    const session = isRecorded(database, text) ? null : findLoggedSession(database, text);
    if (session === null) return null;
    const calls = [...readLoggedCalls(database, session)].map(({ call }) => call);
    return bySession(calls, readNotHeld(database, session));
  });
}

function isRecorded(database: Database, text: string): boolean {
  if (createRunStore(database).readDefinition(text) !== undefined) return true;
  try {
    resolveId(database, text);
    return true;
  } catch (error) {
    // Several that begin so are recorded too: whoever resolves it next says so.
    return !(error instanceof HarnessError && error.code === 'not-found');
  }
}

async function explainFile(path: string, terminal: Terminal): Promise<ExplainedLog[] | null> {
  const about = statSync(path);
  if (!about.isFile() || (await sniffLogFile(path)) === null) return null;
  const calls: LoggedCall[] = [];
  const read = await readLogs([path], { countTokens: () => null }, ({ call }) => calls.push(call));
  noteLogs(terminal, [path], read);
  if (calls.length === 0) {
    throw new HarnessError(
      'bad-input',
      `${path} holds no call whose counters are known`,
      'turntape sessions --from PATH lists what session files hold',
    );
  }
  return bySession(calls, read.notHeld);
}

function bySession(calls: readonly LoggedCall[], notHeld: readonly NotHeld[]): ExplainedLog[] {
  const sessions = Map.groupBy(calls, ({ usage }) => `${usage.source}\n${usage.session}`);
  return [...sessions.values()].map((own) => explainCalls(own, notHeld));
}

const columns: readonly Column[] = [
  { title: 'call', align: 'right' },
  { title: 'turn' },
  { title: 'input', align: 'right' },
  { title: 'cached', align: 'right' },
  { title: 'output', align: 'right' },
  { title: 'reasoning', align: 'right' },
  { title: 'lost', align: 'right' },
  { title: 'cause' },
  { title: 'new input' },
];

/** As pages, or as one JSON document. */
export function printExplainedLogs(
  logs: readonly ExplainedLog[],
  asJson: boolean,
  terminal: Terminal,
): void {
  if (asJson) terminal.json({ sessions: logs, counts: [] });
  else for (const log of logs) terminal.result(renderExplainedLog(log));
}

/** A page for the terminal. Every number is measured, *not known* is a dash. */
function renderExplainedLog(log: ExplainedLog): string {
  const { session, calls, cached_share: share, input_tokens: input } = log;
  const cached = share === null ? 'cached share not known' : `${(100 * share).toFixed(1)}% cached`;
  const lines = [
    `session ${session}: ${counted(calls.length, 'call')}, ${counted(input, 'input token')}, ${cached} (measured)`,
    renderTable(columns, calls.map(toRow)),
    ...Object.entries(log.lost_prefix_tokens).map(
      ([cause, tokens]) =>
        `lost ${counted(tokens, 'token')}: ${lostPrefixCauses[cause as keyof typeof lostPrefixCauses]}`,
    ),
    ...notKnown(log),
  ];
  return lines.join('\n');
}

function toRow(call: ExplainedLogCall): (string | number | null)[] {
  return [
    call.call,
    turnOf(call),
    call.input_tokens,
    call.cached_tokens,
    call.output_tokens,
    call.reasoning_tokens,
    call.lost_prefix_tokens,
    call.cause,
    call.inputs
      .map(({ kind, items, characters }) => `${items} ${kind} (${characters} chars)`)
      .join(', ') || null,
  ];
}

function turnOf({ begins_user_turn: begins }: ExplainedLogCall): string | null {
  if (begins === null) return null;
  return begins ? 'user' : '';
}

function notKnown({ not_known: unknown, not_held: held, calls }: ExplainedLog): string[] {
  const numbers = Object.entries(unknown).map(
    ([name, count]) => `${name.replaceAll('_', ' ')} of ${count} of ${calls.length} calls`,
  );
  const all = [...numbers, ...held.map((name) => name.replaceAll('-', ' '))];
  return all.length === 0 ? [] : [wrapText(`Not known: ${all.join(', ')}.`, pageColumns)];
}
