// A session's causes, ranked, and how well its tokens are counted.
import type { PriceRecord } from '../domain/run.ts';
import { findModelPrice } from '../profiles/prices.ts';
import { median, sum } from '../stats/descriptive.ts';
import { type AgreementRow, agreementOf } from './agreement.ts';
import type { Cause } from './cause.ts';
import type { ExplainedCall } from './explain-call.ts';
import { countErrors, countedTurns } from './local-counts.ts';

export interface CauseTotal {
  readonly cause: Cause;
  readonly tokens_lost: number;
  /** Tokens times the price of input without the discount of a hit; null: a price is unknown. */
  readonly cost_usd: number | null;
  /** `seq` of the turns that lost something to it. */
  readonly turns: readonly number[];
}

export interface ExplainSummary {
  readonly input_tokens: number;
  readonly theoretical_cached_tokens: number;
  /** Over the turns that report usage; null: none does. */
  readonly actual_cached_tokens: number | null;
  readonly lost_tokens: number | null;
  /** Largest loss first. */
  readonly causes: readonly CauseTotal[];
  /** Models whose calls lost tokens and whose price is not known: why a cost is null. */
  readonly unpriced_models: readonly string[];
  /** Each pair of a cause and a vendor's reason, most calls first; absent: no vendor says. */
  readonly agreement?: readonly AgreementRow[];
  /** Median of tokens reported for one counted here; null: no usage. */
  readonly scale: number | null;
  /** Median relative error of the scaled local count; null: no usage. */
  readonly scale_error: number | null;
}

/** The price of a model; null: not known. */
export type FindPrice = (model: string) => PriceRecord | null;

function costOf(price: PriceRecord | null, tokens: number): number | null {
  if (tokens === 0) return 0;
  return price === null ? null : (tokens * (price.inputUsd - price.cachedInputUsd)) / 1e6;
}

/** @param turns that were answered; all, when no answer says what was cached */
function rankCauses(turns: readonly ExplainedCall[], findPrice: FindPrice): CauseTotal[] {
  const totals = new Map<Cause, { tokens: number; cost: number | null; turns: number[] }>();
  for (const { seq, model, breaks } of turns) {
    for (const { cause, tokens_lost } of breaks) {
      const total = totals.get(cause) ?? { tokens: 0, cost: 0, turns: [] };
      const cost = costOf(findPrice(model), tokens_lost);
      total.tokens += tokens_lost;
      total.cost = total.cost === null || cost === null ? null : total.cost + cost;
      total.turns.push(seq);
      totals.set(cause, total);
    }
  }
  return [...totals]
    .map(([cause, { tokens, cost, turns: where }]) => ({
      cause,
      tokens_lost: tokens,
      cost_usd: cost,
      turns: [...new Set(where)],
    }))
    .sort((a, b) => b.tokens_lost - a.tokens_lost);
}

/** Sorted; a break of no tokens needs no price. */
function unpricedModels(turns: readonly ExplainedCall[], findPrice: FindPrice): string[] {
  const lossy = turns.filter(({ breaks }) => breaks.some(({ tokens_lost }) => tokens_lost !== 0));
  const models = [...new Set(lossy.map(({ model }) => model))];
  return models.filter((model) => findPrice(model) === null).sort();
}

/** @param findPrice default: the built-in list, its newest rows */
export function summariseCalls(
  turns: readonly ExplainedCall[],
  findPrice: FindPrice = findModelPrice,
): ExplainSummary {
  const answered = turns.filter(({ actual_cached_tokens }) => actual_cached_tokens !== null);
  const counted = answered.length > 0 ? answered : turns;
  const agreement = agreementOf(turns);
  const known = (total: number): number | null => (answered.length === 0 ? null : total);
  return {
    input_tokens: sum(turns.map((turn) => turn.input_tokens)),
    theoretical_cached_tokens: sum(turns.map((turn) => turn.theoretical_cached_tokens)),
    actual_cached_tokens: known(sum(answered.map((turn) => turn.actual_cached_tokens ?? 0))),
    lost_tokens: known(sum(answered.map((turn) => turn.lost_tokens ?? 0))),
    causes: rankCauses(counted, findPrice),
    unpriced_models: unpricedModels(counted, findPrice),
    ...(agreement.length > 0 && { agreement }),
    scale: median(countedTurns(turns).map((turn) => turn.scale)),
    scale_error: median(countErrors(turns)),
  };
}
