// A whole database as rows of the export's tables: sessions one after the other, then the trials of
// saved runs, then the calls of imported session files. In memory are the calls of one session,
// explained, and the bodies of one or two of them.
import type { Database } from 'better-sqlite3';
import type { RunDefinition } from '../domain/run.ts';
import type { SessionSummary } from '../domain/session.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { findCallProtocol } from '../exchange/identify-protocol.ts';
import type { ExplainedCall } from '../explain/explain-call.ts';
import { createExplainer, explainSession } from '../explain/explain-session.ts';
import { trialCalls, trialParameters } from '../explain/trial-calls.ts';
import { sha256 } from '../lib/sha256.ts';
import type { SimulatorParameters } from '../profiles/simulator-parameters.ts';
import { readScopeCalls, sessionRuleSet } from '../recordings/session-calls.ts';
import { linkedExchanges, readSessionExchanges } from '../store/exchanges.ts';
import { readLoggedCalls } from '../store/logged/read-logged.ts';
import { readFingerprintKey } from '../store/open-database.ts';
import { createRunStore } from '../store/runs.ts';
import { listSessions } from '../store/sessions.ts';
import { exchangeCall, trialCall, trialShiftMs } from '../telemetry/call.ts';
import { type CallPlace, toCallRow, toCauseRows } from './call-row.ts';
import { toImportedRow } from './imported-row.ts';
import type { ExportWriter } from './parquet-writer.ts';
import { callsTable } from './tables/calls.ts';
import { causesTable } from './tables/causes.ts';
import { importedTable } from './tables/imported.ts';
import { sessionsTable } from './tables/sessions.ts';
import { trialsTable } from './tables/trials.ts';

export interface ExportOptions {
  readonly tokenizer: Tokenizer;
  readonly parameters: SimulatorParameters;
}

/**
 * Names a database's files, so that those of several databases lie side by side and a later export
 * replaces its own. Made of a random number that every database holds.
 */
export function exportSource(database: Database): string {
  return sha256(`export ${Buffer.from(readFingerprintKey(database)).toString('hex')}`).slice(0, 12);
}

/** @throws HarnessError `database` where it is damaged, and what the writer throws */
export function exportDatabase(
  database: Database,
  writer: Pick<ExportWriter, 'add'>,
  options: ExportOptions,
): void {
  const sessions = listSessions(database);
  for (const session of sessions) exportSession(database, session, writer, options);
  const store = createRunStore(database);
  for (const { id } of store.list()) {
    const definition = store.readDefinition(id);
    if (definition !== undefined) exportRun(database, definition, writer, options);
  }
  const recorded = new Set(sessions.flatMap(({ clientSessionId: id }) => (id === null ? [] : id)));
  for (const stored of readLoggedCalls(database)) {
    writer.add(importedTable, toImportedRow(stored, recorded));
  }
}

function exportSession(
  database: Database,
  session: SessionSummary,
  writer: Pick<ExportWriter, 'add'>,
  { tokenizer, parameters }: ExportOptions,
): void {
  const { id, client, side, kind } = session;
  writer.add(sessionsTable, {
    session_id: id,
    parent_id: session.parent,
    ...{ client, side, kind },
    model: session.model,
    started_at: session.startedAtMs,
    last_at: session.lastAtMs,
    exchanges: session.exchanges,
    calls: session.calls,
    incomplete: session.incomplete,
    dropped: session.dropped,
    repeated_calls: session.repeatedCalls,
  });
  const rules = sessionRuleSet(database, session);
  const turns = explainSession(readScopeCalls(database, id), { tokenizer, parameters, rules });
  const explained = new Map(turns.map((turn) => [turn.id, turn]));
  for (const exchange of readSessionExchanges(database, id)) {
    const protocol = findCallProtocol(exchange);
    if (protocol === null) continue;
    // Whether a model or a simulator answered a recorder is not in the database.
    const call = exchangeCall(exchange, protocol, explained.get(exchange.id) ?? null, 'measured');
    addCall(writer, call, {
      ...{ session_id: id, run_id: null, trial_id: null, label: null, client, side, kind },
      is_translated: side === 'client' && linkedExchanges(database, exchange.id).length > 0,
      ...{ seq: exchange.seq, arm: null },
    });
  }
}

function exportRun(
  database: Database,
  definition: RunDefinition,
  writer: Pick<ExportWriter, 'add'>,
  { tokenizer }: ExportOptions,
): void {
  const store = createRunStore(database);
  const { id: run_id, label, backend, model, startedAtMs } = definition;
  for (const { id } of store.listTrials(run_id)) {
    const trial = store.readTrial(id);
    if (trial === undefined) continue;
    const { position, scenario, arm, variant, repeat, outcome } = trial;
    writer.add(trialsTable, {
      ...{ trial_id: id, run_id, label, backend, model, position, scenario, arm, variant, repeat },
      ...{ outcome, started_at: startedAtMs, calls: trial.turns.length },
    });
    const explainer = createExplainer({
      tokenizer,
      parameters: trialParameters(definition, trial),
      rules: 'profile',
    });
    const shiftMs = trialShiftMs(definition, trial);
    const explained = trialCalls(trial).map(
      (call): ExplainedCall | null => explainer.add(call)?.explained ?? null,
    );
    for (const [index, turn] of trial.turns.entries()) {
      const facts = { explained: explained[index] ?? null, shiftMs };
      addCall(writer, trialCall(definition, trial, turn, facts), {
        ...{ session_id: null, run_id, trial_id: id, label, client: null, side: 'upstream' },
        ...{ kind: 'turn', is_translated: false, seq: turn.seq, arm },
      });
    }
  }
}

function addCall(
  writer: Pick<ExportWriter, 'add'>,
  call: Parameters<typeof toCallRow>[0],
  place: CallPlace,
): void {
  writer.add(callsTable, toCallRow(call, place));
  for (const row of toCauseRows(call, place)) writer.add(causesTable, row);
}
