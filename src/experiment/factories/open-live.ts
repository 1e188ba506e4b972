// A run on a live backend: opens it, holds it to the budget, and counts what was sent.

import { randomUUID } from 'node:crypto';
import type { LiveOptions } from '../../backends/live/live-options.ts';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { createBackend } from '../../backends/registry.ts';
import type { PriceRecord } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { createBudget, type LedgerKeeper, type Spending } from '../../runner/budget.ts';
import type { BudgetLimits } from '../../runner/budget-ledger.ts';
import { liveFactories } from './live-factories.ts';
import type { OpenFactories } from './open-factories.ts';

export interface LiveRunOptions {
  /** Name or URL of the backend. */
  readonly backend: string;
  /** What the backend is handed: credentials and where they come from. */
  readonly live: LiveOptions;
  readonly model: string;
  readonly limits: BudgetLimits;
  /** null: the model has no known price. */
  readonly price: PriceRecord | null;
  /** Ends the run: what is under way is aborted. */
  readonly signal: AbortSignal;
  /** Where several processes share the budget; absent: it is this one's own. */
  readonly keeper?: LedgerKeeper;
}

export interface OpenLiveFactories extends OpenFactories {
  /** What has been sent so far. */
  spent(): Promise<Spending>;
}

/** @throws HarnessError `usage` for a cost limit without a price */
export function assertPriced(
  model: string,
  { costUsdMax }: BudgetLimits,
  price: PriceRecord | null,
): void {
  if (price !== null || costUsdMax === null) return;
  throw new HarnessError(
    'usage',
    `--max-cost: ${model} has no known price`,
    'Give a list with --prices, or a budget with --max-requests',
  );
}

/**
 * @throws HarnessError `configuration` without credentials, `usage` for a cost limit without a
 * price
 */
export async function openLive(options: LiveRunOptions): Promise<OpenLiveFactories> {
  const { backend: name, live, model, limits, price, signal, keeper } = options;
  assertPriced(model, limits, price);
  const budget = createBudget(limits, price, keeper);
  const tokenizer = await loadO200kTokenizer();
  const backend = await createBackend(name, { live });
  return {
    factories: liveFactories(backend, { budget, signal, salt: randomUUID() }, tokenizer),
    spent: () => budget.spent(),
    close: () => backend.close(),
  };
}
