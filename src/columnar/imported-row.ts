// A call of a session file as a row of the table `imported`.
import { costOf } from '../domain/cost.ts';
import type { LoggedCall } from '../domain/logged-call.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import { findModelPrice } from '../profiles/prices.ts';
import type { StoredCall } from '../store/logged/read-logged.ts';
import type { ImportedRow } from './tables/imported.ts';

/** The time of the report, else the first day of its month; null: neither is known. */
function timeOf({ atMs, usage: { month } }: LoggedCall): number | null {
  if (atMs !== null || month === null) return atMs;
  const ms = Date.parse(`${month}-01`);
  return Number.isNaN(ms) ? null : ms;
}

/** null: its price is not known, or one of the counters that make it. */
function costOfCall(usage: UsageCall, startedAt: number | null): number | null {
  const { inputTokens, cachedTokens, outputTokens } = usage;
  if (startedAt === null) return null;
  if (inputTokens === null || cachedTokens === null || outputTokens === null) return null;
  const price = findModelPrice(usage.model, new Date(startedAt).toISOString().slice(0, 7));
  return price && costOf({ ...usage, inputTokens, cachedTokens, outputTokens }, price);
}

/** @param recorded the clients' ids of the sessions that were recorded */
export function toImportedRow(
  { call, session }: StoredCall,
  recorded: ReadonlySet<string>,
): ImportedRow {
  const { usage } = call;
  const startedAt = timeOf(call);
  return {
    session_id: usage.session,
    parent_id: session?.parent ?? null,
    client: session?.client ?? null,
    client_version: session?.clientVersion ?? null,
    is_subagent: session?.isSubagent ?? null,
    is_recorded: recorded.has(usage.session),
    call_id: call.id,
    seq: usage.position,
    started_at: startedAt,
    ttft_ms: usage.ttftMs ?? null,
    ...{ model: usage.model, effort: usage.effort, input_tokens: usage.inputTokens },
    cached_tokens: usage.cachedTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    is_compacted: usage.isCompacted,
    cost_usd: costOfCall(usage, startedAt),
  };
}
