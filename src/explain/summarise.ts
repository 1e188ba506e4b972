// A session's causes, ranked, and how well its tokens are counted.
import { findModelPrice } from '../profiles/prices.ts';
import { median, sum } from '../stats/descriptive.ts';
import { type AgreementRow, agreementOf } from './agreement.ts';
import type { Cause } from './cause.ts';
import type { ExplainedCall } from './explain-call.ts';
import { countErrors, countedTurns } from './local-counts.ts';

export interface CauseTotal {
  readonly cause: Cause;
  readonly tokens_lost: number;
  /** Tokens times the price of input without the discount of a hit; null: price unknown. */
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
  /** Each pair of a cause and a vendor's reason, most calls first; absent: no vendor says. */
  readonly agreement?: readonly AgreementRow[];
  /** Median of tokens reported for one counted here; null: no usage. */
  readonly scale: number | null;
  /** Median relative error of the scaled local count; null: no usage. */
  readonly scale_error: number | null;
}

function costOf(model: string, tokens: number): number | null {
  const price = findModelPrice(model);
  return price === null ? null : (tokens * (price.inputUsd - price.cachedInputUsd)) / 1e6;
}

/** @param turns that were answered; all, when no answer says what was cached */
function rankCauses(turns: readonly ExplainedCall[]): CauseTotal[] {
  const totals = new Map<Cause, { tokens: number; cost: number | null; turns: number[] }>();
  for (const { seq, model, breaks } of turns) {
    for (const { cause, tokens_lost } of breaks) {
      const total = totals.get(cause) ?? { tokens: 0, cost: 0, turns: [] };
      const cost = costOf(model, tokens_lost);
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

export function summariseCalls(turns: readonly ExplainedCall[]): ExplainSummary {
  const answered = turns.filter(({ actual_cached_tokens }) => actual_cached_tokens !== null);
  const agreement = agreementOf(turns);
  const known = (total: number): number | null => (answered.length === 0 ? null : total);
  return {
    input_tokens: sum(turns.map((turn) => turn.input_tokens)),
    theoretical_cached_tokens: sum(turns.map((turn) => turn.theoretical_cached_tokens)),
    actual_cached_tokens: known(sum(answered.map((turn) => turn.actual_cached_tokens ?? 0))),
    lost_tokens: known(sum(answered.map((turn) => turn.lost_tokens ?? 0))),
    causes: rankCauses(answered.length > 0 ? answered : turns),
    ...(agreement.length > 0 && { agreement }),
    scale: median(countedTurns(turns).map((turn) => turn.scale)),
    scale_error: median(countErrors(turns)),
  };
}
