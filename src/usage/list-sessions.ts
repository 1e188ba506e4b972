// Calls of session files -> one line per session, the newest first. Keeps sums, never calls.
import type { LoggedCall, LoggedSession } from '../domain/logged-call.ts';
import type { PriceCall } from './summarise-usage.ts';
import { unknownCounters } from './unknown-counters.ts';

export interface ListedSession {
  readonly id: string;
  /** null: the file does not say. */
  readonly client: string | null;
  readonly first_words: string | null;
  readonly folder: string | null;
  readonly models: readonly string[];
  /** Time of the last call's report; null: not known. */
  readonly last_at: string | null;
  readonly calls: number;
  /** Of the calls that have counters. */
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Of the input of calls that report cached tokens; null: none does. */
  readonly cached_share: number | null;
  /** USD at list prices of the calls whose model has one; null: none has. */
  readonly cost_usd: number | null;
  readonly calls_without_price: number;
  /** Counters that some calls do not have, with the number of those calls. */
  readonly not_known: Readonly<Record<string, number>>;
}

interface Tally {
  readonly id: string;
  readonly session: LoggedSession | null;
  readonly models: Set<string>;
  lastMs: number | null;
  calls: number;
  input: number;
  /** Input of the calls that say how much of it was cached. */
  cacheable: number;
  cached: number;
  output: number;
  cost: number;
  unpriced: number;
  readonly unknown: Map<string, number>;
}

export interface SessionLister {
  add(call: LoggedCall, session: LoggedSession | null): void;
  list(): ListedSession[];
}

export function createSessionLister(priceCall: PriceCall): SessionLister {
  const tallies = new Map<string, Tally>();
  return {
    add({ usage, atMs }, session) {
      const key = `${usage.source}\n${usage.session}`;
      const tally = tallies.get(key) ?? newTally(usage.session, session);
      tallies.set(key, tally);
      tally.models.add(usage.model);
      if (atMs !== null) tally.lastMs = Math.max(tally.lastMs ?? atMs, atMs);
      tally.calls++;
      tally.input += usage.inputTokens ?? 0;
      if (usage.cachedTokens !== null) {
        tally.cacheable += usage.inputTokens ?? 0;
        tally.cached += usage.cachedTokens;
      }
      tally.output += usage.outputTokens ?? 0;
      for (const name of unknownCounters(usage)) {
        tally.unknown.set(name, (tally.unknown.get(name) ?? 0) + 1);
      }
      const cost = priceCall(usage);
      if (cost === null) tally.unpriced++;
      else tally.cost += cost;
    },
    list: () =>
      [...tallies.values()]
        .sort((a, b) => (b.lastMs ?? 0) - (a.lastMs ?? 0) || (a.id < b.id ? -1 : 1))
        .map(toListed),
  };
}

function newTally(id: string, session: LoggedSession | null): Tally {
  return {
    id,
    session,
    models: new Set(),
    lastMs: null,
    calls: 0,
    input: 0,
    cacheable: 0,
    cached: 0,
    output: 0,
    cost: 0,
    unpriced: 0,
    unknown: new Map(),
  };
}

function toListed(tally: Tally): ListedSession {
  const { id, session, models, lastMs, calls, input, output, cost, unpriced } = tally;
  return {
    id,
    client: session?.client ?? null,
    // A file's first words are those of its own session, not of the subagents in it.
    first_words: session?.id === id ? session.firstWords : null,
    folder: session?.folder ?? null,
    models: [...models],
    last_at: lastMs === null ? null : new Date(lastMs).toISOString(),
    calls,
    input_tokens: input,
    output_tokens: output,
    cached_share: tally.cacheable === 0 ? null : tally.cached / tally.cacheable,
    cost_usd: unpriced === calls ? null : cost,
    calls_without_price: unpriced,
    not_known: Object.fromEntries(tally.unknown),
  };
}
