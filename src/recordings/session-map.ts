// What the prefix map is drawn of, before anything is explained: the model calls of a session and
// of its subagents, with their tokens and times. The explanation of a call comes beside it
// (explain-scope.ts).
import type { Database } from 'better-sqlite3';
import type { SessionSummary } from '../domain/session.ts';
import { type ExchangeSummary, linkedExchanges, listExchanges } from '../store/exchanges.ts';
import { type CallFacts, readCallFacts } from './call-facts.ts';
import {
  type ListedConversation,
  type ListedSession,
  type ListMemory,
  listConversation,
  listSession,
} from './list-conversations.ts';
import { type ConversationOutline, outlineConversations } from './outline-conversations.ts';

/** One model call; times are ms. */
export interface MapCall extends CallFacts {
  readonly id: string;
  readonly seq: number;
  readonly model: string | null;
  readonly started_at_ms: number;
  /** Between the end of the call before and this start; null: the first, or not known. */
  readonly idle_ms: number | null;
  readonly status: number | null;
  /** As `show` names it: `complete`, `running`, `cut`, ... */
  readonly outcome: ExchangeSummary['outcome'];
  readonly request_bytes: number;
  readonly response_bytes: number;
  /** The exchanges on the other side of a gateway. */
  readonly linked: readonly string[];
}

export interface MapLane {
  readonly session: ListedSession;
  readonly calls: readonly MapCall[];
  /** Exchanges of the session that ask no model. */
  readonly other_exchanges: number;
}

export interface SessionMap {
  /** The conversation that it belongs to. */
  readonly conversation: ListedConversation;
  /** The session that was asked for, then its subagents. */
  readonly lanes: readonly MapLane[];
}

/** @returns undefined: no session has this id */
export function readSessionMap(
  database: Database,
  id: string,
  memory: ListMemory,
): SessionMap | undefined {
  for (const outline of outlineConversations(database)) {
    const drawn = drawnWith(outline, id);
    if (drawn === undefined) continue;
    return {
      conversation: listConversation(database, outline, memory),
      lanes: drawn.map((one) => readLane(database, listSession(database, one, memory), memory)),
    };
  }
  return undefined;
}

/**
 * The session of a conversation and those that are drawn beside it: subagents, on the same side.
 * @returns undefined: it is of another conversation
 */
function drawnWith(
  { own, otherSide, subagents, beside }: ConversationOutline,
  id: string,
): SessionSummary[] | undefined {
  if (own.id === id) return [own, ...subagents.map((agent) => agent.own)];
  const other = otherSide.find((one) => one.id === id);
  if (other !== undefined) return [other, ...subagents.flatMap((agent) => agent.otherSide)];
  const alone = [...subagents.flatMap((agent) => [agent.own, ...agent.otherSide]), ...beside];
  const found = alone.find((one) => one.id === id);
  return found && [found];
}

function readLane(database: Database, session: ListedSession, memory: ListMemory): MapLane {
  const exchanges = listExchanges(database, session.id);
  const calls: MapCall[] = [];
  let endedMs: number | null = null;
  for (const exchange of exchanges) {
    const facts = readCallFacts(database, exchange, memory.facts);
    if (facts === null || facts.protocol === null) continue;
    const { startedAtMs } = exchange;
    calls.push({
      ...facts,
      id: exchange.id,
      seq: exchange.seq,
      model: exchange.model,
      started_at_ms: startedAtMs,
      idle_ms: endedMs === null ? null : Math.max(0, Math.round(startedAtMs - endedMs)),
      status: exchange.status,
      outcome: exchange.outcome,
      request_bytes: exchange.requestBytes,
      response_bytes: exchange.responseBytes,
      linked: linkedExchanges(database, exchange.id),
    });
    endedMs = facts.total_ms === null ? null : startedAtMs + facts.total_ms;
  }
  return { session, calls, other_exchanges: exchanges.length - calls.length };
}
