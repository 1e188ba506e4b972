// What replaying reasoning costs, as the data that reports and the terminal begin with.
import type { UsageCall } from '../../src/domain/usage-call.ts';
import type { PricedModel } from '../../src/learn/price-models.ts';
import type { ReplayCost, ReplayCosts } from '../../src/report/known/replay-costs.ts';

/** Fewer say too little to begin a report with. */
const sessionsMin = 20;
/** Prices are per million tokens. */
const tokensPerPrice = 1_000_000;

const rounded = (value: number): number => Number(value.toFixed(6));
const roundedOrNull = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : rounded(value);

function costOf({ model, from, to, prices }: PricedModel): ReplayCost[] {
  const [price] = prices;
  const interval = price?.cost_per_session.interval ?? null;
  if (price === undefined || interval === null || price.sessions < sessionsMin) return [];
  const { cost_per_session: all, one_user_turn: one, several_user_turns: several } = price;
  const { mean_session_cost: mean } = price;
  return [
    {
      ...{ model, from, to },
      all: {
        sessions: all.sessions,
        median: rounded(all.median),
        low: rounded(interval.low),
        high: rounded(interval.high),
      },
      mean_session_usd: {
        with: rounded(mean.with / tokensPerPrice),
        without: rounded(mean.without / tokensPerPrice),
      },
      one_user_turn: roundedOrNull(one?.median),
      several_user_turns: roundedOrNull(several?.median),
      extra_at_user_turns: roundedOrNull(price.extra_at_user_turns),
      saved_calls: rounded(price.break_even.share_of_calls),
      saved_reasoning: roundedOrNull(price.break_even.share_of_reasoning),
    },
  ];
}

/**
 * Models and periods with at least 20 sessions, where a miss ends at the same place of the prompt.
 */
export function replayCostsOf(
  calls: readonly UsageCall[],
  priced: readonly PricedModel[],
): ReplayCosts {
  return {
    calls: calls.length,
    models: priced.flatMap(costOf),
  };
}

/** As the file holds it. */
export function renderReplayCosts(costs: ReplayCosts): string {
  return `${JSON.stringify(costs, null, 2)}\n`;
}
