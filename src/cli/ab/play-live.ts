// A run on a live backend: opens it, holds it to the budget, ends at Ctrl-C, and says what was sent.

import { randomUUID } from 'node:crypto';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { createBackend } from '../../backends/registry.ts';
import type { PriceRecord } from '../../domain/run.ts';
import { liveFactories } from '../../experiment/live-factories.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { abortOnInterrupt } from '../../process/abort-on-interrupt.ts';
import { type BudgetLimits, createBudget } from '../../runner/budget.ts';
import { RunStopped } from '../../runner/run-stopped.ts';
import { liveOptions } from '../backends/live-flags.ts';
import { readPrice } from '../runs/read-prices.ts';
import type { LiveRunFlags } from './live-run.ts';
import type { Running } from './running.ts';

type BudgetFlags = LiveRunFlags & { readonly prices: string | undefined };

function priceOf(
  { definition, terminal }: Running,
  limits: BudgetLimits,
  { prices }: BudgetFlags,
): PriceRecord | null {
  const price =
    prices === undefined ? definition.price : readPrice(prices, terminal.cwd, definition.model);
  if (price !== null || limits.costUsdMax === null) return price;
  throw new HarnessError(
    'usage',
    `--max-cost: ${definition.model} has no known price`,
    'Give a list with --prices, or a budget with --max-requests',
  );
}

/** @throws HarnessError `configuration` without credentials, `usage` without a price */
export async function playLive(
  running: Running,
  limits: BudgetLimits,
  flags: BudgetFlags,
): Promise<RunStopped | null> {
  const { terminal, play } = running;
  const budget = createBudget(limits, priceOf(running, limits, flags));
  const backend = await createBackend(flags.backend, { live: liveOptions(flags, terminal) });
  const interrupt = abortOnInterrupt(() => new RunStopped('interrupted', 'interrupted'));
  try {
    const setup = { budget, signal: interrupt.signal, salt: randomUUID() };
    return await play(liveFactories(backend, setup, await loadO200kTokenizer()));
  } finally {
    interrupt.release();
    await backend.close();
    const { requests, costUsd } = budget.spent();
    const cost = costUsd === null ? '' : `, about ${costUsd.toFixed(4)} USD by the price list`;
    terminal.note(`${requests} requests were sent to ${flags.backend}${cost}`);
  }
}
