// Recorded sessions as people look for them: one entry per conversation, with its subagents, the
// requests that only belong to it (titles, probes) and the other side of a gateway.
import type { Database } from 'better-sqlite3';
import type { ClientName } from '../clients/registry.ts';
import type { Exchange } from '../domain/exchange.ts';
import type { RequestKind, SessionSummary, Side } from '../domain/session.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { findCallProtocol } from '../exchange/identify-protocol.ts';
import { firstUserWords, workingFolder } from '../exchange/user-turn.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';
import { isDamage } from '../store/compression.ts';
import { listExchangeIds, listExchanges, readExchange } from '../store/exchanges.ts';
import { type CallFacts, type KnownFacts, readCallFacts } from './call-facts.ts';
import { type ConversationOutline, outlineConversations } from './outline-conversations.ts';

/** One session. Tokens and cost are of the calls that report usage; null is not known. */
export interface ListedSession {
  readonly id: string;
  readonly name: string | null;
  readonly note: string | null;
  readonly client: ClientName;
  readonly side: Side;
  readonly kind: RequestKind;
  readonly agent_id: string | null;
  readonly model: string | null;
  /** First words of the user, and the folder the client works in. */
  readonly first_words: string | null;
  readonly folder: string | null;
  /** null: no exchange of it could be stored. */
  readonly started_at: string | null;
  readonly last_at: string | null;
  readonly exchanges: number;
  readonly calls: number;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly output_tokens: number;
  readonly cached_share: number | null;
  /** Cached share of each call, oldest first; null: it reports no usage. */
  readonly call_shares: readonly (number | null)[];
  readonly cost_usd: number | null;
  readonly calls_without_price: number;
  /** `running`: an exchange is under way now. */
  readonly state: 'running' | 'ended';
  readonly status_counts: Readonly<Record<string, number>>;
  /** Exchanges that were refused, failed or broke off. */
  readonly failed: number;
  readonly incomplete: number;
  readonly dropped: number;
  readonly repeated: number;
}

/** A session that is listed in its own line, with what belongs to it. */
export interface ListedConversation extends ListedSession {
  /** Asks no model for the conversation itself: title requests, probes, settings traffic. */
  readonly is_noise: boolean;
  /** Sessions on the other side of a gateway. */
  readonly other_side: readonly ListedSession[];
  /** Subagents. */
  readonly subagents: readonly ListedSession[];
  /** Title requests, searches, probes of this conversation. */
  readonly beside: readonly ListedSession[];
}

/** The texts of a session's first call; they do not change. */
export interface FirstTexts {
  readonly words: string | null;
  readonly folder: string | null;
}

/** What a reader that lists again and again remembers. */
export interface ListMemory {
  readonly facts: KnownFacts;
  /** By session. */
  readonly texts: Map<string, FirstTexts>;
  /** Sessions that have ended, by id, as long as their summary is the same. */
  readonly ended: Map<string, { readonly summary: string; readonly listed: ListedSession }>;
}

export function createListMemory(): ListMemory {
  return { facts: new Map(), texts: new Map(), ended: new Map() };
}

export interface ListOptions {
  readonly memory?: ListMemory;
  /** Whether a conversation is listed, by its main session; absent: all are. */
  readonly isWanted?: (main: SessionSummary) => boolean;
}

/** Conversations, the one that was active last first. */
export function listConversations(
  database: Database,
  { memory = createListMemory(), isWanted = () => true }: ListOptions = {},
): ListedConversation[] {
  return outlineConversations(database)
    .filter(({ own }) => isWanted(own))
    .map((one) => listConversation(database, one, memory));
}

/** Reads what an outline leaves out. */
export function listConversation(
  database: Database,
  { own, otherSide, subagents, beside }: ConversationOutline,
  memory: ListMemory,
): ListedConversation {
  const list = (one: SessionSummary): ListedSession => listSession(database, one, memory);
  const main = list(own);
  return {
    ...main,
    is_noise: main.kind !== 'turn' || main.calls + main.failed === 0,
    other_side: otherSide.map(list),
    subagents: subagents.map((agent) => list(agent.own)),
    beside: beside.map(list),
  };
}

/** A session that has ended is read once. */
export function listSession(
  database: Database,
  summary: SessionSummary,
  memory: ListMemory,
): ListedSession {
  const key = JSON.stringify(summary);
  const known = memory.ended.get(summary.id);
  if (known?.summary === key) return known.listed;
  const listed = readListed(database, summary, memory);
  if (listed.state === 'ended') memory.ended.set(summary.id, { summary: key, listed });
  return listed;
}

function isoTime({ exchanges }: SessionSummary, ms: number): string | null {
  return exchanges === 0 ? null : new Date(ms).toISOString();
}

function readListed(
  database: Database,
  summary: SessionSummary,
  memory: ListMemory,
): ListedSession {
  const exchanges = listExchanges(database, summary.id);
  const facts = exchanges.map((one) => readCallFacts(database, one, memory.facts));
  const calls = facts.filter((one) => one !== null && one.protocol !== null);
  const texts = readFirstTexts(database, summary.id, memory);
  const sum = (of: (one: CallFacts) => number | null | undefined): number =>
    calls.reduce((total, one) => total + ((one && of(one)) ?? 0), 0);
  const input = sum(({ usage }) => usage?.input_tokens);
  const cached = sum(({ usage }) => usage?.cached_tokens);
  const priced = calls.filter((one) => one?.cost_usd !== null);
  const using = calls.filter((one) => one?.usage != null);
  return {
    id: summary.id,
    name: summary.name,
    note: summary.note,
    client: summary.client,
    side: summary.side,
    kind: summary.kind,
    agent_id: summary.agentId,
    model: summary.model,
    first_words: texts.words,
    folder: texts.folder,
    started_at: isoTime(summary, summary.startedAtMs),
    last_at: isoTime(summary, summary.lastAtMs),
    exchanges: summary.exchanges,
    calls: summary.calls,
    input_tokens: input,
    cached_tokens: cached,
    output_tokens: sum(({ usage }) => usage?.output_tokens),
    cached_share: input === 0 ? null : cached / input,
    call_shares: calls.map((one) =>
      one?.usage?.input_tokens ? one.usage.cached_tokens / one.usage.input_tokens : null,
    ),
    cost_usd: priced.length === 0 ? null : sum(({ cost_usd }) => cost_usd),
    calls_without_price: using.length - priced.length,
    state: exchanges.some(({ outcome }) => outcome === 'running') ? 'running' : 'ended',
    status_counts: summary.statusCounts,
    failed: exchanges.filter(
      ({ outcome, status }) =>
        outcome !== 'running' &&
        outcome !== 'cut' &&
        (outcome !== 'complete' || (status ?? 0) >= 400),
    ).length,
    incomplete: summary.incomplete,
    dropped: summary.dropped,
    repeated: summary.repeatedCalls,
  };
}

const noTexts: FirstTexts = { words: null, folder: null };

/** The texts of a session's first call; without one, none. */
export function readFirstTexts(
  database: Database,
  session: string,
  { texts }: ListMemory,
): FirstTexts {
  const known = texts.get(session);
  if (known !== undefined) return known;
  for (const id of listExchangeIds(database, session)) {
    const exchange = readWhole(database, id);
    const protocol = exchange === undefined ? null : findCallProtocol(exchange);
    if (exchange === undefined || protocol === null) continue;
    const body = decodeBody(exchange.headers, exchange.body) ?? new Uint8Array();
    const request = parseJson(new TextDecoder().decode(body));
    const found = isJsonObject(request)
      ? { words: firstUserWords(protocol, request), folder: workingFolder(protocol, request) }
      : noTexts;
    texts.set(session, found);
    return found;
  }
  return noTexts;
}

/** undefined: it is damaged; another one has words too. */
function readWhole(database: Database, id: string): Exchange | undefined {
  try {
    return readExchange(database, id);
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}
