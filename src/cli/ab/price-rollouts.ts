// `ab --rollouts`: real sessions against themselves without replayed reasoning, or with it where
// they had none. Nothing is played: the backend's own counters and the rules that they show are
// enough.

import type { UsageCall } from '../../domain/usage-call.ts';
import { type PricedModel, priceModels } from '../../learn/price-models.ts';
import type { ReplayPrice, SessionChange } from '../../learn/price-replay.ts';
import { formatNumber, formatPercent, formatSignedPercent } from '../../lib/format-number.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { snakeCaseKeys } from '../../lib/snake-case-keys.ts';
import { defaultCacheModelParameters } from '../../profiles/cache-model-parameters.ts';
import { contextNameOf } from '../../profiles/model-profiles.ts';
import { findModelPrice } from '../../profiles/prices.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import type { CommandContext } from '../command.ts';
import { createBudgetedCount } from '../logs/count-tokens.ts';
import { readCalls } from '../logs/read-calls.ts';

const pageColumns = 100;

/** @returns the exit code */
export async function priceRollouts(
  paths: readonly string[],
  { terminal, flags: { json } }: CommandContext,
): Promise<number> {
  const countTokens = await createBudgetedCount();
  const calls: UsageCall[] = [];
  await readCalls(terminal, paths, countTokens, ({ call }) => calls.push(call.usage));
  const ruleOf = (model: string) => contextNameOf({ model }, defaultCacheModelParameters);
  const models = priceModels(calls, pricesOf, ruleOf);
  const priced = models.filter(({ prices }) => prices.length > 0);
  const bare = models.filter(({ added }) => added !== null && added.prices.length > 0);
  if (json) terminal.json({ schema: 1, label: 'computed', models: snakeCaseKeys(models) });
  else {
    if (priced.length > 0) printPrices(terminal, priced);
    if (bare.length > 0) printAdded(terminal, bare);
    if (priced.length + bare.length > 0) printAssumptions(terminal, models);
  }
  if (priced.length + bare.length === 0) throw nothingPriced(models);
  return 0;
}

/** Of the month in which the sessions were held. */
function pricesOf(
  model: string,
  month: string | null,
): { input: number; cachedInput: number; output: number } | null {
  const price = findModelPrice(model, month);
  if (price === null) return null;
  return { input: price.inputUsd, cachedInput: price.cachedInputUsd, output: price.outputUsd };
}

const columns: readonly Column[] = [
  { title: 'model' },
  { title: 'a miss' },
  { title: 'sessions', align: 'right' },
  { title: 'cost per session' },
  { title: 'half of them' },
  { title: 'one user turn', align: 'right' },
  { title: 'several', align: 'right' },
  { title: 'uncached', align: 'right' },
];

const signed = (value: number): string => formatSignedPercent(value, 1);
const median = (change: SessionChange | null): string =>
  change === null ? '-' : `${signed(change.median)} (${change.sessions})`;

function nameOf({ model, from, to }: PricedModel): string {
  return from === null ? model : `${model}, ${from === to ? from : `${from} to ${to}`}`;
}

function printPrices(terminal: Terminal, priced: readonly PricedModel[]): void {
  terminal.result(
    'COMPUTED from measured sessions: each session against itself without replayed reasoning.\n',
  );
  printTable(terminal, priced, ({ prices }) => prices);
  for (const model of priced) terminal.result(wrapText(describeBreakEven(model), pageColumns));
  for (const model of priced) {
    const reach = describeReach(model);
    if (reach !== null) terminal.result(wrapText(reach, pageColumns));
  }
}

/** Sessions of clients that send no reasoning back. */
function printAdded(terminal: Terminal, bare: readonly PricedModel[]): void {
  terminal.result(
    'COMPUTED from measured sessions that had no replay: each against itself with it.\n',
  );
  printTable(terminal, bare, ({ added }) => added?.prices ?? []);
  for (const model of bare) {
    const { context_rule: rule, context_rule_is: is } = model.added ?? {};
    const from = is === 'learned' ? 'as sessions with replay show' : 'assumed, as its profile says';
    const words =
      rule === 'current_turn' ? 'reasoning of earlier user turns is dropped' : 'all of it is read';
    terminal.result(wrapText(`- ${nameOf(model)}: ${words} (${rule}, ${from}).`, pageColumns));
  }
}

function printTable(
  terminal: Terminal,
  models: readonly PricedModel[],
  pricesIn: (model: PricedModel) => readonly ReplayPrice[],
): void {
  const rows = models.flatMap((model) => pricesIn(model).map((price) => priceRow(model, price)));
  terminal.result(renderTable(columns, rows));
}

function printAssumptions(terminal: Terminal, models: readonly PricedModel[]): void {
  const open = models.filter(({ prices, added }) => prices.length === 0 && added === null);
  if (open.length > 0) {
    const names = open.map(nameOf).join('; ');
    terminal.result(wrapText(`Open (rules or price not known): ${names}.`, pageColumns));
  }
  terminal.result(
    wrapText(
      'Assumed: the model does the same with and without replay (same outputs, same calls), and misses come at the same calls. Where a miss would have ended is not known, so both treatments are shown.',
      pageColumns,
    ),
  );
}

function priceRow(model: PricedModel, price: ReplayPrice): (string | number)[] {
  const { cost_per_session: cost } = price;
  const interval =
    cost.interval === null
      ? 'no interval'
      : `${signed(cost.interval.low)} to ${signed(cost.interval.high)}`;
  return [
    nameOf(model),
    price.treatment === 'stays' ? 'ends where it fell' : 'loses as much',
    price.sessions,
    `${signed(cost.median)} (${interval})`,
    `${signed(cost.q1)} to ${signed(cost.q3)}`,
    median(price.one_user_turn),
    median(price.several_user_turns),
    signed(price.uncached_pooled),
  ];
}

function describeBreakEven(model: PricedModel): string {
  const [price] = model.prices;
  if (price === undefined) return '';
  const { output_tokens_per_call, share_of_calls, share_of_reasoning } = price.break_even;
  const reasoning =
    share_of_reasoning === null || share_of_reasoning > 1
      ? ''
      : ` (${formatPercent(share_of_reasoning, 0)} of the reasoning)`;
  return `- ${nameOf(model)}: replay pays for itself if it saves ${formatNumber(output_tokens_per_call, 0)} output tokens per call${reasoning} or ${formatPercent(share_of_calls, 1)} of the calls.`;
}

/** Needs turns with and without reasoning in the same sessions; null: not there. */
function describeReach(model: PricedModel): string | null {
  const without = model.turn_reach.find(({ reasoning }) => reasoning === 'without');
  const withReasoning = model.turn_reach.find(({ reasoning }) => reasoning === 'with');
  if (without === undefined || withReasoning === undefined) return null;
  return `- ${nameOf(model)}, measured at user messages: after turns without reasoning the cache reached the end of the prompt before in ${formatPercent(without.reached_end, 0)} of ${without.n}, after turns with reasoning in ${formatPercent(withReasoning.reached_end, 0)} of ${withReasoning.n}.`;
}

function nothingPriced(models: readonly PricedModel[]): HarnessError {
  return new HarnessError(
    'invalid-run',
    `nothing could be priced: for ${models.map(nameOf).join('; ') || 'no model'} the counters settle too few rules`,
    'Name more session files; turntape learn FILES says what is open',
  );
}
