// A run on a live backend: opens it, holds it to the budget, ends at Ctrl-C, and says what was sent.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { createBackend } from '../../backends/registry.ts';
import type { PriceRecord, RunDefinition } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { type BudgetLimits, createBudget } from '../../runner/budget.ts';
import { RunStopped } from '../../runner/run-stopped.ts';
import type { TrialFactories } from '../../runner/trial.ts';
import { abortOnInterrupt } from '../abort-on-interrupt.ts';
import type { Terminal } from '../console.ts';
import { liveOptions } from '../live-flags.ts';
import { readPrice } from '../read-prices.ts';
import { liveFactories } from './live-factories.ts';
import type { LiveRunFlags } from './live-run.ts';

export interface LivePlay {
  readonly definition: RunDefinition;
  readonly limits: BudgetLimits;
  readonly flags: LiveRunFlags & { readonly prices: string | undefined };
  readonly terminal: Terminal;
  play(factories: TrialFactories): Promise<RunStopped | null>;
}

function priceOf({ definition, flags, limits, terminal }: LivePlay): PriceRecord | null {
  const price =
    flags.prices === undefined
      ? definition.price
      : readPrice(flags.prices, terminal.cwd, definition.model);
  if (price !== null || limits.costUsdMax === null) return price;
  throw new HarnessError(
    'usage',
    `--max-cost: ${definition.model} has no known price`,
    'Give a list with --prices, or a budget with --max-requests',
  );
}

/** @returns why it ended early; null: it did not */
export async function playLive(live: LivePlay): Promise<RunStopped | null> {
  const { definition, limits, flags, terminal, play } = live;
  const budget = createBudget(limits, priceOf(live));
  const backend = await createBackend(flags.backend, { live: liveOptions(flags, terminal) });
  const interrupt = abortOnInterrupt(() => new RunStopped('interrupted', 'interrupted'));
  try {
    const setup = { budget, signal: interrupt.signal, salt: `${definition.startedAtMs}` };
    return await play(liveFactories(backend, setup, await loadO200kTokenizer()));
  } finally {
    interrupt.release();
    await backend.close();
    const { requests, costUsd } = budget.spent();
    const cost = costUsd === null ? '' : `, about ${costUsd.toFixed(4)} USD by the price list`;
    terminal.note(`${requests} requests were sent to ${flags.backend}${cost}`);
  }
}
