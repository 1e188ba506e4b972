// What was learned, for a person: per model and period the rules with their numbers, and what is
// open.
import { counted } from '../lib/plural.ts';
import type { LearnedModel, LearnedPeriod, LearnedRules } from './learn-rules.ts';
import type { LearnedRule } from './learned-rule.ts';
import { percent } from './learned-rule.ts';

/** A row of the table that a person reads. */
export interface LearnedRow {
  readonly rule: string;
  readonly value: string;
  readonly interval: string;
  readonly n: number;
  readonly sessions: number;
  readonly sources: number;
  readonly confidence: string;
  /** What speaks against it, or why it is open. */
  readonly against: string;
}

type RuleName = keyof LearnedRules;

/** How each rule is called, and how its value and interval are written. */
const written: {
  readonly [Name in RuleName]: {
    readonly title: string;
    value(value: NonNullable<LearnedRules[Name]['value']>): string;
    /** Of the interval's limits; absent: the same way as a number. */
    limit?(value: number): string;
  };
} = {
  replayed_reasoning_counts: {
    title: 'replayed reasoning counts (1: as generated)',
    value: (value) => value.toFixed(3),
    limit: (value) => value.toFixed(3),
  },
  context_rule: {
    title: 'reasoning of earlier user turns',
    value: (value) => (value === 'current_turn' ? 'dropped (current_turn)' : 'kept (all_turns)'),
    limit: percent,
  },
  cache_outputs: {
    title: 'outputs cached',
    value: (value) => (value === 'none' ? 'no (none)' : 'yes (full)'),
    limit: percent,
  },
  cache_step: { title: 'step of cached counts, tokens', value: String, limit: String },
  hidden_prefix_tokens: { title: 'hidden prefix, tokens', value: String, limit: String },
  cache_minimum: { title: 'smallest cached prefix, tokens', value: String, limit: String },
  image_cached_share: {
    title: "share of an image's tokens that the cache counts",
    value: percent,
    limit: percent,
  },
  idle_lifetime_ms: {
    title: 'lifetime of an unused prefix',
    value: (value) => minutes(value),
    limit: (value) => minutes(value),
  },
  miss_rate: { title: 'unexplained misses', value: percent, limit: percent },
  reasoning_per_call: {
    title: 'reasoning per call, tokens',
    value: ({ mean, median, p90, zero_share }) =>
      `mean ${mean.toFixed(0)}, median ${median.toFixed(0)}, p90 ${p90.toFixed(0)}, none in ${percent(zero_share)}`,
    limit: (value) => value.toFixed(0),
  },
  encrypted_characters: {
    title: 'characters of encrypted reasoning',
    value: ({ characters, characters_per_token }) =>
      `${characters.toFixed(0)} + ${characters_per_token.toFixed(2)} per token`,
  },
  first_call_hit: {
    title: 'sessions whose first call found something cached',
    value: percent,
    limit: percent,
  },
  effort_change_keeps_prefix: {
    title: 'changes of effort that kept the prefix',
    value: percent,
    limit: percent,
  },
  cache_writes: { title: 'calls with cache writes', value: percent, limit: percent },
  framing_tokens: { title: 'framing, tokens per call', value: (value) => value.toFixed(0) },
  result_frame_tokens: { title: 'framing of a tool result, tokens', value: String },
  answer_frame_tokens: { title: 'framing of an answer beside its output, tokens', value: String },
  time_to_first_token: {
    title: 'time to first token',
    value: (value) =>
      `median ${seconds(value.median_ms)}: ${seconds(value.base_ms)} + ${value.us_per_uncached_token.toFixed(1)} us uncached, ${value.us_per_cached_token.toFixed(1)} us cached, ${value.ms_per_reasoning_token.toFixed(1)} ms reasoning token`,
    limit: (value) => seconds(value),
  },
};

export const ruleNames = Object.keys(written) as readonly RuleName[];

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(0)} min`;
}

function toRow(rules: LearnedRules, name: RuleName): LearnedRow {
  const { title, value, limit } = written[name];
  const rule: LearnedRule<unknown> = rules[name];
  const shown = limit ?? ((number: number) => number.toFixed(1));
  return {
    rule: title,
    value: rule.value === null ? 'open' : (value as (of: unknown) => string)(rule.value),
    interval:
      rule.interval === null ? '-' : `${shown(rule.interval.low)} to ${shown(rule.interval.high)}`,
    n: rule.n,
    sessions: rule.sessions,
    sources: rule.sources,
    confidence: rule.value === null ? '-' : rule.confidence,
    against: rule.against.join('; '),
  };
}

/** The rules of a period as rows; those that nothing was seen of are left out. */
export function learnedRows({ rules }: LearnedPeriod): LearnedRow[] {
  return ruleNames
    .filter((name) => rules[name].value !== null || rules[name].n > 0)
    .map((name) => toRow(rules, name));
}

/** `gpt-5.5, 2026-04 to 2026-07: 8,301 calls, 246 sessions, 7 sources`. */
export function periodTitle({ model }: LearnedModel, period: LearnedPeriod): string {
  const { from, to, calls, sessions, sources } = period;
  const time = from === null ? '' : from === to ? `, ${from}` : `, ${from} to ${to}`;
  const counts = [counted(calls, 'call'), counted(sessions, 'session'), counted(sources, 'source')];
  return `${model}${time}: ${counts.join(', ')}`;
}
