// A model call as rows of the tables `calls` and `causes`.
import { costOf } from '../domain/cost.ts';
import type { PriceRecord } from '../domain/run.ts';
import { findModelPrice } from '../profiles/prices.ts';
import type { TelemetryCall } from '../telemetry/call.ts';
import type { CallRow } from './tables/calls.ts';
import type { CauseRow } from './tables/causes.ts';

/** What a call is part of. */
export type CallPlace = Pick<
  CallRow,
  'session_id' | 'run_id' | 'trial_id' | 'label' | 'client' | 'side' | 'kind' | 'seq' | 'arm'
> &
  Pick<CallRow, 'is_translated'>;

const tokensPerPrice = 1_000_000;

function priceOf({ model, responseModel, startMs }: TelemetryCall): PriceRecord | null {
  return findModelPrice(responseModel ?? model, new Date(startMs).toISOString().slice(0, 7));
}

/** What a token costs above one that is read from the cache, USD. */
const lostUsd = (price: PriceRecord): number =>
  (price.inputUsd - price.cachedInputUsd) / tokensPerPrice;

export function toCallRow(call: TelemetryCall, place: CallPlace): CallRow {
  const { usage, explained } = call;
  const price = priceOf(call);
  const [largest] = (explained?.breaks ?? [])
    .filter(({ tokens_lost }) => tokens_lost > 0)
    .toSorted((a, b) => b.tokens_lost - a.tokens_lost);
  return {
    ...place,
    call_id: call.id,
    protocol: call.protocol,
    started_at: call.startMs,
    duration_ms: call.endMs - call.startMs,
    ttft_ms: call.firstChunkMs,
    model: call.model || null,
    response_model: call.responseModel,
    effort: call.effort,
    status: call.status,
    error: call.errorType,
    has_usage: usage !== null,
    input_tokens: usage?.inputTokens ?? null,
    cached_tokens: usage?.cachedTokens ?? null,
    cache_write_tokens: usage?.cacheWriteTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    reasoning_tokens: usage?.reasoningTokens ?? null,
    ideal_tokens: explained?.theoretical_cached_tokens ?? null,
    lost_tokens: explained?.lost_tokens ?? null,
    cause: largest?.cause ?? null,
    cost_usd: usage === null || price === null ? null : costOf(usage, price),
  };
}

/** Only of a call that reports usage: without it, what was lost is not known. */
export function toCauseRows(call: TelemetryCall, place: CallPlace): CauseRow[] {
  const { explained } = call;
  if (explained === null || explained.lost_tokens === null) return [];
  const price = priceOf(call);
  return explained.breaks
    .filter(({ tokens_lost }) => tokens_lost !== 0)
    .map(({ cause, by, pointer, byte, tokens_lost }) => ({
      call_id: call.id,
      session_id: place.session_id,
      trial_id: place.trial_id,
      label: place.label,
      model: call.model || null,
      started_at: call.startMs,
      ...{ cause, by, pointer, byte, tokens_lost },
      cost_usd: price === null ? null : tokens_lost * lostUsd(price),
    }));
}
