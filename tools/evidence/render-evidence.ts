// The committed evidence as a page: what was found first, then every figure with its numbers.
import type { UsageCall } from '../../src/domain/usage-call.ts';
import { type LearnedModel, type LearnedPeriod, learnRules } from '../../src/learn/learn-rules.ts';
import { groupSessions, linkCalls } from '../../src/learn/link-calls.ts';
import { predictedShare } from '../../src/learn/predicted-share.ts';
import { type PricedModel, priceModels } from '../../src/learn/price-models.ts';
import type { ReplayPrice, SessionChange } from '../../src/learn/price-replay.ts';
import { turnReach } from '../../src/learn/turn-reach.ts';
import { formatNumber, formatPercent, formatSignedPercent } from '../../src/lib/format-number.ts';
import { findModelPrice } from '../../src/profiles/prices.ts';
import { table } from '../../src/report/page/markdown.ts';
import type { Interval } from '../../src/stats/paired-t.ts';

const share = (value: number | null): string => (value === null ? '-' : formatPercent(value, 1));
const signed = (value: number | null): string =>
  value === null ? '-' : formatSignedPercent(value, 1);
const tokens = (value: number | null): string => (value === null ? '-' : formatNumber(value, 0));
const range = (interval: Interval | null, show: (value: number) => string): string =>
  interval === null ? '-' : `${show(interval.low)} to ${show(interval.high)}`;

interface Row {
  readonly model: LearnedModel;
  readonly period: LearnedPeriod;
  readonly name: string;
}

function nameOf(model: string, from: string | null, to: string | null): string {
  return from === null ? model : `${model}, ${from === to ? from : `${from} to ${to}`}`;
}

/** Every model of the calls, at its list price. */
export function priceEvidence(calls: readonly UsageCall[]): PricedModel[] {
  return priceModels(calls, (model, month) => {
    const price = findModelPrice(model, month);
    return price === null
      ? null
      : { input: price.inputUsd, cachedInput: price.cachedInputUsd, output: price.outputUsd };
  });
}

/**
 * @param calls of the committed table
 * @param priced the same calls, by `priceEvidence`
 */
export function renderEvidence(
  calls: readonly UsageCall[],
  priced: readonly PricedModel[],
): string {
  const models = learnRules(calls);
  const rows = models.flatMap((model) =>
    model.periods.map((period) => ({
      model,
      period,
      name: nameOf(model.model, period.from, period.to),
    })),
  );
  const settled = rows.filter(({ period }) => period.sessions >= 4);
  const total = (of: (model: LearnedModel) => number): number =>
    models.reduce((sum, model) => sum + of(model), 0);
  const sections = [
    `# What real usage counters show

Written by \`npm run evidence\` from [evidence/](../evidence/README.md): ${tokens(calls.length)} calls in ${tokens(total(({ sessions }) => sessions))} model sessions of native Codex CLI. **Measured** figures are read from the backend's own counters; **computed** figures are arithmetic on measured sessions. Intervals are at 95%, over sessions. Open questions are left open: no figure is given where there is too little.`,
    renderFindings(priced),
    renderCost(priced),
    renderReplay(settled),
    renderBoundaries(settled),
    renderReach(settled, calls),
    renderOutputs(settled),
    renderSteps(settled),
    renderPredicted(settled, calls),
    renderLifetime(settled),
    renderMisses(settled),
    renderReasoning(settled),
    renderFraming(settled),
    renderRest(settled),
    `## Limits

- A convenience sample. One source gives most calls of some models: the tables name sessions and sources.
- Native Codex CLI, almost always on the ChatGPT backend. A gateway's prompt, key and headers are another matter.
- The cost figures assume that the model does the same with and without replay, and that misses would have come at the same calls. Where a miss would have ended is not known, so both treatments are shown.
- New input is counted from what the session file says, which is not always what was sent.
- Nothing is newer than 2026-08, and vendors change rules without a word: \`turntape learn\` says what your own sessions show.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function priceOf(priced: readonly PricedModel[], model: string): ReplayPrice | null {
  const own = priced.filter((each) => each.model === model && each.prices.length > 0);
  return own.at(-1)?.prices[0] ?? null;
}

function renderFindings(priced: readonly PricedModel[]): string {
  const lines = ['gpt-5.5', 'gpt-5.6-sol', 'gpt-5.6-terra'].flatMap((model) => {
    const price = priceOf(priced, model);
    if (price === null) return [];
    const { cost_per_session: all, one_user_turn, several_user_turns, break_even } = price;
    const saved = break_even.share_of_reasoning;
    const reasoning =
      saved === null
        ? ''
        : saved > 1
          ? '; less reasoning alone cannot pay for it'
          : ` or ${share(saved)} of the reasoning`;
    return [
      `- **${model}: ${signed(all.median)} per session** (${range(all.interval, signed)}; ${all.sessions} sessions; half of them between ${signed(all.q1)} and ${signed(all.q3)}). Sessions of one user turn ${signed(one_user_turn?.median ?? null)}, of several ${signed(several_user_turns?.median ?? null)}. It pays if it saves ${share(break_even.share_of_calls)} of the calls${reasoning}.`,
    ];
  });
  return `## What replaying reasoning costs, if the model then does the same (computed)

${lines.join('\n')}

Nobody has measured whether the model then does less: \`turntape ab --live\` asks.`;
}

const change = (own: SessionChange | null): string =>
  own === null ? '-' : `${signed(own.median)} (${own.sessions})`;

function renderCost(priced: readonly PricedModel[]): string {
  const rows = priced.flatMap(({ model, from, to, prices }) =>
    prices.map((price) => [
      nameOf(model, from, to),
      price.treatment === 'stays' ? 'ends where it fell' : 'loses as much',
      `${price.sessions} / ${price.sources}`,
      tokens(price.calls),
      formatPercent(price.replayed_share, 2),
      signed(price.uncached_pooled),
      signed(price.cost_pooled),
      `${signed(price.cost_per_session.median)} (${range(price.cost_per_session.interval, signed)})`,
      change(price.one_user_turn),
      change(price.several_user_turns),
      share(price.sessions_costing_more),
      share(price.extra_at_user_turns),
      tokens(price.extra_uncached_per_user_turn),
      `${tokens(price.break_even.output_tokens_per_call)} = ${share(price.break_even.share_of_reasoning)} of reasoning`,
    ]),
  );
  const sources = priced.flatMap(({ model, from, to, by_source }) =>
    by_source.length < 2
      ? []
      : [
          [
            nameOf(model, from, to),
            by_source.map(({ price }) => `${change(price.cost_per_session)}`).join(', '),
          ],
        ],
  );
  return `## The cost in full (computed)

Each session against itself without replayed reasoning, at list prices, by the rules below. A miss of the real session either ends at the same place of the prompt, or loses as many tokens: counters cannot tell which.

${table(
  [
    'model',
    'a miss',
    'sessions / sources',
    'calls',
    'replayed share of input',
    'uncached',
    'cost, pooled',
    'cost per session, median',
    'one user turn',
    'several',
    'sessions that cost more',
    'extra cost at user turns',
    'uncached tokens more per user turn',
    'break-even, output tokens per call',
  ],
  rows,
  2,
)}

Medians per source, for sources with at least seven sessions (sessions in brackets):

${table(['model', 'per source'], sources, 2)}`;
}

function renderReplay(rows: readonly Row[]): string {
  return `## Replayed reasoning counts as it was generated (measured)

Inside a user turn: growth of the prompt = a x visible output + **b** x reasoning + c x new input. Least absolute deviations; the interval leaves out groups of sessions.

${table(
  ['model', 'calls', 'sessions / sources', 'a', 'b', 'b, 95%', 'c', 'off the fit, median tokens'],
  rows.map(({ name, period: { rules } }) => {
    const rule = rules.replayed_reasoning_counts;
    const digits = (value: number | null): string => (value === null ? 'open' : value.toFixed(3));
    return [
      name,
      tokens(rule.n),
      `${rule.sessions} / ${rule.sources}`,
      digits(rule.visible_output),
      digits(rule.value),
      range(rule.interval, (value) => value.toFixed(3)),
      digits(rule.new_input),
      rule.residual_tokens === null ? '-' : rule.residual_tokens.toFixed(1),
    ];
  }),
)}`;
}

function renderBoundaries(rows: readonly Row[]): string {
  const phases = rows.flatMap(({ name, period }) =>
    period.rules.context_rule.by_previous_phase
      .filter(({ n }) => n >= 10)
      .map(({ phase, n, dropped, kept }) => [name, phase, tokens(n), share(dropped), share(kept)]),
  );
  return `## At a user message (measured)

Reasoning of the user turn before: dropped from the prompt or kept, within 15%; the rest changed by something else as well. Turns with at least 200 reasoning tokens.

${table(
  ['model', 'user turns', 'sessions / sources', 'dropped', 'kept', 'rule'],
  rows.map(({ name, period: { rules } }) => {
    const rule = rules.context_rule;
    return [
      name,
      tokens(rule.n),
      `${rule.sessions} / ${rule.sources}`,
      share(rule.dropped),
      share(rule.kept),
      rule.value ?? 'open',
    ];
  }),
)}

By what the answer before the message was, at least ten turns each (\`final_answer\`, or \`commentary\` in mid-turn):

${table(['model', 'answer before', 'user turns', 'dropped', 'kept'], phases, 2)}`;
}

function renderReach(rows: readonly Row[], calls: readonly UsageCall[]): string {
  const linked = groupSessions(calls).flatMap(linkCalls);
  const reached = rows.flatMap(({ name, model, period }) => {
    const { cache_step: step, hidden_prefix_tokens: hidden, cache_outputs } = period.rules;
    if (step.value === null || hidden.value === null || step.quantum === null) return [];
    const count = {
      step: step.value,
      hiddenPrefix: hidden.value,
      quantum: step.quantum,
      outputs: cache_outputs.value ?? 'none',
      exactShare: step.exact_share ?? 0,
    } as const;
    const own = linked.filter(({ call }) => call.model === model.model && isIn(call.month, period));
    return turnReach(own, count).map((reach) => [
      name,
      reach.reasoning,
      tokens(reach.n),
      `${share(reach.reached_end)} (${range(reach.end_interval, share)})`,
      share(reach.stopped_at_start),
    ]);
  });
  return `## A natural experiment for on against off (measured)

At a user message within ten minutes, after a turn that grew by more than 2,048 tokens: did the cache reach the end of the prompt before (what a history without reasoning gets), or stop where the turn before began (what dropped reasoning leaves)?

${table(['model', 'reasoning in the turn before', 'user turns', 'reached the end', 'stopped at its start'], reached, 2)}`;
}

function isIn(month: string | null, { from, to }: LearnedPeriod): boolean {
  return month === null || from === null || to === null || (month >= from && month <= to);
}

function renderOutputs(rows: readonly Row[]): string {
  return `## Are outputs cached? (measured)

Calls inside a user turn. *Exact*: predicted to the token by the best step and hidden prefix, over the input before alone, or over input and output.

${table(
  [
    'model',
    'calls',
    'cached more than the input before',
    'exact, input only',
    'exact, with output',
    'outputs cached',
  ],
  rows.map(({ name, period: { rules } }) => {
    const rule = rules.cache_outputs;
    return [
      name,
      tokens(rule.n),
      share(rule.above_previous_input),
      share(rule.exact_none),
      share(rule.exact_full),
      rule.value ?? 'open',
    ];
  }),
)}`;
}

function renderSteps(rows: readonly Row[]): string {
  return `## In which steps the cache counts (measured)

Cached = the largest multiple of 128 in (step x whole steps of (prefix + hidden) - hidden). The hidden prefix is tokens before the prompt that no counter shows.

${table(
  [
    'model',
    'calls',
    'step',
    'hidden prefix',
    'hidden, 95%',
    'exact share',
    '95%',
    'next best step',
  ],
  rows.map(({ name, period: { rules } }) => {
    const { cache_step: step, hidden_prefix_tokens: hidden } = rules;
    const next = step.others[0];
    return [
      name,
      tokens(step.n),
      step.value === null ? 'open' : tokens(step.value),
      hidden.value === null ? 'open' : tokens(hidden.value),
      range(hidden.interval, tokens),
      share(step.exact_share),
      range(step.exact_interval, share),
      next === undefined ? '-' : `${next.step}: ${share(next.share)}`,
    ];
  }),
)}`;
}

function renderPredicted(rows: readonly Row[], calls: readonly UsageCall[]): string {
  const linked = groupSessions(calls).flatMap(linkCalls);
  const predicted = rows.flatMap(({ name, model, period }) => {
    const {
      cache_step: step,
      hidden_prefix_tokens: hidden,
      cache_outputs,
      context_rule,
    } = period.rules;
    if (step.value === null || hidden.value === null || step.quantum === null) return [];
    if (cache_outputs.value === null) return [];
    const count = {
      step: step.value,
      hiddenPrefix: hidden.value,
      quantum: step.quantum,
      outputs: cache_outputs.value,
      exactShare: step.exact_share ?? 0,
    };
    const own = linked.filter(({ call }) => call.model === model.model && isIn(call.month, period));
    const rules = { count, contextRule: context_rule.value };
    return (['in-turn', 'user-turn'] as const).flatMap((place) => {
      const found = predictedShare(own, rules, place);
      return found === null
        ? []
        : [
            [
              name,
              place,
              tokens(found.calls),
              `${share(found.exact)} (${range(found.interval, share)})`,
              share(found.short),
              share(found.above),
            ],
          ];
    });
  });
  return `## How well the learned rules predict (measured)

Share of calls whose cached count is predicted to the token. These calls also taught the rules, so this is a fit.

${table(['model', 'place', 'calls', 'exact', 'over a step short', 'more than predicted'], predicted, 2)}`;
}

function renderLifetime(rows: readonly Row[]): string {
  const own = rows.filter(({ period }) => period.rules.idle_lifetime_ms.hits_by_idle.length > 0);
  const minutes = (ms: number): string => `${(ms / 60_000).toFixed(0)} min`;
  const columns = own[0]?.period.rules.idle_lifetime_ms.hits_by_idle ?? [];
  return `## How long an unused prefix lives (measured)

Share of calls that still found what the rule expects, by the pause before them (pauses in brackets).

${table(
  [
    'model',
    'lifetime',
    '95%',
    ...columns.map(({ from_seconds, to_seconds }) =>
      to_seconds === null
        ? `over ${from_seconds / 60} min`
        : `${from_seconds / 60} to ${to_seconds / 60} min`,
    ),
  ],
  own.map(({ name, period: { rules } }) => {
    const rule = rules.idle_lifetime_ms;
    return [
      name,
      rule.value === null ? 'open' : minutes(rule.value),
      range(rule.interval, minutes),
      ...columns.map((column) => {
        const bin = rule.hits_by_idle.find(
          ({ from_seconds }) => from_seconds === column.from_seconds,
        );
        return bin === undefined ? '-' : `${formatPercent(bin.hit, 0)} (${bin.n})`;
      }),
    ];
  }),
)}`;
}

function renderMisses(rows: readonly Row[]): string {
  const own = rows.filter(({ period }) => period.rules.miss_rate.value !== null);
  return `## Misses (measured)

Calls inside a user turn, within a minute of the one before, that are counted more than one step short. A rate in time: it differs by month.

${table(
  [
    'model',
    'calls',
    'rate',
    '95%',
    'by month',
    'falls back to an earlier prompt',
    'to the first prompt at most',
    'to nothing',
  ],
  own.map(({ name, period: { rules } }) => {
    const rule = rules.miss_rate;
    const back = rule.falls_back_to;
    return [
      name,
      tokens(rule.n),
      share(rule.value),
      range(rule.interval, share),
      rule.by_month.map(({ month, rate, n }) => `${month} ${share(rate)} (${n})`).join(', '),
      share(back?.earlier_prompt ?? null),
      share(back?.first_prompt ?? null),
      share(back?.nothing ?? null),
    ];
  }),
)}`;
}

function renderReasoning(rows: readonly Row[]): string {
  return `## Reasoning per call (measured)

${table(
  [
    'model',
    'calls',
    'none',
    'median',
    'mean',
    'mean, 95%',
    'p90',
    'share of output',
    'encrypted characters',
  ],
  rows.flatMap(({ name, period: { rules } }) => {
    const { value, interval, n } = rules.reasoning_per_call;
    if (value === null) return [];
    const size = rules.encrypted_characters.value;
    return [
      [
        name,
        tokens(n),
        share(value.zero_share),
        tokens(value.median),
        tokens(value.mean),
        range(interval, tokens),
        tokens(value.p90),
        share(value.share_of_output),
        size === null
          ? 'open'
          : `${tokens(size.characters)} + ${size.characters_per_token.toFixed(2)} per token`,
      ],
    ];
  }),
)}`;
}

function renderFraming(rows: readonly Row[]): string {
  const text = (value: number | null): string => (value === null ? 'open' : tokens(value));
  return `## Tokens around items (measured)

What the prompt of a call inside a user turn grew by beside visible output, reasoning and new texts: so much for each tool result, and so much for the answer before them. The two whole numbers that give most calls to the token; where every answer made one call they cannot be told apart.

${table(
  ['model', 'calls', 'a tool result', 'an answer', 'what speaks against it'],
  rows.map(({ name, period: { rules } }) => [
    name,
    tokens(rules.result_frame_tokens.n),
    text(rules.result_frame_tokens.value),
    text(rules.answer_frame_tokens.value),
    rules.result_frame_tokens.against.join('; '),
  ]),
)}`;
}

function renderRest(rows: readonly Row[]): string {
  const rule = ({ value, n }: { value: number | null; n: number }): string =>
    value === null ? 'open' : `${share(value)} of ${tokens(n)}`;
  return `## First calls, effort, cache writes (measured)

${table(
  [
    'model',
    'first calls that found something',
    'changes of effort that kept the prefix',
    'calls with cache writes',
    'smallest cached prefix',
  ],
  rows.map(({ name, period: { rules } }) => [
    name,
    rule(rules.first_call_hit),
    rule(rules.effort_change_keeps_prefix),
    rule(rules.cache_writes),
    rules.cache_minimum.value === null
      ? `open (${rules.cache_minimum.against.join('; ')})`
      : tokens(rules.cache_minimum.value),
  ]),
)}`;
}
