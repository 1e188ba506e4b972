// What replaying reasoning cost on real sessions, as `npm run evidence` computed it.
import costs from './replay-costs.json' with { type: 'json' };

/** Fractions of the cost of a session: 0.06 is 6% more with replay. */
export interface CostChange {
  readonly sessions: number;
  readonly median: number;
  /** At 95%, over sessions. */
  readonly low: number;
  readonly high: number;
}

export interface ReplayCost {
  readonly model: string;
  /** Months, as `2026-04`; null where the sessions do not say. */
  readonly from: string | null;
  readonly to: string | null;
  readonly all: CostChange;
  /** USD of the mean session at list prices: with replay, and without. */
  readonly mean_session_usd: { readonly with: number; readonly without: number };
  /** Median change of sessions in which the user speaks once, or several times; null: too few. */
  readonly one_user_turn: number | null;
  readonly several_user_turns: number | null;
  /** Share of the extra cost on the calls that begin a user turn; null: not known. */
  readonly extra_at_user_turns: number | null;
  /** What replay has to save to pay for itself, as fractions. */
  readonly saved_calls: number;
  /** Above 1: less reasoning alone cannot pay for it. null: not known. */
  readonly saved_reasoning: number | null;
}

export interface ReplayCosts {
  /** Calls of the whole table. */
  readonly calls: number;
  readonly models: readonly ReplayCost[];
}

export const replayCosts: ReplayCosts = costs;

/** The newest period of a model, or of the family that it belongs to; null: nothing is known. */
export function replayCostOf(model: string, known: ReplayCosts = replayCosts): ReplayCost | null {
  const own = known.models.filter((each) => each.model === model);
  const family = known.models.filter((each) => each.model.startsWith(`${model}-`));
  return own.at(-1) ?? family[0] ?? null;
}
